"""Charlie of another organisation knows every number of Alice's, and Alice every number of his."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.administrator import Administrator
from tests.attacks.trying import dump, own_forms, paths
from tests.fakes import FixedClock
from wizard import accounts
from wizard.models import Location, Setup, Supplier
from wizard.models.database import Database
from wizard.settings import Settings


@pytest.fixture
def theirs(charlie: Administrator, database: Database, clock: FixedClock) -> dict[str, int]:
    """Numbers of what belongs to Charlie's organisation."""
    charlie.starts_a_setup()
    with database.transaction() as session:
        user = accounts.find_user(session, charlie.email)
        assert user is not None
        home = user.organisation_id
        supplier = Supplier(organisation_id=home, name="Secret Supplies", created=clock.now())
        location = Location(
            organisation_id=home,
            name="Hidden depot",
            country="US",
            addressee="Other Ltd",
            street1="77 Quiet Lane",
            city="Portland",
            state="OR",
            postal_code="97201",
            phone="+1 503 555 0100",
        )
        session.add_all([supplier, location])
        session.flush()
        return {"user": user.id, "supplier": supplier.id, "location": location.id, "setup": charlie.setup_id}


def test_no_address_with_a_number_of_others_opens_or_changes_anything(
    app: Flask, alice: Administrator, charlie: Administrator, purchase: str, settings: Settings
) -> None:
    before = dump(settings)
    token = charlie._token()

    for path in {*paths(app, "GET"), *own_forms(app)}:
        if "/1" in path:
            assert charlie.client.get(path).status_code in (403, 404, 405), path
            for action in (
                "save",
                "confirm",
                "approve",
                "cancel",
                "deactivate",
                "resend",
                "stop",
                "everybody",
            ):
                sent = {"csrf_token": token, "action": action, "version": "1", "reason": "why", "name": "x"}
                assert charlie.client.post(path, data=sent).status_code in (403, 404, 405), path

    assert dump(settings) == before


def test_their_people_and_suppliers_cannot_be_chosen(
    alice: Administrator, database: Database, theirs: dict[str, int]
) -> None:
    alice.walks_up_to("ordering")

    page = alice.answers("ordering", default_purchaser=str(theirs["user"]))
    assert "ordering.purchaser_missing" in page.codes()
    assert "Charlie" not in page.text

    page = alice.answers("ordering", supplier=str(theirs["supplier"]))
    assert "ordering.supplier_missing" in page.codes()
    assert "Secret Supplies" not in page.text

    with database.read_only() as session:
        setup = session.get_one(Setup, alice.setup_id)
        assert (setup.default_purchaser_id, setup.supplier_id) == (None, None)


def test_a_supplier_of_their_name_is_made_anew(
    alice: Administrator, database: Database, theirs: dict[str, int]
) -> None:
    alice.walks_up_to("ordering")
    alice.answers("ordering", new_supplier_name="Secret Supplies")

    with database.read_only() as session:
        setup = session.get_one(Setup, alice.setup_id)
        assert setup.supplier is not None
        assert setup.supplier_id != theirs["supplier"]
        assert setup.supplier.organisation_id == setup.organisation_id


def test_their_addresses_cannot_be_ticked_offered_or_delivered_to(
    alice: Administrator, purchase: str, shops: Any, theirs: dict[str, int]
) -> None:
    number = theirs["location"]
    ticks = {f"same_{number}": "y", "also_same": f"{number},1", "version": "1"}
    alice.post(alice.at("address-book"), ticks)
    assert str(number) not in str(alice.state)

    filled = alice.post("/locations/new", {"use": "1", "place": f"location:{number}", "country": "US"})
    found = alice.get("/locations/suggest?q=Quiet Lane").text
    assert "Quiet" not in filled.text + found

    assert alice.post("/punchout/start", {"setup": alice.setup_id, "location": number}).status == 404
    draft = shops()
    assert alice.post(draft, {"action": "save", "location": number}).status == 422
    assert "Quiet" not in alice.get(draft).text


def test_their_setups_are_neither_shopped_through_nor_named(
    alice: Administrator, theirs: dict[str, int]
) -> None:
    number = theirs["setup"]

    assert alice.post("/punchout/start", {"setup": number}).status == 404
    for query in (f"setup={number}", f"setup={number}&step=address-book", "setup=1&step=../../sign-out"):
        page = alice.get(f"/locations/new?{query}")
        assert page.status == 200
        assert f"/setup/{number}" not in page.text.replace("?setup=", "")
        assert "sign-out/" not in page.text
