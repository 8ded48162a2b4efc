"""The asking of a pre-flight: a few lanes, each of which takes one row after the other.

A lane may end at any moment and begin again, here or in another process: it first gives back what it was
asking when it was interrupted. So everybody is asked, and whoever was answered is not asked again.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from wizard.models import Exchange, Preflight, PreflightResult, Setup, User
from wizard.procurement.preflight import people_asked
from wizard.procurement.sending import Hands
from wizard.procurement.shopping import try_setup_request
from wizard.procurement.verdict import Verdict

LANES = 4
"""How many requests one supplier gets from pre-flights at a time."""


def fly(hands: Hands, preflight_id: int, lane: int, is_over: Callable[[], bool]) -> int:
    """Ask until nobody waits any more, or until this process has to end.

    :returns: how many were asked
    """
    with hands.database.transaction() as session:
        session.execute(update(PreflightResult).where(*_held(preflight_id, lane)).values(lane=None))
    asked = 0
    while not is_over() and (number := _take(hands, preflight_id, lane)):
        _ask(hands, number, preflight_id, lane)
        asked += 1
    return asked


def _held(preflight_id: int, lane: int) -> tuple[ColumnElement[bool], ...]:
    """What this lane has begun and not finished; no other lane touches it."""
    return (
        PreflightResult.preflight_id == preflight_id,
        PreflightResult.lane == lane,
        PreflightResult.answered.is_(None),
    )


def _take(hands: Hands, preflight_id: int, lane: int) -> int | None:
    """The next row, now this lane's; nothing when the round is done or was stopped."""
    with hands.database.transaction() as session:
        row = session.scalar(_waiting(preflight_id))
        if row is None:
            return None
        row.lane, row.asked = lane, hands.outside.clock.now()
        if row.location_id is not None and (asker := _asker(session, row.preflight.setup)):
            row.user_id, row.email = asker.id, asker.email
        return row.id


def _waiting(preflight_id: int) -> Select[PreflightResult]:
    return (
        select(PreflightResult)
        .join(Preflight)
        .where(
            Preflight.id == preflight_id,
            Preflight.stopped.is_(None),
            PreflightResult.lane.is_(None),
            PreflightResult.answered.is_(None),
        )
        .order_by(PreflightResult.position)
        .limit(1)
        .with_for_update(skip_locked=True, of=PreflightResult)
    )


def _asker(session: Session, setup: Setup) -> User | None:
    """Whom to ask as for a location: rather somebody the supplier took, so that a no is about the place."""
    people = people_asked(session, setup)
    ranked = sorted(people, key=lambda one: (not one.passed, one.failed))
    return next((one.user for one in ranked), None)


def _ask(hands: Hands, number: int, preflight_id: int, lane: int) -> None:
    with hands.database.session() as session:
        verdict = _verdict(hands, session, session.get_one(PreflightResult, number))
        kept = session.get(Exchange, verdict.exchange)
        session.execute(
            update(PreflightResult)
            .where(PreflightResult.id == number, *_held(preflight_id, lane))
            .values(
                answered=hands.outside.clock.now(),
                code=verdict.code,
                seen=kept.seen if kept else verdict.seen,
                cxml_status=verdict.cxml_status,
                exchange_id=kept.id if kept else None,
            )
        )
        session.commit()


def _verdict(hands: Hands, session: Session, row: PreflightResult) -> Verdict:
    """What the supplier says to a real setup request, as this person and with this ShipTo."""
    setup, location = row.preflight.setup, row.location
    person = row.user or row.preflight.started_by
    if person is None:
        raise LookupError(f"Nobody to ask as for {row.name}.")
    return try_setup_request(
        session, hands.outside, hands.settings, hands.sealer, setup, person, location, row.preflight.mode
    )
