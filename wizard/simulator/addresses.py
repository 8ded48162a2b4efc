"""The shared address book of a group: by hand, by sheet, and out again."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import delete

from wizard.simulator.countries import country_code
from wizard.simulator.forms import LONGEST, Problems, go, text, ticked
from wizard.simulator.groups import wanted
from wizard.simulator.places import is_phone
from wizard.simulator.sheets import Rows, SheetRefused, read_sheet, write_sheet
from wizard.simulator.store import rows
from wizard.simulator.tables import Group, SharedAddress

pages = Blueprint("addresses", __name__, url_prefix="/groups/<int:group_id>/addresses")

FIELDS = {
    "address_id": "Address ID",
    "name": "Full name",
    "street1": "Street address",
    "street2": "Street address 2",
    "city": "City",
    "state": "State or region",
    "postal_code": "Postal code",
    "country": "Country",
    "phone": "Phone number",
}
WEEKEND = "Weekend deliveries"
HEADINGS = (*FIELDS.values(), WEEKEND)
NEEDED = {
    "name": "Type the full name or company the parcel goes to.",
    "street1": "Type the street address.",
    "city": "Type the city.",
    "country": "Choose a country.",
    "phone": "Type a phone number: an address cannot be saved without one.",
}
EXAMPLE = (
    "HQ",
    "Example Clinic",
    "1 Sample Street",
    "",
    "Springfield",
    "IL",
    "62701",
    "US",
    "+1 217 555 0100",
    "no",
)


@pages.get("/")
def show(group_id: int) -> ResponseReturnValue:
    return _page(wanted(group_id))


@pages.route("/new", methods=["GET", "POST"])
def new(group_id: int) -> ResponseReturnValue:
    return _one(wanted(group_id), SharedAddress(group_id=group_id, country="US"))


@pages.route("/<int:address_id>", methods=["GET", "POST"])
def edit(group_id: int, address_id: int) -> ResponseReturnValue:
    group = wanted(group_id)
    return _one(group, _entry(group, address_id))


@pages.post("/<int:address_id>/remove")
def remove(group_id: int, address_id: int) -> ResponseReturnValue:
    rows().delete(_entry(wanted(group_id), address_id))
    return go("addresses.show", "address_gone", group_id=group_id)


@pages.post("/upload")
def upload(group_id: int) -> ResponseReturnValue:
    """Take a whole sheet or nothing of it."""
    group = wanted(group_id)
    file = request.files.get("sheet")
    try:
        found = read_sheet(file.filename or "", file.read(), HEADINGS) if file else []
        entries = _entries(group, found)
    except SheetRefused as refused:
        return _page(group, str(refused)), 422
    if ticked("replace"):
        rows().execute(delete(SharedAddress).where(SharedAddress.group_id == group.id))
    rows().add_all(entries)
    return go("addresses.show", "sheet_taken", group_id=group.id)


@pages.get("/template.<any(csv, xlsx):kind>")
def template(group_id: int, kind: str) -> Response:
    wanted(group_id)
    return write_sheet("address-template", kind, HEADINGS, [EXAMPLE])


@pages.get("/addresses.<any(csv, xlsx):kind>")
def export(group_id: int, kind: str) -> Response:
    entries = ([*_values(entry).values(), _yes(entry)] for entry in wanted(group_id).addresses)
    return write_sheet("addresses", kind, HEADINGS, entries)


def _entry(group: Group, address_id: int) -> SharedAddress:
    return next((entry for entry in group.addresses if entry.id == address_id), None) or abort(404)


def _one(group: Group, entry: SharedAddress) -> ResponseReturnValue:
    if request.method == "GET":
        typed = {field: value or "" for field, value in _values(entry).items()}
        return _address_form(group, entry, typed, Problems())
    typed = {field: text(field) for field in FIELDS}
    problems = Problems(judge(typed))
    if problems:
        return _address_form(group, entry, typed, problems), 422
    fill(entry, typed, ticked("weekend_deliveries"))
    rows().add(entry)
    return go("addresses.show", "address_kept", group_id=group.id)


def judge(typed: Mapping[str, str]) -> dict[str, str]:
    """What is missing or wrong in an address, by field."""
    wrong = {field: sentence for field, sentence in NEEDED.items() if not typed[field]}
    if typed["phone"] and not is_phone(typed["phone"]):
        wrong["phone"] = "This phone number is too short."
    if typed["country"] and not country_code(typed["country"]):
        wrong["country"] = "This country is not known here."
    return wrong


def fill(entry: SharedAddress, typed: Mapping[str, str], weekend: bool) -> None:
    for field in FIELDS:
        setattr(entry, field, typed[field])
    entry.country = country_code(typed["country"])
    entry.weekend_deliveries = weekend


def _entries(group: Group, found: Rows) -> list[SharedAddress]:
    """:raises SheetRefused: naming the first row that cannot be an address"""
    if not found:
        raise SheetRefused("The sheet holds no addresses below its headings.")
    entries = []
    for number, row in enumerate(found, start=2):
        typed = {field: row[heading][:LONGEST] for field, heading in FIELDS.items()}
        for field, sentence in judge(typed).items():
            raise SheetRefused(f"Row {number}, {FIELDS[field]}: {sentence} Nothing was taken over.")
        entry = SharedAddress(group_id=group.id)
        fill(entry, typed, row[WEEKEND].casefold() in ("yes", "y", "true", "1", "x"))
        entries.append(entry)
    return entries


def _values(entry: SharedAddress) -> dict[str, str]:
    return {field: getattr(entry, field) for field in FIELDS}


def _yes(entry: SharedAddress) -> str:
    return "yes" if entry.weekend_deliveries else "no"


def _page(group: Group, refused: str = "") -> str:
    return render_template("simulator/addresses.html", group=group, refused=refused)


def _address_form(group: Group, entry: SharedAddress, typed: Mapping[str, str], problems: Problems) -> str:
    return render_template("simulator/address.html", group=group, entry=entry, typed=typed, problems=problems)
