"""What the worker carries for packages above this one, which it may not import: they hand it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from wizard.procurement.sending import Hands


@dataclass(frozen=True, slots=True)
class Freight:
    """Rows of one kind, each carried by itself: they alone say which wait, and what came of it.

    ``sweep`` finds what time alone brings about. ``waiting`` are the numbers whose time has come. ``carry`` makes
    one try, and none when the row does not wait; it returns the state it left the row in. ``prune`` forgets what
    is older than a moment. ``at_once``: so many tries at a time in each worker.
    """

    kind: str
    at_once: int
    sweep: Callable[[Hands], None]
    waiting: Callable[[Session, datetime], Sequence[int]]
    carry: Callable[[Hands, int], str]
    prune: Callable[[Session, datetime], None]
