"""One exchange, fit to be read: what became of it in words, and both documents line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wizard.cxml.redact import pretty
from wizard.failures import ERROR, FAILURES
from wizard.ladder import PROVED, Around, Check
from wizard.models import Exchange, Setup
from wizard.review.cleaning import clean

MOST_LINES = 2_000
OK = "ok"


@dataclass(frozen=True)
class Document:
    """``lines`` are the first of ``count`` lines, indented and without secrets."""

    lines: Sequence[str]
    count: int


def document(kept: str, secrets: tuple[str, ...]) -> Document:
    lines = pretty(clean(kept, secrets)).splitlines()
    return Document(lines[:MOST_LINES], len(lines))


def outcome(exchange: Exchange, setup: Setup, around: Around, person: str) -> Check:
    """What became of the exchange, in the words of the table of failures."""
    passed = exchange.outcome == OK
    row = FAILURES.get(exchange.outcome)
    facts = _Facts(
        supplier=around.supplier.name,
        host=around.host.name,
        group=setup.group_name,
        organisation=setup.organisation.name,
        marketplace=setup.marketplace,
        person=person or "nobody",
        seen=exchange.seen or "no further word",
        status=exchange.cxml_status,
        label="Shared Secret",
        days=around.supplier.cart_days,
    )
    return Check(
        code=exchange.outcome,
        passed=passed,
        severity=row.severity if row else ERROR,
        evidence=PROVED,
        sentence=row.failed.format_map(facts) if row else _plain(passed, exchange),
        fix=row.fix.format_map(facts) if row else "",
        step=row.step if row else "",
        field=row.field if row else "",
        who=row.who if row else "host",
    )


def _plain(passed: bool, exchange: Exchange) -> str:
    if passed:
        return "The answer is as it should be." if exchange.outgoing else "The document could be used."
    return f"The outcome is recorded as “{exchange.outcome}”."


class _Facts(dict[str, Any]):
    """A fact that nobody recorded leaves a gap, not a broken page."""

    def __missing__(self, name: str) -> str:
        return "…"
