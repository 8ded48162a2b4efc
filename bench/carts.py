"""Reading a cart, against bare lxml taking the same facts out of the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from statistics import median

from lxml import etree

from bench.ground import cpu_ms
from bench.table import Ratio, Table
from tests.cxml.samples import big_cart
from wizard.cxml.cart import read_cart
from wizard.cxml.envelope import open_envelope

COLUMNS = ("lines", "bytes", "to lxml by paths", "to lxml in one walk", "CPU ms", "µs a line")
FACTS = (
    "ItemID/SupplierPartID",
    "ItemID/SupplierPartAuxiliaryID",
    "ItemDetail/Description",
    "ItemDetail/UnitPrice/Money",
    "ItemDetail/UnitOfMeasure",
    "ItemDetail/Classification",
    "ItemDetail/ManufacturerPartID",
    "ItemDetail/ManufacturerName",
    "ItemDetail/URL",
    "ItemDetail/LeadTime",
    "Tax/Money",
)

NOTE = """\
By paths: bare lxml parses, then looks each of the same facts up where it belongs. In one walk: it takes the
text of whatever stands in a line, wherever it stands. Neither reads amounts, checks totals or bears hostile
input."""


def tables(long: bool = False) -> Iterator[Table]:
    yield reading((100, 1_000, 10_000), times=15 if long else 7)


def reading(sizes: Sequence[int], times: int) -> Table:
    rows = []
    for lines in sizes:
        document = big_cart(lines)
        ours, paths, walk = _medians(document, times)
        rows.append((lines, len(document), Ratio(ours, paths), Ratio(ours, walk), ours, ours * 1000 / lines))
    return Table("Reading a cart", COLUMNS, rows, NOTE)


def _medians(document: bytes, times: int) -> list[float]:
    """In turns, so that a busy moment of the machine meets all of them."""
    found = [len(read(document)) for read in READERS]
    assert len(set(found)) == 1, found
    rounds = [[cpu_ms(partial(read, document)) for read in READERS] for _ in range(times)]
    return [median(spent) for spent in zip(*rounds, strict=True)]


def _ours(document: bytes) -> Sequence[object]:
    return read_cart(open_envelope(document)).lines


def by_paths(document: bytes) -> Sequence[object]:
    return [
        (
            item.get("quantity"),
            item.get("lineNumber"),
            *(money.get("currency") for money in item.iterfind("ItemDetail/UnitPrice/Money")),
            *(item.findtext(path) for path in FACTS),
            [(extrinsic.get("name"), extrinsic.text) for extrinsic in item.iterfind("ItemDetail/Extrinsic")],
        )
        for item in etree.fromstring(document).iter("ItemIn")
    ]


def _in_one_walk(document: bytes) -> Sequence[object]:
    return [
        (item.items(), {element.tag: element.text for element in item.iter()})
        for item in etree.fromstring(document).iter("ItemIn")
    ]


READERS = (_ours, by_paths, _in_one_walk)
