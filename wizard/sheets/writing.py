"""Sheets of ours: every cell is text, and no spreadsheet program takes one for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

RUN_BY_PROGRAMS = re.compile("'*[=+\\-@\t\r]")
NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
WIDEST = 48


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Commas, UTF-8 with its mark so that Excel reads accents. An apostrophe stands before =, +, -, @."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[neutral(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig", errors="replace")


def write_xlsx(rows: Sequence[Sequence[str]], title: str = "Sheet") -> bytes:
    """A workbook with one sheet; the first row is the heading."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title[:31]
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            put(sheet.cell(number, column), text)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    _widen(sheet, rows)
    return saved(book)


def put(cell: Any, text: str) -> None:
    """Write a text as text: leading zeros stay, and a formula is only a text."""
    cell.value = NOT_ALLOWED.sub("", text)
    cell.data_type = "s"
    cell.number_format = "@"


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def neutral(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet program would run it."""
    return f"'{text}" if RUN_BY_PROGRAMS.match(text) else text


def _widen(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    for column in range(max((len(row) for row in rows), default=0)):
        longest = max(len(row[column]) for row in rows if column < len(row))
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(longest + 2, WIDEST)
