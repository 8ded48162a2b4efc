"""What tests share: a database, the application over it, and an outside that the test decides about."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as of_hypothesis
from jinja2 import FileSystemBytecodeCache

from tests.administrator import Administrator, Person, Specialist
from tests.chromium import chromium
from tests.databases import database_url, empty_database, postgres, quick_folder, quick_place
from tests.fakes import FixedClock, ScriptedSupplier
from tests.moving_in import Applications, Databases
from wizard import accounts
from wizard.models import CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION, SPECIALIST, Location
from wizard.models.database import Database
from wizard.outside import NoAddresses, Outside
from wizard.procurement.dispatch import close_clients
from wizard.sealing import new_key
from wizard.settings import Settings

of_hypothesis.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
of_hypothesis.load_profile("suite")
"""A busy machine is no failure."""

__all__ = ["chromium", "database_url", "empty_database", "postgres", "quick_folder", "quick_place"]
"""Made once in a process, whichever folder asks."""
PersonMaker = Callable[..., Person]
EVERYTHING = [CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests come first: at the end no process is left alone with one."""
    items.sort(key=lambda item: "test_bench" not in item.nodeid)


@pytest.fixture
def settings(quick_place: Path, empty_database: Path) -> Iterator[Settings]:
    """Every test's instance is new, at the place where the one before it was."""
    instance = quick_place / "instance"
    instance.mkdir()
    file = instance / "wizard.db"
    shutil.copyfile(empty_database, file)
    yield Settings(
        database_url=f"sqlite:///{file}",
        instance=instance,
        secret_key="a key for tests only",
        sealing_keys=(new_key(),),
        loopback_suppliers=True,
        quick_passwords=True,
    )
    shutil.rmtree(instance)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def supplier() -> ScriptedSupplier:
    """A supplier that opens a shopping session for everybody until the test says otherwise."""
    return ScriptedSupplier()


@pytest.fixture
def outside(supplier: ScriptedSupplier, clock: FixedClock) -> Outside:
    return Outside(supplier=supplier, addresses=NoAddresses(), clock=clock)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once for all the applications that tests make."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture(scope="session")
def databases() -> Databases:
    return Databases()


@pytest.fixture(scope="session")
def applications(databases: Databases, compiled: FileSystemBytecodeCache) -> Applications:
    return Applications(databases, compiled)


@pytest.fixture
def app(applications: Applications, settings: Settings, outside: Outside) -> Iterator[Flask]:
    app = applications.of(settings, outside)
    yield app
    app.extensions["wizard"].database.close()
    close_clients()


@pytest.fixture
def strict_host_app(
    applications: Applications, settings: Settings, outside: Outside, tmp_path: Path
) -> Iterator[Flask]:
    """The same application for a host that requires the role others want removed."""
    profile = tmp_path / "strict.toml"
    text = Path("wizard/profiles/precoro.toml").read_text().replace('"remove"', '"require"')
    profile.write_text(text.replace('name = "Precoro"', 'name = "Strict Buying"', 1))
    app = applications.new(replace(settings, host_profile=str(profile)), outside)
    yield app
    app.extensions["wizard"].database.close()
    close_clients()


@pytest.fixture
def database(app: Flask) -> Database:
    found: Database = app.extensions["wizard"].database
    return found


@pytest.fixture
def person(app: Flask, database: Database, clock: FixedClock) -> PersonMaker:
    """``person("bob@alpha.example", "Alpha Clinics", ["approve"])`` is a signed-in browser of that person."""

    def make(email: str, organisation: str | None, roles: list[str], name: str = "") -> Person:
        with database.transaction() as session:
            user = accounts.add_user(
                session, email, organisation=organisation, roles=roles, now=clock.now(), name=name
            )
            token = accounts.make_link(session, user, clock.now())
        browser = (Specialist if SPECIALIST in roles else Person)(app.test_client(), email)
        assert browser.post(f"/sign-in/{token}").status == 303
        return browser

    return make


def _administrator(person: PersonMaker, email: str, organisation: str, name: str) -> Administrator:
    browser = person(email, organisation, EVERYTHING, name)
    return Administrator(browser.client, email, organisation)


@pytest.fixture
def alice(person: PersonMaker) -> Administrator:
    """Alice administers Alpha Clinics and has just begun a setup."""
    alice = _administrator(person, "alice@alpha.example", "Alpha Clinics", "Alice Archer")
    alice.starts_a_setup()
    return alice


@pytest.fixture
def charlie(person: PersonMaker) -> Administrator:
    """Charlie administers another organisation and must see nothing of Alpha's."""
    return _administrator(person, "charlie@other.example", "Other Ltd", "Charlie Cole")


@pytest.fixture
def clinic(alice: Administrator, database: Database, clock: FixedClock) -> int:
    """A location of Alpha Clinics with a whole address; its number."""
    with database.transaction() as session:
        location = Location(
            organisation_id=1,
            name="Seattle clinic",
            country="US",
            addressee="Alpha Clinics",
            street1="1420 Harbor Avenue SW",
            city="Seattle",
            state="WA",
            postal_code="98116",
            phone="+1 206 555 0142",
            address_id="SEATTLE",
            confirmed=clock.now(),
        )
        session.add(location)
        session.flush()
        return location.id
