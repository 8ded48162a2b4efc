"""Who speaks to whom, in which mode, under which stamp."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from .moments import write_moment

Mode = Literal["test", "production"]
MODES: tuple[Mode, Mode] = ("test", "production")


@dataclass(frozen=True, slots=True)
class Credential:
    """One name of a party; only the sender's carries the Shared Secret."""

    domain: str
    identity: str
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """How we introduce ourselves to a supplier (the four values Amazon generates hold the first two)."""

    from_identity: str
    shared_secret: str = field(repr=False)
    to_identity: str = "Amazon"
    domain: str = "NetworkId"
    user_agent: str = "PunchOut Setup Wizard"


@dataclass(frozen=True, slots=True)
class Stamp:
    """payloadID and timestamp, fixed once, so that a retry has the same bytes."""

    payload_id: str
    timestamp: str


def new_stamp(host: str, now: datetime) -> Stamp:
    """A fresh stamp: `time.process.random@host` (cXML Reference Guide) and the aware time `now`."""
    number = f"{int(now.timestamp() * 1000)}.{os.getpid()}.{secrets.randbelow(10**12)}"
    return Stamp(f"{number}@{host}", write_moment(now.replace(microsecond=0)))


def mode_name(mode: str) -> Mode:
    """`mode` as deploymentMode says it. Raises ValueError: a wrong word would buy for real."""
    for known in MODES:
        if mode == known:
            return known
    raise ValueError(f"deploymentMode is test or production, not {mode!r}.")
