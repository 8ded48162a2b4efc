"""Worker processes that are ended in every way: nothing is sent twice, nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.procurement.clinic import Clinic
from tests.procurement.loopback import Call, Supplier, accepts
from tests.procurement.operating import Process
from tests.procurement.processes import Workers, settled, statuses, wait_until
from wizard.models import PurchaseOrder
from wizard.settings import Settings


@pytest.fixture
def workers(settings: Settings, tmp_path: Path, clinic: Clinic, shop: Supplier) -> Iterator[Workers]:
    clinic.orders_at(shop.url)
    workers = Workers(settings, tmp_path / "workers.log")
    yield workers
    workers.kill()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_that_is_asked_to_end_finishes_what_it_sends(
    clinic: Clinic, shop: Supplier, workers: Workers
) -> None:
    go_on = threading.Event()

    def slowly(call: Call) -> None:
        go_on.wait()
        call.says(200)

    shop.react = slowly
    clinic.orders()
    worker = workers.start()
    wait_until(lambda: len(shop.received) == 1, workers)
    worker.terminate()
    go_on.set()
    assert worker.wait(60) == 0
    assert statuses(clinic) == ["accepted"]


@pytest.mark.parametrize(
    ("database_url", "moment"),
    [("postgresql", "when the order arrives"), ("sqlite", "while the answer is on its way")],
    indirect=["database_url"],
)
def test_killed_workers_never_send_twice_and_lose_nothing(
    clinic: Clinic, shop: Supplier, workers: Workers, moment: str
) -> None:
    """The first to reach the supplier is killed there, with whatever else it had under way."""
    victims: list[Process] = []

    def kill(call: Call) -> None:
        if moment == "while the answer is on its way":
            call.says(200)
        while victims:
            victims.pop().kill()
        if moment == "when the order arrives":
            call.says(200)

    shop.react = kill
    orders = []
    for _ in range(2):
        orders += [clinic.orders(), clinic.orders()]
        victims.append(workers.start())
        wait_until(lambda: not victims, workers)
    workers.start()
    wait_until(lambda: settled(clinic), workers)
    arrived = shop.payload_ids
    assert len(arrived) == len(set(arrived))
    assert set(statuses(clinic)) <= {"accepted", "unknown"}
    assert {order.payload_id for order in orders} - set(arrived) <= parked(clinic)


def parked(clinic: Clinic) -> set[str]:
    with clinic.database.read_only() as session:
        query = select(PurchaseOrder.payload_id).where(PurchaseOrder.status == "unknown")
        return set(session.scalars(query))


def test_another_worker_takes_over_what_a_killed_one_left(
    clinic: Clinic, shop: Supplier, workers: Workers
) -> None:
    order = clinic.orders()
    shop.react = shop.hangs
    first = workers.start()
    wait_until(lambda: len(shop.received) == 1, workers)
    shop.react = accepts
    second = workers.start()
    later = clinic.orders()
    wait_until(lambda: statuses(clinic)[1] == "accepted", workers)
    first.kill()
    wait_until(lambda: statuses(clinic) == ["unknown", "accepted"], workers)
    second.terminate()
    assert second.wait(60) == 0
    assert shop.payload_ids == [order.payload_id, later.payload_id]


def test_three_workers_on_one_database_send_each_order_once(
    clinic: Clinic, shop: Supplier, workers: Workers
) -> None:
    orders = [clinic.orders() for _ in range(12)]
    for _ in range(3):
        workers.start()
    wait_until(lambda: statuses(clinic) == ["accepted"] * 12, workers)
    assert sorted(shop.payload_ids) == sorted(order.payload_id for order in orders)
