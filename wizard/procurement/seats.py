"""Each worker holds a seat for as long as it lives; a seat nobody holds belongs to a dead one.

The lock goes with the process, whatever ends it: a file lock beside an SQLite database, an advisory lock on a
connection of its own in PostgreSQL.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, NullPool, create_engine, text

from wizard.models.database import Database

KEEPALIVES = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "connect_timeout": 10,
}
"""So that a worker notices within half a minute that it lost the server."""

NOTICED_BY_SERVER = {
    "tcp_keepalives_idle": 10,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
}
"""The same the other way round: the lock of a machine that lost its power would else stay for two hours."""


class SeatLost(RuntimeError):
    """The lock went away under a living worker; it must stop before another takes its work over."""


class Seat(Protocol):
    """A worker's name and the proof that it lives."""

    name: str

    def check(self) -> None:
        """:raises SeatLost: we no longer hold it"""

    def leave(self) -> None: ...


class Seats(Protocol):
    """Where workers sit."""

    def take(self) -> Seat:
        """A fresh seat; no two processes ever share one."""

    def is_empty(self, name: str) -> bool:
        """Whether the worker of that name is gone."""


def seats_of(database: Database) -> Seats:
    if not database.is_sqlite:
        return AdvisorySeats(database.engine)
    if not database.file:
        raise ValueError("A worker needs a database other processes can open.")
    return FileSeats(database.file.parent / "workers")


def _new_name() -> str:
    return f"worker-{os.getpid()}-{secrets.token_hex(6)}"


class FileSeats:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self) -> FileSeat:
        name = _new_name()
        handle = os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        return FileSeat(name, handle, self._folder / name)

    def is_empty(self, name: str) -> bool:
        """A dead worker's file is swept away as it is found."""
        path = self._folder / Path(name).name
        try:
            handle = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(handle)
        path.unlink(missing_ok=True)
        return True


class FileSeat:
    def __init__(self, name: str, handle: int, path: Path) -> None:
        self.name = name
        self._handle = handle
        self._path = path

    def check(self) -> None:
        if not self._path.exists():
            raise SeatLost(f"The file of {self.name} is gone.")

    def leave(self) -> None:
        self._path.unlink(missing_ok=True)
        os.close(self._handle)


class AdvisorySeats:
    def __init__(self, engine: Engine) -> None:
        self._engine = create_engine(
            engine.url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args=KEEPALIVES,
        )

    def take(self) -> AdvisorySeat:
        name, connection = _new_name(), self._engine.connect()
        if not _try_lock(connection, name):
            connection.close()
            raise SeatLost(f"{name} is taken already.")
        for setting, value in NOTICED_BY_SERVER.items():
            connection.execute(text(f"SET {setting} = {value}"))
        return AdvisorySeat(name, connection)

    def is_empty(self, name: str) -> bool:
        with self._engine.connect() as connection:
            return _try_lock(connection, name)


class AdvisorySeat:
    def __init__(self, name: str, connection: Connection) -> None:
        self.name = name
        self._connection = connection

    def check(self) -> None:
        try:
            self._connection.execute(text("SELECT 1"))
        except Exception as error:
            raise SeatLost(f"The connection of {self.name} is gone.") from error

    def leave(self) -> None:
        self._connection.close()


def _try_lock(connection: Connection, name: str) -> bool:
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    return bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}))
