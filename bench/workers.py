"""Northwind Clinics with queued orders, a supplier on loopback, and workers as processes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import func, select

from bench.ground import SQLITE, fresh_settings
from tests.fakes import FixedClock, ScriptedSupplier
from tests.procurement.clinic import Clinic
from tests.procurement.loopback import Supplier
from tests.procurement.operating import PROCESSES
from wizard.models import PurchaseOrder
from wizard.models.database import Database
from wizard.outside import GuardedSupplier, NoAddresses, Outside, SystemClock
from wizard.procurement.dispatch import WORKFLOW, client_for, close_clients
from wizard.procurement.worker import Worker
from wizard.settings import Settings

PATIENCE = 120.0
LOOK_EVERY = 0.02
RESTLESS = {"sweep_every": 0.25, "poll_every": 0.05}
ON_THE_WAY = ("queued", "sending")


@dataclass
class Office:
    """Who orders, who sends, who receives."""

    clinic: Clinic
    shop: Supplier
    settings: Settings
    log: Path
    _workers: list[BaseProcess] = field(default_factory=list)

    def orders(self, count: int) -> list[str]:
        """So many more orders, queued together; their payload numbers."""
        drafts = [self.clinic.shops() for _ in range(count)]
        return [order.payload_id for order in self.clinic.confirms(*drafts)]

    def starts_a_worker(self, *, restless: bool = False) -> BaseProcess:
        """:param restless: looks for work more often than an operator's worker does"""
        pace = RESTLESS if restless else {}
        worker = PROCESSES.Process(target=_work, args=(self.settings, self.log, pace), daemon=True)
        worker.start()
        self._workers.append(worker)
        return worker

    def keeps(self, count: int) -> None:
        """As many restless workers alive; new ones need a moment until they work."""
        for _ in range(count - len(self.alive())):
            self.starts_a_worker(restless=True)

    def alive(self) -> list[BaseProcess]:
        return [worker for worker in self._workers if worker.is_alive()]

    def sender_of(self, payload_id: str) -> BaseProcess:
        """The worker that took this order last: its process number stands in the name of its seat."""
        with self.clinic.database.read_only() as session:
            query = select(PurchaseOrder.id).where(PurchaseOrder.payload_id == payload_id)
            prefix = f"{WORKFLOW}-{session.scalars(query).one()}-r"
        taken = client_for(self.clinic.database.url).list_workflows(
            workflow_id_prefix=prefix, sort_desc=True, limit=1, load_input=False, load_output=False
        )
        seats = {str(worker.pid): worker for worker in self._workers}
        return seats[str(taken[0].executor_id).split("-")[1]]

    def arrived(self) -> list[str]:
        """Payload numbers at the supplier."""
        return self.shop.payload_ids

    def statuses(self) -> dict[str, int]:
        """How many orders there are in each status."""
        query = select(PurchaseOrder.status, func.count()).group_by(PurchaseOrder.status)
        with self.clinic.database.read_only() as session:
            return dict(session.execute(query).all())

    def under_way(self) -> int:
        return sum(self.statuses().get(status, 0) for status in ON_THE_WAY)

    def wait_until(self, true: Callable[[], bool], every: float = LOOK_EVERY) -> None:
        """:raises AssertionError: it never comes true; with what the workers said"""
        until = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(every)

    def sends_everybody_home(self) -> None:
        for worker in self._workers:
            worker.kill()
            worker.join()


@contextmanager
def office(kind: str = SQLITE) -> Iterator[Office]:
    with fresh_settings(kind) as settings:
        memory, database = ScriptedSupplier(), Database(settings.database_url)
        clock = FixedClock(datetime.now(UTC))  # The workers go by the real one, and end visits that are over.
        clinic = Clinic(settings, database, Outside(memory, NoAddresses(), clock), memory, clock)
        shop = Supplier()
        clinic.orders_at(shop.url)
        here = Office(clinic, shop, settings, settings.instance / "workers.log")
        try:
            yield here
        finally:
            here.sends_everybody_home()
            shop.close()
            clinic.close()
            database.close()
            close_clients()


def _work(settings: Settings, log: Path, pace: dict[str, float]) -> None:
    """What ``punchout-wizard worker`` does."""
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(said, 1)
    os.dup2(said, 2)
    outside = Outside(GuardedSupplier(loopback=True), NoAddresses(), SystemClock())
    Worker(settings, Database(settings.database_url), outside, **pace).run()
