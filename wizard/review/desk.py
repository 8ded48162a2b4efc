"""The desk's list: which setups need somebody, the one that got on least recently first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload

from wizard.ladder import Ladder, Standing
from wizard.models import Organisation, Setup, StepRecord, User
from wizard.review.reached import DONE, REACHED, SINCE, WALKS
from wizard.review.touches import Touch, failing_code, last_touches
from wizard.review.wanted import Wanted, key
from wizard.steps import steps_of

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One line of the list. ``at`` is the step it stands at, or nothing when all have passed."""

    setup: Setup
    at: Standing | None
    days: int
    failing: str
    seen: datetime
    seen_by: str


@dataclass(frozen=True)
class Desk:
    """``following`` is the key behind which the next page starts, or nothing."""

    rows: Sequence[Row]
    following: str


def desk(session: Session, wanted: Wanted, now: datetime) -> Desk:
    """One page of the list, in a handful of statements however many setups there are."""
    found = session.execute(_query(wanted, now).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    touches = last_touches(session, [setup for setup, *_ in shown])
    rows = [_row(setup, now - since, touches[setup.id]) for setup, _, since in shown]
    if len(found) <= PAGE:
        return Desk(rows, "")
    last, finished, since = shown[-1]
    return Desk(rows, key((finished, since, last.id)))


def _query(wanted: Wanted, now: datetime) -> Select[Setup, bool, datetime]:
    finished = REACHED.in_([DONE])
    place = tuple_(finished, SINCE, Setup.id)
    query = (
        select(Setup, finished, SINCE)
        .outerjoin(WALKS, WALKS.c.setup_id == Setup.id)
        .join(Organisation, Organisation.id == Setup.organisation_id)
        .options(joinedload(Setup.organisation), with_records())
        .where(*wanted.filters(now))
        .order_by(finished, SINCE, Setup.id)
    )
    return query.where(place > wanted.place) if wanted.place else query


def with_records() -> Any:
    """The step records and who passed them, each in one statement for all setups asked for."""
    passer = selectinload(Setup.records).selectinload(StepRecord.passed_by)
    return passer.options(lazyload(User.held))


def _row(setup: Setup, standing_for: Any, touch: Touch) -> Row:
    at = Ladder(tuple(steps_of(setup).values()), {record.slug: record for record in setup.records}, {}).next
    return Row(setup, at, standing_for.days, failing_code(setup, at), *touch)
