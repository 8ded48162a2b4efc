"""The order as it is frozen when queued, and the one table of what may become of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.cxml.address import Address
from wizard.cxml.envelope import Stamp
from wizard.cxml.money import Money
from wizard.cxml.order import OrderRequest, write_order_request
from wizard.models import OrderEvent, PurchaseOrder, Requisition, Setup, User
from wizard.outside import Outside
from wizard.procurement.lines import cart_line, money
from wizard.procurement.places import address_of, from_json, to_json, with_contact
from wizard.procurement.refusal import NotAllowed
from wizard.procurement.shopping import DEPLOYMENT, as_person, connection_of, stamp_for
from wizard.procurement.suppliers import supplier_of
from wizard.procurement.words import keep_words
from wizard.sealing import CannotOpen, Sealer
from wizard.settings import Settings

QUEUED, SENDING, ACCEPTED, REFUSED, UNKNOWN = (
    "queued",
    "sending",
    "accepted",
    "refused",
    "unknown",
)
CONFIRMED, REJECTED, PARTLY_SHIPPED, SHIPPED, CANCELLED = (
    "confirmed",
    "rejected",
    "partly_shipped",
    "shipped",
    "cancelled",
)
IN_FLIGHT = (QUEUED, SENDING, UNKNOWN)
IN_FLIGHT_CODE = "go_live.orders_in_flight"

TRANSITIONS: Mapping[str, tuple[str, ...]] = {
    QUEUED: (SENDING, CANCELLED, UNKNOWN, ACCEPTED),
    SENDING: (ACCEPTED, REFUSED, UNKNOWN, QUEUED),
    UNKNOWN: (ACCEPTED, REFUSED, QUEUED, CANCELLED),
    ACCEPTED: (CONFIRMED, REJECTED, PARTLY_SHIPPED, SHIPPED, CANCELLED),
    CONFIRMED: (ACCEPTED, REJECTED, PARTLY_SHIPPED, SHIPPED, CANCELLED),
    REJECTED: (ACCEPTED, CONFIRMED, PARTLY_SHIPPED, SHIPPED),
    PARTLY_SHIPPED: (ACCEPTED, CONFIRMED, REJECTED, PARTLY_SHIPPED, SHIPPED, CANCELLED),
    SHIPPED: (ACCEPTED, CONFIRMED, REJECTED, PARTLY_SHIPPED),
    REFUSED: (),
    CANCELLED: (),
}
"""From each status, those it may lead to. A supplier may take back what it said, but not that it has the order;
one that waits to be sent again may turn out to be there."""

RECEIVED = (ACCEPTED, CONFIRMED, REJECTED, PARTLY_SHIPPED, SHIPPED)

IN_WORDS = {
    QUEUED: "Waiting to be sent",
    SENDING: "Being sent",
    ACCEPTED: "Received by the supplier",
    REFUSED: "Refused by the supplier",
    UNKNOWN: "Outcome unknown",
    CONFIRMED: "Confirmed",
    REJECTED: "Rejected by the supplier",
    PARTLY_SHIPPED: "Partly shipped",
    SHIPPED: "Shipped",
    CANCELLED: "Cancelled",
}

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_TAIL = 6


@dataclass(frozen=True)
class Ordering:
    """What making an order needs besides the requisition."""

    settings: Settings
    sealer: Sealer
    outside: Outside

    @property
    def now(self) -> datetime:
        return self.outside.clock.now()


def queue_order(session: Session, ordering: Ordering, requisition: Requisition) -> PurchaseOrder:
    """Freeze the order: number, payloadID, timestamp, mode, address and bytes, in the approving transaction.

    :raises NotAllowed: the modes differ, nobody is there to deliver to, or the secret has to be entered again
    """
    setup = requisition.setup
    check_mode(session, requisition)
    purchaser, contact = setup.default_purchaser, _contact(requisition)
    ship_to, bill_to = _addresses(requisition, contact)
    stamp = stamp_for(ordering.settings, ordering.outside)
    number = order_number(requisition.id)
    document = _document(ordering, requisition, number, stamp, ship_to, bill_to, contact)
    order = PurchaseOrder(
        organisation_id=requisition.organisation_id,
        setup_id=setup.id,
        requisition_id=requisition.id,
        requester_id=requisition.requester_id,
        total=requisition.total,
        purchaser_id=purchaser.id if purchaser else None,
        order_id=number,
        payload_id=stamp.payload_id,
        mode=requisition.mode,
        url=setup.order_url,
        sealed_document=b"",
        ship_to=to_json(ship_to),
        bill_to=to_json(bill_to),
        contact_id=contact.id,
        status=QUEUED,
        queued=ordering.now,
    )
    order.sealed_document = ordering.sealer.seal(order.document_row, document)
    order.events.append(
        OrderEvent(
            at=ordering.now, status=QUEUED, sentence=f"Made when requisition {requisition.id} was approved."
        )
    )
    session.add(order)
    session.flush()
    keep_words(session, requisition, [number])
    return order


def check_mode(session: Session, requisition: Requisition) -> None:
    """Test and real never mix: a cart shopped in one mode is not ordered in the other.

    :raises NotAllowed: the setup is in the other mode now, or has no order address
    """
    setup = requisition.setup
    session.refresh(setup, ["mode", "order_url"], with_for_update={"read": True})
    if requisition.mode != setup.mode:
        raise NotAllowed(
            f"This was shopped in {requisition.mode} mode, and the connection is in {setup.mode} mode now. "
            "Cancel it and shop again.",
            "go_live.mode_mismatch",
        )
    if not setup.order_url:
        raise NotAllowed("The connection has no order address yet.", "credentials.missing")


def change_mode(session: Session, setup: Setup, mode: str) -> None:
    """Switch between test and real, holding off whoever would make an order meanwhile.

    :raises NotAllowed: orders are on their way
    """
    session.refresh(setup, ["mode"], with_for_update=True)
    if waiting := in_flight(session, setup):
        raise NotAllowed(f"{len(waiting)} on the way: test and real orders must not mix.", IN_FLIGHT_CODE)
    setup.mode = mode


def move(order: PurchaseOrder, status: str) -> None:
    """:raises NotAllowed: the table of transitions does not have it"""
    if status not in TRANSITIONS[order.status]:
        raise NotAllowed(f"{IN_WORDS[order.status]}: this can no longer be done.")
    order.status = status


def order_number(requisition_id: int) -> str:
    """At most 20 letters, digits and hyphens; the longest Amazon takes is not known (protocol facts)."""
    tail = "".join(secrets.choice(_SIGNS) for _ in range(_TAIL))
    return f"PO-{requisition_id}-{tail}"


def in_flight(session: Session, setup: Setup) -> list[PurchaseOrder]:
    """Orders whose end is not known yet; the mode of the setup must not change while there are any."""
    query = select(PurchaseOrder).where(
        PurchaseOrder.setup_id == setup.id, PurchaseOrder.status.in_(IN_FLIGHT)
    )
    return list(session.scalars(query.order_by(PurchaseOrder.id)))


def was_received(order: PurchaseOrder) -> bool:
    """Whether the supplier had it, whatever came later; what was given up or never sent does not count."""
    came_and_went = order.status == CANCELLED and order.sent is not None and not order.outcome
    return order.status in RECEIVED or came_and_went


def never_left(order: PurchaseOrder) -> bool:
    """Whether nobody outside can know of it; one restored from a backup may have been sent since."""
    return order.attempts == 0 and all(event.status != UNKNOWN for event in order.events)


def may_be_there(order: PurchaseOrder) -> bool:
    """Whether the supplier may have it, so that somebody has to cancel it there as well."""
    if order.status in (QUEUED, CANCELLED):
        return order.sent is not None or any(event.status == UNKNOWN for event in order.events)
    return order.status != REFUSED


def _contact(requisition: Requisition) -> User:
    """Whose contact the delivery carries (S5): the purchaser's or the requester's."""
    setup = requisition.setup
    if setup.deliver_to == "purchaser" and setup.default_purchaser:
        return setup.default_purchaser
    return requisition.requester


def _addresses(requisition: Requisition, contact: User) -> tuple[Address, Address]:
    """Where to deliver and whom to bill; the Amazon Shipping Address wins for the delivery (S8)."""
    location, organisation = requisition.location, requisition.setup.organisation
    if location is None:
        raise NotAllowed(
            "Choose a location: the order is billed and delivered there.",
            "locations.none",
        )
    bill_to = replace(address_of(location, organisation), name=organisation.name)
    if requisition.shipping_address:
        return with_contact(from_json(requisition.shipping_address), contact), bill_to
    return address_of(location, organisation, contact), bill_to


def _document(
    ordering: Ordering,
    requisition: Requisition,
    number: str,
    stamp: Stamp,
    ship_to: Address,
    bill_to: Address,
    contact: User,
) -> bytes:
    setup, currency = requisition.setup, requisition.currency
    try:
        connection = connection_of(setup, ordering.sealer)
    except CannotOpen:
        raise NotAllowed(
            "The Shared Secret cannot be read any more. Enter it again in the setup.",
            "credentials.secret_lost",
        ) from None
    order = OrderRequest(
        order_id=number,
        order_date=ordering.now,
        total=Money(money(requisition.total), currency),
        ship_to=ship_to,
        bill_to=bill_to,
        person=as_person(contact),
        shipping=Money(money(requisition.shipping), currency) if requisition.shipping is not None else None,
        tax=Money(money(requisition.tax), currency) if requisition.tax is not None else None,
        comments="",
        extrinsics=(),
        lines=tuple(cart_line(row) for row in requisition.lines),
    )
    identity = connection.identity(supplier_of(setup, ordering.settings.supplier_profiles))
    return write_order_request(identity, order, mode=DEPLOYMENT[requisition.mode], stamp=stamp)
