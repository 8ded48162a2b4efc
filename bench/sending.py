"""Orders a second through workers, against posting the same bytes with nothing around it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from bench.ground import POSTGRESQL, SQLITE
from bench.table import NOTHING, Ratio, Table
from bench.workers import Office, office
from wizard.outside import GuardedSupplier

COLUMNS = ("how", "orders", "orders/s", "of bare posting", "ms an order", "arrived twice")


def tables(long: bool = False) -> Iterator[Table]:
    orders = 1_000 if long else 200
    yield sending(SQLITE, orders, workers=(1, 2) if long else (1,))
    yield sending(POSTGRESQL, orders, workers=(1, 2) if long else (2,))


def sending(kind: str, orders: int, workers: Sequence[int]) -> Table:
    """From the first order's arrival at the supplier to the last order's record.

    :param kind: of database, one of ``KINDS``
    """
    with office(kind) as here:
        spent = {f"{count} worker{'s' * (count > 1)}": _through(here, orders, count) for count in workers}
        arrived = here.arrived()
        twice = len(arrived) - len(set(arrived))
        bare = _bare(here, here.shop.received[:orders])
    rows = [
        (how, orders, orders / seconds, Ratio(bare, seconds), seconds * 1000 / orders, twice)
        for how, seconds in spent.items()
    ]
    note = "Bare posting: the same documents, one after the other, by the same guarded line and nothing else."
    bare_row = ("bare posting", orders, orders / bare, Ratio(1, 1), bare * 1000 / orders, NOTHING)
    return Table(f"Orders through workers on {kind}", COLUMNS, [*rows, bare_row], note)


def _through(here: Office, orders: int, workers: int) -> float:
    """Seconds for so many orders; the workers are gone afterwards."""
    before = len(here.shop.received)
    here.orders(orders)
    for _ in range(workers):
        here.starts_a_worker()
    here.wait_until(lambda: len(here.shop.received) > before)
    begun = time.monotonic()
    here.wait_until(lambda: not here.under_way())
    seconds = time.monotonic() - begun
    here.sends_everybody_home()
    return seconds


def _bare(here: Office, documents: Sequence[bytes]) -> float:
    line, begun = GuardedSupplier(loopback=True), time.monotonic()
    for document in documents:
        line.post(here.clinic.setup.order_url, document, deadline=10, hosts=())
    return time.monotonic() - begun
