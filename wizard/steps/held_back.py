"""What was typed, did not pass, and no page may show again: sealed until a try passes."""

from __future__ import annotations

import json
from collections.abc import Mapping

from wizard.models import Setup
from wizard.sealing import CannotOpen, Sealer

SHOWN = 4
"""How many characters of a secret's end may be shown."""


def hold_back(setup: Setup, sealer: Sealer, typed: Mapping[str, str], secret: str) -> None:
    """Keep these in place of what was held before.

    :param typed: by the name of the box it stood in
    :param secret: the name of the box whose end may be shown
    """
    setup.sealed_draft = sealer.seal(setup.draft_row, json.dumps(dict(typed)).encode()) if typed else None
    setup.draft_ending = typed.get(secret, "")[-SHOWN:]


def held_back(setup: Setup, sealer: Sealer) -> dict[str, str]:
    """By the name of the box; nothing when nothing is held or no key of ours opens it."""
    if setup.sealed_draft is None:
        return {}
    try:
        found: dict[str, str] = json.loads(sealer.open(setup.draft_row, setup.sealed_draft))
    except CannotOpen:
        return {}
    return found
