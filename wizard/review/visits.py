"""Why a specialist looks at a customer's setups: asked once a day for each customer, and told to the customer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wizard.journal import DESK, Entry, tell
from wizard.models import Look, Setup, User, Visit


def visit_of(session: Session, person: User, setup: Setup, now: datetime) -> Visit | None:
    """Today's visit (UTC) to this setup's organisation, if a reason was given."""
    today = select(Visit).where(
        Visit.user_id == person.id,
        Visit.organisation_id == setup.organisation_id,
        Visit.day == now.date().isoformat(),
    )
    return session.scalar(today)


def begin_visit(session: Session, person: User, setup: Setup, reason: str, now: datetime) -> None:
    """A second reason on the same day changes nothing: two tabs may ask."""
    session.add(
        Visit(
            user_id=person.id,
            organisation_id=setup.organisation_id,
            setup_id=setup.id,
            day=now.date().isoformat(),
            at=now,
            reason=reason,
        )
    )
    tell(session, Entry(setup.id, now, person.id, DESK, f"Opened the setup. Reason: {reason}"))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        if visit_of(session, person, setup, now) is None:
            raise


def last_look(session: Session, person: User, setup: Setup) -> Look | None:
    return session.scalar(select(Look).where(Look.user_id == person.id, Look.setup_id == setup.id))


def seen_up_to(session: Session, person: User, setup: Setup, number: int, now: datetime) -> None:
    """Remember the last entry of the timeline that was shown; an earlier one changes nothing."""
    look = last_look(session, person, setup)
    if look is None:
        session.add(Look(user_id=person.id, setup_id=setup.id, number=number, at=now))
    elif number > look.number:
        look.number, look.at = number, now
