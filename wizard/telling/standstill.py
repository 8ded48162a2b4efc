"""Setups that have become stuck: nothing happens to them, so only a sweep finds them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from wizard.models import DeskEntry, Subscription
from wizard.procurement.sending import Hands
from wizard.steps import steps_of
from wizard.telling.occasions import LAST_TRY, STUCK
from wizard.telling.rows import Happened, tell, wanting


def find_stuck(hands: Hands) -> None:
    """Of each specialist those that have become stuck, by her days, since it was last looked for her."""
    now = hands.outside.clock.now()
    with hands.database.read_only() as session:
        waiting = [one.id for one in wanting(session, STUCK) if _any(session, one, now)]
    for number in waiting:
        with hands.database.transaction() as session:
            _tell(session, session.get_one(Subscription, number, with_for_update=True), now)


def _any(session: Session, subscription: Subscription, now: datetime) -> bool:
    return bool(session.scalar(select(exists(_became_stuck(subscription, now)))))


def _became_stuck(subscription: Subscription, now: datetime) -> Select[DeskEntry]:
    """A window of one index: as quick among 100,000 setups as among 100."""
    days = timedelta(days=subscription.days)
    found = select(DeskEntry).where(
        ~DeskEntry.done,
        DeskEntry.since > subscription.looked - days,
        DeskEntry.since <= now - days,
    )
    if subscription.everything:
        return found
    return found.where(DeskEntry.assigned_to_id == subscription.user_id)


def _tell(session: Session, subscription: Subscription, now: datetime) -> None:
    entries: Sequence[DeskEntry] = session.scalars(_became_stuck(subscription, now)).all()
    for entry in entries:
        tell(session, subscription, _happened(entry, subscription.days, now))
    subscription.looked = now


def _happened(entry: DeskEntry, days: int, now: datetime) -> Happened:
    """Once for each standstill: it begins when a step passes."""
    step = steps_of(entry.setup)[entry.at]
    record = entry.setup.record(entry.at)
    failed = [one for one in record.checks if one["code"] == entry.failing] if record else []
    words = "a day" if days == 1 else f"{days} days"
    said = next((str(one["sentence"]) for one in failed if not one["passed"]), "")
    sentence = STUCK.says.format(days=words, step=step.title)
    if said:
        sentence = f"{sentence} {LAST_TRY} {said}"
    code = entry.failing if said else ""
    return Happened(STUCK, entry.setup_id, entry.since.isoformat(), now, sentence, entry.at, code)
