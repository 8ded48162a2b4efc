"""Where journeys begin: databases of somebody who has walked so far, and the application over one of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from tests.administrator import GROUP, HOST_SLUGS
from tests.journey.buyer import EMAIL, EVERYTHING, ORGANISATION, PATIENCE, TRIAL, Buyer, MovableClock
from tests.journey.stand_in import SEATTLE, StandIn
from wizard import accounts, create_app
from wizard.migrations import migrate
from wizard.models import Location
from wizard.models.database import Database
from wizard.outside import GuardedSupplier, NoAddresses, Outside, SystemClock
from wizard.outside.line import Line
from wizard.outside.names import Resolve, look_up
from wizard.procurement.dispatch import close_clients
from wizard.procurement.heart import heart_of
from wizard.sealing import new_key
from wizard.settings import Settings

LAST = "go-live"
"""The last step a journey begins at."""


class Ground:
    """Alice walks once; every journey begins with a copy of the database of then."""

    def __init__(self, folder: Path, stand_in: StandIn) -> None:
        self.group = stand_in.makes_a_group(GROUP, [EMAIL])
        self._compiled = FileSystemBytecodeCache(str(folder))
        self._settings = Settings(
            database_url=f"sqlite:///{folder / 'wizard.db'}",
            instance=folder,
            secret_key="a key for tests only",
            sealing_keys=(new_key(),),
            loopback_suppliers=True,
            quick_passwords=True,
        )
        _move_in(self._settings.database_url)
        self._at = dict(self._walk(folder / "wizard.db"))

    @contextmanager
    def buyer(self, folder: Path, step: str, *, resolve: Resolve = look_up) -> Iterator[Buyer]:
        """Alice at ``step``, in a database of her own.

        :param resolve: looks names up in place of the system
        """
        file = folder / "wizard.db"
        file.write_bytes(self._at[step])
        settings = replace(self._settings, database_url=f"sqlite:///{file}", instance=folder)
        with self._buyer(settings, resolve) as alice:
            yield alice

    def _walk(self, file: Path) -> Iterator[tuple[str, bytes]]:
        with self._buyer(self._settings) as alice:
            alice.starts_a_setup()
            for step in HOST_SLUGS:
                yield step, _whole(file)
                if step == LAST:
                    return
                if step == TRIAL:
                    alice.buys()
                alice.passes(step)

    @contextmanager
    def _buyer(self, settings: Settings, resolve: Resolve = look_up) -> Iterator[Buyer]:
        """Alice, signed in to an application that calls out for real."""
        clock, line = MovableClock(), Line(loopback=True, resolve=resolve)
        supplier = GuardedSupplier(loopback=True, line=line)
        app = create_app(settings, Outside(supplier, NoAddresses(), clock))
        app.jinja_env.bytecode_cache = self._compiled
        app.testing = True
        heart_of(app.extensions["wizard"].database).wake(
            clock.now()
        )  # As a worker does that starts on a copy.
        alice = Buyer(app, clock, self.group)
        try:
            alice.waits(PATIENCE)
            alice.signs_in()
            yield alice
        finally:
            app.extensions["wizard"].database.close()
            close_clients()


def _move_in(database_url: str) -> None:
    """Alice, and a location with a whole address."""
    database, now = Database(database_url), SystemClock().now()
    migrate(database)
    address = {name: typed for name, typed in SEATTLE.items() if name != "name"}
    with database.transaction() as session:
        accounts.add_user(
            session, EMAIL, organisation=ORGANISATION, roles=EVERYTHING, now=now, name="Alice Archer"
        )
        session.add(
            Location(
                organisation_id=1, name="Seattle clinic", addressee=ORGANISATION, confirmed=now, **address
            )
        )
    database.close()


def _whole(file: Path) -> bytes:
    """The database as one file, whatever still stands in its write-ahead log."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(":memory:")) as copy:
        source.backup(copy)
        return copy.serialize()
