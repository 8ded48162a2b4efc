"""A clinic with people, a connection and a location, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from wizard.models.database import Database
from wizard.outside import NoAddresses, Outside
from wizard.procurement.dispatch import close_clients
from wizard.sealing import new_key
from wizard.settings import Settings

from tests.databases import database_url, postgres, quick_folder, sqlite_file
from tests.fakes import FixedClock, ScriptedSupplier
from tests.procurement.clinic import Clinic
from tests.procurement.loopback import Supplier
from tests.procurement.processes import WorkerHere

__all__ = ["database_url", "postgres", "quick_folder", "sqlite_file"]


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        database_url=database_url,
        instance=tmp_path,
        secret_key="a key for tests only",
        sealing_keys=(new_key(),),
        public_url="http://127.0.0.1:8000",
        loopback_suppliers=True,
        order_deadline=2.0,
        quick_passwords=True,
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
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
