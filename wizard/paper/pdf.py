"""A printed document as PDF: as many pages as it takes, the table's head on each of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from wizard.paper.document import Line, Paper
from wizard.paper.fonts import MACHINE, STAND_IN, Chosen, fonts_for

MARGIN = 16.0
LEFT_OUT = 12
"""So many letters that cannot be shown are named one by one."""

TITLE, TEXT, SMALL = 17.0, 9.5, 8.0
INK, SOFT, RULE = (26, 32, 38), (92, 102, 112), (200, 206, 212)
COLUMNS = (("Line", 11.0), ("Item", 87.0), ("Quantity", 22.0), ("Price", 27.0), ("Sum", 31.0))
ITEM = 1
TOGETHER = 60.0
"""A line of the cart up to this high (mm) is not torn apart by the end of a page."""


def write_pdf(paper: Paper, now: datetime, folders: Sequence[Path] = MACHINE) -> bytes:
    """:param folders: where fonts are looked for besides those that come with us"""
    chosen = fonts_for(paper.texts, folders)
    sheet = Sheet(paper, chosen, now)
    sheet.head()
    sheet.facts(paper.facts)
    sheet.addresses(paper.addresses)
    sheet.lines(paper.lines)
    sheet.facts(paper.sums)
    for note in paper.notes:
        sheet.paragraph(note)
    return bytes(sheet.output())


class Sheet(FPDF):
    """Lengths are millimetres, sizes of letters are points."""

    def __init__(self, paper: Paper, chosen: Chosen, now: datetime) -> None:
        super().__init__(format="A4")
        self.paper, self.chosen = paper, chosen
        self._widths: dict[tuple[float, str], float] = {}
        self.set_title(chosen.shown(paper.title))
        self.set_author(chosen.shown(paper.organisation))
        self.set_creator("PunchOut Setup Wizard")
        self.set_creation_date(now)
        self.set_lang("en")
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN + 6)
        for number, font in enumerate(chosen.fonts):
            self.add_font(f"font{number}", "", font)
        self.set_fallback_fonts([f"font{number}" for number in range(1, len(chosen.fonts))])
        self.set_text_shaping(any(_joins(text) for text in paper.texts))
        self.add_page()

    def footer(self) -> None:
        self.set_y(-MARGIN)
        self._write(SMALL, SOFT)
        self.cell(
            self.epw - 30, 4, self._cut(f"{self.paper.organisation} · {self.paper.title}", self.epw - 30)
        )
        self.cell(30, 4, f"Page {self.page_no()} of {{nb}}", align="R")

    def head(self) -> None:
        self._write(TITLE)
        self._block(self.paper.title, 8)
        self.paragraph(self.paper.lead, SOFT)
        if self.chosen.missing:
            self.paragraph(self._apology())
        self.ln(2)

    def paragraph(self, text: str, colour: tuple[int, int, int] = INK) -> None:
        self._write(TEXT, colour)
        self._block(text, 5)
        self.ln(1)

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        for label, value in pairs:
            self._write(TEXT, SOFT)
            self.cell(46, 5, self._shown(label))
            self._write(TEXT)
            self._block(value or "–", 5, self.epw - 46)
        self.ln(4)

    def addresses(self, places: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Side by side."""
        top, width = self.get_y(), self.epw / max(len(places), 1)
        lowest = top
        for at, (heading, lines) in enumerate(places):
            self.set_left_margin(MARGIN + at * width)
            self.set_xy(MARGIN + at * width, top)
            for number, line in enumerate((heading, *lines)):
                self._write(TEXT, INK if number else SOFT)
                self._block(line, 5, width - 4)
            lowest = max(lowest, self.get_y())
        self.set_left_margin(MARGIN)
        self.set_xy(MARGIN, lowest + 4)

    def lines(self, lines: Sequence[Line]) -> None:
        self._table_head()
        for line in lines:
            self._line(line)
        self.ln(4)

    def _line(self, line: Line) -> None:
        """The item's words below each other, everything else beside the first of them."""
        rows = [*self._wrapped(line.item, TEXT, INK), *self._wrapped(line.small, SMALL, SOFT)]
        height = 4.6 * len(rows) + 2
        if height <= TOGETHER and self.will_page_break(height):
            self._next_page()
        beside = [line.number, "", line.quantity, line.price, line.sum]
        for number, (text, size, colour) in enumerate(rows or [("", TEXT, INK)]):
            if self.will_page_break(4.6):
                self._next_page()
            for at, (_, width) in enumerate(COLUMNS):
                if at == ITEM:
                    self._write(size, colour)
                    self.cell(width, 4.6, text)
                elif number == 0:
                    self._figure(beside[at], width, "L" if at < ITEM else "R")
                else:
                    self.set_x(self.x + width)
            self.ln(4.6)
        self._rule()

    def _wrapped(
        self, text: str, size: float, colour: tuple[int, int, int]
    ) -> Iterator[tuple[str, float, tuple[int, int, int]]]:
        self._write(size)
        words = self._shown(text)
        yield from ((row, size, colour) for row in self._rows(words, COLUMNS[ITEM][1]) if row)

    def _rows(self, text: str, width: float) -> list[str]:
        """Broken between words, which is quick; the library breaks what is too long for a row without a space."""
        rows, row, used, room = [], "", 0.0, width - 2 * self.c_margin
        for word in text.split(" "):
            needed = self._width(word)
            if needed > room:
                split: Any = self.multi_cell(
                    width, 4.6, text, align="L", dry_run=True, output=MethodReturnValue.LINES
                )
                return list(split)
            if row and used + needed > room:
                rows.append(row)
                row, used = "", 0.0
            row, used = f"{row} {word}".lstrip(" "), used + needed + self._width(" ")
        return [*rows, row]

    def _width(self, word: str) -> float:
        key = (self.font_size_pt, word)
        if key not in self._widths:
            self._widths[key] = self.get_string_width(word)
        return self._widths[key]

    def _figure(self, text: str, width: float, align: str) -> None:
        """Made smaller where it would run into the next column."""
        self._write(TEXT)
        text = self._shown(text)
        needed = self._width(text)
        if needed > width - 2:
            self.set_font_size(TEXT * (width - 2) / needed)
        self.cell(width, 4.6, text, align=align)

    def _next_page(self) -> None:
        self.add_page()
        self._table_head()

    def _table_head(self) -> None:
        self._write(SMALL, SOFT)
        for at, (words, width) in enumerate(COLUMNS):
            self.cell(width, 5, words, align="L" if at <= ITEM else "R")
        self.ln(5)
        self._rule()

    def _rule(self) -> None:
        self.set_draw_color(*RULE)
        self.line(MARGIN, self.get_y() + 0.6, MARGIN + self.epw, self.get_y() + 0.6)
        self.ln(2)

    def _apology(self) -> str:
        missing = sorted(self.chosen.missing)
        named = ", ".join(
            f"U+{ord(sign):04X} {unicodedata.name(sign, '').lower()}".strip() for sign in missing[:LEFT_OUT]
        )
        more = f" and {len(missing) - LEFT_OUT} more" if len(missing) > LEFT_OUT else ""
        where = f" The whole text is at {self.paper.whole_at}." if self.paper.whole_at else ""
        return (
            f"Not everything can be shown here: no font has {named}{more}; {STAND_IN} stands for it.{where}"
        )

    def _block(self, text: str, height: float, width: float = 0) -> None:
        """A text over as many rows as it needs; what follows begins below it."""
        self.multi_cell(width, height, self._shown(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _write(self, size: float, colour: tuple[int, int, int] = INK) -> None:
        self.set_font("font0", size=size)
        self.set_text_color(*colour)

    def _cut(self, text: str, width: float) -> str:
        """As much of it as fits one line."""
        text = self._shown(text)
        while text and self.get_string_width(text) > width:
            text = f"{text[:-2]}…" if len(text) > 2 else ""
        return text

    def _shown(self, text: str) -> str:
        return self.chosen.shown(text)


def _joins(text: str) -> bool:
    """Whether letters run from the right, join or stack: Hebrew and Arabic up to Myanmar, Khmer, Mongolian."""
    return any("\u0590" <= sign < "\u10a0" or "\u1780" <= sign < "\u18b0" for sign in text)
