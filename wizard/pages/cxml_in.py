"""Documents that come from a supplier. Every answer is cXML, whatever was sent."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, request
from sqlalchemy import select
from werkzeug.exceptions import RequestEntityTooLarge

from wizard.cxml.door import MAX_BYTES, Refused
from wizard.cxml.envelope import Envelope, Stamp, new_stamp, open_envelope
from wizard.cxml.order import write_response
from wizard.cxml.profile import write_profile_response
from wizard.cxml.status import Status
from wizard.models import Setup
from wizard.pages import now, services, session
from wizard.procurement.fulfilment import Delivery, take
from wizard.procurement.shopping import host_of
from wizard.sealing import CannotOpen

cxml_in = Blueprint("cxml_in", __name__)

SIGNED = ("ConfirmationRequest", "ShipNoticeRequest")
"""Kinds that only the supplier of a setup may send: the Shared Secret says so."""


@cxml_in.post("/cxml")
def receive() -> Response:
    request.max_content_length = MAX_BYTES
    try:
        document = request.get_data(cache=False, parse_form_data=False)
        envelope = open_envelope(document)
    except RequestEntityTooLarge:
        return _answer(Status(406, content=f"The document is larger than {MAX_BYTES:,} bytes."))
    except Refused as refused:
        return _answer(Status(406, content=refused.sentence))
    if envelope.kind == "ProfileRequest":
        return _profile()
    if envelope.kind not in SIGNED:
        return _answer(Status(450, content=f"{envelope.kind} is not taken here."))
    found = _sender(envelope)
    if found is None:
        return _answer(Status(401, content="The credentials are not those of a connection of ours."))
    setup, secret = found
    session().commit()  # the document is read before anything is held
    return _xml(take(session(), Delivery(setup, envelope, document, secret, now(), _written)))


def _profile() -> Response:
    address = f"{services().settings.public_url}/cxml"
    kinds = dict.fromkeys(("ProfileRequest", *SIGNED), address)
    return _xml(write_profile_response(kinds, stamp=_stamp()))


def _sender(envelope: Envelope) -> tuple[Setup, str] | None:
    """The setup whose supplier sent this, addressed to our identity and signed with its secret; and the secret."""
    ours = [credential.identity for credential in envelope.to]
    given = [credential.secret for credential in envelope.sender if credential.secret]
    for setup in session().scalars(select(Setup).where(Setup.from_identity.in_(ours)).order_by(Setup.id)):
        for secret in given:
            if _is_secret(setup, secret):
                return setup, secret
    return None


def _is_secret(setup: Setup, given: str) -> bool:
    if setup.sealed_secret is None:
        return False
    try:
        secret = services().sealer.open(setup.secret_row, setup.sealed_secret)
    except CannotOpen:
        return False
    return hmac.compare_digest(secret, given.encode())


def _answer(status: Status) -> Response:
    return _xml(_written(status))


def _written(status: Status) -> bytes:
    return write_response(status, stamp=_stamp())


def _stamp() -> Stamp:
    return new_stamp(host_of(services().settings), now())


def _xml(document: bytes) -> Response:
    return Response(document, content_type="text/xml; charset=UTF-8")
