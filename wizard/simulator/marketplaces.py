"""The countries a group can shop in: currency, price level, value-added tax, words for the charges."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
DELIVERY_FROM = Decimal("35")
DELIVERY = Decimal("4.99")


@dataclass(frozen=True, slots=True)
class Marketplace:
    """``level`` turns dollar prices into this currency; ``vat`` is a rate in per cent, or nothing."""

    key: str
    title: str
    currency: str
    sign: str
    level: Decimal
    vat: Decimal | None
    delivery_words: str
    tax_words: str
    language: str

    def price(self, dollars: Decimal) -> Decimal:
        return (dollars * self.level).quantize(CENT, ROUND_HALF_UP)

    def tax_on(self, amount: Decimal) -> Decimal:
        """The tax of an amount without tax; prices in the United States come without one here."""
        return (amount * (self.vat or 0) / 100).quantize(CENT, ROUND_HALF_UP)

    def delivery(self, total: Decimal) -> Decimal:
        return Decimal("0.00") if total >= DELIVERY_FROM * self.level else self.price(DELIVERY)

    def show(self, amount: Decimal) -> str:
        return f"{self.sign}{amount:,.2f}"


MARKETPLACES = {
    place.key: place
    for place in (
        Marketplace("amazon.com", "United States", "USD", "$", Decimal(1), None, "Shipping", "Tax", "en-US"),
        Marketplace(
            "amazon.co.uk",
            "United Kingdom",
            "GBP",
            "£",
            Decimal("0.8"),
            Decimal(20),
            "Delivery",
            "VAT",
            "en-GB",
        ),
        Marketplace(
            "amazon.de", "Germany", "EUR", "€", Decimal("0.9"), Decimal(19), "Versandkosten", "MwSt.", "de-DE"
        ),
        Marketplace(
            "amazon.fr", "France", "EUR", "€", Decimal("0.92"), Decimal(20), "Livraison", "TVA", "fr-FR"
        ),
    )
}
