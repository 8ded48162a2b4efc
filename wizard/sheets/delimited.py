"""Sheets as text: commas, semicolons or tabs, in the encodings spreadsheet programs write."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from wizard.sheets.refused import MOST_CELL, MOST_COLUMNS, MOST_INFLATED, MOST_ROWS, SheetRefused

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DELIMITERS = ",;\t|"
NEUTRALISED = re.compile("'+[=+\\-@\t\r]")


def read_delimited(data: bytes) -> list[list[str]]:
    """:raises SheetRefused: no text, or larger than a sheet of people or addresses can be"""
    text = _text(data)
    text, delimiter = _delimiter(text)
    try:
        return list(_rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    except csv.Error as error:
        raise SheetRefused("a line in it is broken, or it is no sheet.") from error


def _text(data: bytes) -> str:
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), None) or _guess(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        # What a spreadsheet program of Western Europe writes when nobody asks for Unicode.
        text = data.decode("cp1252", errors="replace")
    if "\0" in text or len(text) > MOST_INFLATED:
        raise SheetRefused("it is no sheet. Choose an .xlsx or .csv file.")
    return text


def _guess(data: bytes) -> str:
    """UTF-16 without a mark has a zero in every other byte of plain letters."""
    head = data[:400]
    if head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    return "utf-8"


def _delimiter(text: str) -> tuple[str, str]:
    """The text without Excel's ``sep=`` line, and the sign that parts most of the first line with words."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and first[4:5]:
        return rest, first[4]
    line = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(line.split('"')[::2])
    return text, max(DELIMITERS, key=outside.count)


def _rows(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, line in enumerate(lines):
        if number >= MOST_ROWS:
            raise SheetRefused(f"it has more than {MOST_ROWS:,} rows.")
        if len(line) > MOST_COLUMNS:
            raise SheetRefused(f"it has more than {MOST_COLUMNS} columns.")
        if any(len(cell) > MOST_CELL for cell in line):
            raise SheetRefused(f"a cell in row {number + 1} holds more than {MOST_CELL:,} characters.")
        yield [_plain(cell) for cell in line]


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet program from taking the text for a formula."""
    return (cell[1:] if NEUTRALISED.match(cell) else cell).strip()
