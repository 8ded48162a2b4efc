"""Which column holds what, found by the headings: nobody promises their order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROWS_LOOKED_AT = 30
IN_BRACKETS = re.compile(r"[(\[].*?[)\]]")
NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """``row`` is the heading's row, ``at`` maps our names to columns, both from 0."""

    row: int
    at: Mapping[str, int]

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """The row's texts by our names; "" where the row ends before the column."""
        return {name: row[column] if column < len(row) else "" for name, column in self.at.items()}


def find_columns(
    rows: Sequence[Sequence[str]], headings: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> Columns | None:
    """The row in which most headings are found, among the first rows; notes may stand above it.

    :param headings: our name -> the headings it is known by, the best one first
    :param needed: names without which a row is no heading
    """
    best: Columns | None = None
    for number, row in enumerate(rows[:ROWS_LOOKED_AT]):
        at = _columns_of(row, headings)
        if all(name in at for name in needed) and (best is None or len(at) > len(best.at)):
            best = Columns(number, at)
    return best


def _columns_of(row: Sequence[str], headings: Mapping[str, Sequence[str]]) -> dict[str, int]:
    written = [words(cell) for cell in row]
    found: dict[str, int] = {}
    for name, known in headings.items():
        for heading in known:
            if words(heading) in written and written.index(words(heading)) not in found.values():
                found[name] = written.index(words(heading))
                break
    return found


def words(heading: str) -> str:
    """Small letters and single spaces; stars, brackets and other marks of a template do not count."""
    return NO_LETTER.sub(" ", IN_BRACKETS.sub(" ", heading).casefold()).strip()
