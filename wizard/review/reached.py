"""How far every setup came, worked out by the database from the step records alone.

The same rule as the ladder's: a step counts as passed while the steps it rests on have the revisions it
passed with and no later try refuted its own answers. What only the application can judge (a purchaser who left)
is seen when a setup is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from wizard.ladder import Step
from wizard.models import Setup, StepRecord
from wizard.steps import SHOP_STEPS, STEPS

NUMBERS = {step.slug: number for number, step in enumerate(STEPS, start=1)}
"""Both walks are counted along Amazon's. What only another shop asks for comes first there too."""
DONE = len(STEPS) + 1
"""The step number of a setup whose steps have all passed."""


def _walks() -> Subquery:
    """A line for every setup: what the records of its steps say, side by side."""
    said = {"last": func.max(StepRecord.passed).label("last")}
    for step in (*STEPS, *SHOP_STEPS):
        said[_seen(step.slug)] = _of(step.slug, StepRecord.revision, _seen(step.slug))
        said[_passed(step.slug)] = _of(step.slug, StepRecord.passed, _passed(step.slug))
        said[_refuted(step.slug)] = _of(step.slug, StepRecord.refuted, _refuted(step.slug))
        for slug in step.after:
            rested = StepRecord.rests_on[slug].as_integer()
            said[_rested(step.slug, slug)] = _of(step.slug, rested, _rested(step.slug, slug))
    return select(StepRecord.setup_id, *said.values()).group_by(StepRecord.setup_id).subquery("walk")


def _of(slug: str, value: Any, name: str) -> Any:
    """What this step's record says; there is one of each step."""
    return func.max(case((StepRecord.slug == slug, value))).label(name)


def _seen(slug: str) -> str:
    return f"{slug} revision"


def _passed(slug: str) -> str:
    return f"{slug} passed"


def _refuted(slug: str) -> str:
    return f"{slug} refuted"


def _rested(slug: str, before: str) -> str:
    return f"{slug} on {before}"


def _counts(step: Step) -> ColumnElement[bool]:
    """Whether the step counts as passed, given that those before it do."""
    rests = (
        WALKS.c[_rested(step.slug, slug)].is_not_distinct_from(WALKS.c[_seen(slug)]) for slug in step.after
    )
    holds = WALKS.c[_refuted(step.slug)].is_(None)
    return and_(WALKS.c[_passed(step.slug)].is_not(None), holds, *rests)


def _reached(steps: Sequence[Step]) -> ColumnElement[int]:
    return case(*((~_counts(step), NUMBERS.get(step.slug, 1)) for step in steps), else_=DONE)


WALKS = _walks()
REACHED: ColumnElement[int] = case((Setup.walk == "shop", _reached(SHOP_STEPS)), else_=_reached(STEPS))
"""The number of the first step that does not count as passed."""
SINCE: ColumnElement[datetime] = func.coalesce(WALKS.c.last, Setup.created)
"""When the setup last got on: its last passed step, or its beginning."""


def funnel(session: Session) -> tuple[Sequence[tuple[str, int]], int]:
    """For every step how many setups passed it and all before it; and how many setups there are."""
    walks = select(REACHED.label("reached")).select_from(Setup).outerjoin(WALKS, WALKS.c.setup_id == Setup.id)
    reached = walks.subquery().c.reached
    rows = session.execute(select(reached, func.count()).group_by(reached)).all()
    passed = [
        (step.short, sum(count for at, count in rows if at > number)) for number, step in enumerate(STEPS, 1)
    ]
    return passed, sum(count for _, count in rows)
