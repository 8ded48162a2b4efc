"""Asking a colleague, and taking it back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wizard import mail
from wizard.accounts import digest, end_sessions, new_token
from wizard.handover.letter import subject, text
from wizard.handover.standing import WAITING, latest, standing
from wizard.models import Handover, Setup, User
from wizard.procurement.dispatch import enqueue_mail
from wizard.sealing import Sealer
from wizard.settings import Settings

MOST_DAYS = 5
MOST_A_DAY = 40
DAY = timedelta(days=1)


class AskedTooOften(Exception):
    """The organisation has asked MOST_A_DAY times within a day."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is asked to do which step, for how many days. ``place`` names the step as its page does."""

    slug: str
    place: str
    to: Address
    message: str
    days: int


def ask(
    session: Session, settings: Settings, sealer: Sealer, setup: Setup, asker: User, wish: Wish, now: datetime
) -> tuple[Handover, str]:
    """The handover and the token of its link, of which only a hash is kept. Who was asked before is asked no more.

    :raises AskedTooOften: nobody is to be flooded with mail from here
    """
    if _asked_lately(session, setup, now) >= MOST_A_DAY:
        raise AskedTooOften
    before = latest(session, setup).get(wish.slug)
    if before and standing(before, now) == WAITING:
        take_back(session, before, asker, now)
    token = new_token()
    row = Handover(
        setup=setup,
        slug=wish.slug,
        name=wish.to.display_name,
        email=wish.to.addr_spec,
        message=wish.message,
        guest=_guest(wish.to, token, now),
        asked_by=asker,
        token_hash=digest(token),
        created=now,
        expires=now + min(max(wish.days, 1), MOST_DAYS) * DAY,
    )
    row.mail = mail.write(
        settings,
        sealer,
        now,
        organisation_id=setup.organisation_id,
        to=wish.to,
        subject=subject(row, wish.place),
        text=text(row, wish.place, f"{settings.public_url}/asked/{token}"),
    )
    session.add(row)
    session.flush()
    enqueue_mail(session, row.mail)
    return row, token


def take_back(session: Session, handover: Handover, by: User, now: datetime) -> None:
    """Its link and every session of it end at once; its mail does not leave any more."""
    handover.revoked, handover.revoked_by = now, by
    end_sessions(handover.guest)
    if handover.mail_id is not None:
        mail.hold(session, id=handover.mail_id)


def _guest(to: Address, token: str, now: datetime) -> User:
    """Whom the records of the step are signed by: found by no address, of no organisation, and never active."""
    return User(
        email=to.addr_spec,
        email_key=f"guest:{digest(token)}",
        name=to.display_name,
        active=False,
        session_key=secrets.token_urlsafe(32),
        created=now,
    )


def _asked_lately(session: Session, setup: Setup, now: datetime) -> int:
    within = select(func.count()).select_from(Handover).join(Setup, Setup.id == Handover.setup_id)
    ours = within.where(Setup.organisation_id == setup.organisation_id, Handover.created > now - DAY)
    return session.scalar(ours) or 0
