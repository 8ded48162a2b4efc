"""Sheets of addresses for the marketplace's address book: ours, or its own template filled in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import SelectField

from wizard.ladder import Check
from wizard.models import CONFIGURATION
from wizard.pages import person, session
from wizard.pages.access import needs
from wizard.places import whole_places
from wizard.places.listing import HEADINGS, NEEDED, Entry, cells_of, entry_of, sheet_of
from wizard.sheets import SheetRefused, fill_template, write_csv, write_xlsx

MOST_ROWS = 1_000
"""Rows the supplier takes in one sheet."""
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet's worth of locations; ``words`` name them when there are several sheets."""

    number: int
    words: str


class TemplateForm(FlaskForm):
    template = FileField("The template")
    part = SelectField("Which locations", validate_choice=False, default="1")


def parts() -> list[Part]:
    """The sheets that hold all addresses."""
    many = len(_entries())
    starts = range(0, many, MOST_ROWS)
    return [
        Part(number, f"{start + 1} to {min(start + MOST_ROWS, many)}")
        for number, start in enumerate(starts, 1)
    ]


def template_form() -> TemplateForm:
    form = TemplateForm()
    form.part.choices = [(str(part.number), part.words) for part in parts()]
    return form


@needs(CONFIGURATION)
def download(kind: str) -> Response:
    rows = sheet_of(_part(request.args.get("part", "1")))
    return _sheet(write_xlsx(rows, "Addresses") if kind == "xlsx" else write_csv(rows), kind)


def filled(form: TemplateForm) -> Response | Check:
    """The template with our addresses in it, or why it cannot be filled."""
    upload: FileStorage | None = form.template.data
    if not upload:
        return _refusal("no file was chosen.")
    entries = [cells_of(entry) for entry in _part(form.part.data or "1")]
    try:
        sheet, kind = fill_template(upload.read(), HEADINGS, NEEDED, entries)
    except SheetRefused as refused:
        return _refusal(str(refused))
    return _sheet(sheet, kind)


def sheet_url(kind: str, part: Part) -> str:
    return url_for("locations.download", kind=kind, part=part.number if part.number > 1 else None)


def _refusal(problem: str) -> Check:
    return Check.of("address_book.unreadable", False, field="template", problem=problem)


def _entries() -> list[Entry]:
    belongs = person().organisation
    if belongs is None:
        abort(404)
    return [entry_of(location, belongs.name) for location in whole_places(session(), belongs.id)]


def _part(wanted: str) -> list[Entry]:
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
    return _entries()[(number - 1) * MOST_ROWS : number * MOST_ROWS]


def _sheet(data: bytes, kind: str) -> Response:
    answer = Response(data, content_type=KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="addresses.{kind}"'
    return answer
