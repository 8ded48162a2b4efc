"""The person a shopping session or an order is for, and the places cXML hides them in."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from .address import Phone, read_phone, write_phone
from .reading import child_value, extrinsics
from .writing import LANG, LANGUAGE, add

# Extrinsic names observed in Amazon Business captures, and the attribute of Person each one fills.
EXTRINSICS = {
    "UserEmail": "email",
    "UniqueName": "unique_name",
    "FirstName": "first_name",
    "LastName": "last_name",
    "DepartmentName": "department",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the buying organisation; "" where something is not said."""

    email: str
    unique_name: str = ""
    first_name: str = ""
    last_name: str = ""
    department: str = ""
    phone: Phone | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.unique_name or self.email


def read_person(payload: etree._Element) -> Person:
    """The person a setup request or order header names; the e-mail from the first of Amazon's four places:
    Extrinsic UserEmail, Extrinsic Email, Contact/Email, ShipTo/Address/Email.
    """
    said = dict(reversed(list(extrinsics(payload))))
    found = {field: said.get(name, "") for name, field in EXTRINSICS.items()}
    email = found.pop("email") or said.get("Email", "")
    email = email or child_value(payload, "Contact/Email") or child_value(payload, "ShipTo/Address/Email")
    return Person(email=email, phone=read_phone(payload.find("Contact/Phone")), **found)


def write_extrinsics(parent: etree._Element, person: Person) -> None:
    """Name the person in the Extrinsics Amazon reads."""
    for name, field in EXTRINSICS.items():
        text = getattr(person, field)
        if text:
            add(parent, "Extrinsic", text, {"name": name})


def write_contact(parent: etree._Element, person: Person) -> None:
    """Name the person as the Contact any cXML supplier reads."""
    contact = add(parent, "Contact", attributes={"role": "endUser"})
    add(contact, "Name", person.name, {LANG: LANGUAGE})
    if person.email:
        add(contact, "Email", person.email)
    if person.phone:
        write_phone(contact, person.phone)
