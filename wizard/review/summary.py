"""A setup on one page of plain text, for people who open a bundle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from wizard.models import Setup
from wizard.review.answers import Taken
from wizard.review.timeline import Event

LATEST = 20
STATES = {"passed": "passed", "open": "OPEN", "locked": "locked", "check_again": "CHECK AGAIN"}


def summary(
    setup: Setup, steps: Sequence[Taken], events: Sequence[Event], versions: Mapping[str, str], now: datetime
) -> str:
    return "\n".join(_lines(setup, steps, events, versions, now)) + "\n"


def _lines(
    setup: Setup, steps: Sequence[Taken], events: Sequence[Event], versions: Mapping[str, str], now: datetime
) -> Iterator[str]:
    yield f"Setup {setup.id}: {setup.organisation.name}, group {setup.group_name or '(no name yet)'}"
    yield f"Marketplace {setup.marketplace or '(not chosen yet)'}, mode {setup.mode}"
    yield f"Started {_at(setup.created)}"
    yield f"Made {_at(now)} by PunchOut Setup Wizard {versions['punchout-wizard']}. Secrets were removed."
    yield from ("", "STEPS")
    for one in steps:
        yield from _step(one)
    yield from ("", f"LAST EVENTS (all of them in timeline.json: {len(events)})")
    for event in events[:LATEST]:
        yield f"{_at(event.at)}  {event.who or '-'}: {event.what}"


def _step(one: Taken) -> Iterator[str]:
    standing = one.standing
    yield f"{standing.number:>2}. {standing.title}: {STATES[standing.state]}"
    if standing.passed and standing.passed_at:
        yield f"      {_at(standing.passed_at)} {standing.passed_by}".rstrip()
    elif standing.why:
        yield f"      {standing.why}"
    for check in standing.checks:
        if not check.passed:
            yield f"      {check.severity} {check.code}: {check.sentence}"
            yield from (f"        What to do: {check.fix}",) if check.fix else ()


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
