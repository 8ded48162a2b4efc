"""What leaves us: text only, and a template that stays what it was."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.styles import Font

from wizard.sheets import SheetRefused, fill_template, find_columns, read_sheet, write_csv, write_xlsx

HEADINGS = {"street": ("Street", "Address line 1"), "zip": ("Postal code", "ZIP"), "note": ("Note",)}
NEEDED = ("street", "zip")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_program_takes_a_cell_for_a_formula(text: str) -> None:
    line = write_csv([[text, "x"]]).decode("utf-8-sig")
    assert line.lstrip('"').startswith("'")
    cell = openpyxl.load_workbook(io.BytesIO(write_xlsx([[text]]))).active["A1"]
    assert cell.data_type == "s"


def test_signs_that_no_workbook_may_hold_are_left_out() -> None:
    assert read_sheet(write_xlsx([["a\x00b\x0bc\ufffe"]])) == [["abc"]]


def test_excel_sees_that_it_is_unicode() -> None:
    assert write_csv([["é"]]).startswith(b"\xef\xbb\xbf")


def test_a_workbook_template_is_filled_below_its_headings() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Please fill in all rows"])
    book.active.append(["ZIP*", "Address line 1 (required)", "Their own column"])
    book.active["A2"].font = Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    entries = [{"street": "1 Main St", "zip": "02139"}, {"street": "=cmd", "zip": "00501"}]
    filled, kind = fill_template(out.getvalue(), HEADINGS, NEEDED, entries)
    assert kind == "xlsx"
    assert read_sheet(filled) == [
        ["Please fill in all rows"],
        ["ZIP*", "Address line 1 (required)", "Their own column"],
        ["02139", "1 Main St"],
        ["00501", "=cmd"],
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(filled)).active
    assert sheet["A2"].font.bold
    assert sheet["B4"].data_type == "s"


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
def test_examples_in_a_template_do_not_stay(write: Callable[[list[list[str]]], bytes]) -> None:
    template = write([["Street", "ZIP"], ["9 Example Road", "00000"], ["8 Example Road", "00000"]])
    filled, _ = fill_template(template, HEADINGS, NEEDED, [{"street": "1 Main St", "zip": "02139"}])
    assert [row for row in read_sheet(filled) if row] == [["Street", "ZIP"], ["1 Main St", "02139"]]


def test_a_text_template_is_filled_too() -> None:
    filled, kind = fill_template(
        "Street;Postal code;X\n".encode("utf-16"), HEADINGS, NEEDED, [{"street": "a", "zip": "1"}]
    )
    assert kind == "csv"
    assert read_sheet(filled) == [["Street", "Postal code", "X"], ["a", "1", ""]]


def test_a_template_without_known_headings_is_refused() -> None:
    with pytest.raises(SheetRefused, match="headings"):
        fill_template(b"a,b\n", HEADINGS, NEEDED, [])


def test_the_row_with_most_headings_is_the_heading() -> None:
    rows = [["Street", "ZIP"], ["Street", "ZIP", "Note"], ["x", "1"]]
    found = find_columns(rows, HEADINGS, NEEDED)
    assert found is not None
    assert (found.row, dict(found.at)) == (1, {"street": 0, "zip": 1, "note": 2})
    assert found.cells(["x", "1"]) == {"street": "x", "zip": "1", "note": ""}
