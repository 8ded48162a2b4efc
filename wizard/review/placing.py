"""Where each setup stands, kept for the desk's list: 100,000 ladders cannot be climbed for one page.

Worked out anew from the step records at the end of every transaction that changes them. What only a look can tell
(a purchaser who left meanwhile) is seen when the setup is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from wizard.journal import entry_of
from wizard.ladder import Ladder, Standing
from wizard.models import DeskEntry, Setup, SetupWord, StepRecord
from wizard.models.committing import Change, before_commit
from wizard.models.database import Database
from wizard.procurement.words import words_of
from wizard.steps import steps_of

BATCH = 200
NAMED_BY = {"organisation_id", "group_name", "from_identity"}
"""The columns whose words a setup is found by."""


@before_commit
def place_changed(session: Session, changes: Sequence[Change]) -> None:
    setups = {one.row.id: one for one in changes if isinstance(one.row, Setup)}
    numbers = setups.keys() | {one.row.setup_id for one in changes if isinstance(one.row, StepRecord)}
    for number in sorted(numbers):
        setup = session.get_one(Setup, number)
        place(session, setup)
        if number in setups and setups[number].names & NAMED_BY:
            _keep_words(session, setup)


def place_missing(database: Database) -> None:
    """Setups that were there before the desk kept where they stand."""
    missing = select(Setup).where(~exists().where(DeskEntry.setup_id == Setup.id)).limit(BATCH)
    found: Sequence[Setup] = [Setup()]
    while found:
        with database.transaction() as session:
            found = session.scalars(missing).all()
            for setup in found:
                place(session, setup)
                _keep_words(session, setup)


def place(session: Session, setup: Setup) -> None:
    """Write down where it stands."""
    entry = entry_of(session, setup.id)
    at = ladder_as_saved(setup).next
    entry.mode, entry.done = setup.mode, at is None
    entry.at, entry.state = (at.slug, at.state) if at else ("", "")
    entry.failing = _failing_code(setup, at)
    entry.since = setup.got_on


def ladder_as_saved(setup: Setup) -> Ladder:
    """What the records say, without looking whether each answer still holds."""
    records = {record.slug: record for record in setup.records}
    return Ladder(tuple(steps_of(setup).values()), records, {})


def _failing_code(setup: Setup, at: Standing | None) -> str:
    """The first finding that stopped the step it stands at; else what stopped the last try anywhere."""
    tried = sorted((record for record in setup.records if record.tried), key=_when, reverse=True)
    here = [record for record in tried if at and record.slug == at.slug]
    return next((record.stopped_by for record in [*here, *tried[:1]] if record.stopped_by), "")


def _when(record: StepRecord) -> Any:
    return record.tried


def _keep_words(session: Session, setup: Setup) -> None:
    wanted = words_of(setup.organisation.name, setup.group_name, setup.from_identity, str(setup.id))
    of_it = SetupWord.setup_id == setup.id
    there = set(session.scalars(select(SetupWord.word).where(of_it)))
    if there - wanted:
        session.execute(delete(SetupWord).where(of_it, SetupWord.word.in_(there - wanted)))
    if wanted - there:
        rows = [{"setup_id": setup.id, "word": word} for word in sorted(wanted - there)]
        session.execute(insert(SetupWord), rows)
