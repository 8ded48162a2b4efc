"""``punchout-wizard cxml`` on many small documents, against bare lxml parsing the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from lxml import etree

from bench.ground import cpu_ms
from bench.table import Ratio, Table
from tests.cxml import samples
from wizard.cxml.lint import lint

COLUMNS = ("kind", "documents", "bytes each", "to bare lxml", "ms each", "documents/s")


def tables(long: bool = False) -> Iterator[Table]:
    yield linting(10_000 if long else 1_000)


def linting(count: int) -> Table:
    """So many documents of about 2 KB, the kinds in equal parts; each differs from the one before."""
    rows = []
    for kind, document in KINDS.items():
        documents = [_numbered(document, number) for number in range(max(1, count // len(KINDS)))]
        ours, bare = cpu_ms(partial(_lint, documents)), cpu_ms(partial(_parse, documents))
        each = ours / len(documents)
        rows.append((kind, len(documents), len(documents[0]), Ratio(ours, bare), each, int(1000 / each)))
    note = "CPU time. Bare: lxml parses the document and nothing else."
    return Table(f"Lint of {count:,} documents of about 2 KB", COLUMNS, rows, note)


def _lint(documents: list[bytes]) -> None:
    for document in documents:
        report = lint(document)
        assert report.accepted, report.findings


def _parse(documents: list[bytes]) -> None:
    for document in documents:
        etree.fromstring(document)


def _numbered(document: bytes, number: int) -> bytes:
    return document.replace(b"1763899", b"%07d" % number)


_SHORT = replace(samples.PENS, extrinsics={"soldBy": "Amazon"})
KINDS = {
    "setup request": samples.setup_request(after=samples.SHIP_TO),
    "cart": samples.cart([samples.PENS], total="24.68"),
    "cart with address": samples.cart([_SHORT], total="24.68", ship_to=samples.SHIP_TO),
    "order": samples.order_request([_SHORT], total="24.68"),
}
"""Acceptable documents of about 2 KB."""
