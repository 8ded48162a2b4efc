"""How far every setup came, worked out by the database from the step records alone.

The same rule as the ladder's: a step counts as passed while the steps it rests on have the revisions it
passed with. What only the application can judge (a purchaser who left) is seen when a setup is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Subquery, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from wizard.models import Setup, StepRecord
from wizard.steps import STEPS

DONE = len(STEPS) + 1
"""The step number of a setup whose steps have all passed."""


def _reopened() -> ColumnElement[bool]:
    """Whether a step this record rests on was changed after the record's step passed."""
    before = aliased(StepRecord)
    changed = [
        and_(
            StepRecord.slug == step.slug,
            before.slug == slug,
            StepRecord.rests_on[slug].as_integer().is_distinct_from(before.revision),
        )
        for step in STEPS
        for slug in step.after
    ]
    return exists().where(before.setup_id == StepRecord.setup_id, or_(*changed))


def _walks() -> Subquery:
    """For every setup with a passed step: a bit for each that still counts, and when the last one passed."""
    bits = {step.slug: 1 << place for place, step in enumerate(STEPS)}
    counts = and_(StepRecord.passed.is_not(None), ~_reopened())
    bit = case((counts, case(bits, value=StepRecord.slug, else_=0)), else_=0)
    return (
        select(
            StepRecord.setup_id,
            func.sum(bit, type_=Integer).label("bits"),
            func.max(StepRecord.passed).label("last"),
        )
        .group_by(StepRecord.setup_id)
        .subquery("walk")
    )


WALKS = _walks()
_BITS: ColumnElement[int] = func.coalesce(WALKS.c.bits, literal(0))
REACHED: ColumnElement[int] = case(
    *[
        (_BITS.bitwise_and(literal((1 << number) - 1)) != (1 << number) - 1, number)
        for number in range(1, DONE)
    ],
    else_=DONE,
)
"""The number of the first step that does not count as passed."""
SINCE: ColumnElement[datetime] = func.coalesce(WALKS.c.last, Setup.created)
"""When the setup last got on: its last passed step, or its beginning."""


def funnel(session: Session) -> tuple[Sequence[tuple[str, int]], int]:
    """For every step how many setups passed it and all before it; and how many setups there are."""
    reached: Any = REACHED.label("reached")
    counted = select(reached, func.count()).select_from(Setup)
    rows = session.execute(counted.outerjoin(WALKS, WALKS.c.setup_id == Setup.id).group_by(reached)).all()
    passed = [
        (step.short, sum(count for at, count in rows if at > number)) for number, step in enumerate(STEPS, 1)
    ]
    return passed, sum(count for _, count in rows)
