"""The lines of a cart as rows, and back again: nothing of them ever changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import String

from wizard.cxml.cart import Cart, CartLine
from wizard.cxml.money import Money
from wizard.models import RequisitionLine

PLACES = Decimal("0.0001")
MOST = Decimal(10) ** 11
"""SQLite keeps a requisition's sums as binary floats: 11 digits before the point and 4 after come back."""

SAME = (
    "part",
    "auxiliary",
    "description",
    "quantity",
    "unit_of_measure",
    "classification",
    "classification_domain",
    "manufacturer_part",
    "manufacturer",
    "url",
    "lead_time",
)
"""What a line of a cart and its row call by the same name."""

HASHED = ("number", *SAME, "unit_price", "currency", "extrinsics", "tax")

_LENGTHS = {
    name: column.type.length
    for name in SAME
    if isinstance((column := RequisitionLine.__table__.columns[name]).type, String)
    and column.type.length
    and name != "quantity"
}


class CannotKeep(ValueError):
    """Something would not come back from the database as it went in; ``code`` is the check code for it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def facts_of(cart: Cart) -> list[dict[str, Any]]:
    """The lines as columns, numbered from 1 whatever numbers the shop gave.

    :raises CannotKeep: a name has too many letters
    """
    return [_facts(number, line) for number, line in enumerate(cart.lines, 1)]


def _facts(number: int, line: CartLine) -> dict[str, Any]:
    facts = {name: getattr(line, name) for name in SAME}
    for name, length in _LENGTHS.items():
        if len(facts[name]) > length:
            raise CannotKeep("order.cart_unreadable", f"line {number}: {name} is too long")
    return facts | {
        "number": number,
        "unit_price": line.unit_price.amount,
        "currency": line.unit_price.currency,
        "extrinsics": [list(pair) for pair in line.extrinsics],
        "tax": line.tax.amount if line.tax else None,
    }


def cart_line(row: RequisitionLine) -> CartLine:
    """The line as it goes back to the supplier: digit for digit as it came."""
    return CartLine(
        number=row.number,
        unit_price=Money(row.unit_price, row.currency),
        extrinsics=tuple((name, value) for name, value in row.extrinsics),
        tax=Money(row.tax, row.currency) if row.tax is not None else None,
        **{name: getattr(row, name) for name in SAME},
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


def lines_hash(lines: Iterable[Mapping[str, Any]]) -> str:
    """What an approval is bound to."""
    facts = [[_canonical(line[name]) for name in HASHED] for line in lines]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def kept(rows: Iterable[RequisitionLine]) -> list[dict[str, Any]]:
    """The rows as they are now, to be compared with what was taken."""
    return [{name: getattr(row, name) for name in HASHED} for row in rows]


def _canonical(value: object) -> object:
    return format(plain(value), "f") if isinstance(value, Decimal) else value
