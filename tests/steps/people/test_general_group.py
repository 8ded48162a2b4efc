"""The step of the general group: told in one word, or each person looked up in a sheet."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.administrator import Administrator, Page
from wizard.sheets import write_csv

STEP = "general-group"
HOLDS = "people.holds_requisitioner"


@pytest.fixture(autouse=True)
def _at_the_step(alice: Administrator, rita: str) -> None:
    listed = alice.answers("people", people=f"{alice.email}\n{rita}", punchout_buyer_2="y")
    assert listed.status == 303, listed.codes()


def uploads(alice: Administrator, *rows: list[str], head: tuple[str, ...] = ("Email", "Roles")) -> Page:
    sent: dict[str, Any] = alice.looks_at(STEP).fields()
    sent["uploaded"] = (io.BytesIO(write_csv([list(head), *rows])), "people.csv")
    return Page(alice.client.post(alice.at(STEP), data=sent))


def failed(alice: Administrator) -> dict[str, dict[str, Any]]:
    return {check["code"]: check for check in alice.step(STEP)["checks"] if not check["passed"]}


def test_it_has_to_be_clean_too(alice: Administrator) -> None:
    page = alice.answers(STEP, requisitioner_removed=None)
    assert page.status == 422
    assert HOLDS in page.codes()

    assert alice.answers(STEP).location == alice.at("test-order")


def test_a_sheet_needs_no_tick(alice: Administrator, rita: str) -> None:
    assert uploads(alice, [alice.email, "Admin"], [rita.upper(), "Finance; Tech"]).status == 303

    [check] = alice.step(STEP)["checks"]
    assert (check["code"], check["passed"], check["evidence"]) == (HOLDS, True, "read")


def test_who_holds_the_role_in_the_sheet_is_named_and_asked_about(alice: Administrator, rita: str) -> None:
    page = uploads(alice, [alice.email, "Admin"], [rita, "Buyer (Requisitioner); Finance"])

    assert page.status == 422
    assert failed(alice)[HOLDS]["sentence"].startswith(rita)
    assert failed(alice)[HOLDS]["field"] == "requisitioner_2"
    assert (page.value("requisitioner_1"), page.value("requisitioner_2")) == (None, "y")
    mended = {name: value for name, value in page.fields().items() if name != "requisitioner_2"}
    assert Page(alice.client.post(alice.at(STEP), data=mended)).status == 303


def test_who_is_not_in_the_sheet_is_named(alice: Administrator, rita: str) -> None:
    assert uploads(alice, [alice.email, "Admin"]).status == 303

    assert failed(alice)["people.not_in_sheet"]["sentence"].startswith(rita)


def test_the_sheet_of_the_new_group_is_noticed(alice: Administrator, rita: str) -> None:
    assert uploads(alice, [alice.email, "Punchout Buyer"], [rita, "Punchout Buyer"]).status == 303

    assert failed(alice)["people.sheet_of_the_group"]["severity"] == "warning"


def test_a_sheet_without_roles_is_refused_and_what_was_ticked_stays(alice: Administrator, rita: str) -> None:
    page = uploads(alice, [alice.email, "Buyer"], [rita, "Admin"])
    sent = {**page.fields(), "uploaded": (io.BytesIO(write_csv([["Email"], [rita]])), "people.csv")}

    again = Page(alice.client.post(alice.at(STEP), data=sent))

    assert failed(alice).keys() == {"people.unreadable"}
    assert "no column with the roles" in again.words
    assert again.value("requisitioner_1") == "y"


def test_a_program_may_answer_person_by_person(alice: Administrator) -> None:
    refused = alice.post(alice.at(STEP), {"requisitioner_2": "y", "requisitioner_removed": "y"})

    assert refused.status == 422
    assert failed(alice)[HOLDS]["field"] == "requisitioner_2"
    assert alice.post(alice.at(STEP), {"requisitioner_removed": "y"}).status == 303


def test_ticks_about_other_people_do_not_count(alice: Administrator, rita: str) -> None:
    """The page was open while a colleague changed the list."""
    page = uploads(alice, [alice.email, "Buyer"], [rita, "Admin"])
    ticked = {name: value for name, value in page.fields().items() if not name.startswith("requisitioner_")}
    alice.answers("people", people=rita)

    again = Page(alice.client.post(alice.at(STEP), data=ticked))

    assert again.status == 422
    assert again.tree.xpath("//input[@name='requisitioner_removed']")


def test_a_host_that_requires_the_role_wants_it_here_too(
    alice: Administrator, strict: Administrator, rita: str
) -> None:
    assert "people.lacks_requisitioner" in strict.answers(STEP, requisitioner_removed=None).codes()
    refused = uploads(strict, [alice.email, "Buyer (Requisitioner)"], [rita, "Admin"])
    assert "people.lacks_requisitioner" in refused.codes()
    assert failed(strict)["people.lacks_requisitioner"]["field"] == "requisitioner_2"
    both = {"requisitioner_1": "y", "requisitioner_2": "y"}
    assert strict.post(strict.at(STEP), both).status == 303
