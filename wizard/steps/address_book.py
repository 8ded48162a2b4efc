"""Step 6: the same addresses in Amazon's shared address book, field for field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField

from wizard.ladder import READ, TOLD, Around, Check, NoSuch, Step
from wizard.models import Location, Setup
from wizard.places import fingerprint, whole_places
from wizard.places.comparing import Comparison, compare
from wizard.places.fields import DIFFERENT
from wizard.places.listing import entry_of, lines_of
from wizard.places.uploaded import SheetAddress, addresses_in
from wizard.sheets import SheetRefused, read_sheet
from wizard.steps.forms import StepForm

NOTHING = "nothing"
SHOWN = 50
"""Locations whose lines are on the page at once; with more, a sheet is the better way."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A location as the step's page shows it, to be copied line by line."""

    id: int
    name: str
    edit_url: str
    lines: Sequence[tuple[str, str]]
    same: bool


class AddressBook(Step):
    slug = "address-book"
    title = "Fill Amazon's address book"
    short = "Address book"
    lead = "Amazon delivers to addresses it knows. Enter yours there exactly as they stand here."
    side = "amazon"
    needs = "only whole addresses can be copied."
    after = ("group",)
    passing = ("sheet",)
    in_file: ClassVar[Mapping[str, Any]] = {"same": [str]}
    """The names of the locations that stand there as they stand here."""

    class Form(StepForm):
        uploaded = FileField("Amazon's address sheet")
        also_same = HiddenField()

    def form(self, setup: Setup, around: Around) -> FlaskForm:
        places = _places(setup, around)
        ticks = {_tick(place): BooleanField(place.name) for place in places}
        confirmed = _confirmed(setup)
        return type("Form", (self.Form,), ticks)(
            data={_tick(place): confirmed.get(str(place.id)) == fingerprint(place) for place in places}
        )

    def answers(self, form: FlaskForm, setup: Setup, around: Around) -> dict[str, Any]:
        places = _places(setup, around)
        prints = {str(place.id): fingerprint(place) for place in places}
        if not form["uploaded"].data:
            return {
                "confirmed": {
                    str(place.id): prints[str(place.id)] for place in places if _ticked(place, form)
                }
            }
        upload = form["uploaded"].data
        try:
            found = addresses_in(read_sheet(upload.read()))
        except SheetRefused as refused:
            return {"confirmed": {}, "sheet": {"problem": str(refused)}}
        rows = [address.as_json() for address in found]
        return {"confirmed": prints, "sheet": {"name": upload.filename, "addresses": rows}}

    def prove(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        places = _places(setup, around)
        sheet = answers.get("sheet")
        if sheet is None:
            yield from _judge_ticks(answers["confirmed"], places)
        elif "problem" in sheet:
            yield Check.of("address_book.unreadable", False, evidence=READ, problem=sheet["problem"])
        else:
            found = [SheetAddress.from_json(row) for row in sheet["addresses"]]
            proof = f"in the sheet “{sheet['name']}” of {around.now:%-d %B %Y}."
            for check in _judge_sheet(found, places, setup.organisation.name):
                yield replace(check, proof=proof)

    def holds(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> Iterator[Check]:
        confirmed = answers.get("confirmed", {})
        for place in _places(setup, around):
            if str(place.id) not in confirmed:
                yield _missing(place, False, TOLD)
            elif confirmed[str(place.id)] != fingerprint(place):
                yield Check.of("address_book.changed", False, field=_tick(place), location=place.name)

    def versions(self, form: FlaskForm, setup: Setup, around: Around) -> Iterator[tuple[str, Any, Any]]:
        confirmed = _confirmed(setup)
        for place in _places(setup, around):
            is_saved = confirmed.get(str(place.id)) == fingerprint(place)
            yield f"{place.name}: the same there", is_saved, _ticked(place, form)

    def told(self, answers: Mapping[str, Any], setup: Setup, around: Around) -> dict[str, Any]:
        confirmed = answers.get("confirmed", {})
        places = _places(setup, around)
        return {"same": [one.name for one in places if confirmed.get(str(one.id)) == fingerprint(one)]}

    def typed(self, told: Mapping[str, Any], setup: Setup, around: Around) -> dict[str, str]:
        known = {place.name: _tick(place) for place in _places(setup, around)}
        names = told.get("same", [])
        if unknown := next((name for name in names if name not in known), ""):
            raise NoSuch(f"There is no location “{unknown}” with a whole address.")
        return {known[name]: "y" for name in names}

    def context(self, setup: Setup, form: FlaskForm, around: Around) -> dict[str, Any]:
        """The first tiles, those that need a look before all others; the ticks of the rest travel unseen."""
        failed = _failed(setup)
        places = _places(setup, around)
        places.sort(key=lambda place: (_tick(place) not in failed, _ticked(place, form)))
        rest = places[SHOWN:]
        form["also_same"].data = ",".join(str(place.id) for place in rest if _ticked(place, form))
        return {
            "locations": [
                Tile(
                    place.id,
                    place.name,
                    f"/locations/{place.id}?setup={setup.id}&step={self.slug}",
                    lines_of(entry_of(place, setup.organisation.name)),
                    _ticked(place, form),
                )
                for place in places[:SHOWN]
            ],
            "more_locations": len(rest),
            "sheet_url": "/locations/#address-book",
        }


def _places(setup: Setup, around: Around) -> list[Location]:
    return whole_places(around.session, setup.organisation_id)


def _confirmed(setup: Setup) -> Mapping[str, str]:
    record = setup.record(AddressBook.slug)
    return record.answers.get("confirmed", {}) if record else {}


def _failed(setup: Setup) -> set[str]:
    """The fields that blocked the last try."""
    record = setup.record(AddressBook.slug)
    checks = [Check(**check) for check in record.checks] if record else []
    return {check.field for check in checks if check.blocks}


def _ticked(place: Location, form: FlaskForm) -> bool:
    return bool(form[_tick(place)].data) or str(place.id) in (form["also_same"].data or "").split(",")


def _tick(place: Location) -> str:
    return f"same_{place.id}"


def _missing(place: Location, passed: bool, evidence: str) -> Check:
    then = "give us the sheet again" if evidence == READ else "tick it"
    facts = {"location": place.name, "then": then}
    return Check.of("address_book.missing", passed, evidence, _tick(place), **facts)


def _judge_ticks(confirmed: Mapping[str, str], places: Sequence[Location]) -> Iterator[Check]:
    for place in places:
        yield _missing(place, str(place.id) in confirmed, TOLD)


def _judge_sheet(
    addresses: Sequence[SheetAddress], places: Sequence[Location], organisation: str
) -> Iterator[Check]:
    comparison = compare([entry_of(place, organisation) for place in places], addresses)
    for place in places:
        yield from _judge_row(place, comparison)
    if comparison.others:
        names = ", ".join(address.called for address in comparison.others)
        yield Check.of("address_book.unknown", False, evidence=READ, names=names)


def _judge_row(place: Location, comparison: Comparison) -> Iterator[Check]:
    differences = comparison.found.get(place.id)
    if differences is None:
        yield _missing(place, False, READ)
        return
    for one in differences:
        yield Check.of(
            "address_book.differs" if one.verdict == DIFFERENT else "address_book.alike",
            False,
            evidence=READ,
            field=_tick(place),
            location=place.name,
            label=one.label,
            ours=one.ours or NOTHING,
            theirs=one.theirs or NOTHING,
            why=one.why,
        )
    if not any(one.verdict == DIFFERENT for one in differences):
        yield _missing(place, True, READ)
