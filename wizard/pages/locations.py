"""The host's locations: the list, and the form of one with its address search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from wizard.ladder import Check, blocking
from wizard.models import CONFIGURATION, Location, Organisation, Setup, User
from wizard.pages import address_search, location_sheets, now, person, session, supplier
from wizard.pages.access import needs, own
from wizard.pages.location_form import OWN, LocationForm, blank_form, form_of, posted_form, refilled
from wizard.pages.location_stale import stale_location
from wizard.pages.paging import page_of
from wizard.places import judge
from wizard.places.postal import FIELDS
from wizard.profiles import UnknownProfile
from wizard.steps.locations import problems_of, without_name

locations = Blueprint("locations", __name__, url_prefix="/locations")
Page = Response | str | tuple[str, int]

RETURNS = ("locations", "address-book")
"""Steps that send people here and want them back."""


locations.add_url_rule("/address-book.<any(xlsx, csv):kind>", "download", location_sheets.download)


@locations.get("/")
@needs(CONFIGURATION)
def index() -> str:
    return _list()


@locations.post("/address-book")
@needs(CONFIGURATION)
def fill() -> Page:
    """The marketplace's own template, filled in and given back."""
    form = location_sheets.template_form()
    sheet = location_sheets.filled(form)
    return sheet if isinstance(sheet, Response) else (_list(form, [sheet]), 422)


@locations.get("/new")
@needs(CONFIGURATION)
def new() -> str:
    return _page(blank_form(_likely_country(), organisation().name), None)


@locations.post("/new")
@needs(CONFIGURATION)
def add() -> Page:
    return _act(posted_form(organisation().name), None)


@locations.get("/<int:number>")
@needs(CONFIGURATION)
def one(number: int) -> str:
    location = own(Location, number)
    return _page(form_of(location, organisation().name), location)


@locations.post("/<int:number>")
@needs(CONFIGURATION)
def change(number: int) -> Page:
    location = own(Location, number)
    form = posted_form(organisation().name)
    if (form.version.data or "0") != str(location.revision):
        return stale_location(location, form, _here(location))
    if request.form.get("action") in ("activate", "deactivate"):
        return _switch(location, request.form["action"] == "activate")
    return _act(form, location)


@locations.get("/suggest")
@needs(CONFIGURATION)
def suggest() -> dict[str, Any]:
    """Prompts while somebody types; the page works without them."""
    typed = request.args.get("q", "").strip()[:200]
    if len(typed) < 3:
        return {"prompts": [], "attribution": "", "problem": "", "code": ""}
    found = address_search.look_up(typed, request.args.get("session", "")[:60])
    return {
        "prompts": [{"id": one.id, "text": one.text, "secondary": one.secondary} for one in found.prompts],
        "attribution": found.attribution,
        "problem": " ".join(f"{check.sentence} {check.fix}" for check in found.findings),
        "code": next((check.code for check in found.findings), ""),
    }


def organisation() -> Organisation:
    belongs = person().organisation
    assert belongs is not None
    return belongs


def _list(form: FlaskForm | None = None, findings: Sequence[Check] = ()) -> str:
    wanted = request.args.get("q", "").strip()[:100]
    found = select(Location).where(Location.organisation_id == organisation().id)
    searched: dict[str, Any] = {"q": wanted} if wanted else {}
    if wanted:
        found = found.where(func.lower(Location.name).contains(wanted.lower(), autoescape=True))
    return render_template(
        "locations/index.html",
        page=page_of(found, Location.id, "locations.index", **searched),
        problems_of=lambda location: [without_name(one, location.name) for one in problems_of(location)],
        wanted=wanted,
        form=form or location_sheets.template_form(),
        findings=list(findings),
        parts=location_sheets.parts(),
        sheet_url=location_sheets.sheet_url,
    )


def _act(form: LocationForm, location: Location | None) -> Page:
    """What the pressed button asks for. Enter in the search box looks up, elsewhere it saves."""
    pressed = request.form
    nothing_yet = not (form.street1.data or form.city.data)
    if "country_changed" in pressed:
        return _page(form, location)
    if "find" in pressed or (
        "enter" in pressed and form.search.data and form.search.data != form.searched.data
    ):
        return _find(form, location)
    if "use" in pressed or (form.place.data and nothing_yet):
        return _use(form, location)
    return _save(form, location, finished="later" not in pressed)


def _find(form: LocationForm, location: Location | None) -> Page:
    number = location.id if location else None
    found = address_search.look_up(form.search.data or "", form.search_session.data or "")
    form.searched.data = form.search.data
    form.place.choices = [(one.id, f"{one.text}, {one.secondary}".strip(", ")) for one in found.prompts]
    return _page(form, _again(number), found.findings, attribution=found.attribution)


