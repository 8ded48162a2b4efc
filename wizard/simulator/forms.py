"""Reading what was typed, sending people on, and the words that greet them there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flask import Response, redirect, request, url_for

EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,180}\.[^@\s,;<>\".]{2,}")
LONGEST = 200
LARGEST_NUMBER = 2**31 - 1

DONE = {
    "shop_made": "The shop is open. Copy its values to your procurement system.",
    "group_made": "The group is made. Next: set its purchasing system.",
    "group_kept": "The group's settings are saved.",
    "system_kept": "The purchasing system is saved. Copy the four values to your procurement system.",
    "values_renewed": "There are new values. The old ones stopped working this moment.",
    "active": "The group is in Active mode. From now on its orders count as real.",
    "test": "The group is back in Test mode. Its orders will be cancelled.",
    "address_kept": "The address is saved.",
    "address_gone": "The address is removed.",
    "payment_kept": "The payment method is added.",
    "payment_default": "The default payment method is set.",
    "payment_gone": "The payment method is removed.",
    "people_invited": "Done. People without an account show as pending until they accept.",
    "accepted": "The invitation is accepted. The general group has them too now, as a Buyer (Requisitioner).",
    "roles_kept": "The roles are saved.",
    "person_gone": "The person is removed from this group.",
    "sheet_taken": "The sheet is taken over.",
    "order_cancelled": "The order is cancelled.",
    "order_approved": "The order is approved here and goes on.",
    "reply_sent": "Sent. What was answered stands below.",
    "basket": "Your cart is changed.",
    "fault_on": "Switched on. This group misbehaves from now on.",
    "fault_off": "Switched off.",
}


@dataclass(slots=True)
class Problems:
    """What keeps a form from being saved: sentences by field name."""

    by_field: dict[str, str] = field(default_factory=dict)

    def need(self, name: str, sentence: str) -> str:
        """The typed text of a field; an empty one is a problem."""
        if not text(name):
            self.by_field[name] = sentence
        return text(name)

    def __bool__(self) -> bool:
        return bool(self.by_field)


def text(name: str) -> str:
    """One typed value: spaces joined, control characters gone, at most 200 characters."""
    typed = "".join(
        letter for letter in request.form.get(name, "") if letter.isprintable() or letter.isspace()
    )
    return " ".join(typed.split())[:LONGEST]


def number(typed: str) -> int:
    """A row's number out of an address; 0, which no row has, for anything else."""
    plain = typed.isascii() and typed.isdigit() and len(typed) <= 10
    return int(typed) if plain and int(typed) <= LARGEST_NUMBER else 0


def ticked(name: str) -> bool:
    return name in request.form


def emails(typed: str) -> tuple[list[str], list[str]]:
    """The addresses in a text, one a line or comma, and the pieces that are none."""
    pieces = [piece.lower() for piece in re.split(r"[\s,;]+", typed) if piece]
    return [piece for piece in pieces if EMAIL.fullmatch(piece)], [
        p for p in pieces if not EMAIL.fullmatch(p)
    ]


def go(endpoint: str, done: str = "", **place: str | int) -> Response:
    """Send the browser on after a form was taken, with a word of what happened."""
    arguments = dict(place, **({"done": done} if done else {}))
    answer = redirect(url_for(endpoint, **arguments), 303)  # type: ignore[arg-type]
    assert isinstance(answer, Response)
    return answer


def done_words() -> str:
    return DONE.get(request.args.get("done", ""), "")
