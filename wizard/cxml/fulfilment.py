"""What confirmations and ship notices share: the order they speak of, and how they are refused (Fulfill.dtd)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from .item import read_money
from .money import BadAmount, Money, count
from .reading import attribute, line_of, value
from .writing import LANG, LANGUAGE, add

UPDATE, DELETE, NEW = "update", "delete", "new"
LARGEST_NUMBER = 2**31 - 1


class FulfilmentRefused(ValueError):
    """A document nobody could act on. `status` is the cXML status to answer with, `code` the finding's."""

    def __init__(self, code: str, element: etree._Element | None, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.code = code
        self.line = line_of(element)
        self.sentence = sentence
        self.status = status


@dataclass(frozen=True, slots=True)
class OrderReference:
    """The order a document speaks of: our order number, and the payloadID our order was sent with."""

    order_id: str
    payload_id: str


def read_reference(parent: etree._Element) -> OrderReference:
    """The order named directly below `parent`. Raises FulfilmentRefused."""
    element = parent.find("OrderReference")
    document = element.find("DocumentReference") if element is not None else None
    reference = OrderReference(attribute(element, "orderID"), attribute(document, "payloadID"))
    if not (reference.order_id or reference.payload_id):
        raise FulfilmentRefused("cxml.order_reference_missing", parent, "It names no order it belongs to.")
    return reference


def write_reference(parent: etree._Element, reference: OrderReference) -> None:
    marks = {"orderID": reference.order_id} if reference.order_id else {}
    element = add(parent, "OrderReference", attributes=marks)
    add(element, "DocumentReference", attributes={"payloadID": reference.payload_id})


def read_replaced(header: etree._Element | None) -> str:
    """The payloadID of the document that this one replaces, "" when it replaces none."""
    return attribute(header.find("DocumentReference"), "payloadID") if header is not None else ""


def write_replaced(header: etree._Element, payload_id: str) -> None:
    if payload_id:
        add(header, "DocumentReference", attributes={"payloadID": payload_id})


def read_comments(parent: etree._Element | None) -> str:
    """All that is said to people directly below `parent`."""
    found = parent.iterchildren("Comments") if parent is not None else ()
    return " ".join(words for words in map(value, found) if words)


def write_comments(parent: etree._Element, words: str) -> None:
    if words:
        add(parent, "Comments", words, {LANG: LANGUAGE})


def read_kind(element: etree._Element | None, name: str, known: Mapping[str, str]) -> str:
    """The attribute `name` as the standard spells it, whatever its case. Raises FulfilmentRefused."""
    typed = attribute(element, name)
    if typed.lower() not in known:
        sentence = f"Its {name} “{typed[:20]}” is not one we take." if typed else f"It has no {name}."
        raise FulfilmentRefused("cxml.type_unknown", element, sentence, 450 if typed else 400)
    return known[typed.lower()]


def read_operation(header: etree._Element | None, *known: str) -> str:
    """What the document does to earlier ones of its number; new where nothing is said. Raises FulfilmentRefused."""
    if not attribute(header, "operation"):
        return NEW
    return read_kind(header, "operation", {one: one for one in (NEW, *known)})


def read_number(element: etree._Element) -> int:
    """Which line of the order it is, from 1. Raises FulfilmentRefused."""
    digits = attribute(element, "lineNumber")
    good = digits.isascii() and digits.isdigit() and len(digits) <= 10
    if not (good and 0 < int(digits) <= LARGEST_NUMBER):
        sentence = f"“{digits[:20]}” is no line number." if digits else "An item names no line of the order."
        raise FulfilmentRefused("cxml.line_number_missing", element, sentence)
    return int(digits)


def read_count(element: etree._Element) -> Decimal:
    """Its quantity, zero or more. Raises FulfilmentRefused."""
    try:
        return count(element.get("quantity", ""))
    except BadAmount as bad:
        raise FulfilmentRefused("order.bad_amount", element, str(bad)) from None


def read_price(element: etree._Element | None) -> Money | None:
    """The UnitPrice directly below `element`, None where nothing is said. Raises FulfilmentRefused."""
    price = element.find("UnitPrice") if element is not None else None
    try:
        return read_money(price)
    except BadAmount as bad:
        raise FulfilmentRefused("order.bad_amount", price, str(bad)) from None
