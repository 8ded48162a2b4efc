"""Switching faults on and off: a page for people, ``/groups/<id>/faults`` for programs."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from wizard.simulator.faults import FAULTS, TABLE, Fault
from wizard.simulator.forms import go
from wizard.simulator.groups import wanted
from wizard.simulator.other_shop import talks
from wizard.simulator.switches import switch_off, switch_on, switched_on
from wizard.simulator.tables import Group

pages = Blueprint("misbehaving", __name__, url_prefix="/groups/<int:group_id>")

ALL = "all"
MOST_TIMES = 99
OFFERED = (1, 2, 3, 5, 10)
NO_SUCH_FAULT = "There is no fault of this name."
NOT_SO_OFTEN = f"How often is 1 to {MOST_TIMES}, or nothing for until it is switched off."
OFF_WORDS = ("", "0", "off", "no", "false")


class CannotSwitch(ValueError):
    """What was asked for makes no sense; the message is for people."""


@pages.get("/misbehave/")
def show(group_id: int) -> ResponseReturnValue:
    return _page(wanted(group_id))


@pages.get("/faults")
def listed(group_id: int) -> Response:
    """Every fault, whether it is on, and how often it still strikes."""
    return jsonify(_told(_of_punchout(group_id)))


@pages.post("/faults")
def switch(group_id: int) -> ResponseReturnValue:
    """``fault``: a name, or ``all`` to switch off; without ``on``: on; without ``times``: until it is off."""
    group, asked = _of_punchout(group_id), _asked()
    key, on = str(asked.get("fault", "")), _is_yes(asked.get("on", True))
    try:
        _switch(group, key, on, asked.get("times"))
    except CannotSwitch as refused:
        problem = {key: str(refused)}
        return (_page(group, problem) if _by_browser() else jsonify(error=str(refused))), 422
    if not _by_browser():
        return jsonify(_told(group))
    place = {} if key == ALL else {"_anchor": key}
    return go("misbehaving.show", "fault_on" if on else "fault_off", group_id=group.id, **place)


def _switch(group: Group, key: str, on: bool, times: object) -> None:
    if key == ALL and not on:
        switch_off(group, *FAULTS)
    elif key not in FAULTS:
        raise CannotSwitch(NO_SUCH_FAULT)
    elif on:
        switch_on(group, FAULTS[key], _often(FAULTS[key], times))
    else:
        switch_off(group, key)


def _often(fault: Fault, times: object) -> int | None:
    typed = "" if times is None else str(times).strip()
    if not typed:
        return None
    if not (fault.counted and typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= MOST_TIMES):
        raise CannotSwitch(NOT_SO_OFTEN)
    return int(typed)


def _asked() -> Mapping[str, Any]:
    if not request.is_json:
        return request.form
    asked = request.get_json()
    return asked if isinstance(asked, dict) else abort(400)


def _is_yes(said: object) -> bool:
    return str(said).strip().lower() not in OFF_WORDS


def _by_browser() -> bool:
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _of_punchout(group_id: int) -> Group:
    """Only a PunchOut group, or another shop, talks to a purchasing system."""
    group = wanted(group_id)
    return group if talks(group) else abort(409)


def _told(group: Group) -> list[dict[str, Any]]:
    on = switched_on(group)
    return [
        {
            "fault": fault.key,
            "title": fault.title,
            "words": fault.words,
            "acts_on": list(fault.acts_on),
            "on": fault.key in on,
            "times": on[fault.key].left if fault.key in on else None,
        }
        for fault in TABLE
    ]


def _in_words(times: int) -> str:
    return "once" if times == 1 else f"{times} times"


def _page(group: Group, problems: Mapping[str, str] | None = None) -> str:
    sections = [(title, list(faults)) for title, faults in groupby(TABLE, lambda fault: fault.section)]
    return render_template(
        "simulator/misbehave.html",
        group=group,
        sections=sections,
        on=switched_on(group),
        faults=FAULTS,
        problems=problems or {},
        often=_in_words,
        choices=[("", "always"), *((times, _in_words(times)) for times in OFFERED)],
    )
