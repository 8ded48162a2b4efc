"""Our addresses beside Amazon's sheet: same, alike and why, different, missing, left over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.places.addresses import right_one
from wizard.places.comparing import compare
from wizard.places.fields import ALIKE, DIFFERENT, SAME, differences
from wizard.places.listing import Entry, cells_of, lines_of, sheet_of
from wizard.places.postal import FIELDS, Postal
from wizard.places.uploaded import SheetAddress, addresses_in
from wizard.sheets import SheetRefused


def entry(number: int, address: Postal, name: str = "") -> Entry:
    return Entry(number, name or f"Place {number}", f"L{number}", address)


def row(number: int, address: Postal, name: str = "", address_id: str = "") -> SheetAddress:
    return SheetAddress(number, name, address_id, address, FIELDS)


def verdict(country: str, field: str, ours: str, theirs: str) -> tuple[str, str]:
    here = replace(right_one(country), **{field: ours})
    found = differences(here, row(2, replace(here, **{field: theirs})))
    one = next(one for one in found if one.field == field)
    assert {other.verdict for other in found if other is not one} == {SAME}
    return one.verdict, one.why


@pytest.mark.parametrize(
    ("country", "field", "ours", "theirs", "why"),
    [
        ("US", "street1", "1 Main Street", "1 MAIN STREET", "capital letters"),
        ("US", "street1", "1 Main Street", "1 Main St", "abbreviation"),
        ("US", "street1", "1 Main Street", "1 main st.", "abbreviation"),
        ("US", "street1", "1420 Harbor Avenue Southwest", "1420 Harbor Ave SW", "abbreviation"),
        ("US", "street2", "Suite 200", "Ste. #200", "abbreviation"),
        ("US", "addressee", "Northwind & Co., Inc.", "Northwind and Co Inc", "abbreviation"),
        ("US", "addressee", "Northwind Clinics, Inc.", "Northwind Clinics Inc", "punctuation"),
        ("US", "state", "WA", "Washington", "code and as a name"),
        ("US", "postal_code", "98116", "98116-1234", "last four digits"),
        ("US", "country", "US", "United States", "code and as a name"),
        ("US", "phone", "(206) 555-0142", "+12065550142", "same number"),
        ("GB", "country", "GB", "UK", "code and as a name"),
        ("GB", "postal_code", "LS1 5HN", "ls15hn", "spaces"),
        ("GB", "state", "", "West Yorkshire", "need none"),
        ("DE", "street1", "Invalidenstraße 117", "Invalidenstr. 117", "abbreviation"),
        ("DE", "city", "München", "Muenchen", "accents"),
        ("CH", "city", "Zürich", "Zurich", "accents"),
        ("PL", "city", "Łódź", "Lodz", "accents"),
        ("JP", "state", "東京都", "Tokyo", "code and as a name"),
        ("IE", "state", "Co. Cork", "County Cork", "code and as a name"),
        ("IN", "state", "Delhi", "DELHI", "code and as a name"),
    ],
)
def test_another_spelling_is_alike_and_it_says_why(
    country: str, field: str, ours: str, theirs: str, why: str
) -> None:
    found, said = verdict(country, field, ours, theirs)
    assert found == ALIKE
    assert why in said


@pytest.mark.parametrize(
    ("country", "field", "ours", "theirs"),
    [
        ("US", "street1", "1 Main Street", "11 Main Street"),
        ("US", "street1", "1 Main Street", "1 Main Avenue"),
        ("US", "street2", "Floor 2", ""),
        ("US", "city", "Springfield", "Springdale"),
        ("US", "state", "WA", "OR"),
        ("US", "state", "WA", ""),
        ("US", "postal_code", "98116", "98118"),
        ("US", "postal_code", "02133", "2133"),
        ("US", "phone", "(206) 555-0142", "(206) 555-0143"),
        ("US", "phone", "(206) 555-0142", ""),
        ("US", "country", "US", "Canada"),
        ("DE", "postal_code", "10115", "10117"),
        ("JP", "city", "千代田区", "千代田市"),
        ("JP", "street1", "ハイツ1", "バイツ1"),
    ],
)
def test_another_place_is_different(country: str, field: str, ours: str, theirs: str) -> None:
    assert verdict(country, field, ours, theirs) == (DIFFERENT, "")


def test_lines_divided_differently_are_alike() -> None:
    here = replace(right_one("US"), street1="1 Main Street", street2="Suite 5")
    found = differences(here, row(2, replace(here, street1="1 Main St, Suite 5", street2="")))
    assert {one.field: one.verdict for one in found if one.verdict != SAME} == {
        "street1": ALIKE,
        "street2": ALIKE,
    }


def test_full_width_digits_and_double_spaces_are_the_same() -> None:
    assert verdict("JP", "postal_code", "530-0005", "５３０-０００５") == (SAME, "")
    assert verdict("US", "city", "New York", " New  York ") == (SAME, "")


def test_each_location_gets_its_own_row_whatever_the_order() -> None:
    doors = [replace(right_one("US"), street1=f"{n} Main Street") for n in range(1, 8)]
    rows = [row(9 - n, address) for n, address in enumerate(doors)]
    found = compare([entry(n, address) for n, address in enumerate(doors)], rows)
    assert found.found == dict.fromkeys(range(7), ())
    assert found.others == ()


def test_two_locations_at_one_address_need_two_rows() -> None:
    here = right_one("US")
    found = compare([entry(1, here), entry(2, here)], [row(2, here)])
    assert len(found.found) == 1


def test_a_location_without_a_row_is_missing_and_a_row_without_a_location_is_named() -> None:
    stranger = row(3, right_one("FR"), name="Old office")
    found = compare(
        [entry(1, right_one("US")), entry(2, right_one("DE"))], [row(2, right_one("US")), stranger]
    )
    assert set(found.found) == {1}
    assert [other.called for other in found.others] == ["Old office (row 3)"]


def test_a_row_is_found_by_its_address_id_even_when_the_street_differs() -> None:
    here = right_one("US")
    found = compare([entry(1, here)], [row(2, replace(here, street1="9 Other Road"), address_id="L1")])
    assert [(one.field, one.verdict) for one in found.found[1]] == [("street1", DIFFERENT)]


def test_fields_without_a_column_are_not_compared() -> None:
    rows = [["Street", "Zip", "City"], ["12 Park Row", "LS1 5HN", "Leeds"]]
    (address,) = addresses_in(rows)
    assert [one.field for one in differences(right_one("GB"), address)] == ["street1", "city", "postal_code"]


def test_our_own_sheet_comes_back_without_a_difference() -> None:
    entries = [entry(1, right_one("JP")), entry(2, right_one("FR")), entry(3, right_one("US"))]
    found = compare(entries, addresses_in(sheet_of(entries)))
    assert found.found == {1: (), 2: (), 3: ()}


@pytest.mark.parametrize("rows", [[], [["a", "b"], ["1", "2"]], [["City", "Country"], ["Leeds", "GB"]]])
def test_a_sheet_without_headings_of_an_address_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(SheetRefused, match="headings"):
        addresses_in(rows)


def test_notes_above_the_headings_and_empty_rows_do_not_matter() -> None:
    rows = [
        ["Fill in the addresses"],
        [],
        ["Address line 1*", "Postal code (required)"],
        [],
        ["1 Main St", "98116"],
    ]
    assert [(one.row, one.address.street1) for one in addresses_in(rows)] == [(5, "1 Main St")]


def test_a_kept_row_comes_back_the_same() -> None:
    kept = row(2, right_one("JP"), "Head office", "L9")
    assert SheetAddress.from_json(kept.as_json()) == kept


def test_lines_to_copy_stand_in_the_order_of_amazons_form() -> None:
    lines = lines_of(entry(1, right_one("US")))
    assert [label for label, _ in lines] == [
        "Country",
        "Full name",
        "Street and number",
        "Building, floor, unit",
        "City",
        "State",
        "ZIP code",
        "Phone",
    ]
    assert lines[0] == ("Country", "United States")


@pytest.mark.parametrize(
    ("typed", "country", "written"),
    [
        ("+1 206 555 0142", "US", "1 (206) 555-0142"),
        ("+44 20 7946 0000", "GB", "020 7946 0000"),
        ("+44 20 7946 0000", "US", "011 44 20 7946 0000"),
        ("(206) 555-0142", "US", "(206) 555-0142"),
        ("+44 20 7946 0000", "BR", "+44 20 7946 0000"),
        ("+1 ask", "US", "+1 ask"),
    ],
)
def test_a_phone_number_stands_in_our_sheet_as_one_calls_it_there(
    typed: str, country: str, written: str
) -> None:
    place = replace(right_one(country), phone=typed)
    assert cells_of(entry(1, place))["phone"] == written
    row = addresses_in(sheet_of([entry(1, place)]))[0]
    assert {one.verdict for one in differences(place, row)} == {SAME}
