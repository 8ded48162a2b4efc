"""Locations as addresses on the wire."""

from __future__ import annotations

import pytest

from wizard.cxml.address import Phone
from wizard.models import Location, Organisation, User
from wizard.procurement.places import address_of, from_json, phone, same_place, to_json

WHERE = Organisation(name="Northwind Clinics")


def place(**facts: object) -> Location:
    known: dict[str, object] = {
        "id": 7,
        "name": "Clinic",
        "active": True,
        "country": "US",
        "addressee": "",
        "street1": "1 Main St",
        "street2": "",
        "city": "Seattle",
        "state": "WA",
        "postal_code": "98101",
        "phone": "206 555 0142",
        "address_id": "",
    }
    return Location(**(known | facts))


@pytest.mark.parametrize(
    ("typed", "country", "parts"),
    [
        ("+1 206 555 0142", "US", ("US", "1", "206", "5550142")),
        ("(206) 555-0142", "US", ("US", "1", "206", "5550142")),
        ("020 7946 0018", "GB", ("GB", "44", "20", "79460018")),
        ("+49 30 901820", "US", ("DE", "49", "30", "901820")),
        ("03-3224-9999", "JP", ("JP", "81", "3", "32249999")),
    ],
)
def test_a_phone_is_taken_apart_as_cxml_wants_it(
    typed: str, country: str, parts: tuple[str, str, str, str]
) -> None:
    assert phone(typed, country) == Phone(*parts)


def test_a_phone_that_cannot_be_parsed_keeps_its_digits() -> None:
    assert phone("5", "US") == Phone("US", "1", "", "5")
    assert phone("ask at the desk", "US") is None


def test_the_united_kingdom_goes_by_its_iso_code() -> None:
    address = address_of(place(country="UK"), WHERE)
    assert (address.country, address.country_name) == ("GB", "United Kingdom")


def test_without_an_addressee_the_organisation_receives() -> None:
    assert address_of(place(), WHERE).name == "Northwind Clinics"
    assert address_of(place(addressee="Dock 4"), WHERE).name == "Dock 4"


def test_without_an_id_of_its_own_an_address_has_one_all_the_same() -> None:
    assert address_of(place(), WHERE).address_id == "L7"


def test_an_address_comes_back_from_its_stored_form() -> None:
    address = address_of(place(), WHERE, User(name="Rita", email="rita@example.org"))
    assert from_json(to_json(address)) == address


def test_the_same_place_in_other_capitals_is_the_same_place() -> None:
    here = address_of(place(), WHERE)
    assert same_place(here, address_of(place(city="SEATTLE", postal_code="981 01"), WHERE))
    assert not same_place(here, address_of(place(city="Tacoma"), WHERE))
