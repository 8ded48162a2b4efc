"""The desk's list: which setups need somebody, and the picture above it. Read from what ``placing`` keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload, selectinload

from wizard.models import DeskEntry, Organisation, Setup, SetupWord, StepRecord, User
from wizard.procurement.searching import Index, having
from wizard.review.sorting import SORTS
from wizard.review.wanted import Wanted
from wizard.steps import STEPS, WALKS

PAGE = 50
LATELY = 1_000
"""Of each step so many of its latest passes count for the median."""
FREQUENT = 8
FRESH = timedelta(seconds=30)
WORDS = Index(SetupWord.word, SetupWord.setup_id, true())
NUMBERS = {step.slug: number for number, step in enumerate(STEPS, start=1)}
"""Both walks are counted along Amazon's. What only another shop asks for comes first there too."""


@dataclass(frozen=True)
class Desk:
    """``following`` is the key behind which the next page starts, or nothing."""

    rows: Sequence[DeskEntry]
    following: str


@dataclass(frozen=True)
class Bar:
    """A step of the funnel: how many setups passed it and all before it, and how many days it took, lately."""

    name: str
    passed: int
    days: float | None


@dataclass(frozen=True)
class Funnel:
    bars: Sequence[Bar]
    count: int
    failing: Sequence[tuple[str, int]]
    """The most frequent codes that stop a setup."""


class Picture:
    """The funnel as it was counted within the last half minute: counting takes a look at every setup."""

    def __init__(self) -> None:
        self._drawn: tuple[datetime, Funnel] | None = None

    def at(self, session: Session, now: datetime) -> Funnel:
        if self._drawn is None or not self._drawn[0] <= now < self._drawn[0] + FRESH:
            self._drawn = now, funnel(session)
        return self._drawn[1]


def desk(session: Session, wanted: Wanted, now: datetime, specialist: int) -> Desk:
    """One page of the list, in a handful of statements however many setups there are."""
    sort = SORTS[wanted.sort]
    query = (
        select(DeskEntry)
        .join(Organisation, Organisation.id == DeskEntry.organisation_id)
        .options(contains_eager(DeskEntry.organisation), *_only_what_is_shown())
        .where(*wanted.filters(now, specialist), *having(session, WORDS, DeskEntry.setup_id, wanted.q))
    )
    found = session.scalars(sort.apply(query, wanted.after).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    return Desk(shown, sort.key(shown[-1]) if len(found) > PAGE else "")


def _only_what_is_shown() -> list[Any]:
    people = [joinedload(DeskEntry.seen_by), joinedload(DeskEntry.assigned_to)]
    return [
        joinedload(DeskEntry.setup).options(lazyload(Setup.records)),
        *(one.options(lazyload(User.held)) for one in people),
    ]


def with_records() -> Any:
    """The step records and who passed them, each in one statement for all setups asked for."""
    passer = selectinload(Setup.records).selectinload(StepRecord.passed_by)
    return passer.options(lazyload(User.held))


def funnel(session: Session) -> Funnel:
    """For every step how many passed it, the median of the days it took, and what stops most."""
    at = _counted(session, DeskEntry.at)
    numbers = {slug: NUMBERS.get(slug, 1) if slug else len(STEPS) + 1 for slug in at}
    bars = [
        Bar(step.short, sum(at[slug] for slug in at if numbers[slug] > number), _days(session, step.slug))
        for number, step in enumerate(STEPS, start=1)
    ]
    failing = _counted(session, DeskEntry.failing)
    most = sorted(((code, count) for code, count in failing.items() if code), key=lambda one: -one[1])
    return Funnel(bars, sum(at.values()), most[:FREQUENT])


def _counted(session: Session, column: Any) -> Mapping[str, int]:
    return dict(session.execute(select(column, func.count()).group_by(column)).all())


def _days(session: Session, slug: str) -> float | None:
    lately = select(StepRecord.took).where(
        StepRecord.slug == slug, StepRecord.passed.is_not(None), StepRecord.took.is_not(None)
    )
    took = session.scalars(lately.order_by(StepRecord.passed.desc()).limit(LATELY)).all()
    return median_low(took) / 86400 if took else None  # type: ignore[type-var, operator]


def step_of(entry: DeskEntry) -> tuple[int, str]:
    """Number on its own walk, and short name, of the step a setup stands at."""
    walk = WALKS[entry.setup.walk]
    return next((number, step.short) for number, step in enumerate(walk, 1) if step.slug == entry.at)
