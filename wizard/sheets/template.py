"""A template of the supplier's, filled by its own headings; everything else in it stays."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence

import openpyxl

from wizard.sheets.columns import Columns, find_columns
from wizard.sheets.reading import ZIP, read_sheet
from wizard.sheets.refused import SheetRefused
from wizard.sheets.writing import put, saved, write_csv

Headings = Mapping[str, Sequence[str]]


def fill_template(
    template: bytes, headings: Headings, needed: Sequence[str], entries: Sequence[Mapping[str, str]]
) -> tuple[bytes, str]:
    """The template with the entries below its headings, and its ending: ``xlsx`` or ``csv``.

    :raises SheetRefused: it cannot be read, or has no row of headings we know
    """
    rows = read_sheet(template)
    columns = find_columns(rows, headings, needed)
    if columns is None:
        raise SheetRefused("no row of headings was found in it.")
    if template.startswith(ZIP):
        return _fill_workbook(template, columns, entries), "xlsx"
    return _fill_text(rows, columns, entries), "csv"


def _fill_workbook(template: bytes, columns: Columns, entries: Sequence[Mapping[str, str]]) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(template), keep_links=False)
    sheet = book.active if book.active in book.worksheets else book.worksheets[0]
    for number, entry in enumerate(entries, start=columns.row + 2):
        for name, column in columns.at.items():
            put(sheet.cell(number, column + 1), entry.get(name, ""))
    # Examples that come with the template would be taken for addresses.
    for number in range(columns.row + 2 + len(entries), sheet.max_row + 1):
        for column in columns.at.values():
            sheet.cell(number, column + 1).value = None
    return saved(book)


def _fill_text(rows: list[list[str]], columns: Columns, entries: Sequence[Mapping[str, str]]) -> bytes:
    head = rows[: columns.row + 1]
    width = len(head[-1])
    for entry in entries:
        line = [""] * width
        for name, column in columns.at.items():
            line[column] = entry.get(name, "")
        head.append(line)
    return write_csv(head)
