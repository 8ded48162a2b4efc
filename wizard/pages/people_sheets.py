"""Sheets of people for the supplier to take: ours, or its own template filled in."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request, url_for

from wizard.ladder import Check
from wizard.models import CONFIGURATION, Setup
from wizard.pages import services
from wizard.pages.access import needs, own
from wizard.pages.setup import around
from wizard.pages.sheet_files import own_sheet, sheet_file
from wizard.people.headings import HEADINGS, NEEDED
from wizard.people.listing import Invited, cells_of, sheet_of
from wizard.sheets import SheetRefused, fill_template, part_of, parts_of
from wizard.steps.people import People, invited

people_sheets = Blueprint("people_sheets", __name__, url_prefix="/setup/<int:number>")


@people_sheets.get("/people.<any(xlsx, csv):kind>")
@needs(CONFIGURATION)
def download(number: int, kind: str) -> Response:
    """Everybody on the list that is kept."""
    setup = own(Setup, number)
    return _ours(setup, invited(setup, around(setup)), request.args.get("part", "1"), kind)


@people_sheets.post("/people.<any(xlsx, csv):kind>")
@needs(CONFIGURATION)
def make(number: int, kind: str) -> Response | tuple[str, int]:
    """Everybody on the list as it stands on the page, also before anybody was added there."""
    setup = own(Setup, number)
    people = invited(setup, around(setup), request.form.get("people", ""))
    if "fill" not in request.form:
        return _ours(setup, people, request.form.get("part", "1"), kind)
    try:
        return _filled(setup, part_of(people, request.form.get("template_part", "1")))
    except SheetRefused as refused:
        return _refusal(setup, len(people), str(refused)), 422


def _ours(setup: Setup, people: Sequence[Invited], part: str, kind: str) -> Response:
    rows = sheet_of(part_of(people, part), setup.group_name, services().host.requisitioner)
    return own_sheet("people", kind, rows)


def _filled(setup: Setup, people: Sequence[Invited]) -> Response:
    """The supplier's own template with the people in it; it comes back as what it was, sheet or text.

    :raises SheetRefused: there is none, or it cannot be filled
    """
    upload, rule = request.files.get("template"), services().host.requisitioner
    if not upload:
        raise SheetRefused("no file was chosen.")
    entries = [cells_of(one, setup.group_name, rule) for one in people]
    return sheet_file("people", *fill_template(upload.read(), HEADINGS, NEEDED, entries))


def _refusal(setup: Setup, people: int, problem: str) -> str:
    return render_template(
        "setup/people_template.html",
        setup=setup,
        supplier=around(setup).supplier,
        sheets=parts_of(people),
        listed=request.form.get("people", ""),
        back_url=url_for("setup.show", number=setup.id, slug=People.slug),
        findings=[Check.of("people.unreadable", False, field="template", problem=problem)],
    )
