"""A group's purchasing system: choosing it, the four values, and the switch between Test and Active mode."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from wizard.simulator.credentials import issue, values
from wizard.simulator.forms import Problems, go, text
from wizard.simulator.groups import wanted
from wizard.simulator.tables import PUNCHOUT, Group

pages = Blueprint("purchasing", __name__, url_prefix="/groups/<int:group_id>/purchasing-system")

KNOWN_SYSTEMS = ("Precoro", "Precoro-US", "Other")


@pages.get("/")
def show(group_id: int) -> ResponseReturnValue:
    return _page(wanted(group_id), Problems())


@pages.post("/")
def save(group_id: int) -> ResponseReturnValue:
    """Save keeps the name; the first time it also makes the four values."""
    group, problems = _of_punchout(group_id), Problems()
    name = problems.need("purchasing_system", "Type or choose the name of your purchasing system.")
    if problems:
        return _page(group, problems), 422
    group.purchasing_system = name
    if not group.from_identity:
        issue(group)
    return go("purchasing.show", "system_kept", group_id=group.id)


@pages.post("/renew")
def renew(group_id: int) -> ResponseReturnValue:
    group = _of_punchout(group_id)
    if not group.from_identity:
        abort(409)
    issue(group)
    return go("purchasing.show", "values_renewed", group_id=group.id)


@pages.post("/mode")
def switch(group_id: int) -> ResponseReturnValue:
    group = _of_punchout(group_id)
    if not group.from_identity or text("mode") not in ("test", "active"):
        abort(409)
    group.active = text("mode") == "active"
    return go("purchasing.show", text("mode"), group_id=group.id)


def _of_punchout(group_id: int) -> Group:
    """A Punch-In group and the general group have no purchasing system."""
    group = wanted(group_id)
    return group if group.kind == PUNCHOUT else abort(409)


def _page(group: Group, problems: Problems) -> str:
    return render_template(
        "simulator/purchasing.html",
        group=group,
        values=values(group),
        systems=KNOWN_SYSTEMS,
        problems=problems,
    )
