"""Sheets made while they are sent."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import pytest

from wizard.sheets import csv_pieces, write_csv, xlsx_pieces
from wizard.sheets.streaming import BATCH, LONGEST, Cell

HEADING = ["Order", "Sum"]
TEXTS = ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "0012", " a\nb ", "<b>&", "", "\x07bell", "東京", "\ud800x"]


def opened(data: bytes) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_texts_come_back_as_texts() -> None:
    data = b"".join(xlsx_pieces(HEADING, [[text, 1] for text in TEXTS], "Orders <1>"))
    kept = ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "0012", " a\nb ", "<b>&", None, "bell", "東京", "x"]
    assert [row[0] for row in opened(data)[1:]] == kept


def test_numbers_come_back_as_numbers() -> None:
    data = b"".join(xlsx_pieces(HEADING, [["a", Decimal("1234.50")], ["b", 7]], "Orders"))
    assert opened(data) == [("Order", "Sum"), ("a", 1234.5), ("b", 7)]


def test_a_text_is_cut_where_a_cell_ends() -> None:
    data = b"".join(xlsx_pieces(["Text"], [["x" * (LONGEST + 1)]], "Orders"))
    assert len(str(opened(data)[1][0])) == LONGEST


def test_a_csv_is_the_same_as_one_made_at_once() -> None:
    rows: list[list[Cell]] = [[text, "1"] for text in TEXTS]
    assert b"".join(csv_pieces(HEADING, rows)) == write_csv(
        [HEADING, *[[str(cell) for cell in row] for row in rows]]
    )
    assert b"".join(csv_pieces(HEADING, [["a", Decimal("-1.50")]])).endswith(b"a,-1.50\r\n")


@pytest.mark.parametrize("pieces", [csv_pieces, lambda *given: xlsx_pieces(*given, "Orders")])
def test_the_first_bytes_leave_before_the_last_row_is_read(pieces: object) -> None:
    read = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal read
        for read in range(1, 20 * BATCH):
            yield [f"PO-{read}", read]

    sent = pieces(HEADING, rows())  # type: ignore[operator]
    sizes = [len(next(sent)) for _ in range(3)]
    assert sum(sizes) > 0
    assert read <= 3 * BATCH
    assert len(list(sent)) > 10
    assert read == 20 * BATCH - 1
