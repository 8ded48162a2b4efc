"""Postal addresses, shaped as in the cXML DTD: Address holds PostalAddress, Email and Phone."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from .reading import attribute, child_value, value
from .writing import LANG, LANGUAGE, add


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number in its parts; `country` is ISO 3166 alpha-2, `dial` the code without plus."""

    country: str
    dial: str
    area: str
    number: str


@dataclass(frozen=True, slots=True)
class Address:
    """A place goods or bills go to; "" where something is not said. `country` is ISO 3166 alpha-2."""

    name: str
    deliver_to: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    country_name: str = ""
    email: str = ""
    phone: Phone | None = None
    address_id: str = ""

    @property
    def complete(self) -> bool:
        """Whether a parcel or a bill could be addressed with it; not every country has postcodes."""
        return bool(self.name and self.street and self.city and self.country)


def read_address(element: etree._Element | None) -> Address | None:
    """The Address below a ShipTo or BillTo, or None."""
    address = element.find("Address") if element is not None else None
    if address is None:
        return None
    postal = address.find("PostalAddress")
    country = postal.find("Country") if postal is not None else None
    return Address(
        name=child_value(address, "Name"),
        deliver_to=_lines(postal, "DeliverTo"),
        street=_lines(postal, "Street"),
        city=child_value(postal, "City"),
        state=child_value(postal, "State"),
        postal_code=child_value(postal, "PostalCode"),
        country=attribute(country, "isoCountryCode") or attribute(address, "isoCountryCode"),
        country_name=value(country),
        email=child_value(address, "Email"),
        phone=read_phone(address.find("Phone")),
        address_id=attribute(address, "addressID"),
    )


def read_phone(element: etree._Element | None) -> Phone | None:
    """The number in a Phone element, or None."""
    number = element.find("TelephoneNumber") if element is not None else None
    if number is None:
        return None
    code = number.find("CountryCode")
    country = attribute(code, "isoCountryCode")
    return Phone(country, value(code), child_value(number, "AreaOrCityCode"), child_value(number, "Number"))


def write_address(parent: etree._Element, tag: str, address: Address) -> None:
    """Put `address` below `parent` as a ShipTo or BillTo."""
    element = add(add(parent, tag), "Address")
    _mark(element, isoCountryCode=address.country, addressID=address.address_id)
    add(element, "Name", address.name, {LANG: LANGUAGE})
    if address.street or address.city or address.country:
        _write_postal(element, address)
    if address.email:
        add(element, "Email", address.email, {"name": "default"})
    if address.phone:
        write_phone(element, address.phone)


def write_phone(parent: etree._Element, phone: Phone) -> None:
    """Put `phone` below `parent`."""
    number = add(add(parent, "Phone", attributes={"name": "work"}), "TelephoneNumber")
    add(number, "CountryCode", phone.dial, {"isoCountryCode": phone.country})
    add(number, "AreaOrCityCode", phone.area)
    add(number, "Number", phone.number)


def _write_postal(parent: etree._Element, address: Address) -> None:
    postal = add(parent, "PostalAddress", attributes={"name": "default"})
    for line in address.deliver_to:
        add(postal, "DeliverTo", line)
    for line in address.street or ("",):
        add(postal, "Street", line)
    add(postal, "City", address.city)
    if address.state:
        add(postal, "State", address.state)
    if address.postal_code:
        add(postal, "PostalCode", address.postal_code)
    add(postal, "Country", address.country_name, {"isoCountryCode": address.country})


def _lines(postal: etree._Element | None, tag: str) -> tuple[str, ...]:
    lines = () if postal is None else (value(line) for line in postal.iterchildren(tag))
    return tuple(line for line in lines if line)


def _mark(element: etree._Element, **attributes: str) -> None:
    for name, text in attributes.items():
        if text:
            element.set(name, text)
