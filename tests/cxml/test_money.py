"""Amounts and quantities: strict reading, plain writing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.cxml.money import BadAmount, amount, currency, plain, quantity

ODD = [
    "", " ", "NaN", "Infinity", "-1", "+1", "1E+999999", "1e3", "1_000", "1,000.00", "12,50", "１２", "٣", 
    "0x10", "$5", "5 USD", "1.", ".5", "1.2.3", "1 000", "9" * 13, "1.123456789", "1\u00a0", "½", 
    "--1", "1\n2",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_it_refuses_what_is_not_plainly_a_number(text: str) -> None:
    for read in (amount, quantity):
        with pytest.raises(BadAmount):
            read(text)


@pytest.mark.parametrize(("text", "number"), [("0", "0"), ("12.50", "12.50"), ("\n 007.1 \t", "7.1")])
def test_it_reads_an_amount_as_it_is_written(text: str, number: str) -> None:
    assert str(amount(text)) == number


def test_a_quantity_is_more_than_zero() -> None:
    assert quantity("0.5") == Decimal("0.5")
    for text in ("0", "0.00"):
        with pytest.raises(BadAmount, match="zero"):
            quantity(text)


@pytest.mark.parametrize("text", ["", "usd", "US", "USDD", "U$D", "ＵＳＤ"])
def test_it_refuses_what_is_not_a_currency(text: str) -> None:
    with pytest.raises(BadAmount):
        currency(text)


@given(st.text(max_size=40))
def test_no_text_makes_anything_but_a_finite_amount_or_a_refusal(text: str) -> None:
    try:
        number = amount(text)
    except BadAmount:
        return
    assert number.is_finite()
    assert number >= 0


@given(st.decimals(0, 10**12 - 1, places=4))
def test_what_is_written_reads_back_the_same(number: Decimal) -> None:
    assert amount(plain(number)) == number
    assert "E" not in plain(number.normalize())
