"""Documents suppliers send to us."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from tests.procurement.clinic import SECRET, Clinic, cart_document
from wizard.cxml.envelope import Envelope, Identity, new_stamp, open_envelope
from wizard.cxml.profile import read_profile_response, write_profile_request
from wizard.models import Exchange

AMAZON = Identity("Amazon", SECRET, to_identity="Northwind1234567890")


def ask(app: Flask, document: bytes) -> Envelope:
    answer = app.test_client().post("/cxml", data=document, content_type="text/xml")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    return open_envelope(answer.data)


def profile_request(clinic: Clinic, identity: Identity = AMAZON) -> bytes:
    return write_profile_request(identity, mode="test", stamp=new_stamp("amazon.com", clinic.clock.now()))


def confirmation(clinic: Clinic, identity: Identity = AMAZON) -> bytes:
    header = b'<ConfirmationRequest><ConfirmationHeader type="accept" noticeDate="2026-03-02T09:00:00Z"/>'
    order = b'<OrderReference orderID="PO-1"><DocumentReference payloadID="1"/></OrderReference>'
    body = header + order + b"</ConfirmationRequest>"
    return profile_request(clinic, identity).replace(b"<ProfileRequest/>", body)


def code(envelope: Envelope) -> int:
    assert envelope.status is not None
    return envelope.status.code


def test_a_profile_request_is_told_what_we_take(app: Flask, clinic: Clinic) -> None:
    found = read_profile_response(ask(app, profile_request(clinic)))
    assert found == dict.fromkeys(
        ("ProfileRequest", "ConfirmationRequest", "ShipNoticeRequest"), "http://127.0.0.1:8000/cxml"
    )


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html></html>",
        b"{}",
        b"<cXML>",
        b'<!DOCTYPE cXML [<!ENTITY a "b">]><cXML/>',
        b"\xff" * 10,
        b"<cXML>\0</cXML>",
        b"<cXML>&#0;</cXML>",
    ],
)
def test_what_cannot_be_read_gets_406(app: Flask, clinic: Clinic, document: bytes) -> None:
    assert code(ask(app, document)) == 406


def test_a_document_of_more_than_four_megabytes_gets_406(app: Flask, clinic: Clinic) -> None:
    assert code(ask(app, b"<cXML>" + b" " * 4_000_000)) == 406


def test_a_kind_we_never_take_gets_450(app: Flask, clinic: Clinic) -> None:
    assert code(ask(app, cart_document("cookie"))) == 450


def test_a_confirmation_with_our_secret_is_kept_even_if_we_know_no_such_order(
    app: Flask, clinic: Clinic
) -> None:
    clinic.session.commit()
    assert code(ask(app, confirmation(clinic))) == 417
    kept = clinic.session.scalars(select(Exchange)).one()
    assert (kept.kind, kept.outgoing, kept.outcome) == (
        "ConfirmationRequest",
        False,
        "order.reply_unknown_order",
    )
    assert SECRET not in kept.request


@pytest.mark.parametrize(
    "identity",
    [
        replace(AMAZON, shared_secret="x" * 30),
        replace(AMAZON, shared_secret=""),
        replace(AMAZON, to_identity="Somebody1234567890"),
    ],
)
def test_a_confirmation_without_our_secret_gets_401(app: Flask, clinic: Clinic, identity: Identity) -> None:
    clinic.session.commit()
    assert code(ask(app, confirmation(clinic, identity))) == 401
    assert clinic.session.scalars(select(Exchange)).all() == []


def test_looking_at_it_with_a_browser_is_not_how_it_works(app: Flask, clinic: Clinic) -> None:
    assert app.test_client().get("/cxml").status_code == 405
