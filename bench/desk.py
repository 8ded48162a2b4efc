"""What the specialist's desk costs as setups grow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from bench.ground import Ground, cost_of, ground
from bench.table import Ratio, Table
from tests.pages.desk_data import SLUGS, fails_at, setup_at
from wizard.ladder import Check
from wizard.models import SPECIALIST

COLUMNS = ("list", "setups", "to the fewest", "CPU ms", "SQL", "HTML bytes")
LISTS = {
    "all": "/review/",
    "stuck for 7 days": "/review/?stuck=7",
    "a failing check": "/review/?code=credentials.order_url_is_generic",
    "found by name": "/review/?q=customer+7",
}
STANDS_AT = (*SLUGS, None)
"""Where the setups stand, in turn; those at no step are done."""
REFUSED = Check.of("credentials.order_url_is_generic", False)


def tables(long: bool = False) -> Iterator[Table]:
    yield growing((100, 1_000, *([10_000] if long else [])), times=21 if long else 9)


def growing(sizes: Sequence[int], times: int) -> Table:
    rows = []
    with ground() as here:
        robin = here.signs_in("robin@host.example", None, [SPECIALIST])
        fewest: dict[str, float] = {}
        there = 0
        for size in sizes:
            _fill(here, range(there, size))
            there = size
            for name, path in LISTS.items():
                cost = cost_of(here.database, partial(robin.get, path), times)
                ratio = Ratio(cost.cpu_ms, fewest.setdefault(name, cost.cpu_ms))
                rows.append((name, size, ratio, cost.cpu_ms, cost.statements, len(cost.body)))
    in_order = sorted(rows, key=lambda row: list(LISTS).index(row[0]))
    return Table("The desk's list as setups grow", COLUMNS, in_order)


def _fill(here: Ground, numbers: range) -> None:
    with here.database.transaction() as session:
        for number in numbers:
            since = here.clock.now() - timedelta(hours=number)
            at = STANDS_AT[number % len(STANDS_AT)]
            setup = setup_at(session, f"Customer {number // 2}", at, since, f"Group {number}")
            if at == "credentials":
                fails_at(setup, at, REFUSED, since)
