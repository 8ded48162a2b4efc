"""What should stand in the supplier's address book for a location: its lines, and the columns of a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wizard.models import Location
from wizard.places.countries import country_name, iso_country
from wizard.places.phones import without_plus
from wizard.places.postal import Postal
from wizard.places.rules import rules_of

HEADINGS: Mapping[str, Sequence[str]] = {
    "address_id": ("Address ID", "Location ID", "External address ID", "Address code"),
    "addressee": (
        *("Full name", "Recipient", "Recipient name", "Addressee", "Ship to name", "Company name", "Company"),
        *("Organization", "Contact name", "Name"),
    ),
    "street1": (
        *("Street address", "Address line 1", "Address 1", "Street address 1", "Street", "Street 1"),
        *("Street and number", "Address"),
    ),
    "street2": (
        *("Street address 2", "Address line 2", "Address 2", "Street 2", "Suite"),
        "Apt, suite, unit, building, floor, etc.",
    ),
    "city": ("City", "Town", "Town/City", "City/Town", "Suburb", "Locality"),
    "state": (
        *("State or region", "State/Province/Region", "State or province", "State", "Province"),
        *("State/Province", "State/Region", "State code", "Region", "County", "Prefecture"),
    ),
    "postal_code": (
        *("Postal code", "ZIP code", "Zip", "Postcode", "ZIP/Postal code", "Zip/Post code", "PIN code"),
    ),
    "country": ("Country", "Country/Region", "Country code", "Country or region"),
    "phone": ("Phone number", "Phone", "Telephone", "Telephone number", "Mobile number", "Contact phone"),
    "weekend": ("Weekend deliveries", "Can you accept weekend deliveries?", "Weekend delivery"),
    "name": ("Location", "Location name", "Address nickname", "Nickname", "Address name", "Address label"),
}
"""Our fields and the headings they are known by. The supplier does not publish those of its template."""

NEEDED = ("street1", "postal_code")
COLUMNS = tuple(HEADINGS)
FULL_NAME = "Full name"


@dataclass(frozen=True, slots=True)
class Entry:
    """A location as it should stand in the address book; ``address_id`` names it on the wire."""

    id: int
    name: str
    address_id: str
    address: Postal


def entry_of(location: Location, organisation: str) -> Entry:
    """:param organisation: its name is on the parcels where the location names no addressee"""
    typed = Postal.of(location)
    address = replace(typed, addressee=typed.addressee or organisation, country=iso_country(typed.country))
    return Entry(location.id, location.name, location.address_id or f"L{location.id}", address)


def lines_of(entry: Entry) -> list[tuple[str, str]]:
    """Labels and texts in the order of Amazon's own form (the source article, step 4)."""
    rules, address = rules_of(entry.address.country), entry.address
    order = (
        "street1",
        "street2",
        *(name for name in rules.order if name in ("city", "state", "postal_code")),
    )
    fields = [(rules.labels[name], getattr(address, name)) for name in order]
    return [
        (rules.labels["country"], country_name(address.country)),
        (FULL_NAME, address.addressee),
        *fields,
        (rules.labels["phone"], address.phone),
    ]


def cells_of(entry: Entry) -> dict[str, str]:
    """The entry by our names for columns."""
    address = {name: getattr(entry.address, name) for name in COLUMNS if hasattr(entry.address, name)}
    # An apostrophe before the + would stand in the supplier's address book too.
    address["phone"] = without_plus(entry.address.phone, entry.address.country)
    return {**address, "name": entry.name, "address_id": entry.address_id, "weekend": "no"}


def sheet_of(entries: Iterable[Entry]) -> list[list[str]]:
    """Our own sheet: one row of headings, then a row for each entry."""
    head = [HEADINGS[name][0] for name in COLUMNS]
    return [head, *([cells_of(entry)[name] for name in COLUMNS] for entry in entries)]
