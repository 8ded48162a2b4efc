"""Writing entries: at the end of the transaction that causes them, behind the last one of their setup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from sqlalchemy.orm import Session

from wizard.journal.chain import hash_of
from wizard.journal.entry import DESK, Entry
from wizard.journal.told import told_by
from wizard.models import DeskEntry, Setup, SetupEvent, User
from wizard.models.committing import Change, before_commit, note


def tell(session: Session, entry: Entry) -> None:
    """Add what leaves no row of its own to the setup's timeline when this transaction is committed."""
    note(session, entry)


@before_commit
def write_entries(session: Session, changes: Sequence[Change]) -> None:
    """What was told and what the changes tell by themselves, setup by setup."""
    entries = [entry for change in changes for entry in told_by(session, change)]
    in_order = sorted(entries, key=attrgetter("setup_id"))
    for setup_id, of_one in groupby(in_order, key=attrgetter("setup_id")):
        _append(session, entry_of(session, setup_id), sorted(of_one, key=attrgetter("at")))


def entry_of(session: Session, setup_id: int) -> DeskEntry:
    """The desk's entry of a setup, held until the transaction ends; made when there is none."""
    session.flush()
    held = session.get(DeskEntry, setup_id, with_for_update=True)
    return held or _new_entry(session, session.get_one(Setup, setup_id))


def _new_entry(session: Session, setup: Setup) -> DeskEntry:
    entry = DeskEntry(
        setup_id=setup.id,
        organisation_id=setup.organisation_id,
        mode=setup.mode,
        since=setup.created,
        seen=setup.created,
        seen_by_id=setup.created_by_id,
        events=0,
        head="",
    )
    session.add(entry)
    return entry


def _append(session: Session, at: DeskEntry, entries: Iterable[Entry]) -> None:
    for entry in entries:
        event = _event(session, entry, at.events + 1, at.head)
        session.add(event)
        at.events, at.head = event.number, event.hash
        if entry.kind != DESK and entry.at >= at.seen:
            at.seen, at.seen_by_id = entry.at, entry.user_id or at.seen_by_id


def _event(session: Session, entry: Entry, number: int, earlier: str) -> SetupEvent:
    by = session.get(User, entry.user_id) if entry.user_id else None
    event = SetupEvent(
        setup_id=entry.setup_id,
        number=number,
        at=entry.at,
        user_id=entry.user_id,
        who=by.signature if by else "",
        kind=entry.kind,
        slug=entry.slug,
        code=entry.code,
        what=entry.what.replace("\0", ""),
        findings=list(entry.findings),
        earlier=earlier,
    )
    event.hash = hash_of(event)
    return event
