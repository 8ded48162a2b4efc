"""One exchange, fit to be read: what became of it in words, both documents line by line, and what is odd."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wizard.cxml.judges import LOOPBACK
from wizard.cxml.lint import Finding, lint
from wizard.cxml.redact import pretty
from wizard.failures import ERROR, FAILURES
from wizard.ladder import PROVED, Around, Check
from wizard.models import Exchange, Setup
from wizard.review.cleaning import clean, secrets_of

MOST_LINES = 2_000
OK = "ok"
DECLARED = re.compile(r"""(\A\s*<\?xml[^>]*?encoding\s*=\s*["'])[^"']*(["'])""")


@dataclass(frozen=True)
class Document:
    """``lines`` are the first of ``count``, indented and without secrets; ``findings`` name these lines."""

    lines: Sequence[str]
    count: int
    findings: Sequence[Finding] = ()

    @property
    def marks(self) -> dict[int, str]:
        """What is odd about a line, by its number; lines count from 1."""
        found: dict[int, str] = {}
        for one in self.findings:
            if one.line:
                found[one.line] = f"{found[one.line]} {one.sentence}" if one.line in found else one.sentence
        return found


def document(kept: str, secrets: tuple[str, ...], hosts: tuple[str, ...] = ()) -> Document:
    """:param hosts: where a StartPage may be"""
    text = pretty(clean(kept, secrets))
    lines = text.rstrip("\n").split("\n") if text else []
    findings = lint(_as_utf8(text), hosts=hosts).findings if text else ()
    return Document(lines[:MOST_LINES], len(lines), findings)


def documents_of(exchange: Exchange, setup: Setup, around: Around) -> list[tuple[str, str, Document]]:
    """Both documents: a name for the part, its title, and what is read there."""
    secrets, hosts = secrets_of(setup, around.services), shop_hosts_of(setup, around)
    return [
        (
            "request",
            "What was sent" if exchange.outgoing else "What arrived",
            document(exchange.request, secrets, hosts),
        ),
        ("answer", "The answer", document(exchange.answer, secrets, hosts)),
    ]


def shop_hosts_of(setup: Setup, around: Around) -> tuple[str, ...]:
    """Where the pages of this setup's shop may be."""
    place = around.supplier.marketplaces.get(setup.marketplace)
    loopback = (LOOPBACK,) if around.services.settings.loopback_suppliers else ()
    return (*(place.shop_hosts if place else ()), *loopback)


def _as_utf8(text: str) -> bytes:
    """The text was decoded when it was kept: what its first line says of an encoding is over."""
    return DECLARED.sub(r"\1UTF-8\2", text, count=1).encode(errors="replace")


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
