"""When somebody last did something about a setup, and what stopped it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.failures import ERROR
from wizard.ladder import Standing
from wizard.models import Exchange, Setup, StepRecord
from wizard.review.names import names_of

Touch = tuple[datetime, str]
"""When, and by whom."""


def last_touches(session: Session, setups: Sequence[Setup]) -> dict[int, Touch]:
    """Per setup when a step was last tried or a document last crossed the wire, and whose doing it was."""
    touches = {setup.id: _last_try(setup) for setup in setups}
    for number, at, user in _last_exchanges(session, list(touches)):
        touches[number] = max(touches[number], (at, user or 0))
    names = names_of(session, {user for _, user in touches.values()})
    return {number: (at, names.get(user, "")) for number, (at, user) in touches.items()}


def failing_code(setup: Setup, at: Standing | None) -> str:
    """The first finding that stopped the step it stands at; else what stopped the last try anywhere."""
    tried = sorted((record for record in setup.records if record.tried), key=_when, reverse=True)
    here = [record for record in tried if at and record.slug == at.slug]
    return next((code for record in [*here, *tried[:1]] if (code := _stopped_by(record))), "")


def _when(record: StepRecord) -> Any:
    return record.tried


def _stopped_by(record: StepRecord) -> str:
    failed = (check for check in record.checks if not check["passed"] and check["severity"] == ERROR)
    return next((str(check["code"]) for check in failed), "")


def _last_try(setup: Setup) -> tuple[datetime, int]:
    begun = (setup.created, setup.created_by_id or 0)
    return max([begun, *((one.tried, one.tried_by_id or 0) for one in setup.records if one.tried)])


def _last_exchanges(session: Session, setups: Sequence[int]) -> Sequence[Any]:
    """The latest of each setup, found by the index on setup and time."""
    latest = (
        select(Exchange.id)
        .where(Exchange.setup_id == Setup.id)
        .order_by(Exchange.at.desc(), Exchange.id.desc())
        .limit(1)
        .correlate(Setup)
        .scalar_subquery()
    )
    wanted = select(latest).select_from(Setup).where(Setup.id.in_(setups))
    found = select(Exchange.setup_id, Exchange.at, Exchange.user_id).where(Exchange.id.in_(wanted))
    return session.execute(found).all()
