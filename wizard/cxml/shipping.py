"""ShipNoticeRequest: what left the supplier, with whom, and how to follow it (cXML Reference Guide; Fulfill.dtd)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lxml import etree

from .envelope import Envelope, Identity, Stamp
from .fulfilment import (
    DELETE,
    NEW,
    UPDATE,
    FulfilmentRefused,
    OrderReference,
    read_comments,
    read_count,
    read_number,
    read_operation,
    read_reference,
    read_replaced,
    write_comments,
    write_reference,
    write_replaced,
)
from .moments import read_moment, write_moment
from .money import plain
from .outgoing import request
from .reading import attribute, value
from .writing import FULFILL_DTD, LANG, LANGUAGE, add, finish

COMPANY = "companyname"
SERVICE = "Standard"


@dataclass(frozen=True, slots=True)
class Tracking:
    """A carrier and the number it follows the goods by; `url` is as the supplier wrote it, whatever it is."""

    carrier: str
    number: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """So many pieces of a line of the order."""

    number: int
    quantity: Decimal
    unit_of_measure: str = "EA"


@dataclass(frozen=True, slots=True)
class ShippedOrder:
    """What of one order is in the shipment; no lines: the whole order."""

    order: OrderReference
    lines: tuple[ShippedLine, ...] = ()
    comments: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    """`shipment_id` stays the same while a notice is updated or deleted. A planned one has not left yet.
    `orders` is empty only where a notice is deleted.
    """

    orders: tuple[ShippedOrder, ...]
    shipment_id: str = ""
    operation: str = NEW
    replaces: str = ""
    noticed: datetime | None = None
    shipped: datetime | None = None
    delivery: datetime | None = None
    planned: bool = False
    comments: str = ""
    tracking: tuple[Tracking, ...] = ()


def read_shipment(envelope: Envelope) -> Shipment:
    """What the document says, read leniently; dates never count against it. Raises FulfilmentRefused."""
    payload = envelope.body
    if payload is None or envelope.kind != "ShipNoticeRequest":
        raise FulfilmentRefused("cxml.kind_unknown", payload, "A ShipNoticeRequest was expected.")
    header = payload.find("ShipNoticeHeader")
    shipment = Shipment(
        orders=tuple(_order(portion) for portion in payload.iterchildren("ShipNoticePortion")),
        shipment_id=attribute(header, "shipmentID"),
        operation=read_operation(header, UPDATE, DELETE),
        replaces=read_replaced(header),
        noticed=read_moment(attribute(header, "noticeDate")),
        shipped=read_moment(attribute(header, "shipmentDate")),
        delivery=read_moment(attribute(header, "deliveryDate")),
        planned=attribute(header, "shipmentType").lower() == "planned",
        comments=read_comments(header),
        tracking=tuple(_tracking(payload)),
    )
    _refuse_unnamed(shipment, payload)
    return shipment


def _refuse_unnamed(shipment: Shipment, payload: etree._Element) -> None:
    nameless = shipment.operation != DELETE or not (shipment.shipment_id or shipment.replaces)
    if nameless and not shipment.orders:
        raise FulfilmentRefused("cxml.order_reference_missing", payload, "It names no order it belongs to.")


def _order(portion: etree._Element) -> ShippedOrder:
    lines = tuple(
        ShippedLine(read_number(item), read_count(item), value(item.find("UnitOfMeasure")))
        for item in portion.iterchildren("ShipNoticeItem")
    )
    return ShippedOrder(read_reference(portion), lines, read_comments(portion))


def _tracking(payload: etree._Element) -> Iterator[Tracking]:
    for control in payload.iterchildren("ShipControl"):
        carrier = _carrier(control)
        numbers = [one for one in control.iterchildren("ShipmentIdentifier") if value(one)]
        for one in numbers:
            yield Tracking(carrier, value(one), attribute(one, "trackingURL"))
        if carrier and not numbers:
            yield Tracking(carrier, "")


def _carrier(control: etree._Element) -> str:
    """The company's name where one is said, else its code in whatever list."""
    names = {
        attribute(one, "domain").lower(): value(one) for one in control.iterchildren("CarrierIdentifier")
    }
    return names.get(COMPANY) or next(filter(None, names.values()), "")


def write_shipment(identity: Identity, shipment: Shipment, *, mode: str, stamp: Stamp) -> bytes:
    """The document as a supplier sends it; `identity` is the supplier's towards the buyer."""
    root, wrapper = request(identity, mode, stamp)
    payload = add(wrapper, "ShipNoticeRequest")
    _write_header(payload, shipment, stamp)
    for one in shipment.tracking:
        control = add(payload, "ShipControl")
        add(control, "CarrierIdentifier", one.carrier, {"domain": "companyName"})
        marks = {"domain": "trackingNumber"} | ({"trackingURL": one.url} if one.url else {})
        add(control, "ShipmentIdentifier", one.number, marks)
    for order in shipment.orders:
        _write_order(payload, order)
    return finish(root, FULFILL_DTD)


def _write_header(payload: etree._Element, shipment: Shipment, stamp: Stamp) -> None:
    marks = {
        "shipmentID": shipment.shipment_id,
        "operation": shipment.operation,
        "noticeDate": write_moment(shipment.noticed) if shipment.noticed else stamp.timestamp,
    }
    for name, moment in (("shipmentDate", shipment.shipped), ("deliveryDate", shipment.delivery)):
        if moment:
            marks[name] = write_moment(moment)
    if shipment.planned:
        marks["shipmentType"] = "planned"
    header = add(payload, "ShipNoticeHeader", attributes=marks)
    if shipment.operation != DELETE:
        add(header, "ServiceLevel", SERVICE, {LANG: LANGUAGE})
    write_replaced(header, shipment.replaces)
    write_comments(header, shipment.comments)


def _write_order(payload: etree._Element, order: ShippedOrder) -> None:
    portion = add(payload, "ShipNoticePortion")
    write_reference(portion, order.order)
    write_comments(portion, order.comments)
    for line in order.lines:
        marks = {"quantity": plain(line.quantity), "lineNumber": str(line.number)}
        add(add(portion, "ShipNoticeItem", attributes=marks), "UnitOfMeasure", line.unit_of_measure)
