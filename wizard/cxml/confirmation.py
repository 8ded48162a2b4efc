"""ConfirmationRequest: what a supplier says will become of an order (cXML Reference Guide; Fulfill.dtd)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lxml import etree

from .envelope import Envelope, Identity, Stamp
from .fulfilment import (
    NEW,
    UPDATE,
    FulfilmentRefused,
    OrderReference,
    read_comments,
    read_count,
    read_kind,
    read_number,
    read_operation,
    read_price,
    read_reference,
    read_replaced,
    write_comments,
    write_reference,
    write_replaced,
)
from .item import write_money
from .moments import read_moment, write_moment
from .money import Money, plain
from .outgoing import request
from .reading import attribute, child_value, value
from .writing import FULFILL_DTD, add, finish

ACCEPT, ALL_DETAIL, DETAIL, EXCEPT = "accept", "allDetail", "detail", "except"
BACKORDERED, REJECT, UNSURE = "backordered", "reject", "unknown"
TYPES = {one.lower(): one for one in (ACCEPT, ALL_DETAIL, DETAIL, EXCEPT, BACKORDERED, REJECT)}
PORTION_TYPES = {one.lower(): one for one in (ACCEPT, ALL_DETAIL, DETAIL, BACKORDERED, REJECT, UNSURE)}


@dataclass(frozen=True, slots=True)
class Portion:
    """What becomes of so many pieces of a line. `unit_price` and `part` only where they are said anew."""

    type: str
    quantity: Decimal
    unit_of_measure: str = "EA"
    unit_price: Money | None = None
    part: str = ""
    shipment: datetime | None = None
    delivery: datetime | None = None
    comments: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmedLine:
    """A line of the order; `quantity` is what was ordered, as the supplier remembers it."""

    number: int
    quantity: Decimal
    portions: tuple[Portion, ...]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`confirm_id` stays the same while a confirmation is updated (at Amazon its order number); an update
    replaces the document `replaces`. Lines that are not mentioned: `type` decides.
    """

    order: OrderReference
    type: str
    confirm_id: str = ""
    operation: str = NEW
    replaces: str = ""
    noticed: datetime | None = None
    comments: str = ""
    lines: tuple[ConfirmedLine, ...] = ()


def read_confirmation(envelope: Envelope) -> Confirmation:
    """What the document says, read leniently: only what could mislead is refused. Raises FulfilmentRefused."""
    payload = envelope.body
    if payload is None or envelope.kind != "ConfirmationRequest":
        raise FulfilmentRefused("cxml.kind_unknown", payload, "A ConfirmationRequest was expected.")
    header = payload.find("ConfirmationHeader")
    return Confirmation(
        order=read_reference(payload),
        type=read_kind(header if header is not None else payload, "type", TYPES),
        confirm_id=attribute(header, "confirmID"),
        operation=read_operation(header, UPDATE),
        replaces=read_replaced(header),
        noticed=read_moment(attribute(header, "noticeDate")),
        comments=read_comments(header),
        lines=tuple(_line(item) for item in payload.iterchildren("ConfirmationItem")),
    )


def _line(item: etree._Element) -> ConfirmedLine:
    portions = tuple(_portion(status) for status in item.iterchildren("ConfirmationStatus"))
    return ConfirmedLine(read_number(item), read_count(item), portions)


def _portion(status: etree._Element) -> Portion:
    instead = status.find("ItemIn")
    return Portion(
        type=read_kind(status, "type", PORTION_TYPES),
        quantity=read_count(status),
        unit_of_measure=value(status.find("UnitOfMeasure")),
        unit_price=read_price(status if instead is None else instead.find("ItemDetail")),
        part=child_value(instead, "ItemID/SupplierPartID"),
        shipment=read_moment(attribute(status, "shipmentDate")),
        delivery=read_moment(attribute(status, "deliveryDate")),
        comments=read_comments(status),
    )


def write_confirmation(identity: Identity, confirmation: Confirmation, *, mode: str, stamp: Stamp) -> bytes:
    """The document as a supplier sends it; `identity` is the supplier's towards the buyer."""
    root, wrapper = request(identity, mode, stamp)
    payload = add(wrapper, "ConfirmationRequest")
    _write_header(payload, confirmation, stamp)
    write_reference(payload, confirmation.order)
    for line in confirmation.lines:
        _write_line(payload, line)
    return finish(root, FULFILL_DTD)


def _write_header(payload: etree._Element, confirmation: Confirmation, stamp: Stamp) -> None:
    noticed = write_moment(confirmation.noticed) if confirmation.noticed else stamp.timestamp
    marks = {"confirmID": confirmation.confirm_id} if confirmation.confirm_id else {}
    marks |= {"operation": confirmation.operation, "type": confirmation.type, "noticeDate": noticed}
    header = add(payload, "ConfirmationHeader", attributes=marks)
    write_replaced(header, confirmation.replaces)
    write_comments(header, confirmation.comments)


def _write_line(payload: etree._Element, line: ConfirmedLine) -> None:
    marks = {"quantity": plain(line.quantity), "lineNumber": str(line.number)}
    item = add(payload, "ConfirmationItem", attributes=marks)
    add(item, "UnitOfMeasure", line.portions[0].unit_of_measure if line.portions else "EA")
    for portion in line.portions:
        _write_portion(item, portion)


def _write_portion(item: etree._Element, portion: Portion) -> None:
    marks = {"quantity": plain(portion.quantity), "type": portion.type}
    for name, moment in (("shipmentDate", portion.shipment), ("deliveryDate", portion.delivery)):
        if moment:
            marks[name] = write_moment(moment)
    status = add(item, "ConfirmationStatus", attributes=marks)
    add(status, "UnitOfMeasure", portion.unit_of_measure)
    if portion.unit_price:
        write_money(status, "UnitPrice", portion.unit_price)
    write_comments(status, portion.comments)
