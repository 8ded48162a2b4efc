"""Webhooks: one signed document for each telling, tried until it is taken, for two days at most.

A worker that dies between the answer and our record sends again: the same delivery number tells that it is one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.models import Subscription, Telling
from wizard.outside import CallFailed
from wizard.outside.destinations import NOT_ALLOWED, NOT_HTTPS
from wizard.procurement.sending import Hands
from wizard.sealing import CannotOpen
from wizard.settings import Settings
from wizard.telling.quiet import leaves
from wizard.telling.rows import HELD, HOOK, REFUSED, TOLD, WAITING, may_be_told
from wizard.telling.words import address_of

SIGNATURE = "X-Punchout-Signature"
DEADLINE = 10.0
"""Seconds."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=6)
GIVE_UP = timedelta(days=2)
MOST = 200
"""So many are taken up at a time."""
AGAIN = frozenset({408, 429})
"""Answers that pass, besides those from 500 on."""
FINAL = frozenset({NOT_HTTPS, NOT_ALLOWED, "supplier.redirected"})
"""Failures of the address itself."""
LOST = "The secret can no longer be opened. Make a new one."


@dataclass(frozen=True, slots=True)
class Came:
    """``state`` is where an answer leaves the row, ``answer`` what was answered, in a few words."""

    state: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    url: str
    body: bytes
    secret: bytes = field(repr=False)


def waiting(session: Session, now: datetime) -> Sequence[int]:
    """The numbers of those whose time has come, longest first."""
    ready = (Telling.state == WAITING, Telling.way == HOOK, Telling.due <= now)
    return session.scalars(select(Telling.id).where(*ready).order_by(Telling.due).limit(MOST)).all()


def carry(hands: Hands, number: int) -> str:
    """One try; no transaction is open over it.

    :returns: the state it left the row in
    """
    now = hands.outside.clock.now()
    with hands.database.transaction() as session:
        row = session.get_one(Telling, number, with_for_update=True)
        asked = _asked(hands, session, row, now)
        if isinstance(asked, Came):
            row.state, row.answer = asked.state, asked.answer
            return row.state
    came = _post(hands, asked, now)
    with hands.database.transaction() as session:
        return _record(session, number, came, hands.outside.clock.now())


def signature(secret: bytes, body: bytes, now: datetime) -> str:
    """What the receiver works out again: HMAC-SHA256 over the time and the body, so that neither can be changed."""
    at = int(now.timestamp())
    return f"t={at},v1={hmac.new(secret, f'{at}.'.encode() + body, hashlib.sha256).hexdigest()}"


def body_of(settings: Settings, row: Telling) -> bytes:
    facts = {
        "event": row.occasion,
        "setup": row.setup_id,
        "organisation": row.setup.organisation.name if row.setup else "",
        "group": row.setup.group_name if row.setup else "",
        "step": row.slug,
        "code": row.code,
        "sentence": row.sentence,
        "url": address_of(settings, row),
        "at": row.at.isoformat(),
        "delivery": row.delivery,
    }
    return json.dumps(facts, ensure_ascii=False).encode()


def _asked(hands: Hands, session: Session, row: Telling, now: datetime) -> Question | Came:
    """What is to be sent where; or that nothing is, now or ever."""
    if row.state != WAITING or row.due > now:
        return Came(row.state, row.answer)
    theirs = session.scalar(select(Subscription).where(Subscription.user_id == row.user_id))
    if theirs is None or not theirs.hook_url or not may_be_told(row.user, row):
        return Came(HELD, row.answer)
    if row.setup_id is not None and leaves(theirs, now) > now:
        row.due = leaves(theirs, now)
        return Came(WAITING, row.answer)
    try:
        secret = hands.sealer.open(theirs.secret_row, theirs.sealed_hook_secret or b"")
    except CannotOpen:
        return Came(REFUSED, LOST)
    return Question(theirs.hook_url, body_of(hands.settings, row), secret)


def _post(hands: Hands, asked: Question, now: datetime) -> Came:
    signed = {SIGNATURE: signature(asked.secret, asked.body, now)}
    try:
        status = hands.outside.hooks.post(asked.url, asked.body, signed, deadline=DEADLINE).status
    except CallFailed as failed:
        return Came(REFUSED if failed.code in FINAL else WAITING, failed.seen[:200])
    if 200 <= status < 300:
        return Came(TOLD, f"HTTP {status}")
    return Came(WAITING if status in AGAIN or status >= 500 else REFUSED, f"HTTP {status}")


def _record(session: Session, number: int, came: Came, now: datetime) -> str:
    row = session.get_one(Telling, number, with_for_update=True)
    row.attempts, row.tried, row.answer = row.attempts + 1, now, came.answer
    if row.state == WAITING or came.state == TOLD:
        row.state = came.state
    if row.state == WAITING:
        doubled: timedelta = FIRST_PAUSE * 2 ** min(row.attempts - 1, 12)
        row.due = now + min(doubled, LONGEST_PAUSE)
        row.state = REFUSED if now - row.at > GIVE_UP else WAITING
    return row.state
