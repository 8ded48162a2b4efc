"""One step of a setup, handed to a named colleague by a link: for that step only, for some days, to be taken back."""

from wizard.handover.asking import MOST_A_DAY, MOST_DAYS, AskedTooOften, Wish, ask, take_back
from wizard.handover.standing import (
    DONE,
    EXPIRED,
    TAKEN_BACK,
    WAITING,
    Handed,
    at_work,
    by_token,
    handed,
    latest,
    standing,
    waiting_on,
)

__all__ = [
    "DONE",
    "EXPIRED",
    "MOST_A_DAY",
    "MOST_DAYS",
    "TAKEN_BACK",
    "WAITING",
    "AskedTooOften",
    "Handed",
    "Wish",
    "ask",
    "at_work",
    "by_token",
    "handed",
    "latest",
    "standing",
    "take_back",
    "waiting_on",
]
