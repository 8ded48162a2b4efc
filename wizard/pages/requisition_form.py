"""What may be changed of a draft: where it belongs and where it goes, never its lines."""

from __future__ import annotations

from flask import request, url_for
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField

from wizard.models import Requisition
from wizard.pages import services, session
from wizard.pages.errors import error_page
from wizard.places import whole_places
from wizard.procurement.requisitions import HEADER
from wizard.steps.forms import choices, text


class HeaderForm(FlaskForm):
    """What may be changed of a draft; never its lines."""

    version = HiddenField()
    department = text("Department", Requisition.department)
    budget = text("Budget", Requisition.budget)
    account = text("Account", Requisition.account)
    location = SelectField("Location")

    def header(self) -> dict[str, str]:
        return {name: str(self[name].data or "") for name in HEADER}


def form_of(row: Requisition) -> HeaderForm:
    places = whole_places(session(), row.organisation_id)
    if row.location and row.location not in places:
        places = [*places, row.location]
    form = HeaderForm(
        data={name: getattr(row, name) for name in HEADER} | {"location": str(row.location_id or "")}
    )
    form.location.choices = choices({"": "Not chosen", **{str(place.id): place.name for place in places}})
    return form


def problem(form: HeaderForm) -> str:
    if form.location.errors:
        return "This location is not in the list any more. Choose another one."
    return " ".join(str(problem) for found in form.errors.values() for problem in found)


def suggested() -> dict[str, tuple[str, ...]]:
    """What the host usually writes there; anything else may be typed."""
    host = services().host
    return dict(zip(HEADER, (host.departments, host.budgets, host.accounts), strict=True))


def stale(row: Requisition, form: HeaderForm) -> tuple[str, int]:
    saved = {name: getattr(row, name) for name in HEADER} | {"location": str(row.location_id or "")}
    names = {choice.value: choice.label for choice in form.location.choices}
    differences = [
        {
            "label": form[name].label.text,
            "saved": names.get(kept, kept) if name == "location" else kept,
            "typed": names.get(form[name].data, form[name].data) if name == "location" else form[name].data,
        }
        for name, kept in saved.items()
        if name in request.form and form[name].data != kept
    ]
    return error_page(
        409,
        here_url=url_for("requisitions.one", number=row.id),
        version=row.revision,
        differences=differences,
        typed=[
            (name, value) for name, value in request.form.items() if name not in {"csrf_token", "version"}
        ],
    )
