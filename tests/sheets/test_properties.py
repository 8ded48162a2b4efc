"""Whatever is uploaded: rows of text, or a refusal with a sentence. Nothing else ever comes out."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.sheets import SheetRefused, read_sheet, write_csv, write_xlsx

FEW = settings(max_examples=60, deadline=None)
LINE = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=12), max_size=5)
WORKBOOK = write_xlsx([["Street", "ZIP"], ["1 Main St", "02139"]])


@FEW
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(SheetRefused):
        assert all(isinstance(cell, str) for row in read_sheet(data) for cell in row)


@FEW
@given(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255))
def test_a_workbook_with_one_wrong_byte_is_read_or_refused(at: int, byte: int) -> None:
    with suppress(SheetRefused):
        read_sheet(WORKBOOK[:at] + bytes([byte]) + WORKBOOK[at + 1 :])


@FEW
@given(
    st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]), st.binary(max_size=200)
)
def test_a_workbook_with_any_part_is_read_or_refused(name: str, content: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as good, zipfile.ZipFile(out, "w") as parts:
        for part in good.namelist():
            parts.writestr(part, content if part == name else good.read(part))
    with suppress(SheetRefused):
        read_sheet(out.getvalue())


@FEW
@given(st.lists(LINE, max_size=6))
def test_what_is_written_as_csv_is_read_again(rows: list[list[str]]) -> None:
    wanted = [[cell.strip() for cell in row] for row in [["Street", "ZIP"], *rows]]
    assert _filled(read_sheet(write_csv(wanted))) == _filled(wanted)


@FEW
@given(st.lists(LINE, max_size=6))
def test_what_is_written_as_a_workbook_is_read_again(rows: list[list[str]]) -> None:
    wanted = [[cell.strip() for cell in row] for row in [["Street", "ZIP"], *rows]]
    assert _filled(read_sheet(write_xlsx(wanted))) == _filled(wanted)


def _filled(rows: list[list[str]]) -> list[list[str]]:
    """Rows without the empty cells at their ends; rows of nothing are left out."""
    shortened = [row[: max((n for n, cell in enumerate(row, 1) if cell), default=0)] for row in rows]
    return [row for row in shortened if row]
