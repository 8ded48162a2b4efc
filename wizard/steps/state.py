"""``state.json``: where a setup stands, for programs. Never a secret in it."""

from __future__ import annotations

from typing import Any

from wizard.handover import waiting_on
from wizard.ladder import Around, Ladder
from wizard.models import Handover, Setup


def state_of(setup: Setup, ladder: Ladder, around: Around) -> dict[str, Any]:
    waiting = waiting_on(around.session, setup, around.now)
    following = ladder.next
    return {
        "setup": {
            "id": setup.id,
            "organisation": setup.organisation.name,
            "group": setup.group_name,
            "marketplace": setup.marketplace,
            "mode": setup.mode,
        },
        "steps": [
            {
                "slug": standing.slug,
                "title": standing.title,
                "state": standing.state,
                "why": standing.why,
                "waiting": _waiting(waiting.get(standing.slug)),
                "checks": [check.as_json() for check in standing.checks],
            }
            for standing in ladder
        ],
        "next": following.slug if following else None,
    }


def _waiting(handover: Handover | None) -> dict[str, str] | None:
    if handover is None:
        return None
    return {
        "name": handover.name,
        "asked_by": handover.asked_by.name,
        "asked": handover.created.isoformat(),
        "until": handover.expires.isoformat(),
    }
