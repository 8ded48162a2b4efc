"""Northwind Clinics with queued orders, a supplier on loopback, and workers as processes."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import func, select

from bench.ground import fresh_settings
from tests.fakes import FixedClock, ScriptedSupplier
from tests.procurement.clinic import Clinic
from tests.procurement.loopback import Supplier
from wizard.models import PurchaseOrder
from wizard.models.database import Database
from wizard.outside import GuardedSupplier, NoAddresses, Outside, SystemClock
from wizard.procurement.dispatch import close_clients
from wizard.procurement.worker import Worker
from wizard.settings import Settings

PATIENCE = 120.0
LOOK_EVERY = 0.02
RESTLESS = {"sweep_every": 0.25, "poll_every": 0.05}
ON_THE_WAY = ("queued", "sending")

# Each worker is a process of its own with nothing of ours in it, but need not import everything anew.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["bench.workers"])


@dataclass
class Office:
    """Who orders, who sends, who receives."""

    clinic: Clinic
    shop: Supplier
    settings: Settings
    log: Path
    _workers: list[BaseProcess] = field(default_factory=list)

    def orders(self, count: int) -> list[str]:
        """So many more queued orders; their payload numbers."""
        return [self.clinic.orders().payload_id for _ in range(count)]

    def starts_a_worker(self, *, restless: bool = False) -> BaseProcess:
        """:param restless: looks for work more often than an operator's worker does"""
        pace = RESTLESS if restless else {}
        worker = _processes.Process(target=_work, args=(self.settings, self.log, pace), daemon=True)
        worker.start()
        self._workers.append(worker)
        return worker

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
def office() -> Iterator[Office]:
    with fresh_settings() as settings:
        memory, clock, database = ScriptedSupplier(), FixedClock(), Database(settings.database_url)
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
