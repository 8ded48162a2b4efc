"""The pre-flight's page: who was asked as, what the supplier answered, how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wizard.ladder import Around, Check, Ladder
from wizard.models import CONFIGURATION, Setup
from wizard.pages import now, person, session
from wizard.pages.access import needs, own
from wizard.pages.setup import around
from wizard.procurement.dispatch import open_lanes
from wizard.procurement.preflight import Subject, begin, progress_of, running, stop, subjects
from wizard.steps import ladder_of
from wizard.steps.punching_out import answer_of

preflight = Blueprint("preflight", __name__, url_prefix="/setup")

NEEDED = ("credentials", "people")
"""The steps that have to stand passed: without them there is nothing to ask with, or nobody to ask as."""

WHOM: Mapping[str, Callable[[Subject], bool]] = {
    "everybody": lambda subject: True,
    "rest": lambda subject: not subject.passed,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A person or a location as the page lists it, with the answer in words once there is one."""

    name: str
    email: str
    is_person: bool
    check: Check | None = None
    at: datetime | None = None


@preflight.get("/<int:number>/preflight")
@needs(CONFIGURATION)
def show(number: int) -> str:
    row = own(Setup, number)
    here = around(row)
    ladder = ladder_of(row, here)
    asked = subjects(session(), row)
    round_now = running(session(), row)
    lines = [_line(subject, row, here) for subject in asked]
    return render_template(
        "setup/preflight.html",
        setup=row,
        supplier=here.supplier,
        ladder=list(ladder),
        closed=_closed(ladder),
        progress=progress_of(session(), round_now) if round_now else None,
        lines=lines,
        same_for_all=_same_for_all(lines),
        back_url=_back(row, ladder),
    )


@preflight.post("/<int:number>/preflight")
@needs(CONFIGURATION)
def start(number: int) -> Response:
    row = own(Setup, number)
    action = request.form.get("action", "everybody")
    if why := _closed(ladder_of(row, around(row))):
        flash(f"The pre-flight is locked. {why}", "warning")
    elif action == "stop":
        _stop(row)
    elif action in WHOM:
        _begin(row, [subject for subject in subjects(session(), row) if WHOM[action](subject)])
    else:
        abort(400)
    return redirect(url_for("preflight.show", number=row.id), 303)


def _begin(row: Setup, whom: list[Subject]) -> None:
    preflight_row = begin(session(), row, person(), now(), whom)
    if preflight_row is not None:
        open_lanes(session(), preflight_row)
    session().commit()


def _stop(row: Setup) -> None:
    round_now = running(session(), row)
    if round_now is not None:
        stop(round_now, now())
        flash("Stopped. What was answered is kept.", "success")
    session().commit()


def _line(subject: Subject, row: Setup, here: Around) -> Line:
    result, user = subject.result, subject.user
    return Line(
        subject.about.name,
        user.email if user else "",
        user is not None,
        answer_of(result, row, here) if result else None,
        result.answered if result else None,
    )


def _same_for_all(lines: list[Line]) -> bool:
    """Whether everybody was refused alike: then it is about the connection, not about anybody."""
    checks = [line.check for line in lines if line.check]
    return len(checks) > 1 and len({check.code for check in checks}) == 1 and not checks[0].passed


def _closed(ladder: Ladder) -> str:
    """Why there is nothing to ask yet, or nothing."""
    missing = next((at for at in ladder if at.slug in NEEDED and not at.passed), None)
    return f"Opens after “{missing.title}” has passed." if missing else ""


def _back(row: Setup, ladder: Ladder) -> str:
    known = [at.slug for at in ladder if at.slug in ("people", "test-order") and at.reachable]
    if known:
        return url_for("setup.show", number=row.id, slug=known[-1])
    return url_for("setup.overview", number=row.id)
