"""The addresses purchasing systems talk to: ``/punchout`` for all of them, ``/orders/<uuid>`` for one group.

Whatever comes in is kept as an ``Arrival``, with its secrets removed, together with what was answered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from wizard.cxml.door import Refused
from wizard.cxml.envelope import Envelope, open_envelope
from wizard.cxml.order import write_response
from wizard.cxml.profile import write_profile_response
from wizard.cxml.redact import without_secrets
from wizard.cxml.setup import write_setup_response
from wizard.cxml.status import Status
from wizard.simulator import places
from wizard.simulator.answers import Declined, refusal, say, stamp
from wizard.simulator.clock import now
from wizard.simulator.credentials import public_url, recognise
from wizard.simulator.faults import FAULTS
from wizard.simulator.orders import read_order, take
from wizard.simulator.setup_requests import open_visit
from wizard.simulator.store import rows
from wizard.simulator.switches import strike
from wizard.simulator.tables import Group
from wizard.simulator.trade import Arrival

pages = Blueprint("wire", __name__)

KINDS = {"PunchOutSetupRequest": "setup", "OrderRequest": "order", "ProfileRequest": "profile"}
RECEIVED = Status(200, "OK", "")
NOT_HERE = "{kind} is not taken at this address."
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class Unheard(Exception):
    """A fault is on: the document is not carried out, and something else than an answer leaves."""


@dataclass(slots=True)
class Delivery:
    """One document at one address. ``key`` is the unique part of an order address, or None."""

    envelope: Envelope
    arrival: Arrival
    key: str | None = None
    is_test_path: bool = False

    def group(self) -> Group:
        """Who sent it.

        :raises Declined: when the credentials or the order address are not this group's
        :raises Unheard: when the group misbehaves and does not carry this out
        """
        group = recognise(self.envelope)
        self.arrival.group = group
        if self.key is not None and self.key != group.order_key:
            raise Declined(
                401, "Unauthorized", "The SharedSecret does not belong to this address.", group=group
            )
        self._misbehave(group)
        return group

    def _misbehave(self, group: Group) -> None:
        fault = strike(group, self.arrival.kind)
        if fault is None:
            return
        self.arrival.facts = {"fault": fault.key}
        if fault.refusal:
            raise Declined(fault.refusal.code, fault.refusal.text, fault.refusal.content)
        if not fault.heard:
            raise Unheard


@pages.post("/punchout")
@pages.post("/punchout/test")
def punchout() -> Response:
    """The generic address: setup requests and profiles; an order sent here never becomes one."""
    return receive(None, GENERIC)


@pages.post("/orders/<key>")
def orders(key: str) -> Response:
    """A group's own order address. An address no group has says 200 all the same: nothing arrives."""
    if rows().scalar(select(Group.id).where(Group.order_key == key)) is None:
        return receive(key, NOBODYS)
    return receive(key, OWN)


def receive(key: str | None, handlers: Handlers) -> Response:
    """Read, judge, answer and keep one document."""
    data = request.get_data()
    arrival = Arrival(kind="unreadable", at=now(), facts={}, document=without_secrets(data))
    rows().add(arrival)
    if request.mimetype in FORM_TYPES:
        arrival.http_status, arrival.status, arrival.content = 400, 0, "The document came as a form."
        arrival.state, arrival.answer = "refused", "HTTP 400"
        return Response(
            "Bad Request: send the document itself, not a form.\n", 400, content_type="text/plain"
        )
    response = _said(arrival, _judged(data, arrival, key, handlers))
    arrival.http_status = response.status_code
    # Here and not at the end of the request: a 5xx said on purpose is kept too.
    rows().commit()
    return response


def _said(arrival: Arrival, answer: bytes) -> Response:
    """The answer; or what leaves instead while a fault is on."""
    fault = FAULTS.get(arrival.facts.get("fault", ""))
    response = fault.instead(answer) if fault and fault.instead else say(answer)
    streamed = fault is not None and response.is_streamed
    arrival.answer = f"({fault.title})" if fault and streamed else without_secrets(response.get_data())
    return response


