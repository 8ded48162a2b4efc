"""Why a sheet is not read, and how much of one is."""

from __future__ import annotations

MOST_BYTES = 1_000_000
MOST_INFLATED = 20_000_000
MOST_PARTS = 500
MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_CELL = 2_000


class SheetRefused(ValueError):
    """The sheet is not read. The message is a sentence for the person who uploaded it."""
