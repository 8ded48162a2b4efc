"""``python -m bench [--only NAME] [--long]``: run the benchmarks, print their tables."""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from bench import carts, desk, failures, growth, killing, large, linting, mixing, people, sending, walk
from bench.table import Table
from tests.databases import stop_servers

BENCHMARKS: Mapping[str, Callable[[bool], Iterable[Table]]] = {
    "walk": walk.tables,
    "carts": carts.tables,
    "large": large.tables,
    "lint": linting.tables,
    "growth": growth.tables,
    "people": people.tables,
    "desk": desk.tables,
    "sending": sending.tables,
    "kills": killing.tables,
    "histories": mixing.tables,
    "failures": failures.tables,
}


def main(arguments: Sequence[str] | None = None) -> None:
    chosen = _chosen(arguments)
    print(f"{_machine()}\n")
    for name in chosen.only or BENCHMARKS:
        _leave_behind()
        begun = time.monotonic()
        for table in BENCHMARKS[name](chosen.long):
            print(f"{table}\n", flush=True)
        print(f"({name} took {time.monotonic() - begun:.0f} s)\n", flush=True)


def _leave_behind() -> None:
    """What an earlier benchmark left in memory must not slow a later one's garbage collection."""
    gc.collect()
    gc.freeze()


def _chosen(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Figures from one run, as ratios.")
    parser.add_argument("--only", action="append", choices=tuple(BENCHMARKS), help="run this one; repeatable")
    parser.add_argument("--long", action="store_true", help="more repetitions and larger sizes; many minutes")
    return parser.parse_args(arguments)


def _machine() -> str:
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    busy = ": busy with other things, so believe ratios, not times" if load > cores / 2 else ""
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{versions}, {cores} cores, load {load:.1f}{busy}"


if __name__ == "__main__":
    try:
        main()
    finally:
        stop_servers()
