"""Addresses of the world: right ones are taken, a wrong one is refused at the right field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.places.addresses import right_addresses, right_one, spoilt
from wizard.places import Postal, judge, rules_of
from wizard.places.countries import country_names, iso_country

RIGHT = right_addresses()


@pytest.mark.parametrize("address", RIGHT, ids=[f"{a.country} {a.city or a.street1}" for a in RIGHT])
def test_it_takes_a_right_address(address: Postal) -> None:
    assert judge(address) == ()


@pytest.mark.parametrize(("country", "field", "typed", "code"), spoilt())
def test_it_refuses_a_wrong_one_at_its_field(country: str, field: str, typed: str, code: str) -> None:
    found = judge(replace(right_one(country), **{field: typed}))
    assert [(flaw.code, flaw.field) for flaw in found] == [(code, field)]


def test_the_tables_are_wide_enough() -> None:
    assert len(RIGHT) + len(spoilt()) >= 60
    assert len({address.country for address in RIGHT}) >= 15
    assert {country for country, *_ in spoilt()} <= {address.country for address in RIGHT}


def test_every_flaw_is_named_in_the_order_of_the_form() -> None:
    found = judge(Postal(country="US", state="Ontario", postal_code="1"))
    assert [flaw.field for flaw in found] == ["street1", "city", "state", "postal_code", "phone"]


def test_words_follow_the_country() -> None:
    (flaw,) = judge(replace(right_one("US"), postal_code=""))
    assert flaw.facts == {"label": "ZIP code"}
    (flaw,) = judge(replace(right_one("IN"), postal_code="1"))
    assert flaw.facts == {"label": "PIN code", "country": "India", "example": "110034"}


@pytest.mark.parametrize(
    ("country", "order"),
    [
        ("US", "addressee street1 street2 city state postal_code phone"),
        ("DE", "addressee street1 street2 postal_code city phone"),
        ("JP", "addressee postal_code state city street1 street2 phone"),
        ("HK", "addressee state city street1 street2 phone"),
        ("GB", "addressee street1 street2 city postal_code phone"),
    ],
)
def test_fields_stand_in_the_order_the_country_writes_them(country: str, order: str) -> None:
    assert rules_of(country).order == tuple(order.split())


@pytest.mark.parametrize(
    ("country", "field", "label"),
    [
        ("US", "postal_code", "ZIP code"),
        ("IE", "postal_code", "Eircode"),
        ("GB", "postal_code", "Postcode"),
        ("JP", "state", "Prefecture"),
        ("HK", "city", "District"),
        ("AU", "city", "Suburb"),
        ("GB", "city", "Town or city"),
        ("AE", "state", "Emirate"),
        ("KR", "state", "Province or city"),
    ],
)
def test_labels_are_the_countrys(country: str, field: str, label: str) -> None:
    assert rules_of(country).labels[field] == label


@pytest.mark.parametrize(
    ("country", "written", "kept"),
    [
        ("US", "washington", "WA"),
        ("US", "wa", "WA"),
        ("JP", "Tokyo", "東京都"),
        ("CA", "Colombie-Britannique", "BC"),
        ("IE", "County Cork", "Co. Cork"),
        ("IE", "Cork", "Co. Cork"),
        ("MX", "Ciudad de Mexico", "CDMX"),
        ("US", "Atlantis", ""),
    ],
)
def test_a_state_is_found_by_code_or_any_name(country: str, written: str, kept: str) -> None:
    assert rules_of(country).state_key(written) == kept


def test_the_list_of_states_shows_names_people_can_read() -> None:
    assert rules_of("JP").states["東京都"] == "Tokyo (東京都)"
    assert rules_of("US").states["WA"] == "Washington"
    assert rules_of("DE").states == {}


@pytest.mark.parametrize("country", country_names())
def test_every_country_has_rules(country: str) -> None:
    rules = rules_of(country)
    assert {"street1", "street2", "city", "phone"} <= set(rules.order)
    assert len(set(rules.order)) == len(rules.order)
    assert all(rules.labels[name] for name in rules.order)
    assert rules.name != country
    assert not rules.example or rules.fits_postal_code(rules.example)


@pytest.mark.parametrize(
    ("written", "code"),
    [("UK", "GB"), ("gb", "GB"), ("united  kingdom", "GB"), ("Deutschland", "DE"), ("Nowhere", ""), ("", "")],
)
def test_a_country_is_known_by_code_or_name(written: str, code: str) -> None:
    assert iso_country(written) == code
