"""Sheets of any length, made piece by piece while they are sent: memory stays flat.

The workbook is written by hand because a library gives its first byte only when the last row is in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from wizard.sheets.writing import NOT_ALLOWED, neutral

Cell = str | int | Decimal
Rows = Iterable[Sequence[Cell]]

BATCH = 200
MOST = 500_000
"""Rows of one sheet (Excel takes 1,048,576); a longer report goes on in another."""

LONGEST = 32_767
"""Letters in one cell, by Excel's limits."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_STYLES = f"""{_HEAD}<styleSheet xmlns="{_MAIN}">
<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/><xf fontId="1" numFmtId="49" applyFont="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
_TEXT, _BOLD = 1, 2


def csv_pieces(heading: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """Like :func:`wizard.sheets.writing.write_csv`; numbers stand as they are."""
    yield "\ufeff".encode()
    for batch in _batches(chain([heading], rows)):
        out = io.StringIO(newline="")
        csv.writer(out).writerows([[_plain(cell) for cell in row] for row in batch])
        yield out.getvalue().encode("utf-8", errors="replace")


def xlsx_pieces(heading: Sequence[str], rows: Rows, title: str) -> Iterator[bytes]:
    """A workbook whose texts are texts, whatever they begin with, and whose numbers can be summed."""
    sink, left, sheets = _Sink(), iter(rows), 0
    with ZipFile(sink, "w", ZIP_DEFLATED) as book:
        following: list[Sequence[Cell]] = []
        while sheets == 0 or following:
            sheets += 1
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w") as part:
                yield from _sheet(part, sink, heading, chain(following, islice(left, MOST - len(following))))
            following = list(islice(left, 1))
        for name, text in _around(title, sheets):
            book.writestr(name, text)
    yield sink.taken()


def _sheet(part: IO[bytes], sink: _Sink, heading: Sequence[str], rows: Rows) -> Iterator[bytes]:
    columns = "".join(f'<col min="{at}" max="{at}" width="18" customWidth="1"/>' for at in _counted(heading))
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    part.write(
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>{_row(heading, _BOLD)}".encode()
    )
    for batch in _batches(rows):
        part.write("".join(_row(row) for row in batch).encode("utf-8", errors="replace"))
        yield sink.taken()
    part.write(b"</sheetData></worksheet>")


def _row(cells: Sequence[Cell], style: int = _TEXT) -> str:
    return f"<row>{''.join(_cell(cell, style) for cell in cells)}</row>"


def _cell(cell: Cell, style: int) -> str:
    if not isinstance(cell, str):
        return f"<c><v>{cell:f}</v></c>" if isinstance(cell, Decimal) else f"<c><v>{cell}</v></c>"
    text = escape(NOT_ALLOWED.sub("", cell)[:LONGEST])
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else "<c/>"


def _around(title: str, sheets: int) -> Iterator[tuple[str, str]]:
    """The other parts of the package (ECMA-376), which name the sheets."""
    numbers = range(1, sheets + 1)
    names = [escape(title) if at == 1 else f"{escape(title)} {at}" for at in numbers]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>'
        for at, name in zip(numbers, names, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets>{listed}</sheets></workbook>',
    )
    links = "".join(_link(f"rId{at}", "worksheet", f"worksheets/sheet{at}.xml") for at in numbers)
    yield "xl/_rels/workbook.xml.rels", _links(links + _link("rIdS", "styles", "styles.xml"))
    yield "xl/styles.xml", _STYLES
    yield "_rels/.rels", _links(_link("rId1", "officeDocument", "xl/workbook.xml"))
    parts = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"}
    parts |= {f"/xl/worksheets/sheet{at}.xml": "worksheet" for at in numbers}
    kinds = "".join(
        f'<Override PartName="{name}" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts.items()
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{kinds}</Types>",
    )


def _links(links: str) -> str:
    return f'{_HEAD}<Relationships xmlns="{_RELS}">{links}</Relationships>'


def _link(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{_DOC}/{kind}" Target="{target}"/>'


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return neutral(cell)
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _counted(cells: Sequence[Cell]) -> range:
    return range(1, len(cells) + 1)


def _batches(rows: Rows) -> Iterator[list[Sequence[Cell]]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


class _Sink:
    """What was written and not sent yet; it cannot be gone back in, so the archive is written straight on."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing has to be closed."""

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
