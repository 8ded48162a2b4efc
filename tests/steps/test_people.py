"""Steps 8 and 9: the people of the group, and the same people in the general group."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.administrator import Administrator
from tests.fakes import FixedClock
from wizard import accounts
from wizard.models import Member
from wizard.models.database import Database


@pytest.fixture(autouse=True)
def _at_the_step(alice: Administrator, clinic: int) -> None:
    alice.walks_up_to("people")


@pytest.fixture
def rita(person) -> str:  # type: ignore[no-untyped-def]
    return str(person("rita@alpha.example", "Alpha Clinics", ["create_requisition"], "Rita Vance").email)


def test_those_who_may_request_are_listed_already(alice: Administrator, rita: str) -> None:
    page = alice.looks_at("people")

    assert (page.value("people") or "").split() == [alice.email, rita]
    assert page.tree.xpath("//input[@name='punchout_buyer_2']")


def test_it_passes_with_the_right_roles_and_keeps_the_people(
    alice: Administrator, rita: str, database: Database
) -> None:
    assert alice.answers("people", people=f"{alice.email}\n{rita}", punchout_buyer_2="y").status == 303

    with database.read_only() as session:
        members = session.query(Member).order_by(Member.position).all()
        assert [(member.email, member.user is not None) for member in members] == [
            (alice.email, True),
            (rita, True),
        ]


def test_nobody_is_refused(alice: Administrator) -> None:
    assert "people.none" in alice.answers("people", people=" \n ").codes()
    assert alice.answers("people").status == 303


def test_a_shared_mailbox_that_is_no_user_is_named(alice: Administrator) -> None:
    page = alice.answers("people", people=f"{alice.email}\naccounting@alpha.example", punchout_buyer_2="y")

    assert page.status == 422
    assert "people.not_a_host_user" in page.codes()
    assert "accounting@alpha.example is not a user of Precoro" in page.words
    assert alice.answers("people").status == 303


def test_a_user_of_another_organisation_is_no_user_here(alice: Administrator, charlie: Administrator) -> None:
    page = alice.answers("people", people=f"{alice.email}\n{charlie.email}", punchout_buyer_2="y")

    assert "people.not_a_host_user" in page.codes()


def test_another_spelling_of_the_same_address_is_named(alice: Administrator) -> None:
    page = alice.answers("people", people="Alice@Alpha.example")

    assert "people.email_differs" in page.codes()
    assert "is written alice@alpha.example in Precoro" in page.words


def test_a_missing_role_is_refused_at_that_person(alice: Administrator, rita: str) -> None:
    page = alice.answers("people", people=f"{alice.email}\n{rita}")

    assert page.status == 422
    assert "people.lacks_punchout_buyer" in page.codes()
    assert f"{rita} does not hold the role Punchout Buyer." in page.words
    failed = [check["field"] for check in alice.step("people")["checks"] if not check["passed"]]
    assert failed == ["punchout_buyer_2"]


def test_the_requisitioner_role_is_refused(alice: Administrator) -> None:
    page = alice.answers("people", requisitioner_1="y")

    assert "people.holds_requisitioner" in page.codes()
    assert alice.answers("people").status == 303


def test_ticks_stay_with_their_person_when_the_list_is_edited(alice: Administrator, rita: str) -> None:
    page = alice.answers("people", people=f"{alice.email}\n{rita}", punchout_buyer_1="y")
    button = {"shown": page.tree.xpath("//button[@name='shown']/@value")[0]}
    fields = {**page.fields(), **button, "people": f"{rita}\n{alice.email}"}

    again = alice.client.post(alice.at("people"), data=fields)

    assert again.status_code == 422
    assert f"{rita} does not hold the role" in again.get_data(as_text=True)
    assert f"{alice.email} does not hold the role" not in again.get_data(as_text=True)


def test_somebody_listed_twice_counts_once_and_it_says_so(alice: Administrator) -> None:
    assert alice.answers("people", people=f"{alice.email}\n{alice.email.upper()}").status == 303

    assert "people.listed_twice" in {check["code"] for check in alice.step("people")["checks"]}


def test_commas_and_semicolons_separate_as_well(alice: Administrator, rita: str) -> None:
    assert alice.answers("people", people=f"{alice.email}; {rita},", punchout_buyer_2="y").status == 303


def test_somebody_who_leaves_has_the_step_checked_again(
    alice: Administrator, rita: str, database: Database
) -> None:
    alice.answers("people", people=f"{alice.email}\n{rita}", punchout_buyer_2="y")
    with database.transaction() as session:
        found = accounts.find_user(session, rita)
        assert found is not None
        found.active = False

    assert alice.stands("people") == "check_again"


def test_the_general_group_has_to_be_clean_too(alice: Administrator) -> None:
    alice.passes("people")

    page = alice.answers("general-group", requisitioner_removed=None)
    assert page.status == 422
    assert "people.holds_requisitioner" in page.codes()

    assert alice.answers("general-group").location == alice.at("test-order")


def test_other_people_reopen_the_general_group(alice: Administrator, rita: str) -> None:
    alice.passes("people", "general-group")

    assert "A change here reopens: Check the general group" in alice.looks_at("people").words
    alice.answers("people", people=f"{alice.email}\n{rita}", punchout_buyer_2="y")

    assert alice.stands("general-group") == "check_again"


def test_a_host_that_requires_the_role_asks_for_it(
    strict_host_app: Flask, alice: Administrator, clock: FixedClock
) -> None:
    with strict_host_app.extensions["wizard"].database.transaction() as session:
        user = accounts.find_user(session, alice.email)
        assert user is not None
        token = accounts.make_link(session, user, clock.now())
    strict = Administrator(strict_host_app.test_client(), alice.email, alice.organisation)
    strict.setup = alice.setup
    strict.post(f"/sign-in/{token}")

    assert "people.lacks_requisitioner" in strict.answers("people").codes()
    assert strict.answers("people", requisitioner_1="y").status == 303
    assert strict.answers("general-group", requisitioner_removed=None).status == 422
