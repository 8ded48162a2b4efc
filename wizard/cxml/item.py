"""One line of a cart (ItemIn) or an order (ItemOut): the same facts, in the same places."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from .money import BadAmount, Money, amount, currency, plain, quantity
from .reading import attribute, exact, extrinsics, line_of, value
from .writing import LANG, LANGUAGE, add

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class CartLine:
    """What is bought. `part` is Amazon's ASIN; `auxiliary` is `<cart id>,<line>` and goes back byte for byte.

    `unit_price` and `tax` are without each other; `lead_time` is in days; "" where something is not said.
    """

    number: int
    part: str
    auxiliary: str
    description: str
    quantity: Decimal
    unit_price: Money
    unit_of_measure: str = "EA"
    classification: str = ""
    classification_domain: str = "UNSPSC"
    manufacturer_part: str = ""
    manufacturer: str = ""
    url: str = ""
    lead_time: str = ""
    extrinsics: tuple[tuple[str, str], ...] = ()
    tax: Money | None = None

    @property
    def total(self) -> Decimal:
        """Quantity times unit price, not rounded."""
        return self.quantity * self.unit_price.amount


class BadLine(ValueError):
    """A line that cannot be read; `line` is where it stands in the document."""

    def __init__(self, line: int | None, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


def sum_of(lines: tuple[CartLine, ...]) -> Decimal:
    """Quantity times unit price over all lines, not rounded."""
    return sum((line.total for line in lines), Decimal())


def adds_up(total: Decimal, lines: tuple[CartLine, ...]) -> bool:
    """Whether `total` is the sum of the lines, but for half a cent a line that had to be rounded."""
    rounded = sum(1 for line in lines if line.total % CENT)
    return abs(total - sum_of(lines)) <= CENT / 2 * rounded


def read_line(element: etree._Element, position: int) -> CartLine:
    """The line in an ItemIn or ItemOut, the `position`th of its document. Raises BadLine."""
    parts = _children(element)
    names = _children(parts.get("ItemID"))
    detail = _children(parts.get("ItemDetail"))
    classification = detail.get("Classification")
    try:
        return CartLine(
            number=_number(element, position),
            part=value(names.get("SupplierPartID")),
            auxiliary=exact(names.get("SupplierPartAuxiliaryID")),
            description=value(detail.get("Description")),
            quantity=quantity(element.get("quantity", "")),
            unit_price=_price(detail.get("UnitPrice")),
            unit_of_measure=value(detail.get("UnitOfMeasure")),
            classification=value(classification) or attribute(classification, "code"),
            classification_domain=attribute(classification, "domain"),
            manufacturer_part=value(detail.get("ManufacturerPartID")),
            manufacturer=value(detail.get("ManufacturerName")),
            url=value(detail.get("URL")),
            lead_time=value(detail.get("LeadTime")),
            extrinsics=(*extrinsics(parts.get("ItemDetail")), *extrinsics(element)),
            tax=read_tax(parts.get("Tax")),
        )
    except BadAmount as bad:
        raise BadLine(line_of(element), f"Line {position}: {bad}") from None


def read_money(element: etree._Element | None) -> Money | None:
    """The Money directly below `element`, None when there is none. Raises BadAmount."""
    found = element.find("Money") if element is not None else None
    if found is None:
        return None
    return Money(amount(exact(found)), currency(found.get("currency", "")))


def read_tax(element: etree._Element | None) -> Money | None:
    """The tax in a Tax element; where it has no Money of its own, the sum of its details (EU carts: one
    TaxDetail with category "vat"). Raises BadAmount.
    """
    if element is None:
        return None
    details = [read_money(found) for found in element.iterfind("TaxDetail/TaxAmount")]
    amounts = [found for found in details if found is not None]
    whole = read_money(element)
    if whole is not None or not amounts:
        return whole
    if len({found.currency for found in amounts}) > 1:
        raise BadAmount("The tax is given in several currencies.")
    return Money(sum((found.amount for found in amounts), Decimal()), amounts[0].currency)


def write_line(parent: etree._Element, tag: str, line: CartLine) -> None:
    """Put `line` below `parent` as an ItemIn or ItemOut."""
    marks = {"quantity": plain(line.quantity), "lineNumber": str(line.number)}
    element = add(parent, tag, attributes=marks)
    names = add(element, "ItemID")
    add(names, "SupplierPartID", line.part)
    if line.auxiliary:
        add(names, "SupplierPartAuxiliaryID", line.auxiliary)
    _write_detail(add(element, "ItemDetail"), line)
    if line.tax:
        write_charge(element, "Tax", line.tax, "")


def write_money(parent: etree._Element, tag: str, money: Money) -> etree._Element:
    """Put `<tag><Money/></tag>` below `parent`."""
    element = add(parent, tag)
    add(element, "Money", plain(money.amount), {"currency": money.currency})
    return element


def write_charge(parent: etree._Element, tag: str, money: Money, description: str) -> None:
    """Put a Shipping or Tax below `parent`."""
    add(write_money(parent, tag, money), "Description", description, {LANG: LANGUAGE})


def _write_detail(detail: etree._Element, line: CartLine) -> None:
    write_money(detail, "UnitPrice", line.unit_price)
    add(detail, "Description", line.description, {LANG: LANGUAGE})
    add(detail, "UnitOfMeasure", line.unit_of_measure)
    add(detail, "Classification", line.classification, {"domain": line.classification_domain})
    optional = (
        ("ManufacturerPartID", line.manufacturer_part),
        ("ManufacturerName", line.manufacturer),
        ("URL", line.url),
        ("LeadTime", line.lead_time),
    )
    for tag, text in optional:
        if text:
            add(detail, tag, text)
    for name, text in line.extrinsics:
        add(detail, "Extrinsic", text, {"name": name})


def _children(element: etree._Element | None) -> dict[str, etree._Element]:
    """The first child of each name: one walk instead of a search per name, for carts of 10,000 lines."""
    found: dict[str, etree._Element] = {}
    for child in () if element is None else element:
        found.setdefault(str(child.tag), child)
    return found


def _number(element: etree._Element, position: int) -> int:
    digits = element.get("lineNumber", "").strip()
    good = digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) > 0
    return int(digits) if good else position


def _price(element: etree._Element | None) -> Money:
    price = read_money(element)
    if price is None:
        raise BadAmount("There is no unit price.")
    return price
