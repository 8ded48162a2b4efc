"""A table of figures as it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int | float
NOTHING = "–"


@dataclass(frozen=True)
class Ratio:
    """How many times ``part`` is of ``whole``; shown as ``1.7x``."""

    part: float
    whole: float

    def __str__(self) -> str:
        return f"{self.part / self.whole:.2f}x" if self.whole else NOTHING


@dataclass(frozen=True)
class Table:
    """``rows`` have as many cells as ``columns``; ``note`` says below what the figures mean."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell | Ratio]]
    note: str = ""

    def __str__(self) -> str:
        shown = [list(self.columns), *([_shown(cell) for cell in row] for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
        words = [_is_words(column) for column in zip(*self.rows, strict=True)]
        lines = [_line(row, widths, words) for row in shown]
        rule = "  ".join("-" * width for width in widths)
        return "\n".join(
            [self.title, "", lines[0], rule, *lines[1:], *([f"\n{self.note}"] * bool(self.note))]
        )


def _shown(cell: Cell | Ratio) -> str:
    if isinstance(cell, int):
        return f"{cell:,}"
    return f"{cell:,.1f}" if isinstance(cell, float) else str(cell)


def _is_words(column: Sequence[Cell | Ratio]) -> bool:
    return all(isinstance(cell, str) for cell in column)


def _line(cells: Sequence[str], widths: Sequence[int], words: Sequence[bool]) -> str:
    placed = (
        cell.ljust(width) if left else cell.rjust(width)
        for cell, width, left in zip(cells, widths, words, strict=True)
    )
    return "  ".join(placed).rstrip()
