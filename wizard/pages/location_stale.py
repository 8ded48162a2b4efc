"""Somebody else saved the location in between: both versions, and the person chooses."""

from __future__ import annotations

from flask import request

from wizard.models import Location, User
from wizard.pages import session
from wizard.pages.errors import error_page
from wizard.pages.location_form import OWN, LocationForm
from wizard.places.postal import FIELDS

NOT_AGAIN = frozenset({"csrf_token", "version", "find", "use", "enter", "country_changed"})


def stale_location(location: Location, form: LocationForm, here_url: str) -> tuple[str, int]:
    saver = session().get(User, location.confirmed_by_id) if location.confirmed_by_id else None
    return error_page(
        409,
        here_url=here_url,
        saved_by=saver.name if saver else "",
        saved_at=location.confirmed,
        version=location.revision,
        differences=[
            {"label": form[name].label.text, "saved": getattr(location, name), "typed": form[name].data or ""}
            for name in (*OWN, *FIELDS)
            if name in request.form and getattr(location, name) != (form[name].data or "")
        ],
        typed=[(name, value) for name, value in request.form.items(multi=True) if name not in NOT_AGAIN],
    )
