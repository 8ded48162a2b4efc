"""From Google's address components, and its postal address where there is one, to the fields of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wizard.outside.addresses import Place
from wizard.outside.google_wire import ATTRIBUTION

_STATE = "administrative_area_level_1"
# What letters are addressed to comes first: a British locality is often a quarter of its post town.
_CITY = ("postal_town", "locality", "sublocality_level_1", "sublocality", "administrative_area_level_3")


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

    def street(self, formatted: str) -> str:
        """Street and house number in the order in which the country writes them."""
        number, route = self.first("street_number"), self.first("route")
        written = max(formatted.find(name) for name in (route, self.short.get("route", route)))
        ahead = -1 < formatted.find(number) < written
        return " ".join(part for part in ((number, route) if ahead else (route, number)) if part)


def place_of(place_id: str, formatted: str, parts: Parts, postal: Mapping[str, Any]) -> Place:
    """The postal address (Google's ``PostalAddress``) where it says something, else the components."""
    lines = list(postal.get("addressLines", ()))
    return Place(
        place_id=place_id,
        country=postal.get("regionCode") or parts.short.get("country", ""),
        street1=lines[0] if lines else parts.street(formatted),
        street2=", ".join(lines[1:]) if lines else parts.first("subpremise"),
        city=postal.get("locality") or postal.get("sublocality") or parts.first(*_CITY),
        state=_state(postal, parts),
        postal_code=postal.get("postalCode") or parts.first("postal_code"),
        formatted=formatted,
        attribution=ATTRIBUTION,
    )


def _state(postal: Mapping[str, Any], parts: Parts) -> str:
    """Postal addresses of many countries name no state: then none is filled in."""
    named = str(postal.get("administrativeArea", ""))
    if postal and named not in (parts.long.get(_STATE), parts.short.get(_STATE)):
        return named
    return parts.state()
