"""The hashes that chain a timeline: an entry that was changed, moved or removed no longer fits its neighbours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from wizard.models import SetupEvent


def hash_of(event: SetupEvent) -> str:
    """SHA-256 over what the entry says, its place and the hash before it; as 64 hexadecimal digits."""
    said = [
        event.earlier,
        event.setup_id,
        event.number,
        event.at.isoformat(),
        event.user_id,
        event.who,
        event.kind,
        event.slug,
        event.code,
        event.what,
        event.findings,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def broken_at(events: Iterable[SetupEvent], earlier: str = "", number: int = 0) -> int:
    """The number of the first entry that does not fit; 0 when all do.

    :param events: without a gap, oldest first
    :param earlier: the hash of the entry before the first of them, whose ``number`` is given too
    """
    for event in events:
        number += 1
        if (event.number, event.earlier, event.hash) != (number, earlier, hash_of(event)):
            return number
        earlier = event.hash
    return 0
