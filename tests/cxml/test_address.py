"""Addresses: what is said is kept, what is not said stays out."""

from __future__ import annotations

import pytest
from lxml import etree

from wizard.cxml.address import Address, Phone, read_address, write_address

WARD = Address("Ward 3", street=("1 Oak St",), city="Oakland", country="US")


def there_and_back(address: Address) -> Address | None:
    root = etree.Element("Header")
    write_address(root, "ShipTo", address)
    return read_address(root.find("ShipTo"))


@pytest.mark.parametrize(
    "address",
    [
        WARD,
        Address("Only a name"),
        Address("Only an id", address_id="NW-OAK"),
        Address("Tōkyō", ("A", "B"), ("1", "2", "3"), "千代田区", "東京都", "100-0001", "JP", "日本"),
        Address("With phone", phone=Phone("GB", "44", "20", "79460000"), email="a@b.example", country="GB"),
    ],
)
def test_it_reads_what_it_wrote(address: Address) -> None:
    assert there_and_back(address) == address


def test_a_country_on_the_address_alone_counts() -> None:
    postal = "<PostalAddress><City>Bonn</City></PostalAddress>"
    address = read_address(
        etree.fromstring(f"<ShipTo><Address isoCountryCode='DE'>{postal}</Address></ShipTo>")
    )
    assert address is not None
    assert (address.country, address.city) == ("DE", "Bonn")


def test_empty_lines_are_no_lines() -> None:
    postal = "<PostalAddress><DeliverTo/><Street> </Street><Street>1 Oak</Street></PostalAddress>"
    address = read_address(etree.fromstring(f"<ShipTo><Address>{postal}</Address></ShipTo>"))
    assert address is not None
    assert (address.deliver_to, address.street) == ((), ("1 Oak",))


@pytest.mark.parametrize("text", ["<ShipTo/>", "<ShipTo><Name/></ShipTo>"])
def test_no_address_is_none(text: str) -> None:
    assert read_address(etree.fromstring(text)) is None
    assert read_address(None) is None


@pytest.mark.parametrize("missing", ["name", "street", "city", "country"])
def test_an_address_is_complete_when_a_parcel_could_go_there(missing: str) -> None:
    said = {"name": "Ward 3", "street": ("1 Oak St",), "city": "Oakland", "country": "US"}
    assert Address(**said).complete  # type: ignore[arg-type]
    assert not Address(**{**said, missing: () if missing == "street" else ""}).complete  # type: ignore[arg-type]
