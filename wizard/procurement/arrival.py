"""A cart comes back by the browser of whoever shopped: taken once, by its token and its cookie together."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from wizard.cxml.address import Address
from wizard.cxml.cart import Cart, CartRefused, cart_document, read_cart, sum_of
from wizard.cxml.door import Refused
from wizard.cxml.envelope import Envelope, open_envelope
from wizard.cxml.reading import child_value
from wizard.cxml.redact import without_secrets
from wizard.models import LateCart, Requisition, RequisitionLine, Setup, ShoppingSession
from wizard.places import whole_places
from wizard.procurement.exchanges import keep_incoming, storable
from wizard.procurement.lines import PLACES, CannotKeep, facts_of, keepable, lines_hash
from wizard.procurement.places import address_of, same_place, to_json
from wizard.procurement.shopping import hashed
from wizard.procurement.verdict import OK
from wizard.procurement.words import keep_words

UNKNOWN, EXPIRED, REPLAYED = (
    "order.cart_unknown_session",
    "order.cart_expired",
    "order.cart_replayed",
)
EMPTY, UNREADABLE, BAD_AMOUNT = (
    "order.cart_empty",
    "order.cart_unreadable",
    "order.bad_amount",
)
WAITING = ("started", "refused", "left")
"""States from which a cart may still come: somebody who ended with nothing may go back and choose."""

LATE_CARTS_KEPT = 5


@dataclass(frozen=True)
class Arrival:
    """What became of a cart: a requisition, or the check code of what was wrong with it."""

    visit: ShoppingSession | None
    requisition: Requisition | None
    code: str


@dataclass(frozen=True)
class _Read:
    """The posted document, read before any transaction is open."""

    document: bytes
    envelope: Envelope | None = None
    cookie: str = ""
    cart: Cart | None = None
    lines: list[dict[str, Any]] = field(default_factory=list)
    code: str = OK
    seen: str = ""


def take_cart(session: Session, token: str, content_type: str, body: bytes, now: datetime) -> Arrival:
    """Make the one requisition of this visit, or say by its code why not. Commits."""
    known = _visit_of(session, token) is not None
    session.commit()  # reading 4 MB takes its time: nobody waits for the database meanwhile
    if not known:
        return Arrival(None, None, UNKNOWN)
    return _settle(session, token, _read(content_type, body), now)


def _settle(session: Session, token: str, read: _Read, now: datetime) -> Arrival:
    visit = _visit_of(session, token)
    if visit is None:
        session.rollback()
        return Arrival(None, None, UNKNOWN)
    code = _judge(visit, read, now)
    requisition = _make(session, visit, read, now) if code == OK and _claim(session, visit, now) else None
    if code == OK and requisition is None:
        code = REPLAYED
    if code == OK or _note(session, visit, read, code, now):
        _keep_exchange(session, visit, read, requisition, code, token, now)
    session.commit()
    return Arrival(visit, requisition, code)


def _visit_of(session: Session, token: str) -> ShoppingSession | None:
    return session.scalar(select(ShoppingSession).where(ShoppingSession.token_hash == hashed(token)))


def refuse_cart(session: Session, token: str, seen: str, now: datetime) -> Arrival:
    """A cart whose body was not even taken in. Commits."""
    return _settle(session, token, _Read(b"", code=UNREADABLE, seen=seen), now)


def _read(content_type: str, body: bytes) -> _Read:
    read = _Read(body)
    try:
        read = _Read(cart_document(content_type, body))
        envelope = open_envelope(read.document)
        read = replace(read, envelope=envelope, cookie=child_value(envelope.body, "BuyerCookie"))
        cart = read_cart(envelope)
        for money in (cart.total, cart.shipping, cart.tax):
            if money:
                keepable(money.amount)
        return replace(read, cart=cart, lines=facts_of(cart))
    except Refused as refused:
        return replace(read, code=UNREADABLE, seen=refused.sentence)
    except CartRefused as refused:
        return replace(read, code=refused.code, seen=refused.sentence)
    except CannotKeep as refused:
        return replace(read, code=refused.code, seen=str(refused))


def _judge(visit: ShoppingSession, read: _Read, now: datetime) -> str:
    """The first thing wrong with the cart; a document without a cookie cannot be from another visit."""
    if read.cookie and not hmac.compare_digest(read.cookie.encode(), visit.buyer_cookie.encode()):
        return UNKNOWN
    if visit.state == "returned":
        return REPLAYED
    if visit.state == "expired" or now > visit.expires:
        return EXPIRED
    if not read.cookie and read.code == OK:
        return UNKNOWN
    return read.code


def _claim(session: Session, visit: ShoppingSession, now: datetime) -> bool:
    """Of many carts at once, one comes through here."""
    claim = update(ShoppingSession).where(ShoppingSession.id == visit.id, ShoppingSession.state.in_(WAITING))
    won = session.execute(claim.values(state="returned", returned=now, problem=""))
    return bool(won.rowcount)  # type: ignore[attr-defined]


def _make(session: Session, visit: ShoppingSession, read: _Read, now: datetime) -> Requisition:
    assert read.cart is not None
    cart, setup = read.cart, visit.setup
    places = whole_places(session, setup.organisation_id)
    location = next((place for place in places if place.id == visit.location_id), None) or next(
        iter(places), None
    )
    at_location = address_of(location, setup.organisation) if location else None
    requisition = Requisition(
        organisation_id=setup.organisation_id,
        setup_id=setup.id,
        session_id=visit.id,
        requester_id=visit.user_id,
        status="draft",
        mode=visit.mode,
        currency=cart.lines[0].unit_price.currency,
        total=cart.total.amount if cart.total else sum_of(cart.lines).quantize(PLACES),
        shipping=cart.shipping.amount if cart.shipping else None,
        tax=cart.tax.amount if cart.tax else None,
        location_id=location.id if location else None,
        shipping_address=_chosen_at_checkout(cart, setup, at_location),
        lines_hash=lines_hash(read.lines),
        created=now,
    )
    session.add(requisition)
    session.flush()
    session.execute(
        insert(RequisitionLine), [{"requisition_id": requisition.id, **line} for line in read.lines]
    )
    keep_words(session, requisition, [str(requisition.id), *_names(read.lines)])
    return requisition


def _names(lines: list[dict[str, Any]]) -> Iterator[str]:
    """What a purchase is searched by, besides its numbers."""
    for line in lines:
        yield from (line[name] for name in ("part", "description", "manufacturer", "manufacturer_part"))


def _chosen_at_checkout(cart: Cart, setup: Setup, at_location: Address | None) -> dict[str, object] | None:
    """The Amazon Shipping Address: only where the setup allows one, and only when it is another place."""
    chosen = cart.ship_to
    if not setup.alternative_shipping_address or chosen is None or not chosen.street:
        return None
    if at_location and same_place(chosen, at_location):
        return None
    return to_json(chosen)


def _note(session: Session, visit: ShoppingSession, read: _Read, code: str, now: datetime) -> bool:
    """Keep a cart that made no requisition: somebody chose those things. Not without end, though."""
    if visit.state != "returned" and code != REPLAYED:
        visit.problem = code
        if visit.state in WAITING and code not in (UNKNOWN, EXPIRED):
            visit.state = "left" if code == EMPTY else "refused"
    kept = select(func.count()).select_from(LateCart).where(LateCart.session_id == visit.id)
    if (session.scalar(kept) or 0) >= LATE_CARTS_KEPT:
        return False
    text = storable(without_secrets(read.document))
    session.add(LateCart(session_id=visit.id, at=now, problem=code, document=text))
    return True


def _keep_exchange(
    session: Session,
    visit: ShoppingSession,
    read: _Read,
    requisition: Requisition | None,
    code: str,
    token: str,
    now: datetime,
) -> None:
    keep_incoming(
        session,
        setup=visit.setup,
        kind=read.envelope.kind if read.envelope else "unreadable",
        document=read.document,
        at=now,
        outcome=code,
        seen=read.seen,
        mode=visit.mode,
        payload_id=read.envelope.payload_id if read.envelope else "",
        user_id=visit.user_id,
        requisition=requisition,
        secrets=(token,),
    )
