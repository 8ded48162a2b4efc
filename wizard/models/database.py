"""How we talk to the database: one engine, sessions that may write, that may only read, and the desk's own.

SQLite as the driver opens it lost most of 480 concurrent updates when measured; hence WAL, ``synchronous=FULL``,
a busy timeout and ``BEGIN IMMEDIATE`` for whoever may write.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker

from wizard.models.committing import follow
from wizard.models.guarding import DESK, guard_desk

BUSY_MS = 15_000
_READING = "wizard_reading"


class Database:
    """:param url: SQLAlchemy address, ``sqlite:///…`` or ``postgresql+psycopg://…``"""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        event.listen(self.engine, "begin", _begin_sqlite if self.is_sqlite else _begin_postgresql)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _connect_sqlite)
        self._writing = sessionmaker(self.engine, expire_on_commit=False)
        follow(self._writing)
        event.listen(self.engine, "before_cursor_execute", guard_desk)
        self._desk = sessionmaker(self.engine.execution_options(**{DESK: True}), expire_on_commit=False)
        follow(self._desk)
        self._reading = sessionmaker(
            self.engine.execution_options(**{_READING: True}), expire_on_commit=False
        )

    @property
    def file(self) -> Path | None:
        """Where an SQLite database lies; one in memory lies nowhere, and PostgreSQL in no file of ours."""
        name = self.engine.url.database if self.is_sqlite else None
        return Path(name).absolute() if name and name != ":memory:" else None

    def session(self) -> Session:
        """A session that may write."""
        return self._writing()

    def read_only(self) -> Session:
        """A session in which the database itself refuses every write."""
        return self._reading()

    def desk(self) -> Session:
        """A session for a specialist's own acts: a write to any table of a customer is refused."""
        return self._desk()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One writing transaction: committed at the end, rolled back on any error."""
        with self._writing.begin() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _connect_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself, or BEGIN IMMEDIATE comes too late.
    connection.isolation_level = None
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = _is_reading(connection)
    connection.exec_driver_sql(f"PRAGMA query_only={int(reading)}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if _is_reading(connection):
        connection.execute(text("SET TRANSACTION READ ONLY"))


def _is_reading(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(_READING))
