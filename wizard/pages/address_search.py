"""The address search behind the form: Google's prompts, or the organisation's own addresses without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from wizard.ladder import Check
from wizard.models import Location
from wizard.outside import MapsFailed, Place, Suggestion
from wizard.pages import person, services, session
from wizard.places import Rules, rules_of
from wizard.places.countries import iso_country
from wizard.places.likeness import plain
from wizard.places.postal import FIELDS, Postal

OWN = "location:"
"""In front of the number of a location whose address is offered."""
MOST_PROMPTS = 6
MOST_LOOKED_THROUGH = 2_000
FILLED = tuple(name for name in FIELDS if name not in ("addressee", "phone"))


@dataclass(frozen=True, slots=True)
class Found:
    """The prompts, and what was wrong with the search: warnings only, typing by hand always works."""

    prompts: Sequence[Suggestion] = ()
    findings: Sequence[Check] = field(default=())

    @property
    def attribution(self) -> str:
        return next((prompt.attribution for prompt in self.prompts if prompt.attribution), "")


def look_up(typed: str, search_session: str) -> Found:
    """What the engine offers; when it fails, the organisation's own addresses and the reason."""
    own = _own_addresses(typed)
    session().rollback()  # no transaction stays open while we call out
    try:
        prompts = services().outside.addresses.suggest(typed, country=None, session=search_session)
    except MapsFailed as failed:
        return Found(own, [Check.of(failed.code, False)])
    if not prompts and not own:
        return Found(findings=[Check.of("maps.nothing_found", False)])
    return Found(prompts or own)


def details(place_id: str, search_session: str) -> tuple[dict[str, str], list[Check]]:
    """The values to fill the form with, or what was wrong."""
    if place_id.startswith(OWN):
        return _own_values(place_id.removeprefix(OWN)), []
    session().rollback()
    try:
        place = services().outside.addresses.details(place_id, session=search_session)
    except MapsFailed as failed:
        return {}, [Check.of(failed.code, False)]
    values = {name: getattr(place, name) for name in FILLED}
    country = iso_country(place.country) or place.country
    values["state"] = _state(place, rules_of(country))
    # The search session ends with the place that was picked; the next search starts its own.
    return {**values, "country": country, "picked": place.place_id[:300], "search_session": ""}, []


def _state(place: Place, rules: Rules) -> str:
    """As the country's list has it; nothing where addresses name no state."""
    if not rules.uses("state"):
        return ""
    known = (rules.state_key(name) for name in (*place.state_names, place.state))
    return next(filter(None, known), place.state)


def _own_addresses(typed: str) -> list[Suggestion]:
    wanted = plain(typed).split()
    found = select(Location).where(Location.organisation_id == person().organisation_id)
    prompts = []
    for location in session().scalars(found.order_by(Location.id.desc()).limit(MOST_LOOKED_THROUGH)):
        line = ", ".join(part for part in (location.street1, location.postal_code, location.city) if part)
        known = plain(f"{location.name} {location.street2} {line}")
        if location.street1 and wanted and all(word in known for word in wanted):
            prompts.append(Suggestion(f"{OWN}{location.id}", line, f"as for {location.name}"))
    return prompts[:MOST_PROMPTS]


def _own_values(number: str) -> dict[str, str]:
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return {}
    own = select(Location).where(
        Location.id == int(number), Location.organisation_id == person().organisation_id
    )
    location = session().scalar(own)
    if location is None:
        return {}
    address = Postal.of(location)
    return {**{name: getattr(address, name) for name in FIELDS}, "picked": location.place_id}
