"""Many rows on several sheets: the supplier takes only so many in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

MOST_ROWS = 1_000
"""Rows the supplier takes in one sheet."""
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet's worth of entries; ``words`` name them when there are several sheets."""

    number: int
    words: str


def parts_of(many: int) -> list[Part]:
    starts = range(0, many, MOST_ROWS)
    return [
        Part(number, f"{start + 1:,} to {min(start + MOST_ROWS, many):,}")
        for number, start in enumerate(starts, 1)
    ]


def part_of(entries: Sequence[Entry], wanted: str) -> Sequence[Entry]:
    """:param wanted: its number, from 1, as it was asked for; what is no number is the first"""
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
    return entries[(number - 1) * MOST_ROWS : number * MOST_ROWS] if number else ()