def _use(form: LocationForm, location: Location | None) -> Page:
    number = location.id if location else None
    values, findings = address_search.details(form.place.data or "", form.search_session.data or "")
    if values:
        values["searched"] = form.search.data or ""
        return _page(refilled(form, values, organisation().name), _again(number), filled=True)
    return _page(form, _again(number), findings)


def _again(number: int | None) -> Location | None:
    """The row anew: the call outside ended the transaction it was read in."""
    return own(Location, number) if number else None


def _save(form: LocationForm, location: Location | None, finished: bool) -> Page:
    findings = list(_judged(form, location, finished)) if form.validate() else []
    if form.errors or blocking(findings):
        return _page(form, location, findings, refused=True), 422
    location = location or Location(organisation_id=organisation().id, active=True, revision=0)
    _fill(location, form)
    session().add(location)
    try:
        session().commit()
    except StaleDataError:
        session().rollback()
        return stale_location(own(Location, location.id), form, _here(location))
    except IntegrityError:
        session().rollback()
        return _page(form, None, [_name_taken(form)], refused=True), 422
    flash(f"“{location.name}” is saved.", "success")
    return _back()


def _judged(form: LocationForm, location: Location | None, finished: bool) -> Iterator[Check]:
    name = form.name.data or ""
    if not name:
        yield Check.of("locations.name_missing", False)
    elif _used_elsewhere(func.lower(Location.name), name.lower(), location):
        yield _name_taken(form)
    if form.address_id.data and _used_elsewhere(Location.address_id, form.address_id.data, location):
        yield Check.of("locations.address_id_taken", False, address_id=form.address_id.data)
    for flaw in judge(form.address) if finished else ():
        yield without_name(Check.of(flaw.code, False, field=flaw.field, location=name, **flaw.facts), name)


def _name_taken(form: LocationForm) -> Check:
    return Check.of("locations.name_taken", False, location=form.name.data)


def _used_elsewhere(column: Any, value: str, location: Location | None) -> bool:
    same = select(Location.id).where(Location.organisation_id == organisation().id, column == value)
    return any(number != (location.id if location else None) for number in session().scalars(same))


def _fill(location: Location, form: LocationForm) -> None:
    """Keep what was typed. A changed address is confirmed anew, by whoever saves it."""
    before = [getattr(location, name) for name in FIELDS]
    for name in (*OWN, *FIELDS):
        setattr(location, name, form[name].data or "")
    location.place_id = (form.picked.data or "")[:300]
    if before != [getattr(location, name) for name in FIELDS]:
        location.confirmed, location.confirmed_by_id = now(), person().id


def _switch(location: Location, active: bool) -> Response:
    location.active = active
    session().commit()
    flash(
        f"“{location.name}” is {'active again' if active else 'deactivated and left out from now on'}.",
        "success",
    )
    return _back()


def _page(
    form: LocationForm,
    location: Location | None,
    findings: Sequence[Check] = (),
    **how: Any,
) -> str:
    """:param how: ``refused``, ``filled`` (a place was picked), ``attribution`` of the prompts"""
    form.version.data = str(location.revision) if location else "0"
    return render_template(
        "locations/one.html",
        form=form,
        location=location,
        confirmed_by=_confirmed_by(location),
        findings=list(findings),
        back_url=_back_url(),
        **{"refused": False, "filled": False, "attribution": "", **how},
    )


def _confirmed_by(location: Location | None) -> str:
    number = location.confirmed_by_id if location else None
    saver = session().get(User, number) if number else None
    return saver.name if saver else ""


def _setup() -> Setup | None:
    """The setup somebody came from, if it is one of their own organisation."""
    number = request.args.get("setup", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    mine = select(Setup).where(Setup.id == int(number), Setup.organisation_id == organisation().id)
    return session().scalar(mine)


def _back_url() -> str:
    setup = _setup()
    if setup is None:
        return url_for("locations.index")
    step = request.args.get("step")
    return url_for("setup.show", number=setup.id, slug=step if step in RETURNS else RETURNS[0])


def _back() -> Response:
    return redirect(_back_url(), 303)


def _here(location: Location) -> str:
    setup, step = request.args.get("setup"), request.args.get("step")
    return url_for("locations.one", number=location.id, setup=setup, step=step)


def _likely_country() -> str:
    """Where the setup's marketplace is, else where the last location is."""
    last = select(Location.country).where(
        Location.organisation_id == organisation().id, Location.country != ""
    )
    known = session().scalar(last.order_by(Location.id.desc()).limit(1)) or "US"
    setup = _setup()
    if setup is None:
        return known
    try:
        return supplier(setup).marketplace(setup.marketplace).country or "US"
    except UnknownProfile:
        return known