def _judged(data: bytes, arrival: Arrival, key: str | None, handlers: Handlers) -> bytes:
    try:
        envelope = open_envelope(data)
        _note(arrival, envelope)
        handle = handlers.get(envelope.kind)
        if handle is None:
            raise Declined(450, "Not Implemented", NOT_HERE.format(kind=envelope.kind))
        return handle(Delivery(envelope, arrival, key, request.path.endswith("/test")))
    except Refused as refused:
        return _declined(arrival, Declined(406, "Not Acceptable", refused.sentence))
    except Declined as declined:
        return _declined(arrival, declined)
    except Unheard:
        arrival.state = "lost"
        return b""


def _note(arrival: Arrival, envelope: Envelope) -> None:
    arrival.kind = KINDS.get(envelope.kind, "other")
    arrival.mode = envelope.mode
    arrival.payload_id = envelope.payload_id


def _declined(arrival: Arrival, declined: Declined) -> bytes:
    arrival.status, arrival.content = declined.status.code, declined.status.content
    arrival.state = "refused"
    arrival.group = arrival.group or declined.group
    return refusal(declined.status)


def setup(delivery: Delivery) -> bytes:
    group = delivery.group()
    visit = open_visit(delivery.envelope, group, delivery.is_test_path)
    delivery.arrival.email = visit.email
    delivery.arrival.state = visit.trouble or "opened"
    delivery.arrival.facts = delivery.arrival.facts | {
        "ship_to": visit.shipping,
        "landed_in": visit.landed.name,
    }
    start = public_url() + url_for("shop.browse", token=visit.token)
    return write_setup_response(start, stamp=stamp())


def order(delivery: Delivery) -> bytes:
    group = delivery.group()
    document = read_order(delivery.envelope, group)
    arrival = delivery.arrival
    arrival.order_id = document.order_id
    arrival.email = document.person.email if document.person else ""
    arrival.facts = arrival.facts | {
        "ship_to": places.facts(document.ship_to),
        "bill_to": places.facts(document.bill_to),
        "lines": [
            {
                "number": line.number,
                "part": line.part,
                "auxiliary": line.auxiliary,
                "description": line.description,
                "quantity": str(line.quantity),
                "unit_price": str(line.unit_price.amount),
                "currency": line.unit_price.currency,
            }
            for line in document.lines
        ],
        "carts": sorted({line.auxiliary.partition(",")[0] for line in document.lines}),
    }
    take(delivery.envelope, group, document, arrival)
    return write_response(RECEIVED, stamp=stamp())


def lost_order(delivery: Delivery) -> bytes:
    """Nobody's address: a friendly answer, and no order."""
    delivery.arrival.kind = "lost"
    delivery.arrival.state = "lost"
    return write_response(RECEIVED, stamp=stamp())


def misdirected_order(delivery: Delivery) -> bytes:
    delivery.group()
    raise Declined(450, "Not Implemented", NOT_HERE.format(kind="OrderRequest"))


def profile(delivery: Delivery) -> bytes:
    group = delivery.group()
    base = public_url()
    delivery.arrival.state = "answered"
    transactions = {
        "PunchOutSetupRequest": f"{base}/punchout",
        "OrderRequest": f"{base}/orders/{group.order_key}",
    }
    return write_profile_response(transactions, stamp=stamp())


Handlers = dict[str, Callable[[Delivery], bytes]]
GENERIC: Handlers = {
    "PunchOutSetupRequest": setup,
    "ProfileRequest": profile,
    "OrderRequest": misdirected_order,
}
OWN: Handlers = {"OrderRequest": order, "ProfileRequest": profile}
NOBODYS: Handlers = {"OrderRequest": lost_order}
