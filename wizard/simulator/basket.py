"""What is in the cart, and the document that carries it back, in the shape observed of Amazon Business.

Two credentials in From and Sender, no secret, timestamps with Z and milliseconds, Total without shipping and
tax, ``<cart id>,<line>`` as auxiliary id, and a TaxDetail "vat" where there is value-added tax.
"""

from __future__ import annotations

import secrets
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from wizard.cxml.address import Address
from wizard.cxml.cart import Cart, CartLine, write_order_message
from wizard.cxml.envelope import Credential, Stamp
from wizard.cxml.money import Money
from wizard.cxml.status import Status
from wizard.simulator.catalogue import BY_PART, CATEGORIES, Product
from wizard.simulator.clock import now
from wizard.simulator.marketplaces import MARKETPLACES, Marketplace
from wizard.simulator.other_shop import trader
from wizard.simulator.trade import Visit

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
MOST_OF_ONE = 999
NOTHING_CHOSEN = Status(204, "No Content", "Shopping ended; nothing was changed.")


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One product in the cart; ``price`` in the marketplace's currency, without tax."""

    number: int
    product: Product
    quantity: int
    price: Decimal

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Basket:
    """The cart as it stands."""

    place: Marketplace
    lines: tuple[BasketLine, ...]

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal("0.00"))

    @property
    def delivery(self) -> Decimal:
        return self.place.delivery(self.total) if self.lines else Decimal("0.00")

    @property
    def tax(self) -> Decimal:
        return sum((self.place.tax_on(line.total) for line in self.lines), Decimal("0.00"))

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)


def basket(visit: Visit) -> Basket:
    place = MARKETPLACES[visit.group.marketplace]
    held = ((BY_PART[part], quantity) for part, quantity in visit.basket.items())
    lines = (
        BasketLine(number, product, quantity, place.price(product.dollars))
        for number, (product, quantity) in enumerate(held, start=1)
    )
    return Basket(place, tuple(lines))


def put(visit: Visit, part: str, quantity: int) -> None:
    """Set how many of a product are in the cart; none takes it out."""
    held = dict(visit.basket) | {part: min(quantity, MOST_OF_ONE)}
    visit.basket = {part: quantity for part, quantity in held.items() if quantity > 0}


def send_back(visit: Visit, ship_to: Address | None) -> None:
    """Freeze the cart and write the document the browser will post to the return address."""
    held = basket(visit)
    visit.ended = now()
    visit.lines = [_kept(line) for line in held.lines]
    visit.document = order_message(visit, held, ship_to).decode()


def order_message(visit: Visit, held: Basket, ship_to: Address | None) -> bytes:
    currency, us = held.place.currency, trader(visit.group)
    lines = tuple(_line(visit, line, held.place) for line in held.lines)
    cart = Cart(
        buyer_cookie=visit.buyer_cookie,
        operation_allowed=us.operation_allowed,
        total=Money(held.total, currency),
        shipping=Money(held.delivery, currency),
        shipping_description=held.place.delivery_words,
        tax=Money(held.tax, currency),
        tax_description=held.place.tax_words,
        ship_to=ship_to,
        lines=lines,
        status=None if lines else NOTHING_CHOSEN,
    )
    buyer = Credential(us.domain, visit.group.from_identity or "")
    written = write_order_message(cart, supplier=us.cart_from, buyer=buyer, mode=visit.mode, stamp=_stamp())
    return _localised(written, held.place)


def _line(visit: Visit, line: BasketLine, place: Marketplace) -> CartLine:
    product = line.product
    tax = Money(place.tax_on(line.total), place.currency) if place.vat is not None else None
    return CartLine(
        number=line.number,
        part=product.part,
        auxiliary=f"{visit.cart_id},{line.number}",
        description=product.title,
        quantity=Decimal(line.quantity),
        unit_price=Money(line.price, place.currency),
        classification=product.unspsc,
        manufacturer_part=product.brand_part,
        manufacturer=product.brand,
        extrinsics=_extrinsics(product),
        tax=tax,
    )


def _extrinsics(product: Product) -> tuple[tuple[str, str], ...]:
    return (
        ("soldBy", product.sold_by),
        ("fulfilledBy", product.sold_by),
        ("category", CATEGORIES[product.category]),
        ("subCategory", product.kind),
        ("itemCondition", "New"),
        ("qualifiedOffer", "true"),
        ("UPC", product.ean[1:]),
        ("detailPageURL", f"https://shop.example/dp/{product.part}"),
        ("ean", product.ean),
        ("preference", "default"),
    )


def _kept(line: BasketLine) -> dict[str, Any]:
    product = line.product
    price, quantity = str(line.price), line.quantity
    return {
        "number": line.number,
        "part": product.part,
        "title": product.title,
        "quantity": quantity,
        "unit_price": price,
    }


def _stamp() -> Stamp:
    moment = now()
    ms = int(moment.timestamp() * 1000)
    number = f"{ms}.{secrets.randbelow(10**9)}.{secrets.randbelow(10**4)}"
    return Stamp(f"{number}@amazon.com", f"{moment:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z")


def _localised(document: bytes, place: Marketplace) -> bytes:
    """Without DOCTYPE, in the marketplace's language, and with the rate of value-added tax spelled out."""
    root = etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter(etree.Element):
        if LANGUAGE in element.attrib:
            element.set(LANGUAGE, place.language)
    if place.vat is not None:
        for tax in root.iter("Tax"):
            _spell_out(tax, place.vat)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _spell_out(tax: etree._Element, rate: Decimal) -> None:
    money = tax.find("Money")
    if money is not None:
        detail = etree.SubElement(tax, "TaxDetail", category="vat", percentageRate=f"{rate:f}")
        etree.SubElement(detail, "TaxAmount").append(deepcopy(money))
