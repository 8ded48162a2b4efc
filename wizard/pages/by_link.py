"""The colleague's side of a handover: the link, its one button, and what is left to say when it is over."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask_login import current_user, login_user
from werkzeug.wrappers import Response

from wizard.handover import DONE, EXPIRED, TAKEN_BACK, WAITING, by_token, standing
from wizard.ladder import Check
from wizard.models import Handover
from wizard.pages import asked, now, session, supplier
from wizard.pages.access import ASKED
from wizard.pages.account import unknown_link
from wizard.pages.setup import around
from wizard.steps import ladder_of, steps_of

by_link = Blueprint("asked", __name__, url_prefix="/asked")
Page = Response | str | tuple[str, int]
CODES = {DONE: "handover.done", TAKEN_BACK: "handover.taken_back", EXPIRED: "handover.expired"}


@by_link.get("/<token>")
def look(token: str) -> Page:
    """Looking does not sign in: programs that read mail open every link."""
    row = by_token(session(), token)
    if row is None:
        return _unknown()
    return _over(row) if standing(row, now()) != WAITING else _page("asked/link.html", row)


@by_link.post("/<token>")
def begin(token: str) -> Page:
    row = by_token(session(), token)
    if row is None:
        return unknown_link() or _unknown()
    if standing(row, now()) != WAITING:
        return _over(row)
    row.opened = row.opened or now()
    session().commit()
    cookie.clear()
    cookie[ASKED] = row.id
    login_user(row.guest, force=True)
    return redirect(_step(row), 303)


@by_link.get("/")
def here() -> Page:
    """Where a colleague stands: at the step, in front of it, or behind it."""
    number = cookie.get(ASKED)
    row = session().get(Handover, number) if isinstance(number, int) else None
    if row is None:
        return redirect("/" if current_user.is_authenticated else url_for("account.sign_in"))
    if standing(row, now()) != WAITING:
        return _over(row)
    if not asked():
        return _page("asked/again.html", row)
    if not ladder_of(row.setup, around(row.setup))[row.slug].reachable:
        return _page(
            "asked/over.html", row, check=Check.of("handover.waits", False, person=row.asked_by.name)
        )
    return redirect(_step(row))


def _over(row: Handover) -> tuple[str, int]:
    reached = standing(row, now())
    record = row.setup.record(row.slug)
    thanks = reached == DONE and record is not None and record.passed_by_id == row.guest_id
    by = row.revoked_by or row.asked_by
    check = Check.of(CODES[reached], False, person=by.name, until=f"{row.expires:%A, %-d %B, %H:%M} UTC")
    template = "asked/thanks.html" if thanks else "asked/over.html"
    return _page(template, row, check=check), 200 if reached == DONE or request.path == url_for(
        "asked.here"
    ) else 410


def _unknown() -> tuple[str, int]:
    return render_template("asked/unknown.html", check=Check.of("handover.unknown_link", False)), 410


def _page(template: str, row: Handover, **facts: object) -> str:
    """Around a handover: whose setup, which step. Nothing of what was answered there."""
    steps = steps_of(row.setup)
    return render_template(
        template,
        row=row,
        organisation=row.setup.organisation,
        step=steps[row.slug],
        number=list(steps).index(row.slug) + 1,
        count=len(steps),
        supplier=supplier(row.setup),
        **facts,
    )


def _step(row: Handover) -> str:
    return url_for("setup.show", number=row.setup_id, slug=row.slug)
