"""Sheets people exchange with the supplier: read as hostile input, written so that nothing in them is run."""

from wizard.sheets.columns import Columns, find_columns
from wizard.sheets.parts import Part, part_of, parts_of
from wizard.sheets.reading import Rows, read_sheet
from wizard.sheets.refused import SheetRefused
from wizard.sheets.streaming import csv_pieces, xlsx_pieces
from wizard.sheets.template import fill_template
from wizard.sheets.writing import write_csv, write_xlsx

__all__ = [
    "Columns",
    "Part",
    "Rows",
    "SheetRefused",
    "csv_pieces",
    "fill_template",
    "find_columns",
    "part_of",
    "parts_of",
    "read_sheet",
    "write_csv",
    "write_xlsx",
    "xlsx_pieces",
]
