"""What a specialist asks the list for, and how the database finds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, or_, select

from wizard.failures import ERROR, FAILURES
from wizard.models import ACTIVE, TEST, Organisation, Setup, StepRecord
from wizard.review.reached import DONE, REACHED, SINCE

DAYS = (1, 3, 7, 14, 30)
MODES = (TEST, ACTIVE)
ERRORS = tuple(code for code, row in FAILURES.items() if row.severity == ERROR)
LONGEST_SEARCH = 200
LONGEST_STUCK = 3650
HIGHEST_NUMBER = 2**31 - 1
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

Place = tuple[bool, datetime, int]
"""Where a row stands in the list: whether it is done, since when it has not got on, its number."""


@dataclass(frozen=True)
class Wanted:
    """``stuck`` is in days, ``step`` a step's number, ``after`` the key of the last row that was shown."""

    q: str = ""
    step: int = 0
    mode: str = ""
    code: str = ""
    stuck: int = 0
    after: str = ""

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> Wanted:
        """What cannot be meant (a letter where a number belongs) is not asked for."""
        mode, code = typed.get("mode", ""), typed.get("code", "")
        return cls(
            q=" ".join(typed.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH],
            step=whole_number(typed.get("step", ""), DONE),
            mode=mode if mode in MODES else "",
            code=code if code in ERRORS else "",
            stuck=whole_number(typed.get("stuck", ""), LONGEST_STUCK),
            after=typed.get("after", ""),
        )

    def asked(self) -> dict[str, Any]:
        """The filters as they stand in an address, without the place in the list."""
        names = ("q", "step", "mode", "code", "stuck")
        return {name: value for name in names if (value := getattr(self, name))}

    def filters(self, now: datetime) -> Iterator[ColumnElement[bool]]:
        if self.q:
            yield _matches(self.q)
        if self.step:
            yield REACHED.in_([self.step])
        if self.mode:
            yield Setup.mode == self.mode
        if self.code:
            yield _failed(self.code)
        if self.stuck:
            yield and_(REACHED.not_in([DONE]), now - timedelta(days=self.stuck) > SINCE)

    @property
    def place(self) -> Place | None:
        """Where the page starts; a key that is none of ours starts at the top."""
        parts = self.after.split(".")
        numbers = [whole_number(part, 10**17) for part in parts]
        if len(numbers) != 3 or not 0 < numbers[2] <= HIGHEST_NUMBER:
            return None
        return bool(numbers[0]), EPOCH + numbers[1] * MICROSECOND, numbers[2]


def key(place: Place) -> str:
    """A place in the list as it stands in an address."""
    finished, since, number = place
    return f"{int(finished)}.{(since - EPOCH) // MICROSECOND}.{number}"


def _matches(words: str) -> ColumnElement[bool]:
    names = (Organisation.name, Setup.group_name, Setup.from_identity)
    found = or_(*(name.icontains(words, autoescape=True) for name in names))
    number = whole_number(words.removeprefix("#"))
    return or_(found, Setup.id == number) if number else found


def _failed(code: str) -> ColumnElement[bool]:
    """The last try of a step found it. Kept checks are JSON text in which these two names come first."""
    finding = f'"code": "{code}", "passed": false'
    kept = cast(StepRecord.checks, String)
    found = select(StepRecord.setup_id).where(kept.contains(finding, autoescape=True))
    return Setup.id.in_(found)


def whole_number(text: str, most: int = HIGHEST_NUMBER) -> int:
    """The number somebody put into an address; 0 when it is none we could use."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 and int(text) <= most else 0
