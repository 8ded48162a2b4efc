"""What specialists write about a setup: for themselves, for the customer, or asking to look at a step again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from wizard.journal import DESK, Entry, tell
from wizard.journal.entry import CHANGED
from wizard.models import Note, Setup, StepRecord, User
from wizard.models.committing import Change, before_commit

INTERNAL, SHOWN, ASKS = "internal", "shown", "asks"
READERS = {
    INTERNAL: "Specialists only",
    SHOWN: "The customer too",
    ASKS: "The customer, and ask to look at this step again",
}
_TOLD = {SHOWN: "Wrote to you about", ASKS: "Asked you to look again at"}


def write(
    session: Session, author: User, setup: Setup, slug: str, text: str, readers: str, now: datetime
) -> None:
    """:param slug: the step it is about, "" for the setup as a whole
    :param readers: one of READERS"""
    note = Note(
        setup_id=setup.id,
        slug=slug,
        author_id=author.id,
        at=now,
        text=text,
        shown=readers != INTERNAL,
        asks=readers == ASKS,
    )
    session.add(note)
    if note.shown:
        about = "“{step}”" if slug else "the setup"
        tell(session, Entry(setup.id, now, author.id, DESK, f"{_TOLD[readers]} {about}: {text}", slug))


def withdraw(session: Session, note: Note, author: User, now: datetime) -> None:
    """It is gone from every page; that it was there stays in the timeline."""
    note.withdrawn = now
    if note.shown:
        about = "“{step}”" if note.slug else "the setup"
        what = f"Took back a word about {about}."
        tell(session, Entry(note.setup_id, now, author.id, DESK, what, note.slug))


def settle(session: Session, note: Note, person: User, now: datetime) -> None:
    """The customer looked, and the step is right as it is."""
    note.settled, note.settled_by_id = now, person.id
    what = "Looked at “{step}” again: it is right as it is."
    tell(session, Entry(note.setup_id, now, person.id, CHANGED, what, note.slug))


def notes_of(session: Session, setup: Setup) -> Sequence[Note]:
    """All that stand, newest first."""
    found = select(Note).where(Note.setup_id == setup.id, Note.withdrawn.is_(None))
    people = joinedload(Note.author), joinedload(Note.settled_by)
    return session.scalars(found.options(*people).order_by(Note.id.desc())).all()


def shown_of(session: Session, setup: Setup) -> list[Note]:
    """What the customer reads; an ask that is settled is over."""
    return [note for note in notes_of(session, setup) if note.shown and not note.settled]


@before_commit
def settle_what_passed(session: Session, changes: Sequence[Change]) -> None:
    """A step that passes again answers whoever asked to look at it again."""
    for change in changes:
        record = change.row
        if isinstance(record, StepRecord) and "passed" in change.names and record.passed:
            asked = select(Note).where(Note.setup_id == record.setup_id, Note.slug == record.slug)
            for note in session.scalars(asked.where(Note.asks, Note.settled.is_(None))):
                note.settled, note.settled_by_id = record.passed, record.passed_by_id
