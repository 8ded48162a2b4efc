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


def read_person(payload: etree._Element, *more_emails: str) -> Person:
    """The person a setup request or order header names. The e-mail is looked for in Extrinsic UserEmail,
    Extrinsic Email, Contact/Email and at the paths `more_emails`, in this order.
    """
    said = dict(reversed(list(extrinsics(payload))))
    fields = {field: said.get(name, "") for name, field in EXTRINSICS.items()}
    emails = [fields.pop("email"), said.get("Email", "")]
    emails += (child_value(payload, path) for path in ("Contact/Email", *more_emails))
    email = next(filter(None, emails), "")
    return Person(email=email, phone=read_phone(payload.find("Contact/Phone")), **fields)


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
