"""What is told of a setup, before it has its place in the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

BEGUN, PASSED, REFUSED, HANDED, CHANGED, BOUGHT, DESK = KINDS = (
    "begun",
    "passed",
    "refused",
    "handed",
    "changed",
    "bought",
    "desk",
)
"""``desk``: what the specialist's desk did; it is no sign of life of the customer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """``what`` is the sentence, with ``{step}`` for the title of the step ``slug``. ``user_id``: nobody if by itself.

    ``code`` is the check code that stopped a try, ``findings`` the checks it is about.
    """

    setup_id: int
    at: datetime
    user_id: int | None
    kind: str
    what: str
    slug: str = ""
    code: str = ""
    findings: Sequence[Any] = ()
