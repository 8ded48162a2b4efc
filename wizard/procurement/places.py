"""A location of the host, or an address of the supplier's checkout, as an address on the wire and at rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import phonenumbers

from wizard.cxml.address import Address, Phone
from wizard.models import Location, Organisation, User
from wizard.places.countries import country_name, iso_country


def address_of(location: Location, organisation: Organisation, contact: User | None = None) -> Address:
    """The location's address; ``contact`` is who receives there, if anybody is named."""
    country = iso_country(location.country)
    return Address(
        name=location.addressee or organisation.name,
        deliver_to=(contact.name,) if contact else (),
        street=tuple(line for line in (location.street1, location.street2) if line.strip()),
        city=location.city,
        state=location.state,
        postal_code=location.postal_code,
        country=country,
        country_name=country_name(country),
        email=contact.email if contact else "",
        phone=phone(location.phone, country),
        address_id=location.address_id or f"L{location.id}",
    )


def with_contact(address: Address, contact: User | None) -> Address:
    """An address from the supplier's checkout, with the contact where it names none itself."""
    if contact is None:
        return address
    return replace(
        address,
        deliver_to=address.deliver_to or (contact.name,),
        email=address.email or contact.email,
    )


def phone(typed: str, country: str) -> Phone | None:
    """The number in the parts cXML wants; nothing when no digits were typed."""
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return _unparsed(typed, country)
    digits = phonenumbers.national_significant_number(number)
    area = phonenumbers.length_of_national_destination_code(number)
    region = phonenumbers.region_code_for_number(number) or country
    return Phone(
        country=region,
        dial=str(number.country_code),
        area=digits[:area],
        number=digits[area:],
    )


def _unparsed(typed: str, country: str) -> Phone | None:
    digits = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    dial = str(phonenumbers.country_code_for_region(country) or "")
    return Phone(country=country, dial=dial, area="", number=digits) if digits else None


def to_json(address: Address) -> dict[str, Any]:
    return asdict(address)


def from_json(kept: Mapping[str, Any]) -> Address:
    facts = dict(kept)
    facts["phone"] = Phone(**facts["phone"]) if facts.get("phone") else None
    return Address(
        **{
            **facts,
            "deliver_to": tuple(facts["deliver_to"]),
            "street": tuple(facts["street"]),
        }
    )


def lines_of(address: Address) -> list[str]:
    """The address as it is written on paper."""
    town = ", ".join(filter(None, (address.city, address.state)))
    phone = address.phone
    lines = (
        address.name,
        *address.deliver_to,
        *address.street,
        f"{town} {address.postal_code}".strip(),
        address.country_name or address.country,
        f"Phone +{phone.dial} {phone.area} {phone.number}" if phone else "",
        address.email,
    )
    return [line for line in lines if line]


def same_place(one: Address, other: Address) -> bool:
    """Whether two addresses name the same place, however capitals and spaces are set."""
    return _place(one) == _place(other)


def _place(address: Address) -> tuple[str, ...]:
    parts = (
        *address.street,
        address.city,
        address.state,
        address.postal_code,
        address.country,
    )
    return tuple("".join(part.casefold().split()) for part in parts)
