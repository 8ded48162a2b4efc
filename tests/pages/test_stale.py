"""Two people at one step: the second sees both versions of what differs, and nothing of either is lost."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.administrator import Administrator, Page
from wizard.sheets import write_csv


@pytest.fixture
def rita(person) -> str:  # type: ignore[no-untyped-def]
    return str(person("rita@alpha.example", "Alpha Clinics", ["create_requisition"], "Rita Vance").email)


def opened(alice: Administrator, step: str) -> dict[str, Any]:
    """What a tab would send that was opened now."""
    page = alice.looks_at(step)
    return {
        **page.fields(),
        **{str(one.get("name")): one.get("value") for one in page.tree.xpath("//button[@name='shown']")},
    }


def sends(alice: Administrator, step: str, fields: dict[str, Any]) -> Page:
    return Page(alice.client.post(alice.at(step), data=fields))


def table(page: Page) -> dict[str, tuple[str, str]]:
    rows = [[cell.text_content() for cell in row.xpath("./td")] for row in page.tree.xpath("//tbody/tr")]
    return {what: (saved, typed) for what, saved, typed in rows}


def chosen(page: Page) -> dict[str, Any]:
    """What "Use what I typed" sends."""
    return page.fields("//form[.//button[text()='Use what I typed']]")


def test_only_the_people_that_differ_are_shown(alice: Administrator, clinic: int, rita: str) -> None:
    alice.walks_up_to("people")
    stale = opened(alice, "people")
    alice.answers("people", people=f"{alice.email}\n{rita}", punchout_buyer_1="y", punchout_buyer_2="y")

    page = sends(alice, "people", {**stale, "people": alice.email, "requisitioner_1": "y"})

    assert page.status == 409
    assert table(page) == {
        "People in one list only": (rita, "nobody"),
        "Punchout Buyer, ticked in one only": (f"{alice.email}, {rita}", "nobody"),
        "Buyer (Requisitioner), ticked in one only": ("nobody", alice.email),
    }


def test_what_was_typed_about_people_passes_when_it_is_chosen(
    alice: Administrator, clinic: int, rita: str
) -> None:
    """The list was edited on the page, so its ticks are numbered by the one it was shown with."""
    alice.walks_up_to("people")
    stale = {**opened(alice, "people"), "punchout_buyer_2": "y", "people": rita}
    alice.passes("people")

    page = sends(alice, "people", stale)
    assert page.status == 409
    assert table(page)["People in one list only"] == (alice.email, rita)

    assert sends(alice, "people", chosen(page)).status == 303
    assert alice.looks_at("people").value("punchout_buyer_1") == "y"


def test_a_file_has_to_be_chosen_again_and_it_says_so(alice: Administrator, clinic: int, rita: str) -> None:
    alice.walks_up_to("people")
    stale, sheet = opened(alice, "people"), write_csv([["Email", "Roles"], [rita, "Punchout Buyer"]])
    alice.passes("people")

    page = sends(alice, "people", {**stale, "uploaded": (io.BytesIO(sheet), "people.csv")})

    assert table(page)["People in one list only"] == (alice.email, rita)
    assert "A sheet with the people: choose the file again" in page.words
    again = {**chosen(page), "uploaded": (io.BytesIO(sheet), "people.csv")}
    assert sends(alice, "people", again).status == 303
    assert (alice.looks_at("people").value("people") or "").split() == [rita]


def test_a_location_has_its_name_and_both_ticks(alice: Administrator, clinic: int) -> None:
    alice.walks_up_to("address-book")
    stale = opened(alice, "address-book")
    alice.passes("address-book")

    page = sends(alice, "address-book", stale)

    assert page.status == 409
    assert table(page) == {"Seattle clinic: the same there": ("yes", "no")}
    assert sends(alice, "address-book", {**chosen(page), f"same_{clinic}": "y"}).status == 303


def test_the_general_group_shows_what_was_told_of_each(alice: Administrator, clinic: int) -> None:
    alice.walks_up_to("general-group")
    stale = opened(alice, "general-group")
    alice.passes("general-group")

    page = sends(alice, "general-group", {**stale, "requisitioner_1": "y"})

    assert table(page) == {
        "Nobody on my list holds Buyer (Requisitioner) in the general group": ("yes", "no")
    }


def test_plain_answers_are_shown_as_before(alice: Administrator) -> None:
    stale = opened(alice, "group")
    alice.passes("group")

    page = sends(alice, "group", {**stale, **alice.right_answers("group"), "group_name": "Typed later"})

    assert table(page) == {"Name of the group": ("PunchOut Purchasing", "Typed later")}
