"""Sheets of people for the supplier to take: ours, or its own template filled in."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from wizard.ladder import Check
from wizard.models import CONFIGURATION, Setup
from wizard.pages import services
from wizard.pages.access import needs, own
from wizard.pages.setup import around
from wizard.pages.sheet_files import own_sheet, sheet_file
from wizard.people.headings import HEADINGS, NEEDED
from wizard.people.listing import cells_of, sheet_of
from wizard.sheets import SheetRefused, fill_template, part_of, parts_of
from wizard.steps.people import People, invited

people_sheets = Blueprint("people_sheets", __name__, url_prefix="/setup/<int:number>")


@people_sheets.get("/people.<any(xlsx, csv):kind>")
@needs(CONFIGURATION)
def download(number: int, kind: str) -> Response:
    setup = own(Setup, number)
    people = part_of(invited(setup, around(setup)), request.args.get("part", "1"))
    return own_sheet("people", kind, sheet_of(people, setup.group_name, services().host.requisitioner))


@people_sheets.post("/people.<any(xlsx, csv):kind>")
@needs(CONFIGURATION)
def fill(number: int, kind: str) -> Response | tuple[str, int]:
    """The supplier's own template with the people in it; it comes back as what it was, sheet or text."""
    setup, upload = own(Setup, number), request.files.get("template")
    people = invited(setup, around(setup))
    rule = services().host.requisitioner
    entries = [
        cells_of(one, setup.group_name, rule) for one in part_of(people, request.form.get("part", "1"))
    ]
    try:
        if not upload:
            raise SheetRefused("no file was chosen.")
        return sheet_file("people", *fill_template(upload.read(), HEADINGS, NEEDED, entries))
    except SheetRefused as refused:
        return _refusal(setup, len(people), str(refused)), 422


def _refusal(setup: Setup, people: int, problem: str) -> str:
    return render_template(
        "setup/people_template.html",
        setup=setup,
        supplier=around(setup).supplier,
        sheets=parts_of(people),
        back_url=url_for("setup.show", number=setup.id, slug=People.slug),
        findings=[Check.of("people.unreadable", False, field="template", problem=problem)],
    )
