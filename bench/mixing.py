"""Random histories of purchases: how many orders cross between test and production, how many leave unasked."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from bench.table import Table
from bench.workers import office
from tests.procurement.histories import History, histories
from wizard.procurement.shopping import DEPLOYMENT

COLUMNS = (
    "histories",
    "acts",
    "orders sent",
    "for test",
    "for real",
    "sent by a decision",
    "crossed",
    "unasked",
)
ACTS = (8, 12, 16)
TOGETHER = 250
"""Histories that share a database."""


def tables(long: bool = False) -> Iterator[Table]:
    yield mixing(10_000 if long else 200)


def mixing(count: int) -> Table:
    """
    :param count: of histories; as many processes as there are cores play them
    """
    parts = [range(first, min(first + TOGETHER, count)) for first in range(0, count, TOGETHER)]
    apart = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(min(len(parts), os.cpu_count() or 1), mp_context=apart) as pool:
        played = [sum(column) for column in zip(*pool.map(_played, parts), strict=True)]
    note = (
        "Somebody shops, confirms, approves, cancels, switches between test and real, decides; the supplier "
        "answers, fails or says something later.\nCrossed: an order left, or stands, in another mode than its "
        "visit to the shop or its connection. Unasked: it left again though nobody said so."
    )
    return Table("Random histories of purchases", COLUMNS, [played], note)


def _played(seeds: range) -> tuple[int, ...]:
    with office() as here:
        found = [_counted(history) for history in histories(here.clinic, seeds, ACTS)]
    acts = sum(ACTS[place % len(ACTS)] for place in range(len(seeds)))
    return len(seeds), acts, *(sum(column) for column in zip(*found, strict=True))


def _counted(history: History) -> tuple[int, ...]:
    modes = [mode for _, mode, _ in history.sent]
    both = (modes.count(DEPLOYMENT["test"]), modes.count(DEPLOYMENT["active"]))
    return len(modes), *both, history.resent.total(), len(history.crossed), len(history.unasked)
