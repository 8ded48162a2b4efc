"""``kill -9`` of a worker at every moment of sending: what arrives twice, what is lost, what is parked."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle, islice

from sqlalchemy import select

from bench.ground import POSTGRESQL, SQLITE
from bench.table import Table
from bench.workers import ON_THE_WAY, Office, office
from tests.procurement.loopback import Call, accepts
from wizard.cxml.envelope import open_envelope
from wizard.models import PurchaseOrder

COLUMNS = ("killed", "runs", "orders", "arrived", "arrived twice", "lost", "parked", "accepted")
ORDERS = 4
"""Queued together before each kill; a worker sends up to eight at once."""
WORKERS = 3
"""Alive when the orders are queued, though the one that replaces the last victim may still be starting."""
LONGEST_WAIT = 0.4
"""Seconds within which a worker is killed that is killed at any moment: it takes, claims, sends, records."""

Queue = Callable[[], list[str]]
Strike = Callable[[Office, Queue], list[str]]
"""Has orders queued, kills one worker, and returns the payload numbers."""


def tables(long: bool = False) -> Iterator[Table]:
    for kind in (SQLITE, POSTGRESQL):
        yield killing(kind, 300 if long else 20)


@dataclass
class Toll:
    """The runs of one kind of kill, and the orders queued for them."""

    runs: int = 0
    orders: set[str] = field(default_factory=set)


def killing(kind: str, runs: int) -> Table:
    """Each run queues orders and kills a worker that sends them; the others take over.

    :param kind: of database, one of ``KINDS``
    """
    tolls = {moment: Toll() for moment in MOMENTS}
    with office(kind) as here:
        for moment in islice(cycle(MOMENTS), runs):
            tolls[moment].runs += 1
            tolls[moment].orders |= _killed(here, MOMENTS[moment])
        here.wait_until(lambda: not here.under_way())
        rows = [(moment, toll.runs, *_counted(here, toll.orders)) for moment, toll in tolls.items()]
    whole = ("in all", *(sum(column) for column in list(zip(*rows, strict=True))[1:]))
    title = f"kill -9 of one of {WORKERS} workers while it sends, on {kind}"
    note = "Parked: shown as unknown, a person decides. Lost: neither arrived nor parked."
    return Table(title, COLUMNS, [*rows, whole], note)


def _killed(here: Office, strike: Strike) -> set[str]:
    here.keeps(WORKERS)
    mine = strike(here, lambda: here.orders(ORDERS))
    here.wait_until(lambda: len(here.alive()) < WORKERS)
    here.shop.react = accepts
    return set(mine)


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
        found = session.execute(query.where(PurchaseOrder.payload_id.in_(orders)))
        return dict(found.all())


def _as_soon_as(status: str) -> Strike:
    def strike(here: Office, queue: Queue) -> list[str]:
        mine = queue()
        reached: list[str] = []

        def look() -> bool:
            ends = _ends(here, mine)
            reached.extend(number for number in mine if ends[number] == status)
            return bool(reached) or not set(ends.values()) & set(ON_THE_WAY)

        here.wait_until(look, every=0.001)
        here.sender_of((reached or mine)[0]).kill()
        return mine

    return strike


def _in_the_first_call(*acts: Callable[[Office, Call], None]) -> Strike:
    """Whoever calls next does not live to hear of it; everybody else is served."""

    def strike(here: Office, queue: Queue) -> list[str]:
        first, done = iter([True]), threading.Event()

        def react(call: Call) -> None:
            if not next(first, False):
                accepts(call)
                return
            try:
                for act in acts:
                    act(here, call)
            finally:  # The dead do not listen: answering them may fail.
                done.set()

        here.shop.react = react
        mine = queue()
        here.wait_until(done.is_set)
        return mine

    return strike


def _kills(here: Office, call: Call) -> None:
    here.sender_of(open_envelope(call.document).payload_id).kill()


def _accepts(_here: Office, call: Call) -> None:
    accepts(call)


def _any_time(here: Office, queue: Queue) -> list[str]:
    victim = random.choice(here.alive())
    mine = queue()
    time.sleep(random.uniform(0, LONGEST_WAIT))
    victim.kill()
    return mine


MOMENTS: Mapping[str, Strike] = {
    "when the order is claimed": _as_soon_as("sending"),
    "when it arrives": _in_the_first_call(_kills, _accepts),
    "when the answer leaves": _in_the_first_call(_accepts, _kills),
    "when it is recorded": _as_soon_as("accepted"),
    "at any moment": _any_time,
}
