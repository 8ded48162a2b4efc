"""``state.json``: where a setup stands, for programs. Never a secret in it."""

from __future__ import annotations

from typing import Any

from wizard.ladder import Ladder
from wizard.models import Setup


def state_of(setup: Setup, ladder: Ladder) -> dict[str, Any]:
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
                "checks": [check.as_json() for check in standing.checks],
            }
            for standing in ladder
        ],
        "next": following.slug if following else None,
    }
