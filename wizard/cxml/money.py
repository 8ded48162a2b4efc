"""Amounts and quantities, read strictly: what is not plainly a decimal number is refused, never coerced."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# Bare Decimal also takes NaN, 1E+999999, 1_000 and full-width digits.
AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,8})?")
QUANTITY = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
CURRENCY = re.compile(r"[A-Z]{3}")


class BadAmount(ValueError):
    """A text that is no amount, quantity or currency we would act on."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency (ISO 4217)."""

    amount: Decimal
    currency: str


def amount(text: str) -> Decimal:
    """The amount written in `text`, zero or more. Raises BadAmount."""
    return _decimal(AMOUNT, text, "an amount")


def quantity(text: str) -> Decimal:
    """The quantity written in `text`, more than zero; fractions are kept. Raises BadAmount."""
    number = _decimal(QUANTITY, text, "a quantity")
    if not number:
        raise BadAmount("A quantity of zero cannot be ordered.")
    return number


def count(text: str) -> Decimal:
    """The quantity written in `text`, zero or more: what a supplier says of a line. Raises BadAmount."""
    return _decimal(QUANTITY, text, "a quantity")


def currency(text: str) -> str:
    """The ISO 4217 code written in `text`. Raises BadAmount."""
    code = text.strip(" \t\r\n")
    if not CURRENCY.fullmatch(code):
        raise BadAmount(f"“{text[:20]}” is not a currency code of three capital letters.")
    return code


def plain(number: Decimal) -> str:
    """`number` without an exponent, as cXML wants it."""
    return format(number, "f")


def _decimal(shape: re.Pattern[str], text: str, what: str) -> Decimal:
    digits = text.strip(" \t\r\n")
    if not shape.fullmatch(digits):
        raise BadAmount(f"“{text[:40]}” is not {what}.")
    return Decimal(digits)
