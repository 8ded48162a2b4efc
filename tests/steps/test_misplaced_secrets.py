"""Step 3: a Shared Secret in the wrong box is never shown, and never lost."""

from __future__ import annotations

import json
from itertools import product

import pytest

from tests.administrator import IDENTITY, ORDER_URL, PUNCHOUT_URL, SECRET, Administrator, Page
from tests.fakes import ScriptedSupplier
from wizard.models import Setup
from wizard.models.database import Database
from wizard.procurement.shopping import connection_of
from wizard.sealing import Sealer
from wizard.settings import Settings

RIGHT = {
    "from_identity": IDENTITY,
    "shared_secret": SECRET,
    "punchout_url": PUNCHOUT_URL,
    "order_url": ORDER_URL,
}
OTHER_BOXES = ("from_identity", "punchout_url", "order_url")
AMONG_OTHER_TEXT = (
    f"Shared Secret: {SECRET}",
    f"{IDENTITY} {SECRET} {PUNCHOUT_URL}",
    f"https://shop.example.org/{SECRET}/punchout",
    f"http://me:{SECRET}@127.0.0.1:9/punchout",
)


@pytest.fixture(autouse=True)
def _at_the_step(alice: Administrator) -> None:
    alice.walks_up_to("credentials")


def kept_secret(alice: Administrator, database: Database, settings: Settings) -> str:
    """The Shared Secret that passed."""
    with database.read_only() as session:
        setup = session.get_one(Setup, alice.setup_id)
        return connection_of(setup, Sealer(settings.sealing_keys)).shared_secret


def presses(alice: Administrator, page: Page, **changes: str) -> Page:
    """Send the page's form as it stands, but for the changes."""
    return Page(alice.client.post(alice.at("credentials"), data={**page.fields(), **changes}))


@pytest.mark.parametrize("box", OTHER_BOXES)
def test_a_secret_in_another_box_is_held_unseen_until_its_own_box_has_it(
    alice: Administrator, database: Database, settings: Settings, box: str
) -> None:
    page = alice.answers("credentials", **{box: SECRET, "shared_secret": ""})

    assert page.status == 422
    assert SECRET not in page.text + json.dumps(alice.state) + alice.looks_at("credentials").text
    assert "looks like a Shared Secret" in page.words
    assert presses(alice, page, **{box: RIGHT[box]}).status == 303
    assert kept_secret(alice, database, settings) == SECRET


@pytest.mark.parametrize("box", OTHER_BOXES)
def test_one_button_swaps_a_secret_back_although_no_page_shows_it(
    alice: Administrator, database: Database, settings: Settings, box: str
) -> None:
    page = alice.answers("credentials", **{box: SECRET, "shared_secret": RIGHT[box]})

    assert "credentials.swapped" in page.codes()
    assert SECRET not in page.text
    assert presses(alice, page, swap="1").status == 303
    assert alice.looks_at("credentials").value(box) == RIGHT[box]
    assert kept_secret(alice, database, settings) == SECRET


def test_typing_over_a_swapped_box_uses_the_secret_that_stood_there(
    alice: Administrator, database: Database, settings: Settings
) -> None:
    page = alice.answers("credentials", from_identity=SECRET, shared_secret=IDENTITY)

    assert presses(alice, page, from_identity=IDENTITY).status == 303
    assert kept_secret(alice, database, settings) == SECRET


def test_a_secret_glued_to_other_text_is_not_shown_either(
    alice: Administrator, supplier: ScriptedSupplier
) -> None:
    for box, text in product(OTHER_BOXES, AMONG_OTHER_TEXT):
        page = alice.answers("credentials", **{box: text})
        assert page.status == 422, (box, text)
        assert SECRET not in page.text + alice.looks_at("credentials").text, (box, text)
    assert supplier.received == []
    assert presses(alice, page, order_url=ORDER_URL).status == 303


def test_a_secret_beside_a_text_that_is_too_long_is_held_too(
    alice: Administrator, database: Database, settings: Settings
) -> None:
    page = alice.answers("credentials", order_url="https://shop.example.org/" + "x-" * 1_100)

    assert "form.invalid" in page.codes()
    assert presses(alice, page, order_url=ORDER_URL).status == 303
    assert kept_secret(alice, database, settings) == SECRET


@pytest.mark.parametrize("box", [*OTHER_BOXES, "pasted", "shared_secret"])
def test_the_page_of_a_stale_form_holds_it_unseen(
    alice: Administrator, database: Database, settings: Settings, box: str
) -> None:
    alice.passes("credentials")
    other = "N3w" + SECRET[3:]
    typed = {**alice.looks_at("credentials").fields(), "version": "0", "shared_secret": "", box: other}

    page = Page(alice.client.post(alice.at("credentials"), data=typed))

    assert page.status == 409
    assert other not in page.text
    again = page.fields("//main//form")
    refused = Page(alice.client.post(alice.at("credentials"), data=again))
    assert other not in refused.text
    if box in OTHER_BOXES:
        assert refused.status == 422
        assert presses(alice, refused, **{box: RIGHT[box]}).status == 303
    assert kept_secret(alice, database, settings) == other
    assert other not in alice.looks_at("credentials").text


def test_a_wrong_value_that_holds_no_secret_stays_as_typed(alice: Administrator) -> None:
    page = alice.answers(
        "credentials", from_identity="PunchOutPurchasing", order_url="https://shop.example.org/po"
    )

    assert page.value("from_identity") == "PunchOutPurchasing"
    assert page.value("order_url") == "https://shop.example.org/po"
