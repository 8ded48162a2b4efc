"""A supplier's document about one order as rows, and as one sentence of the order's history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wizard.cxml.confirmation import (
    ACCEPT,
    ALL_DETAIL,
    BACKORDERED,
    DETAIL,
    EXCEPT,
    REJECT,
    Confirmation,
    ConfirmedLine,
    Portion,
)
from wizard.cxml.fulfilment import DELETE, UPDATE
from wizard.cxml.redact import HIDDEN
from wizard.cxml.shipping import Shipment, ShippedLine, ShippedOrder
from wizard.models import CONFIRMATION, SHIPMENT, Notice

PLANNED, ACTUAL = "planned", "actual"
NAME, WORDS = 200, 2_000
SHORTEST_SECRET = 8
MOST_TRACKING = 200

IN_WORDS: Mapping[str, str] = {
    ACCEPT: "accepted as ordered",
    EXCEPT: "accepted with changes",
    DETAIL: "some lines confirmed, with changes",
    ALL_DETAIL: "some lines confirmed in full detail",
    BACKORDERED: "not in stock",
    REJECT: "rejected",
    ACTUAL: "on its way",
    PLANNED: "planned, not on its way yet",
}
"""What a document says, by its type."""

WHOLE = (ACCEPT, BACKORDERED, REJECT)
"""Without lines these speak of the whole order; ``except`` always does, the others never do."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The columns of a Notice and those of its lines."""

    notice: dict[str, Any]
    lines: list[dict[str, Any]]

    def without(self, secret: str) -> Rows:
        """The same without the Shared Secret, wherever a careless supplier repeats it."""
        return Rows(hidden(self.notice, secret), hidden(self.lines, secret))


def confirmed(said: Confirmation) -> Rows:
    whole = said.type == EXCEPT or (said.type in WHOLE and not said.lines)
    notice = {
        "kind": CONFIRMATION,
        "number": said.confirm_id[:NAME],
        "type": said.type,
        "whole": whole,
        **_common(said),
    }
    return Rows(notice, [_portion(line, portion) for line in said.lines for portion in line.portions])


def shipped(said: Shipment, part: ShippedOrder | None) -> Rows:
    """:param part: what of the order is in it; None where the notice names no order"""
    words = (said.comments, part.comments if part else "")
    notice = {
        **_common(said),
        "kind": SHIPMENT,
        "number": said.shipment_id[:NAME],
        "type": PLANNED if said.planned else ACTUAL,
        "whole": part is not None and not part.lines,
        "shipped": said.shipped,
        "delivery": said.delivery,
        "comments": " ".join(filter(None, words))[:WORDS],
        "tracking": [
            {"carrier": one.carrier[:NAME], "number": one.number[:NAME], "url": one.url[:WORDS]}
            for one in said.tracking[:MOST_TRACKING]
        ],
    }
    return Rows(notice, [_shipped_line(line) for line in (part.lines if part else ())])


def said_of(notice: Notice) -> str:
    """What the document says, for the order's history."""
    name = f"{notice.kind.capitalize()} {notice.number}".strip()
    if notice.operation == DELETE:
        return f"{name}: taken back by the supplier."
    again = " It replaces an earlier one." if notice.operation == UPDATE else ""
    words = f" The supplier says: “{notice.comments}”" if notice.comments else ""
    return f"{name}: {IN_WORDS[notice.type]}.{again}{words}"


def _common(said: Confirmation | Shipment) -> dict[str, Any]:
    return {
        "operation": said.operation,
        "replaces": said.replaces[:NAME],
        "noticed": said.noticed,
        "comments": said.comments[:WORDS],
    }


def _portion(line: ConfirmedLine, portion: Portion) -> dict[str, Any]:
    price = portion.unit_price
    return {
        "number": line.number,
        "type": portion.type,
        "quantity": portion.quantity,
        "unit_price": price.amount if price else None,
        "currency": price.currency if price else "",
        "part": portion.part[:NAME],
        "delivery": portion.delivery,
        "comments": portion.comments[:WORDS],
    }


def _shipped_line(line: ShippedLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "type": "shipped",
        "quantity": line.quantity,
        "unit_price": None,
        "currency": "",
        "part": "",
        "delivery": None,
        "comments": "",
    }


def hidden(value: Any, secret: str) -> Any:
    """A text, or all texts of a JSON value, without the Shared Secret."""
    if isinstance(value, str):
        return value.replace(secret, HIDDEN) if len(secret) >= SHORTEST_SECRET else value
    if isinstance(value, dict):
        return {key: hidden(one, secret) for key, one in value.items()}
    return [hidden(one, secret) for one in value] if isinstance(value, list) else value
