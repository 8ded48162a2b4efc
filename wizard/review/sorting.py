"""The orders the desk's list can be shown in, and the key behind which a page starts.

The key is made of values, not of a row: a setup that gets on while somebody leafs does not take the page with it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, tuple_

from wizard.models import DeskEntry, Organisation

STUCK = "stuck"
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
LARGEST = 2**53


@dataclass(frozen=True)
class Sort:
    """``columns`` end in the setup's number, which tells rows alike apart; ``falls``: the largest first."""

    words: str
    columns: tuple[Any, ...]
    falls: bool = False

    def apply(self, query: Select[Any], after: str) -> Select[Any]:
        """:param after: a key; one that is none of ours starts at the top"""
        ordered = query.order_by(*(column.desc() if self.falls else column for column in self.columns))
        place = self._place(after)
        return ordered.where(*self._behind(place)) if place else ordered

    def key(self, entry: DeskEntry) -> str:
        """The place of a row as it stands in an address."""
        rows = {DeskEntry: entry, Organisation: entry.organisation}
        values = (getattr(rows[column.class_], column.key) for column in self.columns)
        return ".".join(_CODED[type(value)](value) for value in values)

    def _place(self, after: str) -> list[Any]:
        parts = after.split(".")
        try:
            kinds = [column.type.python_type for column in self.columns]
            return [_READ[kind](part) for kind, part in zip(kinds, parts, strict=True)]
        except (ValueError, OverflowError, binascii.Error):
            return []

    def _behind(self, place: list[Any]) -> list[ColumnElement[bool]]:
        here, there = tuple_(*self.columns), tuple_(*place, types=[column.type for column in self.columns])
        behind = [here < there if self.falls else here > there]
        if self.columns[0].class_ is Organisation:
            # No index spans two tables: said of the name alone, the index on names serves.
            behind.append(self.columns[0] >= place[0])
        return behind


SORTS: Mapping[str, Sort] = {
    STUCK: Sort("Stuck longest", (DeskEntry.done, DeskEntry.since, DeskEntry.setup_id)),
    "seen": Sort("Last seen", (DeskEntry.seen, DeskEntry.setup_id), falls=True),
    "name": Sort("Organisation", (Organisation.name, DeskEntry.setup_id)),
    "newest": Sort("Newest setup", (DeskEntry.setup_id,), falls=True),
}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 17):
        raise ValueError(text)
    return min(int(text), LARGEST)


def _text(text: str) -> str:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().replace("\0", "")


_CODED: Mapping[Any, Callable[[Any], str]] = {
    bool: lambda value: str(int(value)),
    int: str,
    datetime: lambda value: str((value - EPOCH) // MICROSECOND),
    str: lambda value: base64.urlsafe_b64encode(value.encode()).decode().rstrip("="),
}
_READ: Mapping[Any, Callable[[str], Any]] = {
    bool: lambda text: bool(_number(text)),
    int: lambda text: min(_number(text), 2**31 - 1),
    datetime: lambda text: EPOCH + _number(text) * MICROSECOND,
    str: _text,
}
