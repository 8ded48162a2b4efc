"""Addresses between the address book, forms, facts kept as JSON, and cXML."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import phonenumbers

from wizard.cxml.address import Address, Phone
from wizard.simulator.countries import COUNTRIES
from wizard.simulator.tables import SharedAddress

DIGITS_OF_A_PHONE = 6


def from_book(entry: SharedAddress) -> Address:
    """An entry of the address book as cXML sees it."""
    return Address(
        name=entry.name,
        street=tuple(line for line in (entry.street1, entry.street2) if line),
        city=entry.city,
        state=entry.state,
        postal_code=entry.postal_code,
        country=entry.country,
        country_name=COUNTRIES.get(entry.country, entry.country),
        phone=phone(entry.phone, entry.country),
        address_id=entry.address_id,
    )


def phone(typed: str, country: str) -> Phone | None:
    """A typed number split as cXML wants it, or None when there is none."""
    if not typed:
        return None
    try:
        parsed = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return Phone(country, "", "", typed)
    return Phone(country, str(parsed.country_code), "", phonenumbers.national_significant_number(parsed))


def is_phone(typed: str) -> bool:
    return sum(letter.isdigit() for letter in typed) >= DIGITS_OF_A_PHONE


def facts(address: Address | None) -> dict[str, Any] | None:
    """An address as JSON."""
    return asdict(address) if address else None


def address(kept: dict[str, Any]) -> Address:
    """The address ``facts`` was made of."""
    number = kept["phone"]
    whole = kept | {"deliver_to": tuple(kept["deliver_to"]), "street": tuple(kept["street"])}
    return Address(**(whole | {"phone": Phone(**number) if number else None}))


def lines(place: Address) -> list[str]:
    """An address as people write it, empty lines left out."""
    town = " ".join(part for part in (place.postal_code, place.city, place.state) if part)
    country = place.country_name or COUNTRIES.get(place.country, place.country)
    number = place.phone
    called = f"+{number.dial} {number.area}{number.number}".replace("+ ", "") if number else ""
    return [line for line in (place.name, *place.deliver_to, *place.street, town, country, called) if line]


def same(one: Address, other: Address) -> bool:
    """Whether two addresses are the same but for spaces and capitals."""
    return _plain(one) == _plain(other)


def _plain(place: Address) -> list[str]:
    parts = (place.name, *place.street, place.city, place.state, place.postal_code, place.country)
    return ["".join(part.split()).casefold() for part in parts if part]
