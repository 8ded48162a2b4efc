"""Our sheet goes into Amazon's address book and comes out again: nothing is different."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.places.addresses import right_addresses
from tests.simulator.purchasing import Clock, Customer, Group
from wizard.places.comparing import compare
from wizard.places.fields import ALIKE
from wizard.places.listing import HEADINGS, NEEDED, Entry, cells_of, sheet_of
from wizard.places.uploaded import SheetAddress, addresses_in
from wizard.sheets import fill_template, read_sheet, write_csv, write_xlsx
from wizard.simulator import create_simulator
from wizard.simulator.countries import COUNTRIES

WRITERS = {"xlsx": write_xlsx, "csv": write_csv}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Group]:
    app = create_simulator(tmp_path, public_url="http://127.0.0.1:8001", clock=Clock())
    yield Customer(app).make_group("Clinics")
    app.extensions["simulator.store"].close()


def entries() -> list[Entry]:
    known = [place for place in right_addresses() if place.country in COUNTRIES and place.city]
    return [Entry(number, f"Place {number}", f"L{number}", place) for number, place in enumerate(known, 1)]


def taken(book: Group, sheet: bytes, kind: str) -> None:
    data = {"sheet": (io.BytesIO(sheet), f"addresses.{kind}")}
    answer = book.client.post(f"/groups/{book.id}/addresses/upload", data=data)
    assert answer.status_code == 303, answer.text


def exported(book: Group, kind: str) -> list[SheetAddress]:
    return addresses_in(read_sheet(book.client.get(f"/groups/{book.id}/addresses/addresses.{kind}").data))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_our_sheet_comes_back_the_same(book: Group, kind: str) -> None:
    ours = entries()
    assert len({entry.address.country for entry in ours}) >= 15
    taken(book, WRITERS[kind](sheet_of(ours)), kind)
    found = compare(ours, exported(book, kind))
    assert found.found == {entry.id: () for entry in ours}
    assert found.others == ()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_amazons_template_filled_by_us_comes_back_the_same(book: Group, kind: str) -> None:
    ours = entries()
    template = book.client.get(f"/groups/{book.id}/addresses/template.{kind}").data
    filled, ending = fill_template(template, HEADINGS, NEEDED, [cells_of(entry) for entry in ours])
    assert ending == kind
    taken(book, filled, kind)
    assert compare(ours, exported(book, kind)).found == {entry.id: () for entry in ours}


def test_no_phone_number_brings_an_apostrophe_into_the_address_book() -> None:
    ours = entries()
    assert any(entry.address.phone.startswith("+") for entry in ours)
    rows = list(csv.DictReader(io.StringIO(write_csv(sheet_of(ours)).decode("utf-8-sig"))))
    assert [row["Phone number"] for row in rows if row["Phone number"][0] in "'+"] == []


def test_an_address_typed_there_by_hand_is_found_by_what_it_says(book: Group) -> None:
    ours = entries()[0]
    book.post(
        "addresses/new",
        name="NORTHWIND CLINICS",
        street1="1420 Harbor Ave. SW",
        street2="Suite 200",
        city="Seattle",
        state="Washington",
        postal_code="98116",
        country="US",
        phone="+12065550142",
    )
    found = compare([replace(ours, address_id="L77")], exported(book, "csv"))
    assert {one.field: one.verdict for one in found.found[ours.id]} == {
        "addressee": ALIKE,
        "street1": ALIKE,
        "state": ALIKE,
        "phone": ALIKE,
    }
