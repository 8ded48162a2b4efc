"""Where this person should go next."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from wizard.models import CONFIGURATION, SPECIALIST, Setup
from wizard.pages import asked, person, session
from wizard.pages.access import signed_in

home = Blueprint("home", __name__)


@home.get("/")
@signed_in
def start() -> Response:
    if asked():
        return redirect(url_for("asked.here"))
    if current_user.may(SPECIALIST):
        return redirect(url_for("review.index"))
    if current_user.may(CONFIGURATION):
        only = (
            session().scalars(select(Setup.id).where(Setup.organisation_id == person().organisation_id)).all()
        )
        if len(only) == 1:
            return redirect(url_for("setup.resume", number=only[0]))
        return redirect(url_for("setup.index"))
    return redirect(url_for("requisitions.index"))
