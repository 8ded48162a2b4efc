"""The timeline of a setup: everything tells itself, nothing can be changed or removed without being noticed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import DBAPIError

from tests.administrator import Administrator
from tests.fakes import FixedClock
from tests.pages.desk_data import setup_at
from wizard.journal import DESK, Entry, tell
from wizard.models import DeskEntry, Setup, SetupEvent
from wizard.models.append_only import unprotect
from wizard.models.database import Database
from wizard.review.timeline import is_whole, timeline

NOW = FixedClock().at


@pytest.fixture
def filled(database_url: str) -> Iterator[Database]:
    """One setup that has begun, passed a step, and was looked at by the desk."""
    database = Database(database_url)
    with database.transaction() as session:
        setup = setup_at(session, "Northwind Clinics", "purchasing-system", NOW)
        tell(session, Entry(setup.id, NOW, None, DESK, "Looked at it."))
    yield database
    database.close()


def read(database: Database, number: int = 1) -> tuple[list[str], bool]:
    """What the timeline says, newest first, and whether it is whole."""
    with database.read_only() as session:
        setup = session.get_one(Setup, number)
        return [event.what for event in timeline(session, setup, 100)], is_whole(session, setup)


def test_what_changes_tells_itself_in_the_order_it_happened(filled: Database) -> None:
    assert read(filled) == (["Looked at it.", "“Create the group” passed.", "Started the setup."], True)


def test_the_desk_is_no_sign_of_life_of_the_customer(filled: Database) -> None:
    with filled.transaction() as session:
        tell(session, Entry(1, NOW + timedelta(days=9), None, DESK, "Looked again."))
    with filled.read_only() as session:
        assert session.get_one(DeskEntry, 1).seen == NOW


@pytest.mark.parametrize("act", [update(SetupEvent).values(what="Nothing happened."), delete(SetupEvent)])
def test_the_database_itself_refuses_to_change_or_remove_an_entry(filled: Database, act: object) -> None:
    with pytest.raises(DBAPIError, match="only ever added to"), filled.transaction() as session:
        session.execute(act)  # type: ignore[call-overload]
    assert len(read(filled)[0]) == 3


def _change(connection: Connection) -> None:
    connection.execute(update(SetupEvent).where(SetupEvent.number == 2).values(what="It was refused."))


def _remove(connection: Connection) -> None:
    connection.execute(delete(SetupEvent).where(SetupEvent.number == 2))


def _cut_off(connection: Connection) -> None:
    connection.execute(delete(SetupEvent).where(SetupEvent.number == 3))


def _swap(connection: Connection) -> None:
    for number, other in ((2, 9), (3, 2), (9, 3)):
        connection.execute(update(SetupEvent).where(SetupEvent.number == number).values(number=other))


def _blame(connection: Connection) -> None:
    connection.execute(update(SetupEvent).where(SetupEvent.number == 3).values(who="Somebody else"))


@pytest.mark.parametrize("tamper", [_change, _remove, _cut_off, _swap, _blame])
def test_whoever_gets_round_the_database_is_noticed(filled: Database, tamper) -> None:  # type: ignore[no-untyped-def]
    with filled.engine.begin() as connection:
        unprotect(connection)
        tamper(connection)
    assert not read(filled)[1]


def test_what_is_rolled_back_was_never_told(filled: Database) -> None:
    with filled.session() as session:
        session.get_one(Setup, 1).went_active = NOW
        session.flush()
        tell(session, Entry(1, NOW, None, DESK, "Never mind."))
        session.rollback()
        session.commit()
    assert len(read(filled)[0]) == 3


def test_many_who_tell_at_the_same_moment_make_one_chain(filled: Database) -> None:
    start = threading.Barrier(8)

    def speak(number: int) -> None:
        start.wait()
        with filled.transaction() as session:
            tell(session, Entry(1, NOW, None, DESK, f"Said by {number}."))

    speakers = [threading.Thread(target=speak, args=(number,)) for number in range(8)]
    for speaker in speakers:
        speaker.start()
    for speaker in speakers:
        speaker.join()
    said, whole = read(filled)
    assert whole
    assert sorted(said[:8]) == sorted(f"Said by {number}." for number in range(8))


def test_every_try_is_told_with_what_stopped_it(alice: Administrator, database: Database) -> None:
    alice.passes("group")
    alice.answers("purchasing-system", purchasing_system="Precoro-US")
    alice.passes("purchasing-system")
    with database.read_only() as session:
        events = session.scalars(select(SetupEvent).order_by(SetupEvent.number)).all()
    assert [(event.who, event.kind, event.slug, event.code) for event in events] == [
        ("Alice Archer", "begun", "", ""),
        ("Alice Archer", "passed", "group", ""),
        ("Alice Archer", "refused", "purchasing-system", "purchasing_system.wrong_name"),
        ("Alice Archer", "passed", "purchasing-system", ""),
    ]
    assert events[2].findings[0]["sentence"].startswith("For app.precoro.com the name to choose is Precoro")


def test_a_secret_that_was_entered_is_told_without_it(alice: Administrator, database: Database) -> None:
    alice.passes("group", "purchasing-system", "credentials")
    said, whole = read(database, alice.setup_id)
    assert set(said[:2]) == {"Entered the Shared Secret.", "“Paste the credentials” passed."}
    assert whole
