"""The step of Amazon's address book: told by ticks, or read in Amazon's sheet field by field."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.administrator import Administrator, Page
from wizard.ladder import Check
from wizard.sheets import write_csv, write_xlsx

HEAD = [
    "Full name",
    "Address line 1",
    "Address line 2",
    "City",
    "State",
    "ZIP code",
    "Country",
    "Phone number",
    "Address ID",
]
SEATTLE = [
    "Alpha Clinics",
    "1420 Harbor Avenue SW",
    "",
    "Seattle",
    "WA",
    "98116",
    "US",
    "+1 206 555 0142",
    "SEATTLE",
]


def row(**changes: str) -> list[str]:
    return [changes.get(heading, text) for heading, text in zip(HEAD, SEATTLE, strict=True)]


@pytest.fixture
def at_book(alice: Administrator, clinic: int) -> Administrator:
    alice.walks_up_to("address-book")
    return alice


def uploads(alice: Administrator, data: bytes, name: str = "addresses.csv", **ticks: str) -> Page:
    fields: dict[str, Any] = alice.looks_at("address-book").fields()
    fields.pop("uploaded", None)
    sent = {**fields, **ticks, "uploaded": (io.BytesIO(data), name)}
    return Page(alice.client.post(alice.at("address-book"), data=sent))


def sheet(*rows: list[str]) -> bytes:
    return write_csv([HEAD, *rows])


def failed(alice: Administrator) -> list[tuple[str, str]]:
    return [
        (check["code"], check["field"])
        for check in alice.step("address-book")["checks"]
        if not check["passed"]
    ]


def test_it_shows_every_line_to_copy(at_book: Administrator, clinic: int) -> None:
    page = at_book.looks_at("address-book")
    for text in [*SEATTLE[:6], "United States", "+1 206 555 0142"]:
        assert text in page.words
    assert page.tree.xpath("//button[@data-copy]")
    assert page.tree.xpath(f"//input[@name='same_{clinic}']")


def test_it_refuses_a_location_that_is_not_ticked_and_recovers(at_book: Administrator, clinic: int) -> None:
    refused = at_book.answers("address-book", **{f"same_{clinic}": None})
    assert refused.status == 422
    assert failed(at_book) == [("address_book.missing", f"same_{clinic}")]
    at_book.passes("address-book")
    assert [check["evidence"] for check in at_book.step("address-book")["checks"]] == ["told"]
    assert at_book.stands("payment") == "open"


def test_it_reads_a_sheet_and_needs_no_tick(at_book: Administrator) -> None:
    assert uploads(at_book, sheet(row())).status == 303
    checks = at_book.step("address-book")["checks"]
    assert [(check["code"], check["passed"], check["evidence"]) for check in checks] == [
        ("address_book.missing", True, "read")
    ]


def test_it_reads_a_workbook_too(at_book: Administrator) -> None:
    assert uploads(at_book, write_xlsx([HEAD, row()]), "addresses.xlsx").status == 303


@pytest.mark.parametrize(
    ("heading", "theirs", "label"),
    [
        ("Full name", "Beta Clinics", "Full name"),
        ("Address line 1", "1402 Harbor Avenue SW", "Street and number"),
        ("City", "Tacoma", "City"),
        ("State", "OR", "State"),
        ("ZIP code", "98118", "ZIP code"),
        ("Country", "CA", "Country"),
        ("Phone number", "+1 206 555 0143", "Phone"),
    ],
)
def test_it_names_the_field_that_differs(
    at_book: Administrator, clinic: int, heading: str, theirs: str, label: str
) -> None:
    refused = uploads(at_book, sheet(row(**{heading: theirs})))
    assert refused.status == 422
    assert failed(at_book) == [("address_book.differs", f"same_{clinic}")]
    check = at_book.step("address-book")["checks"][0]
    assert label in check["sentence"]
    assert theirs in check["sentence"]
    assert check["evidence"] == "read"


def test_it_names_two_fields_that_differ_each(at_book: Administrator, clinic: int) -> None:
    uploads(at_book, sheet(row(City="Tacoma", **{"ZIP code": "98402"})))
    assert failed(at_book) == [("address_book.differs", f"same_{clinic}")] * 2


def test_it_warns_of_another_spelling_and_passes(at_book: Administrator) -> None:
    page = uploads(at_book, sheet(row(**{"Address line 1": "1420 HARBOR AVE SW", "State": "Washington"})))
    assert page.status == 303
    checks = [check for check in at_book.step("address-book")["checks"] if not check["passed"]]
    assert [(check["code"], check["severity"]) for check in checks] == [("address_book.alike", "warning")] * 2
    assert "abbreviation" in checks[0]["sentence"]


def test_it_names_a_location_the_sheet_lacks(at_book: Administrator, clinic: int) -> None:
    stranger = ["Alpha Clinics", "5 Elm St", "", "Boise", "ID", "83702", "US", "208-555-0111", "BOISE"]
    refused = uploads(at_book, sheet(stranger), **{f"same_{clinic}": "y"})
    assert refused.status == 422
    assert ("address_book.missing", f"same_{clinic}") in failed(at_book)
    assert "address_book.unknown" in dict(failed(at_book))
    assert "5 Elm St" in refused.words or "Alpha Clinics (row 2)" in refused.words
    assert "field for field as shown here, then give us the sheet again." in refused.words
    assert "then tick it." in at_book.answers("address-book", **{f"same_{clinic}": None}).words


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7 nothing", b"one,two\n1,2\n", b"PK\x03\x04broken"],
    ids=["empty", "pdf", "no headings", "broken"],
)
def test_it_says_why_a_sheet_cannot_be_read_and_keeps_the_ticks(
    at_book: Administrator, clinic: int, data: bytes
) -> None:
    refused = uploads(at_book, data, **{f"same_{clinic}": "y"})
    assert refused.status == 422
    assert "address_book.unreadable" in refused.codes()
    assert f"same_{clinic}" in refused.fields()


def test_an_edited_address_reopens_it_by_name(at_book: Administrator, clinic: int) -> None:
    at_book.passes("address-book")
    at_book.submit(f"/locations/{clinic}", {"street2": "Floor 2"}, form="//form[@id='location-form']")
    step = at_book.step("address-book")
    assert step["state"] == "check_again"
    assert step["why"] == Check.of("address_book.changed", False, location="Seattle clinic").sentence
    at_book.passes("address-book")
    assert at_book.stands("address-book") == "passed"


def test_a_new_name_of_the_location_does_not_reopen_it(at_book: Administrator, clinic: int) -> None:
    at_book.passes("address-book")
    at_book.submit(f"/locations/{clinic}", {"name": "Harbor clinic"}, form="//form[@id='location-form']")
    assert at_book.stands("address-book") == "passed"


def test_a_new_location_reopens_it_by_name(at_book: Administrator) -> None:
    at_book.passes("address-book")
    at_book.post(
        "/locations/new",
        {
            "name": "Leeds clinic",
            "country": "GB",
            "street1": "12 Park Row",
            "city": "Leeds",
            "postal_code": "LS1 5HN",
            "phone": "0113 496 0000",
        },
    )
    step = at_book.step("address-book")
    assert step["state"] == "check_again"
    assert "Leeds clinic" in step["why"]
    assert "Alpha Clinics" in at_book.looks_at("address-book").words, "the addressee is the organisation"


def test_another_group_reopens_it(at_book: Administrator) -> None:
    at_book.passes("address-book")
    at_book.answers("group", group_name="Other group")
    assert at_book.stands("address-book") == "check_again"
