"""How many of the ways a setup can be wrong are named rightly, and how long anybody waits for the verdict."""

from __future__ import annotations

import time
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from bench.table import Ratio, Table
from tests.administrator import Page
from tests.journey.buyer import CREDENTIALS, TRIAL, Buyer
from tests.journey.failures import AT_THE_CREDENTIALS, ON_THE_WAY_BACK, WITH_THE_ORDER
from tests.journey.ground import Ground
from tests.journey.mistakes import MISTAKES
from tests.journey.stand_in import running_stand_in

COLUMNS = ("where it is met", "cases", "named rightly", "share %", "longest wait s", "of the deadline")
NOTE = """\
Every fault of the stand-in, over real HTTP and through the pages, and every mistake of the table. The wait is
from pressing the button to the page that names it. --long takes the product's deadlines, 15 and 60 seconds."""
BRIEF, OF_THE_PRODUCT = (2.0, 2.0), (15.0, 60.0)
EVERYTHING = frozenset(
    (*AT_THE_CREDENTIALS, *ON_THE_WAY_BACK, *WITH_THE_ORDER, *(mistake.words for mistake in MISTAKES))
)
LATE = "late_cart"
Row = tuple[str, int, int, float, float, Ratio]
Code = TypeVar("Code")


@dataclass
class Tally:
    """What came of the cases met at one place; times in seconds."""

    place: str
    deadline: float
    cases: int = 0
    longest: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @contextmanager
    def case(self, name: str, code: str) -> Iterator[list[Page]]:
        """Meet one failure in the block, and leave in the list the page that it leads to."""
        pages: list[Page] = []
        begun = time.monotonic()
        yield pages
        self.longest = max(self.longest, time.monotonic() - begun)
        self.cases += 1
        if not any(code in page.codes() for page in pages):
            self.wrong.append(f"{name}, {self.place}")

    def row(self) -> Row:
        right = self.cases - len(self.wrong)
        share = 100 * right / max(1, self.cases)
        return self.place, self.cases, right, share, self.longest, Ratio(self.longest, self.deadline)


@dataclass(frozen=True)
class Meetings:
    """Alice meets them one after the other; ``setup`` and ``order`` are the deadlines in seconds."""

    ground: Ground
    folder: Path
    setup: float
    order: float
    only: Container[str]

    def all(self) -> list[Tally]:
        return [
            self.at_the_credentials(),
            self.at_the_shop(),
            self.with_carts(),
            self.with_orders(),
            self.with_mistakes(),
        ]

    def at_the_credentials(self) -> Tally:
        tally = Tally("credentials", self.setup)
        with self._alice(CREDENTIALS) as alice:
            for fault, code in self._among(AT_THE_CREDENTIALS):
                with alice.meets(fault, self.setup), tally.case(fault, code) as pages:
                    pages.append(alice.answers(CREDENTIALS))
        return tally

    def at_the_shop(self) -> Tally:
        tally = Tally("opening the shop", self.setup)
        with self._alice(TRIAL) as alice:
            for fault, code in self._among(AT_THE_CREDENTIALS):
                if fault == "bad_certificate":
                    continue
                with alice.meets(fault, self.setup), tally.case(fault, code) as pages:
                    pages.append(alice.opens_the_shop())
        return tally

    def with_carts(self) -> Tally:
        """A late one comes last: Alice's clock does not go back."""
        tally = Tally("cart", self.setup)
        with self._alice(TRIAL) as alice:
            for fault, (code, _) in sorted(self._among(ON_THE_WAY_BACK), key=lambda one: one[0] == LATE):
                with alice.meets(fault):
                    forms = alice.fills_a_cart()
                if fault == LATE:
                    alice.clock.forward(hours=25)
                with tally.case(fault, code) as pages:
                    pages.extend(alice.comes_back(form) for form in forms)
        return tally

    def with_orders(self) -> Tally:
        tally = Tally("order", self.order)
        with self._alice(TRIAL) as alice:
            for fault, (code, _) in self._among(WITH_THE_ORDER):
                order = alice.confirms(alice.fills_a_cart()[0])
                with alice.meets(fault, self.order), tally.case(fault, code) as pages:
                    alice.sends(order)
                    pages.append(alice.get(order))
        return tally

    def with_mistakes(self) -> Tally:
        tally = Tally("mistakes at a step", self.setup)
        for mistake in MISTAKES:
            if mistake.words in self.only:
                with self._alice(mistake.step) as alice:
                    wrong = mistake.changes(alice.right_answers(mistake.step))
                    with tally.case(mistake.words, mistake.code) as pages:
                        pages.append(alice.answers(mistake.step, **wrong))
        return tally

    @contextmanager
    def _alice(self, step: str) -> Iterator[Buyer]:
        with (
            TemporaryDirectory(dir=self.folder) as name,
            self.ground.buyer(Path(name), step) as alice,
        ):
            yield alice

    def _among(self, cases: Mapping[str, Code]) -> list[tuple[str, Code]]:
        return [(fault, code) for fault, code in cases.items() if fault in self.only]


def tables(long: bool = False) -> Iterator[Table]:
    yield naming(*(OF_THE_PRODUCT if long else BRIEF))


def naming(setup: float, order: float, only: Container[str] = EVERYTHING) -> Table:
    """
    :param setup: seconds until a setup request is given up; ``order``: until an order is
    :param only: names of the faults and mistakes to meet
    """
    with TemporaryDirectory(prefix="bench-") as name, running_stand_in(Path(name)) as stand_in:
        tallies = Meetings(Ground(Path(name), stand_in), Path(name), setup, order, only).all()
    wrong = [f"Not named: {name}." for tally in tallies for name in tally.wrong]
    rows = [tally.row() for tally in tallies if tally.cases]
    return Table("Failures named", COLUMNS, [*rows, _in_all(rows)], "\n".join([NOTE, *wrong]))


def _in_all(rows: list[Row]) -> Row:
    cases, right = sum(row[1] for row in rows), sum(row[2] for row in rows)
    worst = max(rows, key=lambda row: row[5].part / row[5].whole)
    return "in all", cases, right, 100 * right / max(1, cases), max(row[4] for row in rows), worst[5]
