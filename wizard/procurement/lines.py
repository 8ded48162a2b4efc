"""The lines of a cart as rows, and back again: nothing of them ever changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import String

from wizard.cxml.cart import Cart, CartLine
from wizard.cxml.money import Money
from wizard.models import RequisitionLine

PLACES = Decimal("0.0001")
MOST = Decimal(10) ** 11
"""SQLite keeps a requisition's sums as binary floats: 11 digits before the point and 4 after come back."""

HASHED = (
    "number",
    "part",
    "auxiliary",
    "description",
    "quantity",
    "unit_price",
    "currency",
    "unit_of_measure",
    "classification",
    "classification_domain",
    "manufacturer_part",
    "manufacturer",
    "url",
    "lead_time",
    "extrinsics",
    "tax",
)


_LENGTHS = {
    name: column.type.length
    for name, column in RequisitionLine.__table__.columns.items()
    if isinstance(column.type, String) and column.type.length
}


class CannotKeep(ValueError):
    """Something would not come back from the database as it went in; ``code`` is the check code for it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def rows_of(cart: Cart) -> list[RequisitionLine]:
    """Numbered from 1, whatever numbers the shop gave.

    :raises CannotKeep: a name has too many letters
    """
    return [_row(number, line) for number, line in enumerate(cart.lines, 1)]


def _row(number: int, line: CartLine) -> RequisitionLine:
    facts = {
        "part": line.part,
        "auxiliary": line.auxiliary,
        "description": line.description,
        "unit_of_measure": line.unit_of_measure,
        "classification": line.classification,
        "classification_domain": line.classification_domain,
        "manufacturer_part": line.manufacturer_part,
        "manufacturer": line.manufacturer,
        "url": line.url,
        "lead_time": line.lead_time,
    }
    for name, text in facts.items():
        if len(text) > _LENGTHS.get(name, len(text)):
            raise CannotKeep("order.cart_unreadable", f"line {number}: {name} is too long")
    return RequisitionLine(
        number=number,
        quantity=line.quantity,
        unit_price=line.unit_price.amount,
        currency=line.unit_price.currency,
        extrinsics=[list(pair) for pair in line.extrinsics],
        tax=line.tax.amount if line.tax else None,
        **facts,
    )


def cart_line(row: RequisitionLine) -> CartLine:
    """The line as it goes back to the supplier: digit for digit as it came."""
    return CartLine(
        number=row.number,
        part=row.part,
        auxiliary=row.auxiliary,
        description=row.description,
        quantity=row.quantity,
        unit_price=Money(row.unit_price, row.currency),
        unit_of_measure=row.unit_of_measure,
        classification=row.classification,
        classification_domain=row.classification_domain,
        manufacturer_part=row.manufacturer_part,
        manufacturer=row.manufacturer,
        url=row.url,
        lead_time=row.lead_time,
        extrinsics=tuple((name, value) for name, value in row.extrinsics),
        tax=Money(row.tax, row.currency) if row.tax is not None else None,
    )


def keepable(value: Decimal) -> Decimal:
    """:raises CannotKeep: more than 4 decimals, or 100 thousand million and more"""
    if abs(value) >= MOST or value != value.quantize(PLACES):
        raise CannotKeep("order.bad_amount", f"{value:f} has too many digits")
    return value


def plain(value: Decimal) -> Decimal:
    """Without zeros at the end: 2.0000 is 2."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def money(value: Decimal) -> Decimal:
    """Two decimals, more only where they say something."""
    cents = value.quantize(Decimal("0.01"))
    return cents if cents == value else value.normalize()


def lines_hash(lines: Iterable[RequisitionLine]) -> str:
    """What an approval is bound to."""
    facts = [[_canonical(getattr(line, name)) for name in HASHED] for line in lines]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=True).encode()).hexdigest()


def _canonical(value: object) -> object:
    return format(plain(value), "f") if isinstance(value, Decimal) else value
