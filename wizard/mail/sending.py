"""Sending one mail: at least once, and not twice without need. The row is the truth.

A worker that dies between the server's yes and our record sends again: the same message with the same number.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import update
from sqlalchemy.orm import Session

from wizard.mail.letter import letter
from wizard.mail.post import NotTaken, Post
from wizard.models import Mail
from wizard.models.database import Database
from wizard.sealing import CannotOpen, Sealer

QUEUED, SENT, WRITTEN, REFUSED, HELD = "queued", "sent", "written", "refused", "held"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)
GIVE_UP = timedelta(days=5)
"""RFC 5321, 4.5.4.1: at least four to five days."""


def send(database: Database, sealer: Sealer, post: Post, sender: str, mail_id: int, now: datetime) -> str:
    """:returns: the state it left the mail in"""
    with database.read_only() as session:
        mail = session.get_one(Mail, mail_id)
        if mail.state != QUEUED or mail.sealed_text is None:
            return mail.state
    try:
        post.take(_opened(sealer, mail, mail.sealed_text, sender))
    except CannotOpen:
        return _record(database, mail_id, NotTaken("mail.text_lost", final=True), now)
    except NotTaken as failed:
        return _record(database, mail_id, failed, now)
    return _record(database, mail_id, post.state, now)


def due(mail: Mail) -> datetime:
    """When it may be tried (again): each failed try doubles the pause."""
    if mail.tried is None:
        return mail.made
    doubled: timedelta = FIRST_PAUSE * 2 ** min(max(mail.attempts - 1, 0), 12)
    return mail.tried + min(doubled, LONGEST_PAUSE)


def hold(session: Session, **which: int) -> None:
    """Nobody is to send these any more: those of the columns named, or all that wait."""
    waiting = update(Mail).where(Mail.state == QUEUED).filter_by(**which)
    session.execute(waiting.values(state=HELD, problem="mail.held"))


def _opened(sealer: Sealer, mail: Mail, sealed_text: bytes, sender: str) -> EmailMessage:
    """:raises CannotOpen: a key was lost"""
    sealed = mail.sealed_unsubscribe
    unsubscribe = sealer.open(mail.unsubscribe_row, sealed).decode() if sealed else ""
    return letter(mail, sealer.open(mail.text_row, sealed_text).decode(), sender, unsubscribe)


def _record(database: Database, mail_id: int, came: str | NotTaken, now: datetime) -> str:
    with database.transaction() as session:
        mail = session.get_one(Mail, mail_id, with_for_update=True)
        mail.attempts, mail.tried = mail.attempts + 1, now
        if isinstance(came, str):
            mail.state, mail.sent, mail.problem, mail.answer = came, now, "", ""
            if came == SENT:
                mail.sealed_text = mail.sealed_unsubscribe = None
        elif mail.state == QUEUED:
            mail.problem, mail.answer = came.code, came.answer
            if came.final or now - mail.made > GIVE_UP:
                mail.state = REFUSED
        return mail.state
