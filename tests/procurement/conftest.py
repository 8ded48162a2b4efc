"""A clinic with people, a connection and a location, on both kinds of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.administrator import Person, Specialist
from tests.fakes import FixedClock, ScriptedSupplier
from tests.moving_in import Databases
from tests.procurement.clinic import Clinic
from tests.procurement.loopback import Supplier
from tests.procurement.processes import WorkerHere
from wizard.accounts import make_link
from wizard.models import SPECIALIST, User
from wizard.models.database import Database
from wizard.outside import NoAddresses, Outside
from wizard.procurement.dispatch import close_clients
from wizard.sealing import new_key
from wizard.settings import Settings


@pytest.fixture
def order_deadline() -> float:
    """Seconds a supplier has: more than any answer takes, unless a test is about the end of them."""
    return 30.0


@pytest.fixture
def settings(tmp_path: Path, database_url: str, order_deadline: float) -> Settings:
    return Settings(
        database_url=database_url,
        instance=tmp_path,
        secret_key="a key for tests only",
        sealing_keys=(new_key(),),
        public_url="http://127.0.0.1:8000",
        loopback_suppliers=True,
        order_deadline=order_deadline,
        quick_passwords=True,
    )


@pytest.fixture
def database(settings: Settings, databases: Databases) -> Iterator[Database]:
    database = databases.at(settings.database_url)
    yield database
    database.close()
    close_clients()


@pytest.fixture
def shop() -> Iterator[Supplier]:
    """A supplier on a real port that takes every order until the test says otherwise."""
    supplier = Supplier()
    yield supplier
    supplier.close()


@pytest.fixture
def signs_in(app: Flask, clinic: Clinic) -> Callable[[User], Person]:
    """A browser in front of which this person of the clinic sits, signed in."""

    def sign_in(user: User) -> Person:
        number, email = user.id, user.email
        kind = Specialist if SPECIALIST in user.roles else Person
        clinic.session.commit()
        with clinic.database.transaction() as session:
            token = make_link(session, session.get_one(User, number), clinic.clock.now())
        browser = kind(app.test_client(), email)
        assert browser.post(f"/sign-in/{token}").status in (302, 303)
        return browser

    return sign_in


@pytest.fixture
def worker(clinic: Clinic, shop: Supplier) -> Iterator[WorkerHere]:
    """A worker that starts when the test says so; the clinic orders at the shop."""
    clinic.orders_at(shop.url)
    worker = WorkerHere(clinic)
    yield worker
    worker.stop()


@pytest.fixture
def clinic(
    settings: Settings, database: Database, supplier: ScriptedSupplier, clock: FixedClock
) -> Iterator[Clinic]:
    """Northwind Clinics: Rita requests, Paul purchases, Ada approves; one location, one connection."""
    outside = Outside(supplier=supplier, addresses=NoAddresses(), clock=clock)
    clinic = Clinic(settings, database, outside, supplier, clock)
    yield clinic
    clinic.close()
