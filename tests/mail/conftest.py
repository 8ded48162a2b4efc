"""Mail rows, and servers to send them to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.fakes import FixedClock
from tests.mail.server import Server
from wizard.accounts import organisation_named
from wizard.mail import write
from wizard.mail.letter import address
from wizard.models.database import Database
from wizard.sealing import Sealer
from wizard.settings import Settings

TOKEN = "Kx7" * 14
TEXT = f"Hello Dana,\n\nplease open http://127.0.0.1:8000/asked/{TOKEN}\n.\nThank you! ¡Gracias!\n"


@pytest.fixture
def sealer(settings: Settings) -> Sealer:
    return Sealer(settings.sealing_keys)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def queued(database: Database, settings: Settings, sealer: Sealer, clock: FixedClock) -> Callable[..., int]:
    """``queued(to="…")``: a mail that waits; its number."""

    def make(to: str = "dana@example.org", name: str = "Dana Field", **changes: Any) -> int:
        with database.transaction() as session:
            home = organisation_named(session, "Alpha Clinics", clock.now()).id
            given = {"subject": "One step for you", "text": TEXT, **changes}
            row = write(settings, sealer, clock.now(), organisation_id=home, to=address(name, to), **given)
            session.add(row)
            session.flush()
            return row.id

    return make
