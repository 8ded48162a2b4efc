"""An administrator with a procurement system that calls the stand-in for real."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from tests.administrator import GROUP, HOST_SLUGS, Administrator, Page, Person
from tests.journey.stand_in import SEATTLE, Form, Group, StandIn
from wizard import accounts, create_app
from wizard.migrations import migrate
from wizard.models import CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION, Location
from wizard.models.database import Database
from wizard.outside import GuardedSupplier, NoAddresses, Outside, SystemClock
from wizard.procurement.dispatch import Worker, close_clients
from wizard.procurement.sending import Hands, send
from wizard.sealing import new_key
from wizard.settings import Settings

EMAIL, ORGANISATION = "alice@alpha.example", "Alpha Clinics"
EVERYTHING = [CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION]
CREDENTIALS, TRIAL = "credentials", "test-order"
WAITING = {"queued", "sending"}
PATIENCE = 60.0


@dataclass
class MovableClock:
    """The machine's clock, which a test may put forward."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead

    def forward(self, **much: float) -> None:
        self.ahead += timedelta(**much)


class Buyer(Administrator):
    """Alice, at a step, with the group of the stand-in she sets up."""

    def __init__(self, app: Flask, clock: MovableClock, group: Group) -> None:
        super().__init__(app.test_client(), EMAIL, ORGANISATION)
        self.app, self.clock, self.group = app, clock, group
        self.setup = "/setup/1"
        self._wizard = app.extensions["wizard"]

    def signs_in(self) -> None:
        with self._wizard.database.transaction() as session:
            user = accounts.find_user(session, EMAIL)
            assert user is not None
            link = accounts.make_link(session, user, self.clock.now())
        assert self.post(f"/sign-in/{link}").status == 303

    def _credentials(self) -> dict[str, Any]:
        return self.group.values()

    def checks(self, slug: str) -> dict[str, bool]:
        """What ``state.json`` says: whether it passed, by code."""
        return {check["code"]: check["passed"] for check in self.step(slug)["checks"]}

    def opens_the_shop(self) -> Page:
        return self.post("/punchout/start", {"setup": self.setup_id})

    def fills_a_cart(self) -> list[Form]:
        """The forms that carry the cart back."""
        page = self.opens_the_shop()
        assert page.status == 303, page.words
        return self.group.shops(page.location)

    def comes_back(self, form: Form) -> Page:
        """The browser posts across sites, without our cookies; they are back on the page it is sent on to."""
        browser = Person(self.app.test_client(), EMAIL)
        sent_on = Page(browser.client.post(urlsplit(form[0]).path, data=form[1]))
        assert sent_on.status == 303, sent_on.words
        return self.get(sent_on.location)

    def buys(self) -> str:
        """A whole purchase; the page of its order."""
        return self.orders(self.fills_a_cart()[0])

    def orders(self, form: Form) -> str:
        """Come back, confirm, and send the order as a worker does; its page."""
        order = self.confirms(form)
        wizard = self._wizard
        send(
            Hands(wizard.settings, wizard.database, wizard.outside, wizard.sealer),
            int(order.rsplit("/", 1)[1]),
        )
        return order

    def confirms(self, form: Form) -> str:
        """Come back and confirm: nobody has to approve, so the order waits for a worker; its page."""
        assert self.comes_back(form).status == 200
        requisition = self.newest("/requisitions.json")
        assert requisition["status"] == "draft", requisition
        self.post(f"/requisitions/{requisition['id']}", {"action": "confirm"})
        order = self.newest("/orders.json")
        assert order["requisition"] == requisition["id"], order
        return f"/orders/{order['id']}"

    def newest(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(path).json[0]
        return found

    def has_a_worker_send(self, order: str) -> None:
        """The worker of ``punchout-wizard worker``, in a thread of this process, until the order is through."""
        wizard = self._wizard
        worker = Worker(wizard.settings, wizard.database, wizard.outside, sweep_every=0.1, poll_every=0.05)
        thread = threading.Thread(target=worker.run)
        thread.start()
        try:
            self._waits_for(order)
        finally:
            worker.stop()
            thread.join()

    def _waits_for(self, order: str) -> None:
        until = time.monotonic() + PATIENCE
        while self.get(f"{order}.json").json["status"] in WAITING:
            assert time.monotonic() < until, "The order is not through yet."
            time.sleep(0.05)


@dataclass(frozen=True)
class Ground:
    """Databases to begin from, by the step Alice has reached in each, with the keys that open them."""

    settings: Settings
    group: Group
    at: dict[str, bytes] = field(default_factory=dict)

    @contextmanager
    def buyer(self, folder: Path, step: str, *, deadline: float) -> Iterator[Buyer]:
        """Alice at ``step``, in a database of her own; ``deadline`` in seconds for every call."""
        file = folder / "wizard.db"
        file.write_bytes(self.at[step])
        settings = replace(
            self.settings,
            database_url=f"sqlite:///{file}",
            instance=folder,
            setup_deadline=deadline,
            order_deadline=deadline,
        )
        with running_app(settings) as (app, clock):
            buyer = Buyer(app, clock, self.group)
            buyer.signs_in()
            yield buyer


@contextmanager
def running_app(settings: Settings) -> Iterator[tuple[Flask, MovableClock]]:
    """The application, calling out for real."""
    clock = MovableClock()
    app = create_app(settings, Outside(GuardedSupplier(loopback=True), NoAddresses(), clock))
    app.testing = True
    try:
        yield app, clock
    finally:
        app.extensions["wizard"].database.close()
        close_clients()


def ground(folder: Path, stand_in: StandIn) -> Ground:
    """Walk once, keep the database where a test wants to begin."""
    file = folder / "wizard.db"
    settings = Settings(
        database_url=f"sqlite:///{file}",
        instance=folder,
        secret_key="a key for tests only",
        sealing_keys=(new_key(),),
        loopback_suppliers=True,
        quick_passwords=True,
    )
    database = Database(settings.database_url)
    migrate(database)
    _move_in(database)
    database.close()
    ground = Ground(settings, stand_in.makes_a_group(GROUP, [EMAIL]))
    for step, before in ((CREDENTIALS, None), (TRIAL, CREDENTIALS)):
        with running_app(settings) as (app, clock):
            alice = Buyer(app, clock, ground.group)
            alice.signs_in()
            if before is None:
                alice.starts_a_setup()
            alice.passes(*HOST_SLUGS[HOST_SLUGS.index(before or "group") : HOST_SLUGS.index(step)])
        ground.at[step] = _whole(file)
    return ground


def _move_in(database: Database) -> None:
    """Alice, and a location with a whole address."""
    now = SystemClock().now()
    with database.transaction() as session:
        accounts.add_user(
            session, EMAIL, organisation=ORGANISATION, roles=EVERYTHING, now=now, name="Alice Archer"
        )
        facts = {name: typed for name, typed in SEATTLE.items() if name != "name"}
        session.add(
            Location(
                organisation_id=1, name="Seattle clinic", addressee=SEATTLE["name"], confirmed=now, **facts
            )
        )


def _whole(file: Path) -> bytes:
    """The database as one file: what is still in the write-ahead log is brought over first."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.read_bytes()
