"""The cart on its way back: PunchOutOrderMessage, read strictly where money is concerned."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from .address import Address, read_address, write_address
from .door import Refused
from .envelope import Credential, Envelope, Stamp
from .form import cart_document as cart_document
from .item import BadLine, adds_up, read_line, read_money, read_tax, write_charge, write_line, write_money
from .item import CartLine as CartLine
from .item import sum_of as sum_of
from .money import BadAmount, Money
from .outgoing import outgoing, write_header
from .parties import mode_name
from .reading import attribute, child_value, line_of
from .status import Status
from .writing import add, finish

# Units of measure counted in whole pieces (UN/ECE Recommendation 20, and what suppliers write for it).
PIECES = frozenset({"EA", "C62", "PCE", "PK", "BX", "H87", "XPK", "XBX", "PC", "CT", "DZN"})


@dataclass(frozen=True, slots=True)
class Cart:
    """What was chosen. `total` is the sum of the lines; `shipping` and `tax` stand beside it, not in it.

    `ship_to` is the address chosen at checkout, None when the person chose none.
    """

    buyer_cookie: str
    operation_allowed: str
    total: Money | None
    shipping: Money | None
    shipping_description: str
    tax: Money | None
    tax_description: str
    ship_to: Address | None
    lines: tuple[CartLine, ...]
    status: Status | None = None


class CartRefused(ValueError):
    """A cart that cannot become a requisition; `code` is one of the check codes `order.*`."""

    def __init__(self, code: str, line: int | None, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.line = line
        self.sentence = sentence


def read_cart(envelope: Envelope, *, auxiliary_required: bool = True) -> Cart:
    """The cart of a PunchOutOrderMessage. Raises CartRefused, and Refused for another kind of document.

    `auxiliary_required`: Amazon cannot take an order for a line without SupplierPartAuxiliaryID.
    """
    payload = envelope.body
    if payload is None or envelope.kind != "PunchOutOrderMessage":
        raise Refused("malformed_cxml", None, f"A PunchOutOrderMessage was expected, not a {envelope.kind}.")
    header = payload.find("PunchOutOrderMessageHeader")
    elements = payload.findall("ItemIn")
    if not elements:
        raise CartRefused("order.cart_empty", line_of(payload), _why_empty(envelope.status))
    lines = tuple(_line(element, number) for number, element in enumerate(elements, 1))
    cart = _with_header(payload, header, lines, envelope.status)
    _judge_lines(cart, elements, auxiliary_required)
    _judge_currency(cart, elements)
    _judge_total(cart, header)
    return cart


def _with_header(
    payload: etree._Element, header: etree._Element | None, lines: tuple[CartLine, ...], status: Status | None
) -> Cart:
    parts = {str(child.tag): child for child in reversed(header if header is not None else ())}
    try:
        return Cart(
            buyer_cookie=child_value(payload, "BuyerCookie"),
            operation_allowed=attribute(header, "operationAllowed"),
            total=read_money(parts.get("Total")),
            shipping=read_money(parts.get("Shipping")),
            shipping_description=child_value(parts.get("Shipping"), "Description"),
            tax=read_tax(parts.get("Tax")),
            tax_description=child_value(parts.get("Tax"), "Description"),
            ship_to=read_address(parts.get("ShipTo")),
            lines=lines,
            status=status,
        )
    except BadAmount as bad:
        raise CartRefused("order.bad_amount", line_of(header), f"The cart's header: {bad}") from None


def _line(element: etree._Element, position: int) -> CartLine:
    try:
        return read_line(element, position)
    except BadLine as bad:
        raise CartRefused("order.bad_amount", bad.line, bad.sentence) from None


def _judge_lines(cart: Cart, elements: list[etree._Element], auxiliary_required: bool) -> None:
    for position, (line, element) in enumerate(zip(cart.lines, elements, strict=True), 1):
        if auxiliary_required and not line.auxiliary.strip():
            sentence = f"Line {position} has no SupplierPartAuxiliaryID, so it could never be ordered."
            raise CartRefused("order.auxiliary_id_missing", line_of(element), sentence)
        if line.quantity % 1 and line.unit_of_measure.upper() in PIECES:
            sentence = f"Line {position} asks for a fraction of a piece."
            raise CartRefused("order.bad_amount", line_of(element), sentence)


def _judge_currency(cart: Cart, elements: list[etree._Element]) -> None:
    first = cart.lines[0].unit_price.currency
    for position, (line, element) in enumerate(zip(cart.lines, elements, strict=True), 1):
        if line.unit_price.currency != first or (line.tax and line.tax.currency != first):
            sentence = f"Line {position} is in another currency than line 1 ({first})."
            raise CartRefused("order.mixed_currency", line_of(element), sentence)
    for money in (cart.total, cart.shipping, cart.tax):
        if money and money.currency != first:
            sentence = f"The lines are in {first}, the cart's header in {money.currency}."
            raise CartRefused("order.mixed_currency", None, sentence)


def _judge_total(cart: Cart, header: etree._Element | None) -> None:
    if cart.total is not None and not adds_up(cart.total.amount, cart.lines):
        total = sum_of(cart.lines)
        sentence = f"The lines add up to {total:f}, the cart says {cart.total.amount:f}."
        raise CartRefused("order.total_differs", line_of(header), sentence)


def _why_empty(status: Status | None) -> str:
    if status and status.code == 204:
        return "The shopping ended and nothing was changed."
    if status and not status.ok:
        return f"The shop sent no cart but status {status.code}."
    return "The cart that came back is empty: nothing was chosen."


def write_order_message(
    cart: Cart, *, supplier: tuple[Credential, ...], buyer: Credential, mode: str, stamp: Stamp
) -> bytes:
    """The cart as a supplier posts it: no secret in it, only the BuyerCookie binds it to a session."""
    root = outgoing(stamp)
    write_header(root, supplier, (buyer,), supplier, "Shop")
    message = add(root, "Message", attributes={"deploymentMode": mode_name(mode)})
    if cart.status:
        marks = {"code": str(cart.status.code), "text": cart.status.text or cart.status.name}
        add(message, "Status", cart.status.content, marks)
    payload = add(message, "PunchOutOrderMessage")
    add(payload, "BuyerCookie", cart.buyer_cookie)
    _write_message_header(payload, cart)
    for line in cart.lines:
        write_line(payload, "ItemIn", line)
    return finish(root)


def _write_message_header(payload: etree._Element, cart: Cart) -> None:
    marks = {"operationAllowed": cart.operation_allowed or "create"}
    header = add(payload, "PunchOutOrderMessageHeader", attributes=marks)
    currency = cart.lines[0].unit_price.currency if cart.lines else "USD"
    write_money(header, "Total", cart.total or Money(sum_of(cart.lines), currency))
    if cart.ship_to:
        write_address(header, "ShipTo", cart.ship_to)
    if cart.shipping:
        write_charge(header, "Shipping", cart.shipping, cart.shipping_description)
    if cart.tax:
        write_charge(header, "Tax", cart.tax, cart.tax_description)
