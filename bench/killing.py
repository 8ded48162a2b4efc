"""``kill -9`` of the worker at every moment of sending: what arrives twice, what is lost, what is parked."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

from sqlalchemy import select

from bench.table import Table
from bench.workers import Office, office
from tests.procurement.loopback import Call, accepts
from wizard.models import PurchaseOrder

COLUMNS = ("killed", "runs", "orders", "arrived", "arrived twice", "lost", "parked", "accepted")
ORDERS = 4
"""Queued before each kill; a worker sends up to eight at once."""
LONGEST_LIFE = 0.8
"""Seconds within which a worker is killed that is killed at any moment: it starts, claims, sends, records."""


def tables(long: bool = False) -> Iterator[Table]:
    yield killing(300 if long else 20)


@dataclass
class Toll:
    """The runs of one kind of kill, and the orders queued for them."""

    runs: int = 0
    orders: set[str] = field(default_factory=set)


def killing(runs: int) -> Table:
    """Each run queues orders and kills the worker that sends them; the next run's worker takes over."""
    tolls = {moment: Toll() for moment in MOMENTS}
    with office() as here:
        for moment, _ in zip(_in_turn(), range(runs), strict=False):
            tolls[moment].runs += 1
            tolls[moment].orders |= _killed(here, MOMENTS[moment])
        here.starts_a_worker(restless=True)
        here.wait_until(lambda: not here.under_way())
        rows = [(moment, toll.runs, *_counted(here, toll.orders)) for moment, toll in tolls.items()]
    whole = ("in all", *(sum(column) for column in list(zip(*rows, strict=True))[1:]))
    note = "Parked: shown as unknown, a person decides. Lost: neither arrived nor parked."
    return Table("kill -9 of the worker while it sends", COLUMNS, [*rows, whole], note)


def _in_turn() -> Iterator[str]:
    while True:
        yield from MOMENTS


def _killed(here: Office, strike: Strike) -> set[str]:
    mine = set(here.orders(ORDERS))
    victim = here.starts_a_worker(restless=True)
    strike(here, victim, mine)
    here.wait_until(lambda: not victim.is_alive())
    here.shop.react = accepts
    return mine


def _counted(here: Office, orders: Collection[str]) -> tuple[int, int, int, int, int, int]:
    arrived = Counter(number for number in here.arrived() if number in orders)
    ends = _ends(here, orders)
    parked = {number for number, status in ends.items() if status == "unknown"}
    lost = set(orders) - set(arrived) - parked
    twice = sum(count - 1 for count in arrived.values())
    accepted = sum(status == "accepted" for status in ends.values())
    return len(orders), len(arrived), twice, len(lost), len(parked), accepted


def _ends(here: Office, orders: Collection[str]) -> Mapping[str, str]:
    query = select(PurchaseOrder.payload_id, PurchaseOrder.status)
    with here.clinic.database.read_only() as session:
        return {number: status for number, status in session.execute(query) if number in orders}


def _as_soon_as(status: str) -> Strike:
    def strike(here: Office, victim: BaseProcess, mine: Collection[str]) -> None:
        here.wait_until(lambda: status in _ends(here, mine).values() or not here.under_way(), every=0.001)
        victim.kill()

    return strike


def _on_arrival(here: Office, victim: BaseProcess, _mine: Collection[str]) -> None:
    def kill(call: Call) -> None:
        victim.kill()
        accepts(call)

    here.shop.react = kill


def _on_the_answer(here: Office, victim: BaseProcess, _mine: Collection[str]) -> None:
    def kill(call: Call) -> None:
        accepts(call)
        victim.kill()

    here.shop.react = kill


def _any_time(_here: Office, victim: BaseProcess, _mine: Collection[str]) -> None:
    time.sleep(random.uniform(0, LONGEST_LIFE))
    victim.kill()


Strike = Callable[[Office, BaseProcess, Collection[str]], None]
MOMENTS: Mapping[str, Strike] = {
    "when the order is claimed": _as_soon_as("sending"),
    "when it arrives": _on_arrival,
    "when the answer leaves": _on_the_answer,
    "when it is recorded": _as_soon_as("accepted"),
    "at any moment": _any_time,
}
