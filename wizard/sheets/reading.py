"""Rows of text from an uploaded sheet. Formulas stay text, leading zeros stay, nothing is calculated."""

from __future__ import annotations

from wizard.sheets.delimited import read_delimited
from wizard.sheets.refused import MOST_BYTES, SheetRefused
from wizard.sheets.workbook import read_workbook

ZIP, OLD_OFFICE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"

Rows = list[list[str]]


def read_sheet(data: bytes) -> Rows:
    """The first sheet's rows; empty rows are kept, so that row numbers stay right.

    What the file is, its first bytes say, not its name.

    :raises SheetRefused: too large, not a sheet, broken, or with macros, links or tricks in it
    """
    if len(data) > MOST_BYTES:
        raise SheetRefused("it is larger than 1 MB.")
    if not data.strip():
        raise SheetRefused("it is empty.")
    if data.startswith(ZIP):
        return read_workbook(data)
    if data.startswith(OLD_OFFICE):
        raise SheetRefused(
            "it is an old .xls workbook or has a password. Save it as .xlsx without a password."
        )
    if data.startswith(PDF) or data.lstrip()[:1] == b"<":
        raise SheetRefused("it is no sheet. Choose an .xlsx or .csv file.")
    return read_delimited(data)
