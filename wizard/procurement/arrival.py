"""A cart comes back by the browser of whoever shopped: taken once, by its token and its cookie together."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from wizard.cxml.cart import Cart, CartRefused, cart_document, read_cart
from wizard.cxml.door import Refused
from wizard.cxml.envelope import Envelope, open_envelope
from wizard.cxml.reading import child_value
from wizard.cxml.redact import without_secrets
from wizard.models import LateCart, Requisition, ShoppingSession
from wizard.procurement.carts import ENDS, Chosen
from wizard.procurement.exchanges import keep_incoming, storable
from wizard.procurement.lines import CannotKeep, facts_of, keepable
from wizard.procurement.operations import INSPECT
from wizard.procurement.shopping import WAITING, hashed
from wizard.procurement.suppliers import supplier_of
from wizard.procurement.verdict import OK

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
TOO_LATE = "order.cart_too_late"
LATE_CARTS_KEPT = 5


@dataclass(frozen=True)
class Arrival:
    """What became of a cart: the requisition it made, changed or showed, or the check code of what was wrong."""

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


def take_cart(
    session: Session,
    token: str,
    content_type: str,
    body: bytes,
    now: datetime,
    folder: Path | None = None,
) -> Arrival:
    """Do once what this visit was for, or say by its code why not. Commits.

    :param folder: where the profiles of more suppliers are, if anywhere
    """
    visit = _visit_of(session, token)
    numbered = visit is None or supplier_of(visit.setup, folder).auxiliary_required
    session.commit()  # reading 4 MB takes its time: nobody waits for the database meanwhile
    if visit is None:
        return Arrival(None, None, UNKNOWN)
    return _settle(session, token, _read(content_type, body, numbered), now)


def _settle(session: Session, token: str, read: _Read, now: datetime) -> Arrival:
    visit = _visit_of(session, token)
    if visit is None:
        session.rollback()
        return Arrival(None, None, UNKNOWN)
    code = _judge(visit, read, now)
    requisition: Requisition | None = None
    if code == OK and not _claim(session, visit, now):
        code = REPLAYED
    if code == OK:
        requisition = _done(session, visit, read, now)
        code = OK if requisition else TOO_LATE
    if code == OK or _note(session, visit, read, code, now):
        _keep_exchange(session, visit, read, requisition, code, token, now)
    session.commit()
    return Arrival(visit, requisition, code)


def _visit_of(session: Session, token: str) -> ShoppingSession | None:
    return session.scalar(select(ShoppingSession).where(ShoppingSession.token_hash == hashed(token)))


def refuse_cart(session: Session, token: str, seen: str, now: datetime) -> Arrival:
    """A cart whose body was not even taken in. Commits."""
    return _settle(session, token, _Read(b"", code=UNREADABLE, seen=seen), now)


def _read(content_type: str, body: bytes, numbered: bool) -> _Read:
    """:param numbered: whether every line needs its SupplierPartAuxiliaryID"""
    read = _Read(body)
    try:
        read = _Read(cart_document(content_type, body))
        envelope = open_envelope(read.document)
        read = replace(read, envelope=envelope, cookie=child_value(envelope.body, "BuyerCookie"))
        cart = read_cart(envelope, auxiliary_required=numbered)
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
    # Whoever only looked changes nothing, whatever cart the shop sends along.
    return OK if visit.operation == INSPECT and read.cookie else read.code


def _claim(session: Session, visit: ShoppingSession, now: datetime) -> bool:
    """Of many carts at once, one comes through here."""
    claim = update(ShoppingSession).where(ShoppingSession.id == visit.id, ShoppingSession.state.in_(WAITING))
    won = session.execute(claim.values(state="returned", returned=now, problem=""))
    return bool(won.rowcount)  # type: ignore[attr-defined]


def _done(session: Session, visit: ShoppingSession, read: _Read, now: datetime) -> Requisition | None:
    return ENDS[visit.operation](session, visit, Chosen(read.cart, read.lines), now)


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
