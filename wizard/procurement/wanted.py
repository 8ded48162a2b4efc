"""What somebody asks a list of requisitions or orders for, as it stands in the address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from wizard.models import ACTIVE, TEST

MODES = {TEST: "Test", ACTIVE: "Active"}
SORTS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "largest": "Largest total first",
    "smallest": "Smallest total first",
}
NEWEST = "newest"
LONGEST_SEARCH = 200
HIGHEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Wanted:
    """Empty means any. ``who`` is a requester's number; ``since`` and ``until`` are whole days, both included."""

    q: str = ""
    status: str = ""
    mode: str = ""
    who: int = 0
    since: date | None = None
    until: date | None = None
    sort: str = NEWEST

    def asked(self) -> dict[str, Any]:
        """As it stands in an address, what is not asked for left out."""
        return {name: str(value) for name, value in asdict(self).items() if value and value != NEWEST}

    @property
    def narrowed(self) -> list[str]:
        """The names of what leaves something out of the list."""
        return [name for name in self.asked() if name != "sort"]

    def without(self, name: str) -> Wanted:
        return replace(self, **{name: getattr(Wanted(), name)})

    @property
    def begins(self) -> datetime | None:
        return _midnight(self.since)

    @property
    def ends(self) -> datetime | None:
        """The first moment after the period."""
        return _midnight(self.until + timedelta(days=1)) if self.until and self.until < date.max else None


def wanted_of(typed: Mapping[str, str], statuses: Mapping[str, str]) -> tuple[Wanted, list[str]]:
    """What is asked for, and a sentence for everything that cannot be meant and is left out.

    :param statuses: the list's statuses, each with its words
    """
    wrong: list[str] = []
    wanted = Wanted(
        q=" ".join(typed.get("q", "").split())[:LONGEST_SEARCH],
        status=_one_of(typed, "status", statuses, "state", wrong),
        mode=_one_of(typed, "mode", MODES, "mode", wrong),
        who=_number(typed.get("who", "")),
        since=_day(typed, "since", wrong),
        until=_day(typed, "until", wrong),
        sort=_one_of(typed, "sort", SORTS, "order of the list", wrong) or NEWEST,
    )
    return wanted, wrong


def _one_of(
    typed: Mapping[str, str], name: str, known: Mapping[str, str], words: str, wrong: list[str]
) -> str:
    value = typed.get(name, "").strip()
    if value and value not in known:
        wrong.append(f"There is no {words} “{value[:40]}”: choose one of {_listed(known)}.")
        return ""
    return value


def _day(typed: Mapping[str, str], name: str, wrong: list[str]) -> date | None:
    value = typed.get(name, "").strip()
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        wrong.append(f"“{value[:40]}” is not a day. Write year, month and day, like 2026-03-31.")
        return None


def _number(text: str) -> int:
    fits = text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= HIGHEST_NUMBER
    return int(text) if fits else 0


def _listed(known: Mapping[str, str]) -> str:
    return ", ".join(known)


def _midnight(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


def words_for(wanted: Wanted, statuses: Mapping[str, str], who: str) -> Iterator[tuple[str, str]]:
    """What narrows the list, each by its name and in words: what to give up when nothing is found."""
    words = {
        "q": f"the search “{wanted.q}”",
        "status": f"the state “{statuses.get(wanted.status, '')}”",
        "mode": f"the mode “{MODES.get(wanted.mode, '')}”",
        "who": f"the requester {who or 'chosen'}",
        "since": f"the first day {wanted.since}",
        "until": f"the last day {wanted.until}",
    }
    yield from ((name, words[name]) for name in wanted.narrowed)
