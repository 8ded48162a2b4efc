"""Step 4: who orders, who receives, under which supplier."""

from __future__ import annotations

import pytest

from tests.administrator import Administrator
from tests.fakes import FixedClock
from wizard.models import HeldRole, Setup, Supplier, User
from wizard.models.database import Database


@pytest.fixture(autouse=True)
def _at_the_step(alice: Administrator) -> None:
    alice.walks_up_to("ordering")


def test_only_people_who_may_create_purchase_orders_are_offered(alice: Administrator, person) -> None:  # type: ignore[no-untyped-def]
    person("rita@alpha.example", "Alpha Clinics", ["create_requisition"], "Rita Vance")

    page = alice.looks_at("ordering")

    offered = page.tree.xpath("//select[@name='default_purchaser']/option/text()")
    assert [name.strip() for name in offered] == ["Choose a person", "Alice Archer (alice@alpha.example)"]


def test_somebody_without_the_role_is_refused_even_when_posted(
    alice: Administrator, person, database: Database
) -> None:  # type: ignore[no-untyped-def]
    person("rita@alpha.example", "Alpha Clinics", ["create_requisition"], "Rita Vance")
    with database.read_only() as session:
        rita = session.query(User).filter_by(email="rita@alpha.example").one().id

    page = alice.answers("ordering", default_purchaser=str(rita))

    assert page.status == 422
    assert "ordering.purchaser_lacks_role" in page.codes()
    assert "Rita Vance does not hold the role Create Purchase Order." in page.words
    assert alice.answers("ordering").status == 303


def test_somebody_who_left_is_refused(alice: Administrator, person, database: Database) -> None:  # type: ignore[no-untyped-def]
    person("paul@alpha.example", "Alpha Clinics", ["create_purchase_order"], "Paul Ost")
    with database.transaction() as session:
        paul = session.query(User).filter_by(email="paul@alpha.example").one()
        paul.active, number = False, paul.id

    assert "ordering.purchaser_inactive" in alice.answers("ordering", default_purchaser=str(number)).codes()


def test_a_person_of_another_organisation_cannot_be_chosen(
    alice: Administrator, charlie: Administrator, database: Database
) -> None:
    with database.read_only() as session:
        number = session.query(User).filter_by(email=charlie.email).one().id

    page = alice.answers("ordering", default_purchaser=str(number))

    assert "ordering.purchaser_missing" in page.codes()
    assert "Charlie" not in page.text


@pytest.mark.parametrize("typed", ["", "abc", "99999999999999999999", "-1", "1 OR 1=1"])
def test_nonsense_for_a_person_is_refused_in_words(alice: Administrator, typed: str) -> None:
    page = alice.answers("ordering", default_purchaser=typed)

    assert page.status == 422
    assert "ordering.purchaser_missing" in page.codes()


def test_a_new_supplier_is_added_on_the_spot_once(alice: Administrator, database: Database) -> None:
    alice.passes("ordering")
    alice.passes("ordering")

    with database.read_only() as session:
        assert [supplier.name for supplier in session.query(Supplier)] == ["Amazon Business"]
        assert session.get_one(Setup, alice.setup_id).supplier_id is not None


def test_a_new_supplier_needs_a_name(alice: Administrator) -> None:
    page = alice.answers("ordering", new_supplier_name=" ")

    assert "ordering.supplier_missing" in page.codes()
    assert alice.answers("ordering").status == 303


def test_who_receives_has_to_be_chosen(alice: Administrator) -> None:
    assert "ordering.deliver_to_missing" in alice.answers("ordering", deliver_to="nobody").codes()


def test_losing_the_role_later_has_the_step_checked_again(alice: Administrator, database: Database) -> None:
    alice.passes("ordering")
    with database.transaction() as session:
        for held in session.query(HeldRole).filter_by(role="create_purchase_order"):
            session.delete(held)

    assert alice.stands("ordering") == "check_again"
    assert "does not hold the role Create Purchase Order" in alice.step("ordering")["why"]


def test_nothing_is_taken_for_granted_of_a_form_that_sent_nothing(alice: Administrator) -> None:
    page = alice.post(alice.at("ordering"), {"version": "0"})

    assert page.status == 422
    assert {
        "ordering.deliver_to_missing",
        "ordering.purchaser_missing",
        "ordering.supplier_missing",
    } <= page.codes()


def test_the_marketplace_is_offered_as_a_new_supplier_beside_those_there_are(
    alice: Administrator, database: Database, clock: FixedClock
) -> None:
    with database.transaction() as session:
        own = session.get_one(Setup, alice.setup_id).organisation_id
        session.add(Supplier(organisation_id=own, name="Medline Direct", created=clock.now()))

    fields = alice.looks_at("ordering").fields()

    assert (fields["supplier"], fields["new_supplier_name"]) == ("new", "Amazon Business")
