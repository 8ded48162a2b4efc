"""Workers carry a pre-flight over real HTTP, and however they end, it goes on where it was."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.procurement.clinic import SECRET, Clinic
from tests.procurement.flights import (
    answers,
    asked_of,
    crowd,
    everybody,
    is_over,
    lists,
    opens,
    opens_but_not_for,
    shops_at,
    starts,
)
from tests.procurement.loopback import Call, Supplier, accepts
from tests.procurement.operating import Process
from tests.procurement.processes import WorkerHere, Workers, statuses, wait_until
from wizard.models import Member, Preflight, Setup
from wizard.outside import the_world
from wizard.procurement.dispatch import MOST_TRIES, open_lanes
from wizard.procurement.lanes import LANES
from wizard.procurement.worker import Worker
from wizard.settings import Settings


@pytest.fixture(autouse=True)
def _shop_opens(clinic: Clinic, shop: Supplier) -> None:
    shop.react = opens
    shops_at(clinic, shop)


@pytest.fixture
def workers(settings: Settings, tmp_path: Path, clinic: Clinic) -> Iterator[Workers]:
    workers = Workers(settings, tmp_path / "workers.log")
    yield workers
    workers.kill()


def test_one_person_who_is_refused_is_named_and_the_others_are_taken(
    clinic: Clinic, shop: Supplier, worker: WorkerHere
) -> None:
    lists(clinic, clinic.rita, clinic.paul)
    shop.react = opens_but_not_for("Paul Purchaser")
    starts(clinic)
    worker.start()
    wait_until(lambda: is_over(clinic), worker)
    assert answers(clinic) == {
        "Rita Requester": "ok",
        "Paul Purchaser": "supplier.not_permitted",
        "Seattle clinic": "ok",
    }
    assert SECRET in shop.received[0].decode()


def test_forty_people_are_asked_as_once_each(clinic: Clinic, shop: Supplier, worker: WorkerHere) -> None:
    crowd(clinic, 40)
    starts(clinic)
    worker.start()
    wait_until(lambda: is_over(clinic), worker)
    assert len(shop.received) == 41
    assert set(answers(clinic).values()) == {"ok"}
    assert Counter(asked_of(shop)).most_common(2)[1][1] == 1


class Door:
    """A shop's door that nobody leaves before it is opened; counts how many stand in it."""

    def __init__(self) -> None:
        self._open, self._count = threading.Event(), threading.Lock()
        self.inside = self.most = 0

    def __call__(self, call: Call) -> None:
        if b"<OrderRequest" in call.document:
            return accepts(call)
        with self._count:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self._open.wait()
        with self._count:
            self.inside -= 1
        return opens(call)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def door(shop: Supplier) -> Iterator[Door]:
    """The shop has one; it is open when the test is over, however that ends."""
    shop.react = door = Door()
    yield door
    door.open()


def test_a_supplier_gets_four_requests_at_a_time_whoever_asks(
    clinic: Clinic, shop: Supplier, worker: WorkerHere, door: Door
) -> None:
    crowd(clinic, 6)
    other = another_group(clinic, shop)
    starts(clinic)
    starts(clinic, setup=other)
    worker.start()
    wait_until(lambda: door.inside >= LANES, worker)
    clinic.supplier.recovers()
    # An order that comes later is through: the queues were looked at again and again meanwhile.
    clinic.orders()
    wait_until(lambda: statuses(clinic) == ["accepted"], worker)
    assert door.inside == LANES
    door.open()
    wait_until(lambda: is_over(clinic) and is_over(clinic, other), worker)
    assert door.most == LANES
    assert len(answers(clinic)) == 8


