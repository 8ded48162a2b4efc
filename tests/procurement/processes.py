"""Workers: one in this process for what it does, real processes for every way a process can end."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from tests.procurement.clinic import Clinic
from tests.procurement.operating import Process
from wizard.models import PurchaseOrder
from wizard.models.database import Database
from wizard.outside import GuardedSupplier, NoAddresses, Outside, SystemClock
from wizard.procurement.worker import Worker
from wizard.settings import Settings

PATIENCE = 90.0


class Talking(Protocol):
    @property
    def words(self) -> str:
        """What was said, for when a test waits in vain."""


class WorkerHere:
    """The worker in a thread of this process, calling out for real."""

    def __init__(self, clinic: Clinic) -> None:
        outside = Outside(GuardedSupplier(loopback=True), NoAddresses(), SystemClock())
        self._worker = Worker(clinic.settings, clinic.database, outside, sweep_every=0.1, poll_every=0.05)
        self._thread = threading.Thread(target=self._worker.run)
        self.words = "the worker of this process"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._worker.stop()
        if self._thread.ident:
            self._thread.join()


class Workers:
    """Processes started as an operator starts them."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._environment = {
            **os.environ,
            "WIZARD_DATABASE_URL": settings.database_url,
            "WIZARD_INSTANCE": str(settings.instance),
            "WIZARD_SECRET_KEY": settings.secret_key,
            "WIZARD_SEALING_KEYS": " ".join(settings.sealing_keys),
            "WIZARD_LOOPBACK_SUPPLIERS": "1",
            "WIZARD_ORDER_DEADLINE": str(int(settings.order_deadline)),
        }
        self._log = log
        self._running: list[Process] = []

    def start(self) -> Process:
        worker = Process(["worker"], self._environment, self._log)
        self._running.append(worker)
        return worker

    def kill(self) -> None:
        for worker in self._running:
            worker.kill()
            worker.wait()

    @property
    def words(self) -> str:
        return self._log.read_text() if self._log.exists() else ""


def statuses(clinic: Clinic) -> list[str]:
    return statuses_in(clinic.database)


def statuses_in(database: Database) -> list[str]:
    with database.read_only() as session:
        return list(session.scalars(select(PurchaseOrder.status).order_by(PurchaseOrder.id)))


def settled(clinic: Clinic) -> bool:
    return not {"queued", "sending"} & set(statuses(clinic))


def wait_until(true: Callable[[], bool], worker: Talking) -> None:
    """Look again and again; what the worker said is shown when it never comes true."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, worker.words
        time.sleep(0.02)
