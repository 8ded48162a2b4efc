"""Setups that came so far, put into the database without walking there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from wizard.accounts import organisation_named
from wizard.ladder import Check
from wizard.models import Exchange, Setup, StepRecord, User
from wizard.models.database import Database
from wizard.steps import STEPS

SLUGS = [step.slug for step in STEPS]
ANSWERS: dict[str, dict[str, Any]] = {"people": {"people": [], "twice": []}}


def setup_at(
    session: Session, organisation: str, slug: str | None, since: datetime, group: str = "", **facts: Any
) -> Setup:
    """A setup that stands at this step since then; at no step: all have passed."""
    home = organisation_named(session, organisation, since)
    setup = Setup(
        organisation_id=home.id,
        created=since - timedelta(days=1),
        group_name=group or f"Group of {organisation}",
        marketplace="amazon.com",
        **facts,
    )
    for step in STEPS[: SLUGS.index(slug) if slug else None]:
        rests_on = dict.fromkeys(step.after, 1)
        setup.records.append(
            StepRecord(
                slug=step.slug,
                answers=ANSWERS.get(step.slug, {}),
                revision=1,
                rests_on=rests_on,
                passed=since,
                tried=since,
                changed=since,
            )
        )
    session.add(setup)
    session.flush()
    return setup


def fails_at(setup: Setup, slug: str, check: Check, at: datetime, by: User | None = None) -> None:
    """The last try of this step was refused for this reason."""
    record = StepRecord(slug=slug, checks=[check.as_json()], tried=at, tried_by_id=by.id if by else None)
    setup.records.append(record)


def exchange(setup: Setup, at: datetime, **facts: Any) -> Exchange:
    facts = {"kind": "PunchOutSetupRequest", "outcome": "ok", "outgoing": True, **facts}
    return Exchange(setup_id=setup.id, at=at, **facts)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
