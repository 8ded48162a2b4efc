"""Every benchmark runs, in a size that takes no time, and has something to say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import pytest

from bench import carts, desk, failures, growth, killing, large, linting, mixing, people, sending, walk
from bench.__main__ import BENCHMARKS, main
from bench.ground import KINDS
from bench.table import Ratio, Table

pytestmark = pytest.mark.usefixtures("postgres")
"""So that the server that benchmarks start ends with the tests."""

SMALL: dict[str, Callable[[], Iterable[Table]]] = {
    "walk": lambda: walk.walk(walk.Size(1, 1, 1), walk.Size(2, 2, 2), times=1),
    "carts": lambda: [carts.reading((1, 2), times=1)],
    "large": lambda: [large.buying((1, 2))],
    "lint": lambda: [linting.linting(4)],
    "growth": lambda: [growth.growing((2, 4), times=1)],
    "people": lambda: [people.listing((2, 4), times=1)],
    "desk": lambda: [desk.growing((2, 4), times=1)],
    "sending": lambda: [sending.sending(kind, 3, workers=(1,)) for kind in KINDS],
    "kills": lambda: [killing.killing(kind, len(killing.MOMENTS)) for kind in KINDS],
    "histories": lambda: [mixing.mixing(4)],
    "failures": lambda: [failures.naming(2.0, 2.0, {"json", "wrong_total", "nobody is listed"})],
}


@cache
def small(name: str) -> list[Table]:
    return list(SMALL[name]())


def together(name: str) -> pytest.MarkDecorator:
    """What is asked of one benchmark is asked in one process, where it runs once."""
    return pytest.mark.xdist_group(f"bench {name}")


def test_every_benchmark_has_a_small_size_here() -> None:
    assert SMALL.keys() == BENCHMARKS.keys()


@pytest.mark.parametrize("name", [pytest.param(name, marks=together(name)) for name in SMALL])
def test_it_fills_its_tables(name: str) -> None:
    for table in small(name):
        assert table.rows, table.title
        assert {len(row) for row in table.rows} == {len(table.columns)}, table.title
        assert str(table).startswith(table.title)


@together("walk")
def test_it_measures_every_step_shown_and_taken() -> None:
    pages = {str(row[0]) for row in small("walk")[0].rows}

    assert {f"{act} {slug}" for act in ("GET", "POST") for slug in walk.HOST_SLUGS} <= pages


@together("kills")
@pytest.mark.parametrize("kind", KINDS)
def test_three_workers_killed_at_every_moment_send_nothing_twice_and_lose_nothing(kind: str) -> None:
    [table] = [table for table in small("kills") if kind in table.title]

    in_all = dict(zip(table.columns, table.rows[-1], strict=True))
    assert in_all["orders"] == killing.ORDERS * len(killing.MOMENTS)
    assert in_all["arrived twice"] == in_all["lost"] == 0
    assert in_all["parked"]


@together("failures")
def test_it_counts_the_failures_that_are_named() -> None:
    [table] = small("failures")

    in_all = dict(zip(table.columns, table.rows[-1], strict=True))
    assert in_all["cases"] == in_all["named rightly"] == 5
    assert "Not named" not in str(table)


def test_a_failure_that_gets_another_name_is_counted_and_told() -> None:
    tally = failures.Tally("order", deadline=2.0)
    with tally.case("json", "supplier.not_cxml"):
        pass

    assert tally.row()[:4] == ("order", 1, 0, 0.0)
    assert tally.wrong == ["json, order"]


def test_a_table_puts_words_left_and_figures_right() -> None:
    table = Table("Fruit", ("kind", "weight", "share"), [("fig", 1234, Ratio(1, 2)), ("plum", 0.25, "–")])

    assert str(table).splitlines() == [
        "Fruit",
        "",
        "kind  weight  share",
        "----  ------  -----",
        "fig    1,234  0.50x",
        "plum     0.2      –",
    ]


def test_one_benchmark_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--only", "lint"])

    shown = capsys.readouterr().out
    assert "Lint of 1,000 documents" in shown
    assert "Reading a cart" not in shown
