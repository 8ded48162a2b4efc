"""The shared address book: by hand and by sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook

from tests.simulator.purchasing import CLINIC_FORM, Customer, Group
from wizard.simulator.addresses import HEADINGS

ROW = ("HH", "Praxis Nord", "Hafenstraße 4", "", "Hamburg", "", "20457", "Germany", "+49 40 555010", "yes")


@pytest.fixture
def book(customer: Customer) -> Group:
    return customer.make_group("Clinics")


def csv_sheet(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([headings, *rows])
    return sheet.getvalue().encode()


def xlsx_sheet(*rows: tuple[str, ...]) -> bytes:
    filled, out = Workbook(), io.BytesIO()
    for row in (HEADINGS, *rows):
        filled.worksheets[0].append(row)
    filled.save(out)
    return out.getvalue()


def upload(book: Group, data: bytes, replace: bool = False) -> tuple[int, str]:
    """Posted byte by byte: the test client leaves the temporary file of a large form open."""
    part = b'--cut\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    body = part % (b"sheet", b'; filename="sheet"', data)
    body += part % (b"replace", b"", b"on") if replace else b""
    address = f"/groups/{book.id}/addresses/upload"
    kind = "multipart/form-data; boundary=cut"
    answer = book.client.post(address, data=body + b"--cut--\r\n", content_type=kind)
    return answer.status_code, answer.text


def exported(book: Group) -> list[list[str]]:
    return list(csv.reader(io.StringIO(book.page("addresses/addresses.csv").lstrip("\ufeff"))))[1:]


def test_an_address_is_added_and_shown(book: Group) -> None:
    assert book.post("addresses/new", **CLINIC_FORM, weekend_deliveries="on").status_code == 303
    page = book.page("addresses/")
    assert "1 Harbour Street" in page
    assert "Weekend deliveries: yes" in page


def test_an_address_cannot_be_saved_without_a_phone_number(book: Group) -> None:
    answer = book.post("addresses/new", **CLINIC_FORM | {"phone": ""})
    assert answer.status_code == 422
    assert "cannot be saved without one" in answer.text
    assert 'value="1 Harbour Street"' in answer.text
    assert "1 Harbour Street" not in book.page("addresses/")


@pytest.mark.parametrize("field", ["name", "street1", "city", "country"])
def test_an_address_needs_its_name_street_city_and_country(book: Group, field: str) -> None:
    assert book.post("addresses/new", **CLINIC_FORM | {field: ""}).status_code == 422


def test_an_address_is_edited_and_removed(book: Group) -> None:
    book.post("addresses/new", **CLINIC_FORM)
    book.post("addresses/1", **CLINIC_FORM | {"city": "Tacoma"})
    assert "Tacoma" in book.page("addresses/")
    book.post("addresses/1/remove")
    assert "Tacoma" not in book.page("addresses/")


def test_another_groups_address_cannot_be_reached(customer: Customer, book: Group) -> None:
    book.post("addresses/new", **CLINIC_FORM)
    other = customer.make_group("Others")
    assert other.client.get(f"/groups/{other.id}/addresses/1").status_code == 404


@pytest.mark.parametrize("make", [csv_sheet, xlsx_sheet])
def test_a_sheet_of_addresses_is_taken_over(book: Group, make: Callable[..., bytes]) -> None:
    assert upload(book, make(ROW))[0] == 303
    expected = list(ROW)
    expected[HEADINGS.index("Country")] = "DE"
    assert exported(book) == [["HH", *expected[1:]]]


def test_the_template_can_be_filled_in_and_uploaded_as_it_is(book: Group) -> None:
    data = book.client.get(f"/groups/{book.id}/addresses/template.xlsx").data
    assert [cell.value for cell in load_workbook(io.BytesIO(data)).worksheets[0][1]] == list(HEADINGS)
    assert upload(book, data)[0] == 303
    assert exported(book)[0][1] == "Example Clinic"


def test_an_export_uploaded_again_gives_the_same_addresses(book: Group) -> None:
    book.post("addresses/new", **CLINIC_FORM | {"address_id": "=1+1"})
    before = exported(book)
    data = book.client.get(f"/groups/{book.id}/addresses/addresses.csv").data
    assert b"'=1+1" in data
    assert upload(book, data, replace=True)[0] == 303
    assert exported(book) == before


def test_a_formula_is_text_in_the_spreadsheet(book: Group) -> None:
    book.post("addresses/new", **CLINIC_FORM | {"address_id": "=1+1"})
    data = book.client.get(f"/groups/{book.id}/addresses/addresses.xlsx").data
    cell = load_workbook(io.BytesIO(data)).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_one_bad_row_leaves_the_whole_sheet_out(book: Group) -> None:
    bad = (*ROW[:8], "", "no")
    status, page = upload(book, csv_sheet(ROW, bad))
    assert status == 422
    assert "Row 3, Phone number" in page
    assert exported(book) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Choose a file first."),
        (b"\x89PNG\x00\x01\x00", "neither a CSV nor an XLSX"),
        (b"PK\x03\x04 broken", "cannot be read"),
        (csv_sheet(headings=("Name", "Town")), "columns are missing"),
        (csv_sheet(), "holds no addresses"),
        (csv_sheet(*[ROW] * 1001), "at most 1,000 rows"),
        (b"x" * 1_000_001, "larger than 1 MB"),
    ],
    ids=["empty", "picture", "broken", "columns", "no rows", "too many rows", "too large"],
)
def test_a_sheet_that_cannot_be_taken_is_refused_with_a_sentence(book: Group, data: bytes, said: str) -> None:
    status, page = upload(book, data)
    assert status == 422
    assert said in page


def test_a_thousand_rows_are_taken(book: Group) -> None:
    assert upload(book, csv_sheet(*[ROW] * 1000))[0] == 303
    assert len(exported(book)) == 1000


def test_the_book_says_when_shared_addresses_are_off(customer: Customer) -> None:
    group = customer.make_group("Clinics", shared_addresses="")
    assert "Shared addresses are off" in group.page("addresses/")
