"""Judging an OrderRequest, as observed of Amazon Business: refused at once, or taken and then one of these.

A 200 only means *received*. What became of the order is the first of ``FATES`` that has something to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from wizard.cxml.address import Address
from wizard.cxml.envelope import Envelope
from wizard.cxml.order import OrderRefused, OrderRequest, read_order_request
from wizard.simulator import places
from wizard.simulator.answers import Declined
from wizard.simulator.clock import cancel_after, now
from wizard.simulator.store import rows
from wizard.simulator.tables import SHOP, Group
from wizard.simulator.trade import Arrival, Order, Visit

PRICES_HOLD = timedelta(days=7)

STATES = {
    "ordered": "Ordered",
    "test": "Test order: nothing is charged",
    "waiting": "Waits in Amazon's approval",
    "held": "Held by an order safeguard",
    "payment": "Payment declined",
    "cancelled": "Cancelled",
    "refused": "Refused",
    "lost": "Went to nobody",
}


@dataclass(frozen=True, slots=True)
class Case:
    """An order and all that is needed to judge it; ``carts`` by cart id."""

    order: OrderRequest
    group: Group
    mode: str
    carts: dict[str, Visit]
    arrived: datetime


@dataclass(frozen=True, slots=True)
class Fate:
    """The state an order falls into, and why."""

    state: str
    reason: str


def read_order(envelope: Envelope, group: Group) -> OrderRequest:
    """:raises Declined: when the document is no order we could carry out"""
    try:
        order = read_order_request(envelope)
    except OrderRefused as refused:
        raise Declined(refused.code, "Not Acceptable", refused.sentence, group=group) from refused
    if order.type != "new":
        raise Declined(450, "Not Implemented", "Only orders of type new are taken.", group=group)
    return order


def take(envelope: Envelope, group: Group, order: OrderRequest, arrival: Arrival) -> Order:
    """Keep an order.

    :raises Declined: 400 for lines from no cart of ours, 500 for a document that was taken before
    """
    if rows().scalar(
        select(Order).where(Order.group_id == group.id, Order.payload_id == envelope.payload_id)
    ):
        raise Declined(
            500, "Internal Server Error", "This payloadID has already been processed.", group=group
        )
    carts = carts_behind(order, group)
    _cancel_first(group, order.order_id)
    fate = judge(Case(order, group, envelope.mode, carts, now()))
    kept = Order(
        arrival=arrival,
        group=group,
        order_id=order.order_id,
        payload_id=envelope.payload_id,
        state=fate.state,
        reason=fate.reason,
        note=""
        if group.kind == SHOP or in_book(order.ship_to, group)
        else "The delivery address is not in the shared address book.",
        cancel_at=None if _is_real(group, envelope.mode) else now() + cancel_after(),
    )
    rows().add(kept)
    rows().flush()
    return kept


def carts_behind(order: OrderRequest, group: Group) -> dict[str, Visit]:
    """:raises Declined: 400 when a line does not come from a cart that this group sent back"""
    carts: dict[str, Visit] = {}
    for line in order.lines:
        cart_id, _, number = line.auxiliary.partition(",")
        where = Visit.cart_id == cart_id, Visit.group_id == group.id, Visit.ended.is_not(None)
        visit = rows().scalar(select(Visit).where(*where))
        sold = visit and next((sold for sold in visit.lines if str(sold["number"]) == number), None)
        if visit is None or not isinstance(sold, dict) or sold["part"] != line.part:
            content = (
                f"Line {line.number}: SupplierPartID {line.part or '(none)'} with SupplierPartAuxiliaryID "
                f"{line.auxiliary or '(none)'} is from no cart of this group."
            )
            raise Declined(400, "Bad Request", content, group=group)
        carts[cart_id] = visit
    return carts


def judge(case: Case) -> Fate:
    fates = SHOP_FATES if case.group.kind == SHOP else FATES
    return next(fate for look in fates if (fate := look(case)) is not None)


def _test_sent_to_active(case: Case) -> Fate | None:
    if case.mode == "test" and case.group.active:
        return Fate("cancelled", "The order says deploymentMode test, but the group is in Active mode.")
    return None


def _ordered_before(case: Case) -> Fate | None:
    for order in standing_orders(case.group):
        behind = order.arrival.facts.get("carts", [])
        if set(behind) & set(case.carts) and order.state_at(case.arrived) != "cancelled":
            return Fate("cancelled", f"Duplicate: order {order.order_id} holds the same cart.")
    return None


def _bill_to_incomplete(case: Case) -> Fate | None:
    bill_to = case.order.bill_to
    if all((bill_to.name, bill_to.street, bill_to.city, bill_to.postal_code, bill_to.country)):
        return None
    return Fate("waiting", "BillTo is incomplete: name, street, city, postal code and country are needed.")


def _differs_from_cart(case: Case) -> Fate | None:
    for line in case.order.lines:
        sold = _sold(case, line.auxiliary)
        for words, sent, kept in (
            ("price", str(line.unit_price.amount), sold["unit_price"]),
            ("quantity", str(line.quantity), str(sold["quantity"])),
        ):
            if Decimal(sent) != Decimal(kept):
                return Fate("held", f"Line {line.number}: the {words} is {sent}, the cart said {kept}.")
    return None


def _cart_too_old(case: Case) -> Fate | None:
    for visit in case.carts.values():
        if visit.ended and case.arrived - visit.ended > PRICES_HOLD:
            return Fate("held", "The cart is older than 7 days: its prices hold no longer.")
    return None


def _no_payment(case: Case) -> Fate | None:
    methods = case.group.payment_methods if case.group.shared_payment_methods else []
    if any(method.is_default for method in methods):
        return None
    return Fate("payment", "The group has no default payment method.")


def _in_test(case: Case) -> Fate | None:
    if case.group.active:
        return None
    odd = " The order said production." if case.mode == "production" else ""
    return Fate("test", f"The group is in Test mode: nothing is charged or sent.{odd}")


def _ordered(_case: Case) -> Fate:
    return Fate("ordered", "")


FATES: tuple[Callable[[Case], Fate | None], ...] = (
    _test_sent_to_active,
    _ordered_before,
    _bill_to_incomplete,
    _differs_from_cart,
    _cart_too_old,
    _no_payment,
    _in_test,
    _ordered,
)


def _marked_as_test(case: Case) -> Fate | None:
    return Fate("test", "The order says that it is a test.") if case.mode == "test" else None


SHOP_FATES: tuple[Callable[[Case], Fate | None], ...] = (
    _ordered_before,
    _bill_to_incomplete,
    _differs_from_cart,
    _marked_as_test,
    _ordered,
)
"""Of another shop: only what the document says makes an order a test."""


def _is_real(group: Group, mode: str) -> bool:
    """A group in Test mode makes every order a test; another shop has no such switch."""
    return mode == "production" if group.kind == SHOP else group.active


def standing_orders(group: Group) -> list[Order]:
    return list(rows().scalars(select(Order).where(Order.group_id == group.id).order_by(Order.id)))


def in_book(place: Address, group: Group) -> bool:
    """Whether a delivery address is in the shared address book, word for word or by its id."""
    for entry in group.addresses if group.shared_addresses else []:
        if entry.address_id and entry.address_id == place.address_id:
            return True
        if places.same(places.from_book(entry), place):
            return True
    return False


def _cancel_first(group: Group, order_id: str) -> None:
    """A second submission of an orderID makes Amazon cancel the first one."""
    for order in standing_orders(group):
        if order.order_id == order_id and order.state != "cancelled":
            order.state, order.reason = (
                "cancelled",
                "The same orderID was sent again: the first one is cancelled.",
            )


def _sold(case: Case, auxiliary: str) -> dict[str, Any]:
    cart_id, _, number = auxiliary.partition(",")
    return next(sold for sold in case.carts[cart_id].lines if str(sold["number"]) == number)