def another_group(clinic: Clinic, shop: Supplier) -> Setup:
    other = Setup(
        organisation_id=clinic.organisation.id,
        marketplace="amazon.com",
        group_name="Another group",
        from_identity="Northwind0987654321",
        punchout_url=f"{shop.url}/punchout/test",
        created=clinic.clock.now(),
        members=[Member(position=1, email=clinic.rita.email, user_id=clinic.rita.id)],
    )
    clinic.session.add(other)
    clinic.session.flush()
    other.sealed_secret = clinic.sealer.seal(other.secret_row, SECRET.encode())
    clinic.session.commit()
    return other


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_it_goes_on_where_it_was_when_the_worker_is_killed(
    clinic: Clinic, shop: Supplier, workers: Workers
) -> None:
    """Only those whose answer the killed one never wrote down are asked as once more."""
    crowd(clinic, 16)
    clinic.location.active = False
    victims: list[Process] = []

    def kill(call: Call) -> None:
        if len(shop.received) == 8:
            victims[0].kill()
            victims[0].wait()
            victims.clear()
        opens(call)

    shop.react = kill
    starts(clinic)
    victims.append(workers.start())
    wait_until(lambda: not victims, workers)
    written, before = set(answers(clinic)), len(shop.received)
    workers.start()
    wait_until(lambda: is_over(clinic), workers)
    assert len(written) >= 4
    assert written.isdisjoint(asked_of(shop)[before:])
    assert len(answers(clinic)) == 16
    assert set(answers(clinic).values()) == {"ok"}
    assert len(shop.received) <= 16 + LANES


def test_a_worker_that_is_asked_to_end_leaves_the_rest_to_the_next(
    clinic: Clinic, shop: Supplier, worker: WorkerHere, door: Door
) -> None:
    crowd(clinic, 12)
    starts(clinic)
    ending = Worker(
        clinic.settings, clinic.database, the_world(clinic.settings), sweep_every=0.1, poll_every=0.05
    )
    thread = threading.Thread(target=ending.run)
    thread.start()
    wait_until(lambda: door.inside >= LANES, worker)
    ending.stop()
    door.open()
    thread.join()
    assert len(answers(clinic)) == len(shop.received) == LANES
    worker.start()
    wait_until(lambda: is_over(clinic), worker)
    assert len(answers(clinic)) == len(shop.received) == 13


def lose_the_workflows(clinic: Clinic) -> None:
    table = "workflow_status" if clinic.database.is_sqlite else "dbos.workflow_status"
    with clinic.database.transaction() as session:
        session.execute(text(f"UPDATE {table} SET status = 'ERROR'"))


def test_a_pre_flight_whose_workflows_were_lost_is_carried_on(
    clinic: Clinic, shop: Supplier, worker: WorkerHere
) -> None:
    crowd(clinic, 3)
    starts(clinic)
    lose_the_workflows(clinic)
    worker.start()
    wait_until(lambda: is_over(clinic), worker)
    assert len(answers(clinic)) == len(shop.received) == 4


def test_a_worker_forgets_rounds_as_old_as_the_documents_it_forgets(
    clinic: Clinic, worker: WorkerHere
) -> None:
    old = clinic.clock.now() - timedelta(days=clinic.settings.exchange_days + 1)
    clinic.session.add(Preflight(setup_id=clinic.setup.id, mode="test", started=old))
    clinic.session.commit()
    worker.start()

    def is_forgotten() -> bool:
        with clinic.database.read_only() as session:
            return session.scalar(select(Preflight.id)) is None

    wait_until(is_forgotten, worker)


def test_what_fails_again_and_again_is_stopped_and_can_be_begun_anew(
    clinic: Clinic, shop: Supplier, worker: WorkerHere
) -> None:
    crowd(clinic, 3)
    row = starts(clinic)
    for _ in range(MOST_TRIES):
        lose_the_workflows(clinic)
        open_lanes(clinic.session, row)
        clinic.session.commit()
    worker.start()
    wait_until(lambda: is_over(clinic), worker)
    assert shop.received == []
    starts(clinic, everybody(clinic))
    wait_until(lambda: len(answers(clinic)) == 4, worker)


def test_a_round_that_is_rolled_back_asks_nobody(clinic: Clinic, shop: Supplier, worker: WorkerHere) -> None:
    crowd(clinic, 2)
    starts(clinic, commit=False)
    clinic.session.rollback()
    worker.start()
    clinic.supplier.recovers()
    clinic.orders()
    shop.react = accepts
    wait_until(lambda: statuses(clinic) == ["accepted"], worker)
    assert len(shop.received) == 1
