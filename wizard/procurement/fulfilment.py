"""Documents a supplier sends about orders: each takes effect once, and tells where the order stands since."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree
from sqlalchemy import ColumnElement, insert, or_, select
from sqlalchemy.orm import Session

from wizard.cxml.confirmation import Confirmation, read_confirmation
from wizard.cxml.envelope import Envelope
from wizard.cxml.fulfilment import FulfilmentRefused, OrderReference
from wizard.cxml.shipping import Shipment, read_shipment
from wizard.cxml.status import Status
from wizard.models import SHIPMENT, Exchange, Notice, NoticeLine, OrderEvent, PurchaseOrder, Setup
from wizard.procurement.exchanges import keep_incoming
from wizard.procurement.notices import Rows, confirmed, hidden, said_of, shipped
from wizard.procurement.orders import ACCEPTED, IN_FLIGHT, IN_WORDS, TRANSITIONS, move, never_left
from wizard.procurement.remarks import remarks
from wizard.procurement.shopping import DEPLOYMENT
from wizard.procurement.standing import standing
from wizard.procurement.verdict import OK

LONGEST_ID = 200
UNREADABLE, UNKNOWN_ORDER = "order.reply_unreadable", "order.reply_unknown_order"
CHANGED, OTHER_MODE = "order.reply_changed", "order.reply_other_mode"
DONE, AGAIN = Status(200), Status(200, content="This document was taken before.")
KNOWN_BY_THIS = "The supplier speaks of this order, so it has it. It is not sent again."


@dataclass(frozen=True)
class Delivery:
    """A document signed with the secret of ``setup``; ``respond`` writes what we answer."""

    setup: Setup
    envelope: Envelope
    document: bytes = field(repr=False)
    secret: str = field(repr=False)
    at: datetime
    respond: Callable[[Status], bytes]

    @property
    def digest(self) -> str:
        """What tells a repetition from another document: all that is said, not how it was signed or stamped."""
        body = self.envelope.body
        said = b"" if body is None else etree.tostring(body, encoding="utf-8", with_tail=False)
        return hashlib.sha256(self.envelope.mode.encode() + said).hexdigest()


class Declined(Exception):
    """A document that takes no effect; carries the check code and the status to answer with."""

    def __init__(self, code: str, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.status = Status(status, content=sentence)


def take(session: Session, delivery: Delivery) -> bytes:
    """Keep the document and let it take effect, or say why not. Commits.

    :returns: the answer: 200 also for a repetition, which changes nothing
    """
    try:
        return _take(session, delivery, _read(delivery.envelope))
    except Declined as declined:
        session.rollback()
        answer = delivery.respond(declined.status)
        _keep(session, delivery, declined.status, answer, declined.code)
        session.commit()
        return answer


def _read(envelope: Envelope) -> Confirmation | Shipment:
    if len(envelope.payload_id) > LONGEST_ID:
        raise Declined(UNREADABLE, 400, f"The payloadID is longer than {LONGEST_ID} characters.")
    try:
        is_shipment = envelope.kind == "ShipNoticeRequest"
        return read_shipment(envelope) if is_shipment else read_confirmation(envelope)
    except FulfilmentRefused as refused:
        where = f" Line {refused.line} of the document." if refused.line else ""
        raise Declined(UNREADABLE, refused.status, f"{refused.sentence}{where}") from None


def _take(session: Session, delivery: Delivery, said: Confirmation | Shipment) -> bytes:
    # One document of a setup at a time; the key is left free, or rows that refer to the setup would wait for us.
    session.refresh(delivery.setup, ["mode"], with_for_update={"key_share": True})
    digest = delivery.digest
    payload_id = hidden(delivery.envelope.payload_id, delivery.secret) or f"sha256:{digest}"
    if _is_repeated(session, delivery.setup, payload_id, digest):
        session.rollback()
        return delivery.respond(AGAIN)
    parts = list(_parts(session, delivery, said))
    if len({order.id for order, _ in parts}) < len(parts):
        raise Declined(UNREADABLE, 400, "It names the same order twice.")
    answer = delivery.respond(DONE)
    exchange = _keep(session, delivery, DONE, answer, OK, parts[0][0])
    session.flush()
    for order, rows in parts:
        facts = {"payload_id": payload_id, "digest": digest, "exchange_id": exchange.id, "at": delivery.at}
        notice = _add(session, order, rows.without(delivery.secret), facts)
        _advance(session, order, notice, delivery.at)
    session.commit()
    return answer


def _is_repeated(session: Session, setup: Setup, payload_id: str, digest: str) -> bool:
    """:raises Declined: another document came with this payloadID"""
    known = session.scalars(
        select(Notice.digest).where(Notice.setup_id == setup.id, Notice.payload_id == payload_id)
    ).first()
    if known is not None and known != digest:
        raise Declined(
            CHANGED, 409, "Another document was taken with this payloadID. Send it with a new one."
        )
    return known is not None


def _parts(
    session: Session, delivery: Delivery, said: Confirmation | Shipment
) -> Iterator[tuple[PurchaseOrder, Rows]]:
    """What is said of each order, all of them held until the transaction ends.

    :raises Declined: an order is unknown, or was sent in the other mode
    """
    if isinstance(said, Confirmation):
        yield _order(session, delivery, said.order), confirmed(said)
        return
    for part in said.orders:
        yield _order(session, delivery, part.order), shipped(said, part)
    for order in () if said.orders else _withdrawn_from(session, delivery, said):
        yield order, shipped(said, None)


def _order(session: Session, delivery: Delivery, reference: OrderReference) -> PurchaseOrder:
    named = or_(
        PurchaseOrder.payload_id == reference.payload_id, PurchaseOrder.order_id == reference.order_id
    )
    found = [order for order in _held(session, delivery.setup, named) if not never_left(order)]
    name = (reference.order_id or reference.payload_id)[:40]
    if not found:
        raise Declined(UNKNOWN_ORDER, 417, f"We know of no order {name} of this connection.")
    if len(found) > 1:
        raise Declined(UNKNOWN_ORDER, 400, f"Its payloadID is of another order than {name}.")
    return _of_same_mode(found[0], delivery)


def _withdrawn_from(session: Session, delivery: Delivery, said: Shipment) -> list[PurchaseOrder]:
    """The orders of a shipment that is taken back without naming them."""
    earlier = select(Notice.order_id).where(
        Notice.setup_id == delivery.setup.id,
        Notice.kind == SHIPMENT,
        Notice.number == said.shipment_id if said.shipment_id else Notice.payload_id == said.replaces,
    )
    found = _held(session, delivery.setup, PurchaseOrder.id.in_(earlier))
    if not found:
        raise Declined(UNKNOWN_ORDER, 417, f"We know of no shipment {said.shipment_id[:40]}.")
    return [_of_same_mode(order, delivery) for order in found]


def _held(session: Session, setup: Setup, which: ColumnElement[bool]) -> list[PurchaseOrder]:
    found = select(PurchaseOrder).where(PurchaseOrder.setup_id == setup.id, which)
    found = found.order_by(PurchaseOrder.id).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(found))


def _of_same_mode(order: PurchaseOrder, delivery: Delivery) -> PurchaseOrder:
    if DEPLOYMENT[order.mode] != delivery.envelope.mode:
        sentence = (
            f"The document says {delivery.envelope.mode}, order {order.order_id} is {DEPLOYMENT[order.mode]}."
        )
        raise Declined(OTHER_MODE, 412, sentence)
    return order


def _keep(
    session: Session,
    delivery: Delivery,
    status: Status,
    answer: bytes,
    outcome: str,
    order: PurchaseOrder | None = None,
) -> Exchange:
    return keep_incoming(
        session,
        setup=delivery.setup,
        kind=delivery.envelope.kind,
        document=delivery.document,
        answer=answer,
        at=delivery.at,
        outcome=outcome,
        seen=status.content,
        mode=order.mode if order else delivery.setup.mode,
        payload_id=delivery.envelope.payload_id,
        cxml_status=status.code,
        order=order,
        secrets=(delivery.secret,),
    )


def _add(session: Session, order: PurchaseOrder, rows: Rows, facts: dict[str, object]) -> Notice:
    notice = Notice(order_id=order.id, setup_id=order.setup_id, **facts, **rows.notice)
    session.add(notice)
    session.flush()
    if rows.lines:
        session.execute(insert(NoticeLine), [{"notice_id": notice.id, **line} for line in rows.lines])
    return notice


def _advance(session: Session, order: PurchaseOrder, notice: Notice, now: datetime) -> None:
    """Bring the order where it stands now, as far as the table of transitions goes."""
    if order.status in IN_FLIGHT:
        move(order, ACCEPTED)
        order.outcome, order.sent = "", order.sent or order.claimed or now
        order.events.append(OrderEvent(at=now, status=ACCEPTED, sentence=KNOWN_BY_THIS))
    said = session.scalars(select(Notice).where(Notice.order_id == order.id).order_by(Notice.id)).all()
    stands = standing(order.requisition.lines, said)
    fits = stands.status in TRANSITIONS[order.status]
    if fits and stands.status != order.status:
        move(order, stands.status)
    order.remark = next((remark.code for remark in remarks(order, stands)), "")
    sentence = said_of(notice)
    if not TRANSITIONS[order.status]:
        sentence += f" Here it stays as it is: {IN_WORDS[order.status].lower()}."
    order.events.append(OrderEvent(at=now, status=order.status, sentence=sentence))
