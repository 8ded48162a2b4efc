"""What the pre-flight found, in words: on its own page, and where the people it asked as are listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from wizard.failures import WARNING
from wizard.ladder import PROVED, Around, Check
from wizard.models import PreflightResult, Setup
from wizard.procurement.preflight import people_asked, running


@dataclass(frozen=True, slots=True)
class Finding:
    """A person whom the supplier did not take; ``cause`` is the code of its answer."""

    name: str
    check: Check
    cause: str


def answer_of(result: PreflightResult, setup: Setup, around: Around) -> Check:
    """What the supplier answered, in the words of the table of failures."""
    return Check.of(
        "supplier.answered" if result.ok else result.code,
        result.ok,
        PROVED,
        **around.facts,
        host=around.host.name,
        group=setup.group_name,
        person=result.user.name if result.user else result.email,
        seen=_seen(result),
        status=result.cxml_status or "no status",
        label="Shared Secret",
    ).shown_by(result.exchange_id or 0)


def person_check(result: PreflightResult, around: Around) -> Check:
    """Whether this person can punch out. A warning: it holds nobody up who knows better."""
    check = Check.of(
        "people.cannot_punch_out",
        result.ok,
        PROVED,
        email=result.email,
        seen=_seen(result),
    ).shown_by(result.exchange_id or 0)
    taken = f"{around.supplier.name} took {result.email} on {result.answered:%-d %B %Y}."
    return replace(check, severity=WARNING, sentence=taken if result.ok else check.sentence)


def people_checks(setup: Setup, around: Around) -> Iterator[Check]:
    """One for each listed person whom the supplier was asked as."""
    for subject in people_asked(around.session, setup):
        if subject.result:
            yield person_check(subject.result, around)


def news_of(setup: Setup, around: Around) -> dict[str, Any]:
    """What other pages say of the pre-flight."""
    people = people_asked(around.session, setup)
    refused = [
        Finding(one.about.name, person_check(one.result, around), one.result.code)
        for one in people
        if one.result and not one.result.ok
    ]
    return {
        "url": url_for("preflight.show", number=setup.id),
        "running": running(around.session, setup) is not None,
        "people": len(people),
        "taken": sum(one.passed for one in people),
        "refused": refused,
    }


def _seen(result: PreflightResult) -> str:
    return result.seen.rstrip(" .") or "no further word"
