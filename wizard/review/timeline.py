"""What happened to a setup, newest first, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.journal import broken_at
from wizard.models import DeskEntry, Setup, SetupEvent
from wizard.steps import BY_SLUG

BATCH = 500


@dataclass(frozen=True, slots=True)
class Event:
    """``findings`` are the checks it is about, as they were kept then; ``hash`` covers it and all before it."""

    number: int
    at: datetime
    who: str
    what: str
    kind: str
    slug: str
    code: str
    findings: Sequence[Any]
    hash: str


def timeline(
    session: Session, setup: Setup, most: int, before: int = 0, after: int = 0, but: int = 0
) -> list[Event]:
    """:param most: so many at the most
    :param before: only entries with a lower number; ``after``: only those with a higher one
    :param but: nothing that this person did"""
    found = select(SetupEvent).where(SetupEvent.setup_id == setup.id, SetupEvent.number > after)
    if before:
        found = found.where(SetupEvent.number < before)
    if but:
        found = found.where(SetupEvent.user_id.is_distinct_from(but))
    return [_event(row) for row in session.scalars(found.order_by(SetupEvent.number.desc()).limit(most))]


def is_whole(session: Session, setup: Setup) -> bool:
    """Whether no entry was changed, moved or removed since it was written, the last one included."""
    entry = session.get(DeskEntry, setup.id)
    last = ("", 0)
    for events in _oldest_first(session, setup):
        if broken_at(events, *last):
            return False
        last = events[-1].hash, events[-1].number
    return last == ((entry.head, entry.events) if entry else ("", 0))


def _oldest_first(session: Session, setup: Setup) -> Iterator[Sequence[SetupEvent]]:
    found = select(SetupEvent).where(SetupEvent.setup_id == setup.id).order_by(SetupEvent.number)
    return session.scalars(found.execution_options(yield_per=BATCH)).partitions()


def _event(row: SetupEvent) -> Event:
    title = BY_SLUG[row.slug].title if row.slug in BY_SLUG else row.slug
    what = row.what.replace("{step}", title)
    return Event(
        row.number, row.at, row.who, what, row.kind, row.slug, row.code, tuple(row.findings), row.hash
    )
