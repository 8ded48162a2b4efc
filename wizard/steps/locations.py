"""Step 5: the host's locations, each with an address the marketplace can deliver to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy import select

from wizard.failures import WARNING
from wizard.ladder import Around, Check, Step
from wizard.models import Location, Setup
from wizard.places import begun, fingerprint, flaws, is_whole
from wizard.steps.forms import StepForm

SHOWN = 50
"""Locations listed on the step's page; all of them are on the page of locations."""


@dataclass(frozen=True, slots=True)
class Row:
    """A location as the step's page lists it."""

    id: int
    name: str
    edit_url: str
    active: bool
    complete: bool
    problems: Sequence[Check]


class Locations(Step):
    slug = "locations"
    title = "Complete your locations"
    short = "Locations"
    lead = "Parcels go to the addresses of your locations. Each must be whole by the rules of its country."
    side = "host"
    needs = "addresses come once it is clear who orders and who receives."
    alone = "Locations serve your whole organisation, so only its own people edit them."

    class Form(StepForm):
        """Nothing is asked here: the addresses have pages of their own."""

    def answers(self, form: FlaskForm, setup: Setup, around: Around) -> dict[str, Any]:
        whole = [location for location in all_locations(setup, around) if is_whole(location)]
        return {"locations": {str(location.id): fingerprint(location) for location in whole}}

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        locations = all_locations(setup, around)
        whole = [location for location in locations if is_whole(location)]
        yield Check.of("locations.none", bool(whole), count=_counted(len(whole)))
        for location in locations:
            # One whole address is enough to go on; the others are named, but hold nobody up.
            yield from (
                replace(check, severity=WARNING) if whole else check for check in problems_of(location)
            )

    def holds(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        whole = any(is_whole(location) for location in all_locations(setup, around))
        yield Check.of("locations.none", whole, count="At least one location")

    def context(self, setup: Setup, form: FlaskForm, around: Around) -> dict[str, Any]:
        rows = [
            Row(
                location.id,
                location.name,
                f"/locations/{location.id}?setup={setup.id}",
                location.active,
                is_whole(location),
                tuple(without_name(check, location.name) for check in problems_of(location)),
            )
            for location in all_locations(setup, around)
        ]
        rows.sort(key=lambda row: row.complete)
        return {
            "locations": rows[:SHOWN],
            "more_locations": max(0, len(rows) - SHOWN),
            "new_location_url": f"/locations/new?setup={setup.id}",
        }


def all_locations(setup: Setup, around: Around) -> list[Location]:
    """The organisation's locations, oldest first, the deactivated ones too."""
    found = select(Location).where(Location.organisation_id == setup.organisation_id)
    return list(around.session.scalars(found.order_by(Location.id)))


def problems_of(location: Location) -> Iterator[Check]:
    """What keeps things from being delivered there, for locations whose address somebody began."""
    if not begun(location):
        return
    if not location.active:
        yield Check.of("locations.inactive", False, location=location.name)
        return
    for flaw in flaws(location):
        yield Check.of(flaw.code, False, field=flaw.field, location=location.name, **flaw.facts)


def without_name(check: Check, name: str) -> Check:
    """The same finding where the reader sees already whose it is."""
    sentence = check.sentence.removeprefix(f"{name}: ")
    return replace(check, sentence=sentence[:1].upper() + sentence[1:])


def _counted(many: int) -> str:
    return "1 location" if many == 1 else f"{many} locations"
