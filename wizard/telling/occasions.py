"""The occasions somebody can be told of, as one table."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.models import CONFIGURATION, SPECIALIST

TIMES = {2: "twice", 3: "three times", 5: "five times", 10: "ten times"}
"""So many tries of a step in a row, stopped by the same check, make it failing."""
IN_A_ROW = 3
DAYS, FEWEST_DAYS, MOST_DAYS = 3, 1, 90
"""Without a step that passes, until a setup counts as stuck."""

LAST_TRY = "What stopped the last try:"


@dataclass(frozen=True, slots=True)
class Occasion:
    """``role`` is what whoever is told has to hold; ``subject`` is said in short, ``says`` in whole.

    ``asked`` is how the page asks whether somebody wants it; nothing: it does not.
    """

    name: str
    role: str
    subject: str
    says: str
    asked: str = ""


STUCK = Occasion(
    "stuck",
    SPECIALIST,
    "Stuck",
    "No step has passed for {days}. The next one is “{step}”.",
    "A setup is stuck",
)
FAILING = Occasion(
    "failing",
    SPECIALIST,
    "Fails again and again",
    "“{step}” was tried {times} in a row, and the same check stopped it each time:",
    "The same check stops a step again and again",
)
LIVE = Occasion(
    "live",
    SPECIALIST,
    "Live",
    "The connection went active: from now on orders are real.",
    "A setup goes live",
)
PASSES_AGAIN = Occasion(
    "passes_again",
    CONFIGURATION,
    "Passes now",
    "“{step}” passes now. {who} tried it again.",
)
TEST = Occasion("test", SPECIALIST, "A test", "You asked for a test. Nothing happened to any setup.")

OCCASIONS = {one.name: one for one in (STUCK, FAILING, LIVE, PASSES_AGAIN, TEST)}
