"""``/received.json``: what arrived, for programs; no secret in it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import or_, select

from wizard.simulator.clock import now
from wizard.simulator.forms import number
from wizard.simulator.inbox import state_of
from wizard.simulator.store import rows
from wizard.simulator.tables import Group
from wizard.simulator.trade import Arrival

pages = Blueprint("received", __name__)


@pages.get("/received.json")
def everything() -> Response:
    """Oldest first; ``?group=`` by id or name, ``?kind=`` a word of ``inbox.KIND_WORDS``."""
    found = select(Arrival).order_by(Arrival.id)
    if group := request.args.get("group"):
        found = found.join(Group).where(or_(Group.name == group, Group.id == number(group)))
    if kind := request.args.get("kind"):
        found = found.where(Arrival.kind == kind)
    return jsonify([as_told(arrival) for arrival in rows().scalars(found)])


@pages.get("/healthz")
def health() -> Response:
    rows().execute(select(1))
    return Response("ok\n", content_type="text/plain")


def as_told(arrival: Arrival) -> dict[str, Any]:
    order, facts = arrival.order, arrival.facts
    return {
        "id": arrival.id,
        "kind": arrival.kind,
        "group": arrival.group.name if arrival.group else None,
        "mode": arrival.mode,
        "payload_id": arrival.payload_id,
        "order_id": arrival.order_id,
        "when": arrival.at.isoformat(),
        "http_status": arrival.http_status,
        "cxml_status": arrival.status,
        "content": arrival.content,
        "state": state_of(arrival),
        "reason": order.reason_at(now()) if order else arrival.content,
        "note": order.note if order else "",
        "lines": facts.get("lines", []),
        "ship_to": facts.get("ship_to"),
        "bill_to": facts.get("bill_to"),
        "landed_in": facts.get("landed_in"),
        "email": arrival.email,
        "fault": facts.get("fault"),
    }
