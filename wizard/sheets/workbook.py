"""Excel workbooks (Office Open XML), opened only after every part was inflated, counted and looked at."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import openpyxl

from wizard.sheets.refused import (
    MOST_CELL,
    MOST_COLUMNS,
    MOST_INFLATED,
    MOST_PARTS,
    MOST_ROWS,
    SheetRefused,
)

BROKEN = "the workbook is broken."
MACROS = re.compile(r"vbaproject|macrosheets|activex|\.bin$", re.IGNORECASE)
HARMLESS_BINARY = re.compile(r"printersettings\d*\.bin$", re.IGNORECASE)
LINKS = re.compile(r"externallinks/|/connections\.xml$|embeddings/", re.IGNORECASE)
ALL_ZEROS = re.compile(r"0{2,20}")
CHUNK = 64 * 1024


def read_workbook(data: bytes) -> list[list[str]]:
    """The rows of the sheet that was in front when the workbook was saved.

    :raises SheetRefused: broken, or with macros, links, entities or too much in it
    """
    look_inside(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of styles and extensions, which are not read
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            sheet = book.worksheets[0] if book.active not in book.worksheets else book.active
            sheet.reset_dimensions()
            return list(_rows(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)))
    except SheetRefused:
        raise
    except Exception as error:  # openpyxl lets any error of its parts through
        raise SheetRefused(BROKEN) from error


def look_inside(data: bytes) -> None:
    """Inflate every part once, counting what comes out: what the headers say of sizes may be a lie.

    :raises SheetRefused:
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.namelist()
            _judge_names(names)
            left = MOST_INFLATED
            for part in parts.infolist():
                left -= _inflate(parts, part, left)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise SheetRefused(BROKEN) from error


def _judge_names(names: list[str]) -> None:
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise SheetRefused("it is no Excel workbook. Save it as .xlsx or .csv.")
    if len(names) > MOST_PARTS or len(set(names)) != len(names):
        raise SheetRefused(BROKEN)
    if any(MACROS.search(name) and not HARMLESS_BINARY.search(name) for name in names):
        raise SheetRefused("it has macros in it. Save it as .xlsx without macros.")
    if any(LINKS.search(name) for name in names):
        raise SheetRefused("it has links to other files in it. Remove them and save it again.")


def _inflate(parts: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    size, tail = 0, b""
    with parts.open(part) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > left:
                raise SheetRefused("it unpacks to more than 20 MB.")
            # Wide encodings are looked at without their zeros; a tag may lie across two chunks.
            seen = (tail + chunk).replace(b"\0", b"").upper()
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise SheetRefused("it has definitions in it that no sheet needs.")
            if b"MACROENABLED" in seen:
                raise SheetRefused("it has macros in it. Save it as .xlsx without macros.")
            tail = chunk[-40:]
    return size


def _rows(lines: Iterator[tuple[Any, ...]]) -> Iterator[list[str]]:
    for number, line in enumerate(lines):
        if number >= MOST_ROWS:
            raise SheetRefused(f"it has more than {MOST_ROWS:,} rows.")
        cells = [_text(cell) for cell in line]
        if any(len(cell) > MOST_CELL for cell in cells):
            raise SheetRefused(f"a cell in row {number + 1} holds more than {MOST_CELL:,} characters.")
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _text(cell: Any) -> str:
    """A cell as the reader of the sheet sees it: 02139 stays 02139, a long number has no exponent."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int) and ALL_ZEROS.fullmatch(cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()
