"""Alice stands at the step of the people already: she walked there once, and every test gets a copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert

from tests.administrator import Administrator
from tests.fakes import FixedClock, ScriptedSupplier
from wizard import accounts, create_app
from wizard.models import (
    CONFIGURATION,
    CREATE_PURCHASE_ORDER,
    CREATE_REQUISITION,
    HeldRole,
    Location,
    User,
)
from wizard.models.database import Database
from wizard.outside import NoAddresses, Outside
from wizard.procurement.dispatch import close_clients
from wizard.sealing import new_key
from wizard.settings import Settings

EMAIL, ORGANISATION = "alice@alpha.example", "Alpha Clinics"
EVERYTHING = [CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION]
Colleagues = Callable[..., list[str]]


@dataclass(frozen=True)
class Walked:
    """The database at that step, the key its secrets are sealed under, and the address of the setup."""

    database: bytes
    sealing_key: str
    setup: str


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Walked:
    file, key = tmp_path_factory.mktemp("walked") / "wizard.db", new_key()
    file.write_bytes(empty_database.read_bytes())
    settings = Settings(
        database_url=f"sqlite:///{file}",
        instance=file.parent,
        secret_key="a key for tests only",
        sealing_keys=(key,),
        loopback_suppliers=True,
        quick_passwords=True,
    )
    app = create_app(settings, Outside(ScriptedSupplier(), NoAddresses(), FixedClock()))
    app.testing = True
    setup = _walk(app)
    app.extensions["wizard"].database.close()
    close_clients()
    return Walked(file.read_bytes(), key, setup)


def _walk(app: Flask) -> str:
    database: Database = app.extensions["wizard"].database
    now = FixedClock().now()
    with database.transaction() as session:
        accounts.add_user(
            session, EMAIL, organisation=ORGANISATION, roles=EVERYTHING, now=now, name="Alice Archer"
        )
        session.add(
            Location(
                organisation_id=1,
                name="Seattle clinic",
                country="US",
                addressee=ORGANISATION,
                street1="1420 Harbor Avenue SW",
                city="Seattle",
                state="WA",
                postal_code="98116",
                phone="+1 206 555 0142",
                address_id="SEATTLE",
                confirmed=now,
            )
        )
    alice = signed_in(app, "")
    alice.starts_a_setup()
    alice.walks_up_to("people")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return alice.setup


def signed_in(app: Flask, setup: str) -> Administrator:
    """Alice in front of this application."""
    services = app.extensions["wizard"]
    with services.database.transaction() as session:
        user = accounts.find_user(session, EMAIL)
        assert user is not None
        token = accounts.make_link(session, user, services.now())
    alice = Administrator(app.test_client(), EMAIL, ORGANISATION)
    alice.setup = setup
    assert alice.post(f"/sign-in/{token}").status == 303
    return alice


@pytest.fixture
def settings(settings: Settings, walked: Walked) -> Settings:
    (settings.instance / "wizard.db").write_bytes(walked.database)
    return replace(settings, sealing_keys=(walked.sealing_key,))


@pytest.fixture
def alice(app: Flask, walked: Walked) -> Administrator:
    return signed_in(app, walked.setup)


@pytest.fixture
def strict(strict_host_app: Flask, walked: Walked) -> Administrator:
    """Alice, whose host requires the role that others want removed."""
    return signed_in(strict_host_app, walked.setup)


@pytest.fixture
def rita(person) -> str:  # type: ignore[no-untyped-def]
    """A colleague who may request; her address."""
    return str(person("rita@alpha.example", ORGANISATION, [CREATE_REQUISITION], "Rita Vance").email)


@pytest.fixture
def colleagues(database: Database, clock: FixedClock) -> Colleagues:
    """``colleagues(60)`` adds so many who may request, and is their addresses."""

    def add(many: int, begin: int = 0) -> list[str]:
        emails = [f"person{n:04}@alpha.example" for n in range(begin, begin + many)]
        common = {"organisation_id": 1, "active": True, "approves_from": 0, "session_key": "x"}
        rows = [
            {**common, "created": clock.now(), "email": email, "email_key": email, "name": email[:10]}
            for email in emails
        ]
        with database.transaction() as session:
            users = list(session.scalars(insert(User).returning(User.id), rows))
            roles = [{"user_id": user, "role": CREATE_REQUISITION} for user in users]
            session.execute(insert(HeldRole), roles)
        return emails

    return add
