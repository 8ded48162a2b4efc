"""Worker processes that are ended in every way: nothing is sent twice, nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.procurement.clinic import Clinic
from tests.procurement.loopback import Call, Supplier, accepts
from tests.procurement.processes import Workers, statuses, wait_until
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
