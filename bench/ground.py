"""The application over a fresh SQLite database, and what one of its pages costs."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.databases import server
from tests.fakes import FixedClock, ScriptedSupplier
from tests.pages.desk_data import counted
from wizard import accounts, create_app
from wizard.migrations import migrate
from wizard.models.database import Database
from wizard.outside import NoAddresses, Outside
from wizard.procurement.dispatch import close_clients
from wizard.sealing import new_key
from wizard.settings import Settings

Act = Callable[[], TestResponse]


@dataclass(frozen=True)
class Ground:
    """An application with nobody in it yet; its supplier answers from memory."""

    app: Flask
    settings: Settings
    database: Database
    outside: Outside
    supplier: ScriptedSupplier
    clock: FixedClock

    def posts(self, client: FlaskClient, path: str, typed: Mapping[str, str]) -> TestResponse:
        """Send a form of ours, with the token that stands on its page."""
        page = client.get(path).get_data(as_text=True)
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        return client.post(path, data={"csrf_token": token, **typed})

    def opens_a_setup(self, specialist: FlaskClient, number: int) -> None:
        """Say why, as the desk asks once a day."""
        visit = {"action": "visit", "reason": "benchmark"}
        checked(self.posts(specialist, f"/review/{number}", visit), 303)

    def signs_in(self, email: str, organisation: str | None, roles: list[str]) -> FlaskClient:
        """A signed-in browser of a new person."""
        with self.database.transaction() as session:
            user = accounts.add_user(
                session, email, organisation=organisation, roles=roles, now=self.clock.now()
            )
            link = accounts.make_link(session, user, self.clock.now())
        client = self.app.test_client()
        checked(self.posts(client, f"/sign-in/{link}", {}), 303)
        return client


@dataclass(frozen=True)
class Cost:
    """Of one page: processor time in milliseconds, statements to the database, and what was answered."""

    cpu_ms: float
    statements: int
    body: bytes


@contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    database = Database(f"sqlite:///{folder / 'wizard.db'}")
    migrate(database)
    database.close()
    yield database.url


@contextmanager
def _postgresql(_folder: Path) -> Iterator[str]:
    with server(ON_DISK).fresh() as address:
        yield address


SQLITE, POSTGRESQL, ON_DISK = "SQLite", "PostgreSQL", None
KINDS: Mapping[str, Callable[[Path], AbstractContextManager[str]]] = {
    SQLITE: _sqlite,
    POSTGRESQL: _postgresql,
}


@contextmanager
def fresh_settings(kind: str = SQLITE) -> Iterator[Settings]:
    """Settings with a migrated, empty database of this kind on this machine's disk."""
    with TemporaryDirectory(prefix="bench-") as name, KINDS[kind](Path(name)) as database_url:
        yield Settings(
            database_url=database_url,
            instance=Path(name),
            secret_key="a key for benchmarks only",
            sealing_keys=(new_key(),),
            loopback_suppliers=True,
            order_deadline=5.0,
            quick_passwords=True,
        )


@contextmanager
def ground(kind: str = SQLITE) -> Iterator[Ground]:
    with fresh_settings(kind) as settings:
        supplier, clock = ScriptedSupplier(), FixedClock()
        outside = Outside(supplier, NoAddresses(), clock)
        app = create_app(settings, outside)
        database: Database = app.extensions["wizard"].database
        try:
            yield Ground(app, settings, database, outside, supplier, clock)
        finally:
            database.close()
            close_clients()


def cost_of(database: Database, act: Act, times: int, status: int = 200) -> Cost:
    """The median of so many times, after once to compile its template.

    :raises AssertionError: it answers with another status than expected
    """
    statements, body = page_of(database, act, status)
    spent = [cpu_ms(act) for _ in range(times)]
    return Cost(median(spent), statements, body)


def page_of(database: Database, act: Act, status: int = 200) -> tuple[int, bytes]:
    """How many statements a page takes, and what is answered; templates are compiled already."""
    body = checked(act(), status).get_data()
    with counted(database) as sent:
        checked(act(), status)
    return len(sent), body


def elapsed_ms(act: Act, times: int) -> float:
    """The median of so many wall times in milliseconds, after once to warm up."""
    checked(act(), 200)
    return median(_elapsed(act) for _ in range(times))


def _elapsed(act: Act) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def cpu_ms(act: Callable[[], object]) -> float:
    """Processor time of this process in milliseconds: what others do on the machine hardly counts."""
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1000


def packed(content: bytes) -> int:
    """Bytes that cross the wire when a proxy in front compresses."""
    return len(gzip.compress(content, 6))


def checked(response: TestResponse, status: int) -> TestResponse:
    told = f"{response.request.path}: {response.status_code} instead of {status}"
    assert response.status_code == status, f"{told}\n{response.get_data(as_text=True)[:2000]}"
    return response
