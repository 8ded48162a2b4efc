"""What arrived: a list, each document with our answer, and the orders' states."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from wizard.cxml.redact import pretty, without_secrets
from wizard.simulator import places
from wizard.simulator.clock import now
from wizard.simulator.faults import FAULTS
from wizard.simulator.forms import go, number
from wizard.simulator.orders import STATES
from wizard.simulator.roles import TROUBLES
from wizard.simulator.store import rows
from wizard.simulator.tables import Group
from wizard.simulator.trade import Arrival, Order, Visit

pages = Blueprint("inbox", __name__, url_prefix="/inbox")

KIND_WORDS = {
    "order": "Order",
    "setup": "Setup request",
    "profile": "Profile request",
    "lost": "Order to nobody's address",
    "other": "Another document",
    "unreadable": "Unreadable",
}
STATE_WORDS = (
    STATES
    | {"opened": "Shop opened", "answered": "Answered"}
    | {key: f"Shop opened: {title.lower()}" for key, (title, _sentence) in TROUBLES.items()}
)
A_PAGE = 50


@pages.get("/")
def show() -> ResponseReturnValue:
    """The newest first, of one group or kind when asked for."""
    found = select(Arrival).order_by(Arrival.id.desc())
    group_id, before = number(request.args.get("group", "")), number(request.args.get("before", ""))
    kind = request.args.get("kind", "")
    if group_id:
        found = found.where(Arrival.group_id == group_id)
    if kind in KIND_WORDS:
        found = found.where(Arrival.kind == kind)
    if before:
        found = found.where(Arrival.id < before)
    arrivals = list(rows().scalars(found.limit(A_PAGE + 1)))
    return render_template(
        "simulator/inbox.html",
        arrivals=arrivals[:A_PAGE],
        older=arrivals[A_PAGE - 1].id if len(arrivals) > A_PAGE else None,
        groups=list(rows().scalars(select(Group).order_by(Group.id))),
        group_id=group_id,
        kind=kind,
        kinds=KIND_WORDS,
        state=state_of,
        words=STATE_WORDS,
    )


@pages.get("/<int:arrival_id>")
def one(arrival_id: int) -> ResponseReturnValue:
    arrival = rows().get(Arrival, arrival_id) or abort(404)
    return render_template(
        "simulator/arrival.html",
        arrival=arrival,
        state=state_of(arrival),
        words=STATE_WORDS,
        kinds=KIND_WORDS,
        now=now(),
        lines=_lines,
        carts=_carts(arrival),
        fault=FAULTS.get(arrival.facts.get("fault", "")),
        pretty=pretty,
    )


@pages.post("/<int:arrival_id>/<any(cancel, approve):what>")
def decide(arrival_id: int, what: str) -> ResponseReturnValue:
    """Do by hand what Amazon's side would do: cancel an order, or let a waiting one go on."""
    arrival = rows().get(Arrival, arrival_id) or abort(404)
    order = arrival.order or abort(404)
    if order.state_at(now()) == "cancelled":
        abort(409)
    if what == "cancel":
        order.state, order.reason = "cancelled", "Cancelled by hand in this stand-in."
        return go("inbox.one", "order_cancelled", arrival_id=arrival_id)
    order.state, order.reason = (
        ("test" if order.cancel_at else "ordered"),
        "Approved by hand in this stand-in.",
    )
    return go("inbox.one", "order_approved", arrival_id=arrival_id)


def state_of(arrival: Arrival) -> str:
    """What became of a document, as of now."""
    order: Order | None = arrival.order
    return order.state_at(now()) if order else arrival.state


def _lines(kept: dict[str, object] | None) -> list[str]:
    return places.lines(places.address(kept)) if kept else []


def _carts(arrival: Arrival) -> list[str]:
    """The documents of the carts an order came from."""
    wanted = arrival.facts.get("carts", [])
    visits = rows().scalars(select(Visit).where(Visit.cart_id.in_(wanted))) if arrival.order else ()
    return [pretty(without_secrets(visit.document.encode())) for visit in visits]
