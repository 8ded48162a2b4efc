"""From Google's address components, and its postal address where there is one, to the fields of a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wizard.outside.addresses import Place
from wizard.outside.google_wire import ATTRIBUTION

_STATE, _PROVINCE = "administrative_area_level_1", "administrative_area_level_2"
# What letters are addressed to comes first: a British locality is often a quarter of its post town.
_CITY = (
    "postal_town",
    "locality",
    "sublocality_level_1",
    "sublocality",
    "administrative_area_level_3",
    "neighborhood",
)
_CITY_OF = {"BR": (_PROVINCE, "locality")}
# Where letters name the quarter besides the city.
_WITH_QUARTER = ("BR", "IN")
_CEDEX = re.compile(r"\bCEDEX( \d{1,2})?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """Address components by type; ``short`` holds codes and abbreviations, ``long`` full names."""

    long: Mapping[str, str]
    short: Mapping[str, str]

    @classmethod
    def of(cls, components: Iterable[Mapping[str, Any]], *, long: str, short: str) -> Parts:
        """Index components whose names stand under the keys ``long`` and ``short``."""
        pairs = [(kind, component) for component in components for kind in component.get("types", ())]
        return cls(
            {kind: component.get(long, "") for kind, component in pairs},
            {kind: component.get(short, "") for kind, component in pairs},
        )

    def first(self, *kinds: str) -> str:
        """The full name of the first kind there is, or ""."""
        return next((self.long[kind] for kind in kinds if self.long.get(kind)), "")

    def state(self) -> str:
        """A state's code where it has one (CA, NSW), else its name."""
        short, long = self.short.get(_STATE, ""), self.long.get(_STATE, "")
        return short if short.isupper() and len(short) <= 3 else long

    def state_names(self) -> tuple[str, ...]:
        """Whole names before codes: the codes of two levels may mean different things."""
        names = (names.get(kind, "") for names in (self.long, self.short) for kind in (_STATE, _PROVINCE))
        return tuple(dict.fromkeys(filter(None, names)))

    def city(self) -> str:
        return self.first(*_CITY_OF.get(self.short.get("country", ""), ()), *_CITY)

    def lines(self, formatted: str) -> list[str]:
        """Street, unit and, where letters name it, the quarter."""
        named = self.short.get("country") in _WITH_QUARTER
        quarter = self.first("sublocality_level_1", "sublocality") if named else ""
        return [self.street(formatted), *(part for part in (self.first("subpremise"), quarter) if part)]

    def street(self, formatted: str) -> str:
        """Street and house number as the country writes them; a numbered block where streets have no names."""
        number, route = self.first("street_number"), self.first("route")
        if self.first("premise") and not route:
            block, found, _ = formatted.partition(f", {self.city()}")
            # A bare house number would pass for a street.
            return block if found else ""
        names = (route, self.short.get("route", route))
        ahead = -1 < formatted.find(number) < max(formatted.find(name) for name in names)
        comma = any((f"{number}, {name}" if ahead else f"{name}, {number}") in formatted for name in names)
        pair = (number, route) if ahead else (route, number)
        return (", " if comma else " ").join(part for part in pair if part)


def place_of(place_id: str, formatted: str, parts: Parts, postal: Mapping[str, Any]) -> Place:
    """The postal address (Google's ``PostalAddress``) where it says something, else the components."""
    street, *more = list(postal.get("addressLines", ())) or parts.lines(formatted)
    return Place(
        place_id=place_id,
        country=postal.get("regionCode") or parts.short.get("country", ""),
        street1=street,
        street2=", ".join([*more, *_quarter(postal)]),
        city=_city(postal, parts, formatted),
        state=_state(postal, parts),
        postal_code=postal.get("postalCode") or parts.first("postal_code"),
        formatted=formatted,
        attribution=ATTRIBUTION,
        state_names=(str(postal.get("administrativeArea", "")), *parts.state_names()),
    )


def _quarter(postal: Mapping[str, Any]) -> list[str]:
    """What stands beside the city; without a city it is the city."""
    return [postal["sublocality"]] if postal.get("locality") and postal.get("sublocality") else []


def _city(postal: Mapping[str, Any], parts: Parts, formatted: str) -> str:
    """With the mark of letters for large receivers in France: without it they go astray."""
    city = postal.get("locality") or postal.get("sublocality") or parts.city()
    mark = postal.get("sortingCode") or (_CEDEX.search(formatted) or [""])[0]
    return f"{city} {mark}".strip() if mark not in city else str(city)


def _state(postal: Mapping[str, Any], parts: Parts) -> str:
    """Postal addresses of many countries name no state: then none is filled in."""
    named = str(postal.get("administrativeArea", ""))
    if postal and named not in (parts.long.get(_STATE), parts.short.get(_STATE)):
        return named
    return parts.state()
