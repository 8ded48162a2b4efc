"""Step 1: the new group."""

from __future__ import annotations

import pytest

from tests.administrator import Administrator


def test_it_shows_the_first_step_of_twelve(alice: Administrator) -> None:
    page = alice.looks_at("group")

    assert page.title == "Step 1 of 12: Create the group · Alpha Clinics"
    assert "Shared payment methods are on" in page.words


def test_it_passes_and_opens_the_next_step(alice: Administrator) -> None:
    page = alice.answers("group")

    assert page.status == 303
    assert page.location == alice.at("purchasing-system")
    assert alice.stands("group") == "passed"
    assert alice.stands("purchasing-system") == "open"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("group_name", "group.name_missing"),
        ("new_group", "group.is_punch_in"),
        ("shared_payment_methods", "group.shared_payment_methods_off"),
        ("shared_addresses", "group.shared_addresses_off"),
    ],
)
def test_it_refuses_each_wrong_answer_by_name_and_recovers(
    alice: Administrator, field: str, code: str
) -> None:
    page = alice.answers("group", **{field: None if field != "group_name" else "  "})

    assert page.status == 422
    assert page.title.startswith("Error: Step 1 of 12")
    assert code in page.codes()
    assert alice.stands("group") == "open"
    assert alice.answers("group").status == 303


def test_it_keeps_what_was_typed_when_it_refuses(alice: Administrator) -> None:
    page = alice.answers("group", group_name="Fleet & Yard", shared_addresses=None)

    assert page.value("group_name") == "Fleet & Yard"
    assert page.value("shared_payment_methods") == "y"
    assert page.value("shared_addresses") is None


def test_it_remembers_the_refused_try_in_the_state(alice: Administrator) -> None:
    alice.answers("group", shared_addresses=None)

    failed = [check["code"] for check in alice.step("group")["checks"] if not check["passed"]]
    assert failed == ["group.shared_addresses_off"]


def test_it_refuses_a_group_that_another_setup_of_the_organisation_has(alice: Administrator) -> None:
    alice.passes("group")
    alice.starts_a_setup()

    assert "group.name_taken" in alice.answers("group", group_name=" punchout  PURCHASING ").codes()
    assert alice.answers("group", group_name="Another group").status == 303


def test_two_organisations_may_give_their_groups_the_same_name(
    alice: Administrator, charlie: Administrator
) -> None:
    alice.passes("group")
    charlie.starts_a_setup()

    assert charlie.answers("group").status == 303


def test_a_marketplace_that_does_not_exist_is_refused_with_a_sentence(alice: Administrator) -> None:
    page = alice.answers("group", marketplace="amazon.example")

    assert page.status == 422
    assert "form.invalid" in page.codes()


def test_every_check_says_that_we_only_know_it_from_the_person(alice: Administrator) -> None:
    alice.passes("group")

    assert {check["evidence"] for check in alice.step("group")["checks"]} == {"told"}


def test_a_name_that_begins_with_an_accent_is_taken_too(alice: Administrator) -> None:
    """SQLite alone knows no small letters but those of English."""
    alice.answers("group", group_name="Übungsschule")
    alice.starts_a_setup()

    assert "group.name_taken" in alice.answers("group", group_name="Übungsschule").codes()
