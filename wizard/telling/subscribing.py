"""What somebody wants to be told, and how: kept, tried, ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wizard.accounts import digest, new_token
from wizard.models import Subscription, Telling, UnsubscribeLink, User
from wizard.sealing import Sealer
from wizard.telling.occasions import STUCK, TEST
from wizard.telling.quiet import leaves
from wizard.telling.rows import HELD, WAITING, WAYS, Happened, add, ways_of


@dataclass(frozen=True, slots=True)
class Wish:
    """See :class:`wizard.models.Subscription`."""

    occasions: Sequence[str]
    everything: bool
    days: int
    times: int
    by_mail: bool
    hook_url: str
    quiet_from: str
    quiet_until: str
    zone: str


def subscription_of(session: Session, user: User) -> Subscription | None:
    return session.scalar(select(Subscription).where(Subscription.user_id == user.id))


def subscribe(session: Session, sealer: Sealer, user: User, wish: Wish, now: datetime) -> str:
    """Keep what she wants from now on.

    :returns: the webhook's secret when it was made just now, to be shown once; nothing otherwise
    """
    row = _row(session, user, now)
    if STUCK.name in wish.occasions and STUCK.name not in row.occasions:
        row.looked = now
    row.occasions = list(wish.occasions)
    row.everything, row.by_mail = wish.everything, wish.by_mail
    row.days, row.times = wish.days, wish.times
    row.quiet_from, row.quiet_until, row.zone = wish.quiet_from, wish.quiet_until, wish.zone
    row.hook_url = wish.hook_url
    _let_go(session, row, now)
    return "" if row.sealed_hook_secret or not row.hook_url else new_secret(sealer, row)


def new_secret(sealer: Sealer, row: Subscription) -> str:
    """A new secret for the webhook, from the next try on."""
    secret = new_token()
    row.sealed_hook_secret = sealer.seal(row.secret_row, secret.encode())
    row.hook_secret_ending = secret[-4:]
    return secret


def send_test(session: Session, row: Subscription, now: datetime) -> None:
    """In every way she named; she asked for it just now, so no quiet hour holds it back."""
    for way in ways_of(row):
        add(session, row.user_id, way, Happened(TEST, None, now.isoformat(), now, TEST.says), now)


def set_mail(session: Session, user: User, wanted: bool, now: datetime) -> None:
    """Whether such mail may go to this person. What waits does not leave any more when it may not."""
    row = _row(session, user, now)
    row.by_mail = wanted
    _let_go(session, row, now)


def by_link(session: Session, token: str) -> User | None:
    """Whose letter this link stood in; found by a hash."""
    link = session.scalar(select(UnsubscribeLink).where(UnsubscribeLink.token_hash == digest(token)))
    return link.user if link else None


def mail_wanted(session: Session, user: User) -> bool:
    row = subscription_of(session, user)
    return row is None or row.by_mail


def _row(session: Session, user: User, now: datetime) -> Subscription:
    """Made when there is none; of two at once the second one waits and finds the first one's.

    The lock lets others write rows that name the person: a letter that is being written waits for us otherwise,
    and we for it.
    """
    session.get_one(User, user.id, with_for_update={"key_share": True})
    row = subscription_of(session, user)
    if row is None:
        row = Subscription(user_id=user.id, occasions=[], looked=now)
        session.add(row)
        session.flush()
    return row


def _let_go(session: Session, row: Subscription, now: datetime) -> None:
    """What waits follows the new wish."""
    waiting = update(Telling).where(Telling.user_id == row.user_id, Telling.state == WAITING)
    for way in set(WAYS) - set(ways_of(row)):
        session.execute(waiting.where(Telling.way == way).values(state=HELD))
    untried = waiting.where(Telling.attempts == 0, Telling.occasion != TEST.name)
    session.execute(untried.values(due=leaves(row, now)))
