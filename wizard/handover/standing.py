"""Whether a handover still opens its step: derived from its row and the step's record, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.accounts import digest
from wizard.models import Handover, Setup, User

WAITING, DONE, TAKEN_BACK, EXPIRED = "waiting", "done", "taken_back", "expired"


@dataclass(frozen=True, slots=True)
class Handed:
    """A step's last handover and where it stands."""

    row: Handover
    standing: str

    @property
    def waiting(self) -> bool:
        return self.standing == WAITING


def standing(handover: Handover, now: datetime) -> str:
    """One of WAITING, DONE (the step has passed since, whoever did it), TAKEN_BACK and EXPIRED.

    What somebody asked who has left meanwhile counts as taken back.
    """
    record = handover.setup.record(handover.slug)
    if handover.revoked or not handover.asked_by.active:
        return TAKEN_BACK
    if record and record.passed and record.passed > handover.created:
        return DONE
    return WAITING if now < handover.expires else EXPIRED


def by_token(session: Session, token: str) -> Handover | None:
    """The handover of a link. It is found by a hash, so that the time it takes tells nothing of the token."""
    return session.scalar(select(Handover).where(Handover.token_hash == digest(token)))


def at_work(session: Session, guest: User, now: datetime) -> Handover | None:
    """What this colleague may do right now, whatever the session remembers."""
    theirs = select(Handover).where(Handover.guest_id == guest.id).execution_options(populate_existing=True)
    found = session.scalar(theirs)
    return found if found and standing(found, now) == WAITING else None


def latest(session: Session, setup: Setup) -> dict[str, Handover]:
    """The last handover of each step that was ever handed over."""
    found = select(Handover).where(Handover.setup_id == setup.id).order_by(Handover.id)
    return {row.slug: row for row in session.scalars(found)}


def handed(session: Session, setup: Setup, now: datetime) -> dict[str, Handed]:
    """By step, whom somebody waits for, or waited for in vain."""
    rows = {slug: Handed(row, standing(row, now)) for slug, row in latest(session, setup).items()}
    return {slug: one for slug, one in rows.items() if one.standing in (WAITING, EXPIRED)}


def waiting_on(session: Session, setup: Setup, now: datetime) -> dict[str, Handover]:
    """By step, who is being waited for."""
    return {slug: row for slug, row in latest(session, setup).items() if standing(row, now) == WAITING}
