"""Sheets as people have them, and sheets nobody should open."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from wizard.sheets import SheetRefused, read_sheet, write_csv, write_xlsx

ROWS = [["Name", "Zip", "City"], ["Zoë; the “first”", "02139", "Zürich"]]
TEXT = 'Name;Zip;City\n"Zoë; the “first”";02139;Zürich\n'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"]
)
def test_it_reads_semicolons_in_any_encoding(encoding: str) -> None:
    assert read_sheet(TEXT.encode(encoding)) == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_it_finds_the_delimiter(delimiter: str, ending: str) -> None:
    lines = [["Name", "Zip"], ["A", "02139"], ["B", "00501"]]
    text = ending.join(delimiter.join(line) for line in lines) + ending
    assert read_sheet(text.encode()) == lines


def test_it_heeds_excels_line_about_the_delimiter() -> None:
    assert read_sheet(b"sep=|\na,b|c\n") == [["a,b", "c"]]


def test_it_undoes_the_apostrophe_that_our_own_sheets_have() -> None:
    rows = [["=1+1", "+1 206 555 0142", "'quoted'", "-", "@home", "'=1"]]
    assert read_sheet(write_csv(rows)) == rows


def test_it_reads_a_workbook_as_it_looks() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["text", "02139"])
    sheet.append([2139, 12065550142.0, True, 1.5, None, None])
    sheet["A2"].number_format = "00000"
    sheet["C1"] = '=HYPERLINK("http://example.org")'
    assert read_sheet(saved(book)) == [
        ["text", "02139", '=HYPERLINK("http://example.org")'],
        ["02139", "12065550142", "TRUE", "1.5"],
    ]


def test_it_reads_the_sheet_that_is_in_front() -> None:
    book = openpyxl.Workbook()
    book.active.append(["notes"])
    book.create_sheet("Addresses").append(["data"])
    book.active = 1
    assert read_sheet(saved(book)) == [["data"]]


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_what_we_write_comes_back(write: Callable[[list[list[str]]], bytes]) -> None:
    rows = [
        ["Name", "Zip"],
        ["=cmd|' /C calc'!A1", "00501"],
        ["Łódź 東京 👍", "+49 30 901820"],
        ["a\nb", "'"],
    ]
    assert read_sheet(write(rows)) == rows


def test_it_reads_one_row_and_a_thousand() -> None:
    assert len(read_sheet(write_xlsx([["a"]]))) == 1
    assert len(read_sheet(write_xlsx([["a", str(n)] for n in range(1_001)]))) == 1_001


def test_it_refuses_a_bomb_by_what_comes_out_of_it() -> None:
    with pytest.raises(SheetRefused, match="20 MB"):
        read_sheet(with_part("xl/worksheets/sheet1.xml", b" " * 30_000_000))


def test_it_does_not_believe_what_the_headers_say_of_the_size() -> None:
    data = bytearray(with_part("xl/media/picture.xml", b" " * 30_000_000))
    claimed, lie = (30_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert claimed in data
    with pytest.raises(SheetRefused):
        read_sheet(bytes(data.replace(claimed, lie)))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("xl/vbaProject.bin", b"macros", "macros"),
        ("xl/macrosheets/sheet1.xml", b"<x/>", "macros"),
        ("xl/activeX/activeX1.bin", b"x", "macros"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>", "links"),
        ("xl/connections.xml", b"<x/>", "links"),
        ("xl/embeddings/oleObject1.xls", b"x", "links"),
        ("xl/extra.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "definitions"),
        ("xl/extra.xml", '<?xml version="1.0"?><!DOCTYPE x><x/>'.encode("utf-16"), "definitions"),
        ("xl/extra.xml", b" " * (64 * 1024 - 4) + b"<!ENTITY a 'b'>", "definitions"),
    ],
)
def test_it_refuses_what_no_sheet_of_addresses_needs(name: str, content: bytes, why: str) -> None:
    with pytest.raises(SheetRefused, match=why):
        read_sheet(with_part(name, content))


def test_it_refuses_a_workbook_that_says_it_has_macros() -> None:
    plain = write_xlsx([["a"]])
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as before, zipfile.ZipFile(changed, "w") as after:
        for part in before.namelist():
            content = before.read(part).replace(
                b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
            )
            after.writestr(part, content)
    with pytest.raises(SheetRefused, match="macros"):
        read_sheet(changed.getvalue())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"x" * 1_000_001, "1 MB"),
        (b"%PDF-1.7", "no sheet"),
        (b"<html><table></table></html>", "no sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls"),
        (b"PK\x03\x04 and nothing more", "broken"),
        (b"a\x00b,c", "no sheet"),
        (b'a,"' + b"x" * 3_000 + b'"', "characters"),
        (b"a\n" * 10_001, "10,000 rows"),
        (b"a," * 101, "100 columns"),
    ],
)
def test_it_says_why_it_reads_something_not(data: bytes, why: str) -> None:
    with pytest.raises(SheetRefused, match=why):
        read_sheet(data)


def test_it_refuses_another_kind_of_archive() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as parts:
        parts.writestr("content.xml", "<x/>")
    with pytest.raises(SheetRefused, match="no Excel workbook"):
        read_sheet(archive.getvalue())


def test_it_refuses_a_sheet_cut_in_half() -> None:
    whole = write_xlsx([["a", "b"]] * 50)
    with pytest.raises(SheetRefused):
        read_sheet(whole[: len(whole) // 2])


def test_a_cell_far_below_does_not_make_a_million_rows() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "a"
    book.active["A1000000"] = "b"
    with pytest.raises(SheetRefused, match="10,000 rows"):
        read_sheet(saved(book))


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A good workbook and one more part, or another one in its place."""
    out, good = io.BytesIO(), io.BytesIO(write_xlsx([["a"]]))
    with zipfile.ZipFile(good) as plain, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for part in plain.namelist():
            if part != name:
                parts.writestr(part, plain.read(part))
        parts.writestr(name, content)
    return out.getvalue()
