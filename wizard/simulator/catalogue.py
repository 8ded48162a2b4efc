"""What the shop sells, read from ``catalogue.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

CATEGORIES = {
    "clinic": "Clinic supplies",
    "office": "Office supplies",
    "cleaning": "Cleaning",
    "kitchen": "Kitchen and breaks",
    "desk": "Furniture and devices",
}
SELLER = "Stand-in Trading"


@dataclass(frozen=True, slots=True)
class Product:
    """One thing on a shelf; ``unspsc`` is its eight-digit class, ``ean`` its thirteen-digit number."""

    part: str
    category: str
    kind: str
    title: str
    brand: str
    brand_part: str
    unspsc: str
    ean: str
    dollars: Decimal
    text: str
    sold_by: str = SELLER

    @property
    def picture(self) -> str:
        return f"simulator/{self.part}.svg"


def _stock() -> tuple[Product, ...]:
    listed = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["product"]
    return tuple(Product(**(row | {"dollars": Decimal(row["dollars"])})) for row in listed)


PRODUCTS = _stock()
BY_PART = {product.part: product for product in PRODUCTS}


def shelves(category: str, wanted: str) -> list[Product]:
    """The products of a category (or of all) whose words hold everything searched for."""
    words = wanted.casefold().split()
    return [
        product
        for product in PRODUCTS
        if category in ("", product.category)
        and all(word in f"{product.title} {product.kind} {product.brand}".casefold() for word in words)
    ]
