"""A worker's seat: held while it lives, free the moment it is gone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from wizard.models.database import Database
from wizard.procurement.seats import SeatLost, seats_of

TAKE = """
import sys
from wizard.models.database import Database
from wizard.procurement.seats import seats_of
seat = seats_of(Database(sys.argv[1])).take()
print(seat.name, flush=True)
sys.stdin.read()
"""


def test_a_seat_is_taken_until_it_is_left(database: Database) -> None:
    seats = seats_of(database)
    seat = seats.take()
    assert not seats.is_empty(seat.name)
    seat.check()
    seat.leave()
    assert seats.is_empty(seat.name)


def test_no_two_seats_have_one_name(database: Database) -> None:
    seats = seats_of(database)
    taken = [seats.take() for _ in range(3)]
    assert len({seat.name for seat in taken}) == 3
    for seat in taken:
        seat.leave()


def test_a_name_nobody_ever_had_is_an_empty_seat(database: Database) -> None:
    assert seats_of(database).is_empty("worker-1-000000000000")


def test_the_seat_of_a_killed_process_is_empty(database: Database) -> None:
    command = [sys.executable, "-c", TAKE, database.url]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ))
    assert worker.stdout is not None
    assert worker.stdin is not None
    name = worker.stdout.readline().decode().strip()
    seats = seats_of(database)
    assert not seats.is_empty(name)
    worker.kill()
    worker.wait()
    worker.stdin.close()
    worker.stdout.close()
    while not seats.is_empty(name):
        """The server needs a moment to see that the connection is gone."""


def test_a_worker_notices_that_it_lost_its_seat(database: Database) -> None:
    seats = seats_of(database)
    seat = seats.take()
    if database.is_sqlite:
        for file in (database_folder(database) / "workers").iterdir():
            file.unlink()
    else:
        with database.transaction() as session:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            session.execute(text(f"{others} AND datname = current_database()"))
    with pytest.raises(SeatLost):
        seat.check()
    seat.leave()


def database_folder(database: Database):  # type: ignore[no-untyped-def]
    from pathlib import Path

    return Path(str(database.engine.url.database)).parent


def test_a_database_in_memory_has_no_seats() -> None:
    database = Database("sqlite://")
    with pytest.raises(ValueError, match="other processes"):
        seats_of(database)
    database.close()
