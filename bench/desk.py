"""What the specialist's desk costs as setups grow, on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert, text

from bench.ground import KINDS, Ground, elapsed_ms, ground, page_of
from bench.table import Ratio, Table
from tests.pages.desk_data import ANSWERS
from wizard.models import (
    ACTIVE,
    SPECIALIST,
    TEST,
    DeskEntry,
    Model,
    Organisation,
    Setup,
    SetupEvent,
    SetupWord,
    StepRecord,
)
from wizard.procurement.words import words_of
from wizard.steps import STEPS

COLUMNS = ("database", "page", "setups", "to the fewest", "server ms", "SQL", "HTML bytes")
PAGES = {
    "first page": "/review/",
    "stuck for 7 days": "/review/?stuck=7",
    "a failing check": "/review/?code=payment.none",
    "a step": "/review/?step=people",
    "active ones": "/review/?mode=active",
    "mine": "/review/?who=mine",
    "nobody's": "/review/?who=nobody",
    "all passed": "/review/?step=done",
    "three at once": "/review/?code=payment.none&mode=test&stuck=3",
    "found by a rare word": "/review/?q=customer+000017",
    "found by a common word": "/review/?q=cust",
    "last seen": "/review/?sort=seen",
    "by name": "/review/?sort=name",
    "newest": "/review/?sort=newest",
    "one setup": "/review/1",
    "its timeline": "/review/1/timeline",
}
WALK = [step.slug for step in STEPS]
BATCH = 1_000
EVENTS, HASH = 5, "0" * 64
FAILING = {"payment": "payment.none", "credentials": "supplier.bad_credentials", "people": "people.none"}


def tables(long: bool = False) -> Iterator[Table]:
    yield growing((1_000, 10_000, 100_000), times=15 if long else 5)


def growing(sizes: Sequence[int], times: int) -> Table:
    """The median of so many wall times of the whole answer: the database's work counts as well as ours."""
    rows = []
    for kind in KINDS:
        with ground(kind) as here:
            robin = here.signs_in("robin@host.example", None, [SPECIALIST])
            fewest: dict[str, float] = {}
            there = 0
            for size in sizes:
                _fill(here, range(there, size))
                there = size
                if not fewest:
                    here.opens_a_setup(robin, 1)
                for name, path in PAGES.items():
                    spent = elapsed_ms(partial(robin.get, path), times)
                    statements, body = page_of(here.database, partial(robin.get, path))
                    ratio = Ratio(spent, fewest.setdefault(name, spent))
                    rows.append((kind, name, size, ratio, spent, statements, len(body)))
    order = list(PAGES)
    note = "Server ms: wall time of one answer in one process, the database beside it on the same machine."
    in_order = sorted(rows, key=lambda row: (row[0], order.index(row[1]), row[2]))
    return Table("The desk as setups grow", COLUMNS, in_order, note)


def _fill(here: Ground, numbers: range) -> None:
    """Straight into the tables, as the walk would leave them: 100,000 walks would take hours."""
    for begin in range(numbers.start, numbers.stop, BATCH):
        batch = range(begin, min(begin + BATCH, numbers.stop))
        rows: dict[type[Model], list[dict[str, Any]]] = {}
        for number in batch:
            _one(rows, number, here.clock.now())
        with here.database.transaction() as session:
            for table, filled in rows.items():
                session.execute(insert(table), filled)
    with here.database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _one(rows: dict[type[Model], list[dict[str, Any]]], number: int, now: datetime) -> None:
    setup, name = number + 1, f"Customer {number:06}"
    at = WALK[number % 12] if number % 13 else ""
    since = now - timedelta(hours=number % 2_000, seconds=number)
    mode = TEST if at else ACTIVE
    created = since - timedelta(days=9)
    rows.setdefault(Organisation, []).append({"id": setup, "name": name, "created": created})
    facts = {"id": setup, "organisation_id": setup, "mode": mode, "created": created}
    identity = f"Customer{number:06}4203118865"
    rows.setdefault(Setup, []).append(
        facts | {"group_name": f"Group {number % 90}", "marketplace": "amazon.com", "from_identity": identity}
    )
    for slug in WALK[: WALK.index(at) if at else None]:
        passed = {"setup_id": setup, "slug": slug, "revision": 1, "passed": since, "tried": since}
        more = {"took": 3600 + number % 90_000, "answers": ANSWERS.get(slug, {})}
        rows.setdefault(StepRecord, []).append(passed | more)
    rows.setdefault(DeskEntry, []).append(
        {
            "setup_id": setup,
            "organisation_id": setup,
            "mode": mode,
            "at": at,
            "state": "open" if at else "",
            "done": not at,
            "failing": FAILING.get(at, "") if number % 3 else "",
            "since": since,
            "seen": since,
            "assigned_to_id": 1 if number % 500 == 3 else None,
            "events": EVENTS,
            "head": HASH,
        }
    )
    words = words_of(name, f"Group {number % 90}", identity, str(setup))
    rows.setdefault(SetupWord, []).extend({"word": word, "setup_id": setup} for word in words)
    for place in range(1, EVENTS + 1):
        event = {"setup_id": setup, "number": place, "at": since, "kind": "passed", "slug": "group"}
        rows.setdefault(SetupEvent, []).append(event | {"what": "“{step}” passed.", "hash": HASH})
