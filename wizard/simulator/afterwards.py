"""What can be said of an order that was taken: confirmations and ship notices, one table of acts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from wizard.cxml.confirmation import (
    ACCEPT,
    DETAIL,
    EXCEPT,
    REJECT,
    Confirmation,
    ConfirmedLine,
    Portion,
)
from wizard.cxml.fulfilment import UPDATE, OrderReference
from wizard.cxml.item import CENT
from wizard.cxml.money import BadAmount, Money, amount, count
from wizard.cxml.shipping import Shipment, ShippedLine, ShippedOrder, Tracking
from wizard.simulator.clock import now
from wizard.simulator.trade import Order, Reply

CONFIRMATION, SHIPMENT, AGAIN = "confirmation", "shipment", "again"
CARRIER, FOLLOW = "Parcel Express", "https://track.example/{number}"
DEARER = Decimal("1.1")


class NothingToSay(ValueError):
    """What was asked for makes no sense for this order now; the message is for people."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the order; ``left`` is what was not shipped yet."""

    number: int
    description: str
    quantity: Decimal
    unit_price: Money
    left: Decimal


Asked = Mapping[str, Any]
Said = Confirmation | Shipment
Make = Callable[[Order, list[Line], Asked], list[Said]]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to say. ``kind`` is that of its documents."""

    key: str
    title: str
    words: str
    kind: str
    make: Make


def lines_of(order: Order) -> list[Line]:
    """The lines as they were ordered, with what has not left yet."""
    return [
        Line(
            number=line["number"],
            description=line["description"],
            quantity=Decimal(line["quantity"]),
            unit_price=Money(Decimal(line["unit_price"]), line["currency"]),
            left=Decimal(line["quantity"]) - _shipped(order, line["number"]),
        )
        for line in order.arrival.facts["lines"]
    ]


def _shipped(order: Order, number: int) -> Decimal:
    """How many of a line the other side knows to be on their way."""
    taken = [reply for reply in order.replies if reply.status == 200 and reply.what != AGAIN]
    return sum((Decimal(reply.lines.get(str(number), "0")) for reply in taken), Decimal(0))


def _confirm(order: Order, _lines: list[Line], _asked: Asked) -> list[Said]:
    return [Confirmation(_reference(order), ACCEPT, _number())]


def _differ(order: Order, lines: list[Line], asked: Asked) -> list[Said]:
    """With what was typed for each line; where nothing was, the first line is dearer and one fewer."""
    typed = any(key.startswith(("quantity_", "price_")) for key in asked)
    said = [_as_typed(line, asked) for line in lines] if typed else [_dearer(lines[0])]
    changed = tuple(line for line in said if line is not None)
    if not changed:
        raise NothingToSay("Change a quantity or a price first.")
    return [Confirmation(_reference(order), EXCEPT, _number(), lines=changed)]


def _as_typed(line: Line, asked: Asked) -> ConfirmedLine | None:
    try:
        quantity = count(str(asked.get(f"quantity_{line.number}", line.quantity)))
        price = amount(str(asked.get(f"price_{line.number}", line.unit_price.amount)))
    except BadAmount as bad:
        raise NothingToSay(f"Line {line.number}: {bad}") from None
    if (quantity, price) == (line.quantity, line.unit_price.amount):
        return None
    return _other(line, quantity, price)


def _dearer(line: Line) -> ConfirmedLine:
    fewer = line.quantity - 1 if line.quantity > 1 else line.quantity
    return _other(line, fewer, (line.unit_price.amount * DEARER).quantize(CENT))


def _other(line: Line, quantity: Decimal, price: Decimal) -> ConfirmedLine:
    """So many at that price; the others are rejected."""
    portions = (
        [Portion(DETAIL, quantity, unit_price=Money(price, line.unit_price.currency))] if quantity else []
    )
    if quantity < line.quantity:
        portions.append(Portion(REJECT, line.quantity - quantity, comments="Out of stock"))
    return ConfirmedLine(line.number, line.quantity, tuple(portions))


def _split(order: Order, lines: list[Line], _asked: Asked) -> list[Said]:
    """Amazon makes several orders of one: each confirms its part, under a number of its own."""
    middle = (len(lines) + 1) // 2
    parts = [[(line, line.quantity) for line in some] for some in (lines[:middle], lines[middle:]) if some]
    if len(parts) == 1:
        (line,), half = lines, _half(lines[0].quantity)
        parts = [[(line, half)], [(line, line.quantity - half)]] if half < line.quantity else parts
    return [
        Confirmation(
            _reference(order),
            DETAIL,
            _number(),
            lines=tuple(
                ConfirmedLine(line.number, line.quantity, (Portion(ACCEPT, many),)) for line, many in part
            ),
        )
        for part in parts
    ]


def _reject(order: Order, _lines: list[Line], _asked: Asked) -> list[Said]:
    return [Confirmation(_reference(order), REJECT, _number(), comments="The items are no longer sold.")]


def _update(order: Order, _lines: list[Line], _asked: Asked) -> list[Said]:
    last = _last(order, CONFIRMATION)
    return [Confirmation(_reference(order), ACCEPT, last.number, operation=UPDATE, replaces=last.payload_id)]


def _ship_part(order: Order, lines: list[Line], _asked: Asked) -> list[Said]:
    """Half of everything; the first line alone where no line can be halved."""
    left = _left(lines)
    half = [(line, _half(line.left)) for line in left]
    if all(many == line.left for line, many in half):
        half = half[:1]
    return [_shipment(order, half)]


def _ship_rest(order: Order, lines: list[Line], _asked: Asked) -> list[Said]:
    return [_shipment(order, [(line, line.left) for line in _left(lines)])]


def _left(lines: list[Line]) -> list[Line]:
    left = [line for line in lines if line.left > 0]
    if not left:
        raise NothingToSay("Everything was shipped already.")
    return left


def _half(number: Decimal) -> Decimal:
    return (number / 2).to_integral_value(ROUND_CEILING) if number > 1 else number


def _shipment(order: Order, part: list[tuple[Line, Decimal]]) -> Shipment:
    tracking = f"PX{secrets.randbelow(10**12):012d}"
    within = tuple(ShippedLine(line.number, many) for line, many in part)
    return Shipment(
        (ShippedOrder(_reference(order), within),),
        _number(),
        shipped=now(),
        tracking=(Tracking(CARRIER, tracking, FOLLOW.format(number=tracking)),),
    )


def _last(order: Order, kind: str) -> Reply:
    found = [reply for reply in order.replies if reply.kind == kind and reply.what != AGAIN]
    if not found:
        raise NothingToSay("Nothing was confirmed yet.")
    return found[-1]


def _reference(order: Order) -> OrderReference:
    return OrderReference(order.order_id, order.payload_id)


def _number() -> str:
    """Three, seven and seven digits, as Amazon numbers its orders."""
    digits = f"{secrets.randbelow(10**17):017d}"
    return f"{digits[:3]}-{digits[3:10]}-{digits[10:]}"


TABLE = (
    Act("confirm", "Confirm it", "Everything comes as ordered.", CONFIRMATION, _confirm),
    Act(
        "differ",
        "Confirm with differences",
        "With the quantities and prices above. What is missing is rejected.",
        CONFIRMATION,
        _differ,
    ),
    Act("split", "Confirm in two parts", "Two orders are made of it, each confirmed.", CONFIRMATION, _split),
    Act("reject", "Reject it", "Nothing of it will come.", CONFIRMATION, _reject),
    Act(
        "update",
        "Take it back and accept",
        "An update of the last confirmation: everything comes as ordered after all.",
        CONFIRMATION,
        _update,
    ),
    Act(
        "ship_part", "Ship a part", "Half of everything leaves, with a tracking number.", SHIPMENT, _ship_part
    ),
    Act("ship_rest", "Ship the rest", "What has not left yet, with another number.", SHIPMENT, _ship_rest),
)
ACTS: Mapping[str, Act] = {act.key: act for act in TABLE}
