"""Carts that went wrong on the way: each function takes the order message and spoils one thing in it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from lxml import etree

Spoil = Callable[[str], str]

NOBODYS_COOKIE = "cookie-of-another-visit"
HEADER_AMOUNTS = ("Total", "Shipping", "Tax")


def in_tree(change: Callable[[etree._Element], None]) -> Spoil:
    """From a change of the parsed message to one of its text."""

    def spoil(document: str) -> str:
        root = etree.fromstring(document.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
        change(root)
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True).decode()

    return spoil


@in_tree
def wrong_cookie(root: etree._Element) -> None:
    _one(root, "BuyerCookie").text = NOBODYS_COOKIE


@in_tree
def no_auxiliary_id(root: etree._Element) -> None:
    _remove(_one(root, "ItemIn/ItemID/SupplierPartAuxiliaryID"))


@in_tree
def mixed_currency(root: etree._Element) -> None:
    """The last line is priced in another currency than the rest of the cart."""
    money = root.findall(".//ItemIn/ItemDetail/UnitPrice/Money")[-1]
    money.set("currency", "CAD" if money.get("currency") != "CAD" else "USD")


@in_tree
def wrong_total(root: etree._Element) -> None:
    money = _one(root, "PunchOutOrderMessageHeader/Total/Money")
    money.text = f"{Decimal(money.text or '0') + 1:f}"


@in_tree
def bad_amount(root: etree._Element) -> None:
    _one(root, "ItemIn/ItemDetail/UnitPrice/Money").text = "twelve"


@in_tree
def empty(root: etree._Element) -> None:
    for item in root.findall(".//ItemIn"):
        _remove(item)
    for name in HEADER_AMOUNTS:
        for money in root.findall(f".//PunchOutOrderMessageHeader/{name}/Money"):
            money.text = "0.00"


def torn(document: str) -> str:
    """The second half is lost."""
    return document[: len(document) // 2]


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def _one(root: etree._Element, path: str) -> etree._Element:
    found = root.find(f".//{path}")
    assert found is not None, path
    return found
