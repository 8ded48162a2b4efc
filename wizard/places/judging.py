"""Whether an address is whole and right by the rules of its country. Nothing typed is changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from wizard.places.countries import country_names, iso_country
from wizard.places.phones import international
from wizard.places.postal import Postal
from wizard.places.rules import Rules, rules_of

ABBREVIATED = ("ZIP", "PIN", "CEP")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong: the check's code, the field it belongs to, and the facts of its sentence."""

    code: str
    field: str
    facts: Mapping[str, str] = dataclasses.field(hash=False)


@lru_cache(maxsize=8192)
def judge(address: Postal) -> tuple[Flaw, ...]:
    """Every flaw of the address, in the order of the country's fields; none when it is whole."""
    country = iso_country(address.country)
    rules = rules_of(country)
    if country not in country_names():
        return (_missing("country", rules), *_gaps(address, rules))
    return (*_gaps(address, rules), *_misfits(address, rules), *_judge_phone(address, rules))


def _gaps(address: Postal, rules: Rules) -> Iterator[Flaw]:
    for name in rules.order:
        if name in rules.required and not getattr(address, name).strip():
            yield _missing(name, rules)


def _missing(name: str, rules: Rules) -> Flaw:
    return Flaw("locations.incomplete", name, {"label": rules.labels[name]})


def _misfits(address: Postal, rules: Rules) -> Iterator[Flaw]:
    state, code = address.state.strip(), address.postal_code.strip()
    if state and rules.states and not rules.state_key(state):
        yield _flaw("locations.state_invalid", "state", rules)
    if code and rules.uses("postal_code") and not rules.fits_postal_code(code, state):
        yield _flaw("locations.postal_code_invalid", "postal_code", rules)


def _judge_phone(address: Postal, rules: Rules) -> Iterator[Flaw]:
    if not address.phone.strip():
        yield Flaw("locations.phone_missing", "phone", {})
    elif not international(address.phone, rules.country):
        yield Flaw("locations.phone_invalid", "phone", {"country": rules.name})


def _flaw(code: str, name: str, rules: Rules) -> Flaw:
    label = rules.labels[name]
    inside = label if label.startswith(ABBREVIATED) else label[:1].lower() + label[1:]
    return Flaw(code, name, {"label": inside, "country": rules.name, "example": rules.example})
