"""Who and what the demo is made of: tables of invented people and places."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.models import APPROVE, CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION, SPECIALIST

NORTHWIND = "Northwind Clinics"
HALDEN = "Halden Schulverbund"
APPROVED_FROM = 500
"""Whole units of currency from which Northwind's approver is asked, so that one person can do the tutorial."""

ADMINISTRATOR = "dana.whitfield@northwind.example"
SPECIALIST_EMAIL = "robin.achterberg@host.example"
HALFWAY_EMAIL = "m.brandt@halden.example"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    word: str
    email: str
    name: str
    organisation: str | None
    roles: tuple[str, ...]


PEOPLE = (
    DemoPerson(
        "administrator",
        ADMINISTRATOR,
        "Dana Whitfield",
        NORTHWIND,
        (CONFIGURATION, CREATE_REQUISITION),
    ),
    DemoPerson(
        "purchaser",
        "paul.ostrander@northwind.example",
        "Paul Ostrander",
        NORTHWIND,
        (CREATE_PURCHASE_ORDER, CREATE_REQUISITION),
    ),
    DemoPerson("requester", "rita.vance@northwind.example", "Rita Vance", NORTHWIND, (CREATE_REQUISITION,)),
    DemoPerson("approver", "ann.sorel@northwind.example", "Ann Sorel", NORTHWIND, (APPROVE,)),
    DemoPerson("specialist", SPECIALIST_EMAIL, "Robin Achterberg", None, (SPECIALIST,)),
    DemoPerson(
        "",
        HALFWAY_EMAIL,
        "Marit Brandt",
        HALDEN,
        (CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION),
    ),
)
PRINTED = tuple(person for person in PEOPLE if person.word)

SUPPLIERS = {NORTHWIND: ("Medline Direct",), HALDEN: ()}

# name, country, addressee, street1, street2, city, state, postal code, phone
LOCATIONS: dict[str, tuple[tuple[str, str, str, str, str, str, str, str, str], ...]] = {
    NORTHWIND: (
        (
            "Seattle clinic", "US", "Northwind Clinics", "1420 Harbor Avenue SW", "Suite 210", "Seattle", "WA",
            "98116", "+1 206 555 0142",
        ),
        (
            "London clinic", "GB", "Northwind Clinics UK", "27 Lambs Conduit Street", "", "London", "",
            "WC1N 3NJ", "+44 20 7946 0182",
        ),
        (
            "Berlin laboratory", "DE", "Northwind Labor GmbH", "Torstraße 109", "2. Hof", "Berlin", "",
            "10119", "+49 30 901820",
        ),
        (
            "Osaka office", "JP", "Northwind Japan", "1-1-20 Nakanoshima", "Kita-ku", "Osaka", "Osaka",
            "530-0005", "+81 6 6208 8181",
        ),
    ),
    HALDEN: (
        (
            "Grundschule Nord", "DE", "Halden Schulverbund", "Schulstraße 4", "", "Kempten", "", "87435",
            "+49 831 252525",
        ),
        ("Hauptverwaltung", "DE", "Halden Schulverbund", "Rathausplatz 22", "", "Kempten", "", "87435", ""),
    ),
}  # fmt: skip
