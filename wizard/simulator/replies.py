"""Documents sent back about an order: a page for people, ``/inbox/<id>/replies`` for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from wizard.cxml.confirmation import Confirmation, write_confirmation
from wizard.cxml.envelope import Identity
from wizard.cxml.redact import HIDDEN, pretty, without_secrets
from wizard.cxml.shipping import Shipment, write_shipment
from wizard.simulator.afterwards import ACTS, AGAIN, TABLE, NothingToSay, Said, lines_of
from wizard.simulator.answers import stamp
from wizard.simulator.clock import now
from wizard.simulator.forms import LONGEST, go
from wizard.simulator.other_shop import trader
from wizard.simulator.outgoing import deliver
from wizard.simulator.setup_requests import is_web_address
from wizard.simulator.store import rows
from wizard.simulator.trade import Arrival, Order, Reply, Visit

pages = Blueprint("replies", __name__, url_prefix="/inbox/<int:arrival_id>")

RETURN = "/punchout/return/"
NO_ADDRESS = "Type the address of the purchasing system, beginning with http:// or https://."
NO_SUCH_ACT = "There is no act of this name."
NOT_YET = "Nothing was sent yet."


@pages.get("/reply/")
def show(arrival_id: int) -> ResponseReturnValue:
    return _page(_wanted(arrival_id))


@pages.get("/replies")
def listed(arrival_id: int) -> Response:
    """Everything sent back about this order, oldest first, and what was answered."""
    return jsonify([_told(reply) for reply in _wanted(arrival_id).replies])


@pages.post("/replies")
def send(arrival_id: int) -> ResponseReturnValue:
    """``what``: an act of the table, or ``again``; ``url``: whom to tell, when it is not the last one."""
    order, asked = _wanted(arrival_id), _asked()
    try:
        sent = _say(order, str(asked.get("what", "")), asked)
    except NothingToSay as refused:
        return (_page(order, str(refused)) if _by_browser() else jsonify(error=str(refused))), 422
    if not _by_browser():
        return jsonify([_told(reply) for reply in sent])
    return go("replies.show", "reply_sent", arrival_id=arrival_id)


def _say(order: Order, what: str, asked: Mapping[str, Any]) -> list[Reply]:
    """Write, send and keep it. No transaction is open while somebody else's server is asked."""
    secret, url = order.group.shared_secret or "", str(asked.get("url") or address_of(order))[:LONGEST]
    if not is_web_address(url):
        raise NothingToSay(NO_ADDRESS)
    replies = [_again(order, url)] if what == AGAIN else _made(order, what, url, asked)
    rows().add_all(replies)
    documents = [reply.document.replace(HIDDEN, secret).encode() for reply in replies]
    rows().commit()
    answers = [deliver(url, document) for document in documents]
    for reply, answer in zip(replies, answers, strict=True):
        reply.http_status, reply.status, reply.content = answer
    rows().commit()
    return replies


def _made(order: Order, what: str, url: str, asked: Mapping[str, Any]) -> list[Reply]:
    act = ACTS.get(what)
    if act is None:
        raise NothingToSay(NO_SUCH_ACT)
    return [_reply(order, what, act.kind, url, said) for said in act.make(order, lines_of(order), asked)]


def _reply(order: Order, what: str, kind: str, url: str, said: Said) -> Reply:
    signed, group = stamp(), order.group
    us, secret = trader(group), group.shared_secret or ""
    identity = Identity(us.identity, secret, to_identity=group.from_identity or "", domain=us.domain)
    mode = order.arrival.mode
    if isinstance(said, Shipment):
        document, number = write_shipment(identity, said, mode=mode, stamp=signed), said.shipment_id
    else:
        document, number = write_confirmation(identity, said, mode=mode, stamp=signed), said.confirm_id
    return Reply(
        order=order,
        at=now(),
        what=what,
        kind=kind,
        number=number,
        payload_id=signed.payload_id,
        url=url,
        lines=_shipped(said),
        document=without_secrets(document, [identity.shared_secret]),
    )


def _shipped(said: Said) -> dict[str, Any]:
    if isinstance(said, Confirmation):
        return {}
    return {str(line.number): str(line.quantity) for order in said.orders for line in order.lines}


def _again(order: Order, url: str) -> Reply:
    """The last document as it was, byte for byte."""
    if not order.replies:
        raise NothingToSay(NOT_YET)
    last = order.replies[-1]
    same = ("kind", "number", "payload_id", "lines", "document")
    return Reply(order=order, at=now(), what=AGAIN, url=url, **{name: getattr(last, name) for name in same})


def address_of(order: Order) -> str:
    """Whom the order's group told last; else where its carts went back to."""
    if order.replies:
        return order.replies[-1].url
    told = select(Reply.url).join(Order).where(Order.group_id == order.group_id).order_by(Reply.id.desc())
    if known := rows().scalar(told.limit(1)):
        return known
    carts = order.arrival.facts.get("carts", [])
    returned = rows().scalar(select(Visit.return_url).where(Visit.cart_id.in_(carts)).limit(1)) or ""
    base, found, _token = returned.partition(RETURN)
    return f"{base}/cxml" if found else ""


def _wanted(arrival_id: int) -> Order:
    arrival = rows().get(Arrival, arrival_id) or abort(404)
    return arrival.order or abort(404)


def _asked() -> Mapping[str, Any]:
    if not request.is_json:
        return request.form
    asked = request.get_json()
    return asked if isinstance(asked, dict) else abort(400)


def _by_browser() -> bool:
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _told(reply: Reply) -> dict[str, Any]:
    return {
        "id": reply.id,
        "what": reply.what,
        "kind": reply.kind,
        "number": reply.number,
        "payload_id": reply.payload_id,
        "when": reply.at.isoformat(),
        "url": reply.url,
        "http_status": reply.http_status,
        "cxml_status": reply.status,
        "content": reply.content,
    }


def _page(order: Order, problem: str = "") -> str:
    return render_template(
        "simulator/replies.html",
        order=order,
        arrival=order.arrival,
        lines=lines_of(order),
        acts=TABLE,
        titles={act.key: act.title for act in TABLE} | {AGAIN: "Sent the same again"},
        url=request.form.get("url") or address_of(order),
        typed=request.form,
        problem=problem,
        bad_url=problem == NO_ADDRESS,
        pretty=pretty,
    )
