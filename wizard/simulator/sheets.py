"""Spreadsheets in and out: CSV or XLSX, columns found by heading, formulas neither trusted nor made."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from flask import Response
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_ROWS = 1000
MOST_BYTES = 1_000_000
MOST_INFLATED = 20_000_000
# Digits alone compute nothing worth fearing, and a phone number must come back as it was.
PHONE = re.compile(r"\+[\d ()./-]+", re.ASCII)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Rows = list[dict[str, str]]


class SheetRefused(ValueError):
    """An uploaded sheet we cannot take; the sentence says why."""


def read_sheet(name: str, data: bytes, headings: Sequence[str]) -> Rows:
    """The rows of an uploaded sheet by heading; empty rows are left out.

    :raises SheetRefused: too large, unreadable, headings missing, more than 1,000 rows
    """
    if not data:
        raise SheetRefused("Choose a file first.")
    if len(data) > MOST_BYTES:
        raise SheetRefused("The file is larger than 1 MB. Split it into smaller sheets.")
    table = _from_xlsx(data) if data.startswith(b"PK") else _from_csv(data)
    if not table:
        raise SheetRefused("The sheet is empty.")
    found = [cell.strip().lower() for cell in table[0]]
    missing = [heading for heading in headings if heading.lower() not in found]
    if missing:
        raise SheetRefused(f"These columns are missing in {name or 'the sheet'}: {', '.join(missing)}.")
    places = {heading: found.index(heading.lower()) for heading in headings}
    rows = [_row(places, cells) for cells in table[1:] if any(cell.strip() for cell in cells)]
    if len(rows) > MOST_ROWS:
        raise SheetRefused(f"A sheet holds at most {MOST_ROWS:,} rows; this one has {len(rows):,}.")
    return rows


def _row(places: dict[str, int], cells: Sequence[str]) -> dict[str, str]:
    # Our own exports put an apostrophe before anything a spreadsheet would run as a formula.
    kept = {heading: cells[at].strip() if at < len(cells) else "" for heading, at in places.items()}
    return {
        heading: cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS else cell
        for heading, cell in kept.items()
    }


def _from_csv(data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            typed = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetRefused("The file is neither a CSV nor an XLSX sheet.")
    if "\0" in typed:
        raise SheetRefused("The file is neither a CSV nor an XLSX sheet.")
    first = typed.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(typed, newline=""), delimiter=separator))
    except csv.Error as error:
        raise SheetRefused("The CSV sheet is broken.") from error


def _from_xlsx(data: bytes) -> list[list[str]]:
    try:
        _measure(data)
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        cells = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 500, max_col=60)
        return [["" if cell is None else str(cell) for cell in row] for row in cells]
    except SheetRefused:
        raise
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        OSError,
    ) as error:
        raise SheetRefused("The XLSX sheet cannot be read.") from error


def _measure(data: bytes) -> None:
    """Count what really comes out; the sizes written in the file may lie."""
    room = MOST_INFLATED
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for part in packed.infolist():
            with packed.open(part) as stream:
                while piece := stream.read(65536):
                    room -= len(piece)
                    if room < 0:
                        raise SheetRefused("The sheet is too large once unpacked.")


def write_sheet(file: str, kind: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """A download named ``file.kind``, where kind is csv or xlsx."""
    data, media = (
        (_xlsx(headings, rows), XLSX) if kind == "xlsx" else (_csv(headings, rows), "text/csv; charset=utf-8")
    )
    name = f'attachment; filename="{file}.{"xlsx" if kind == "xlsx" else "csv"}"'
    return Response(data, content_type=media, headers={"Content-Disposition": name})


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + sheet.getvalue().encode()


def _harmless(cell: str) -> str:
    risky = cell.startswith(FORMULA_STARTS) and not PHONE.fullmatch(cell)
    return f"'{cell}" if risky else cell


def _xlsx(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    book = Workbook()
    sheet = book.active or book.create_sheet()
    for line, row in enumerate([headings, *rows], start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(line, column, "".join(letter for letter in text if letter.isprintable()))
            cell.data_type = "s"
            cell.number_format = "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
