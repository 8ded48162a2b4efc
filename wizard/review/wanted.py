"""What a specialist asks the list for, and how the database finds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement

from wizard.failures import ERROR, FAILURES
from wizard.models import ACTIVE, TEST, DeskEntry
from wizard.review.sorting import SORTS, STUCK
from wizard.steps import BY_SLUG

DAYS = (1, 3, 7, 14, 30)
MODES = (TEST, ACTIVE)
MINE, NOBODY = "mine", "nobody"
WORKING = {MINE: "Me", NOBODY: "Nobody"}
DONE = "done"
"""In place of a step: all of them have passed."""
ERRORS = tuple(code for code, row in FAILURES.items() if row.severity == ERROR)
LONGEST_SEARCH = 200
LONGEST_STUCK = 3650
HIGHEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Wanted:
    """``stuck`` is in days, ``step`` a step's slug or DONE, ``after`` the key of the last row that was shown."""

    q: str = ""
    step: str = ""
    mode: str = ""
    code: str = ""
    stuck: int = 0
    who: str = ""
    sort: str = STUCK
    after: str = ""

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> Wanted:
        """What cannot be meant (a letter where a number belongs) is not asked for."""
        return cls(
            q=" ".join(typed.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH],
            step=_one_of((*BY_SLUG, DONE), typed.get("step", "")),
            mode=_one_of(MODES, typed.get("mode", "")),
            code=_one_of(ERRORS, typed.get("code", "")),
            stuck=whole_number(typed.get("stuck", ""), LONGEST_STUCK),
            who=_one_of(WORKING, typed.get("who", "")),
            sort=_one_of(SORTS, typed.get("sort", "")) or STUCK,
            after=typed.get("after", ""),
        )

    def asked(self) -> dict[str, Any]:
        """The filters as they stand in an address, without the place in the list."""
        names = ("q", "step", "mode", "code", "stuck", "who")
        asked = {name: value for name in names if (value := getattr(self, name))}
        return asked | ({"sort": self.sort} if self.sort != STUCK else {})

    def filters(self, now: datetime, specialist: int) -> Iterator[ColumnElement[bool]]:
        """All but the search. ``specialist`` is the number of whoever asks."""
        if self.step:
            yield DeskEntry.at == ("" if self.step == DONE else self.step)
        if self.mode:
            yield DeskEntry.mode == self.mode
        if self.code:
            yield DeskEntry.failing == self.code
        if self.who:
            yield DeskEntry.assigned_to_id.is_not_distinct_from(specialist if self.who == MINE else None)
        if self.stuck:
            yield ~DeskEntry.done
            yield now - timedelta(days=self.stuck) > DeskEntry.since


def _one_of(known: Any, typed: str) -> str:
    return typed if typed in known else ""


def whole_number(text: str, most: int = HIGHEST_NUMBER) -> int:
    """The number somebody put into an address; 0 when it is none we could use."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 and int(text) <= most else 0
