"""The purchase order and the supplier's first answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from .address import Address, read_address, write_address
from .envelope import Envelope, Identity, Stamp
from .item import BadLine, CartLine, read_line, read_money, read_tax, write_charge, write_line, write_money
from .moments import read_moment, write_moment
from .money import BadAmount, Money
from .outgoing import request, response
from .person import EXTRINSICS, Person, read_person, write_contact, write_extrinsics
from .reading import attribute, child_value, extrinsics
from .status import Status
from .writing import LANG, LANGUAGE, add, finish

OrderLine = CartLine
PERSON_NAMES = frozenset((*EXTRINSICS, "Email"))
UNREADABLE_DATE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """A purchase order. `total` is the sum of the lines; `ship_to` is where the goods go; `bill_to` must be
    complete, or Amazon leaves the order waiting; there is no payment: the group's method is charged.
    """

    order_id: str
    order_date: datetime
    total: Money
    ship_to: Address
    bill_to: Address
    person: Person | None
    shipping: Money | None
    tax: Money | None
    comments: str
    extrinsics: tuple[tuple[str, str], ...]
    lines: tuple[CartLine, ...]
    type: str = "new"


class OrderRefused(ValueError):
    """An order a supplier would not take; `code` is the cXML status to answer with."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def write_order_request(identity: Identity, order: OrderRequest, *, mode: str, stamp: Stamp) -> bytes:
    """The OrderRequest, ready to POST; the same order and stamp give the same bytes."""
    root, wrapper = request(identity, mode, stamp)
    payload = add(wrapper, "OrderRequest")
    _write_order_header(payload, order)
    for line in order.lines:
        write_line(payload, "ItemOut", line)
    return finish(root)


def _write_order_header(payload: etree._Element, order: OrderRequest) -> None:
    marks = {"orderID": order.order_id, "orderDate": write_moment(order.order_date), "type": order.type}
    header = add(payload, "OrderRequestHeader", attributes=marks)
    write_money(header, "Total", order.total)
    write_address(header, "ShipTo", order.ship_to)
    write_address(header, "BillTo", order.bill_to)
    if order.shipping:
        write_charge(header, "Shipping", order.shipping, "")
    if order.tax:
        write_charge(header, "Tax", order.tax, "")
    if order.person:
        write_contact(header, order.person)
    if order.comments:
        add(header, "Comments", order.comments, {LANG: LANGUAGE})
    if order.person:
        write_extrinsics(header, order.person)
    for name, text in order.extrinsics:
        add(header, "Extrinsic", text, {"name": name})


def read_order_request(envelope: Envelope) -> OrderRequest:
    """An order as a supplier reads it. An unreadable date never counts against it: the document's own is
    taken, then 1 January 1970. Raises OrderRefused.
    """
    payload = envelope.body
    header = payload.find("OrderRequestHeader") if payload is not None else None
    if payload is None or header is None or envelope.kind != "OrderRequest":
        raise OrderRefused(400, f"An OrderRequest with its header was expected, not a {envelope.kind}.")
    _refuse_type(header)
    try:
        return _order(envelope, header, _lines(payload))
    except (BadAmount, BadLine) as bad:
        raise OrderRefused(400, str(bad)) from None


def _order(envelope: Envelope, header: etree._Element, lines: tuple[CartLine, ...]) -> OrderRequest:
    total = read_money(header.find("Total"))
    if total is None:
        raise OrderRefused(400, "The order has no Total.")
    person = read_person(header)
    return OrderRequest(
        order_id=_order_id(header),
        order_date=read_moment(attribute(header, "orderDate")) or envelope.timestamp or UNREADABLE_DATE,
        total=total,
        ship_to=_needed(header, "ShipTo"),
        bill_to=_needed(header, "BillTo"),
        person=person if person != Person("") else None,
        shipping=read_money(header.find("Shipping")),
        tax=read_tax(header.find("Tax")),
        comments=child_value(header, "Comments"),
        extrinsics=tuple(pair for pair in extrinsics(header) if pair[0] not in PERSON_NAMES),
        lines=lines,
        type=attribute(header, "type") or "new",
    )


def _refuse_type(header: etree._Element) -> None:
    kind = attribute(header, "type") or "new"
    if kind != "new":
        raise OrderRefused(450, f"Orders of the type {kind!r} are not taken, only new ones.")


def _lines(payload: etree._Element) -> tuple[CartLine, ...]:
    lines = tuple(read_line(element, at) for at, element in enumerate(payload.iterchildren("ItemOut"), 1))
    if not lines:
        raise OrderRefused(400, "The order has no lines.")
    if len({line.unit_price.currency for line in lines}) > 1:
        raise OrderRefused(400, "The order's lines are in several currencies.")
    return lines


def _order_id(header: etree._Element) -> str:
    order_id = attribute(header, "orderID")
    if not order_id:
        raise OrderRefused(400, "The order has no orderID.")
    return order_id


def _needed(header: etree._Element, tag: str) -> Address:
    address = read_address(header.find(tag))
    if address is None:
        raise OrderRefused(400, f"The order has no {tag} address.")
    return address


def write_response(status: Status, *, stamp: Stamp) -> bytes:
    """An answer that is only a Status."""
    root, _ = response(status, stamp)
    return finish(root)
