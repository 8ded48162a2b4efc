"""Sheets of addresses for the marketplace's address book: ours, or its own template filled in."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import SelectField

from wizard.ladder import Check
from wizard.models import CONFIGURATION
from wizard.pages import person, session
from wizard.pages.access import needs
from wizard.pages.sheet_files import own_sheet, sheet_file
from wizard.places import whole_places
from wizard.places.listing import HEADINGS, NEEDED, Entry, cells_of, entry_of, sheet_of
from wizard.sheets import Part, SheetRefused, fill_template, part_of, parts_of


class TemplateForm(FlaskForm):
    template = FileField("The template")
    part = SelectField("Which locations", validate_choice=False, default="1")


def parts() -> list[Part]:
    """The sheets that hold all addresses."""
    return parts_of(len(_entries()))


def template_form() -> TemplateForm:
    form = TemplateForm()
    form.part.choices = [(str(part.number), part.words) for part in parts()]
    return form


@needs(CONFIGURATION)
def download(kind: str) -> Response:
    return own_sheet("addresses", kind, sheet_of(part_of(_entries(), request.args.get("part", "1"))))


def filled(form: TemplateForm) -> Response | Check:
    """The template with our addresses in it, or why it cannot be filled."""
    upload: FileStorage | None = form.template.data
    if not upload:
        return _refusal("no file was chosen.")
    entries = [cells_of(entry) for entry in part_of(_entries(), form.part.data or "1")]
    try:
        return sheet_file("addresses", *fill_template(upload.read(), HEADINGS, NEEDED, entries))
    except SheetRefused as refused:
        return _refusal(str(refused))


def sheet_url(kind: str, part: Part) -> str:
    return url_for("locations.download", kind=kind, part=part.number if part.number > 1 else None)


def _refusal(problem: str) -> Check:
    return Check.of("address_book.unreadable", False, field="template", problem=problem)


def _entries() -> list[Entry]:
    belongs = person().organisation
    if belongs is None:
        abort(404)
    return [entry_of(location, belongs.name) for location in whole_places(session(), belongs.id)]
