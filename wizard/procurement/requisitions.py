"""A requisition's life: one table says what may happen to it when; its lines never change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from wizard.models import (
    CONFIGURATION,
    CREATE_PURCHASE_ORDER,
    Location,
    OrderEvent,
    PurchaseOrder,
    Requisition,
    User,
)
from wizard.places import is_whole
from wizard.procurement.lines import kept, lines_hash
from wizard.procurement.orders import QUEUED, may_be_there
from wizard.procurement.orders import move as move_order
from wizard.procurement.refusal import NotAllowed, NotYours

DRAFT, IN_APPROVAL, APPROVED, REJECTED, CANCELLED = (
    "draft",
    "in_approval",
    "approved",
    "rejected",
    "cancelled",
)

TRANSITIONS: Mapping[tuple[str, str], tuple[str, ...]] = {
    (DRAFT, "save"): (DRAFT,),
    (DRAFT, "confirm"): (IN_APPROVAL, APPROVED),
    (DRAFT, "cancel"): (CANCELLED,),
    (IN_APPROVAL, "approve"): (IN_APPROVAL, APPROVED),
    (IN_APPROVAL, "reject"): (REJECTED,),
    (IN_APPROVAL, "cancel"): (CANCELLED,),
    (APPROVED, "cancel"): (CANCELLED,),
}
"""(status, action) -> the statuses it may lead to. What is not here is refused."""

HEADER = ("department", "budget", "account")

IN_WORDS = {
    DRAFT: "Draft",
    IN_APPROVAL: "In approval",
    APPROVED: "Approved",
    REJECTED: "Rejected",
    CANCELLED: "Cancelled",
}


def allowed(requisition: Requisition, action: str) -> bool:
    return (requisition.status, action) in TRANSITIONS


def may_edit(requisition: Requisition, person: User) -> bool:
    """Who fills in, confirms and cancels it: the requester, and those who look after purchases."""
    if not person.active or person.organisation_id != requisition.organisation_id:
        return False
    if person.id == requisition.requester_id:
        return True
    return person.may(CREATE_PURCHASE_ORDER) or person.may(CONFIGURATION)


def hold(session: Session, requisition: Requisition) -> None:
    """Read it anew and keep everybody else from changing it until the transaction ends.

    Its key is left free: a supplier's answer is recorded as rows that refer to it, with the order held already.
    """
    session.refresh(requisition, with_for_update={"key_share": True})


def move(requisition: Requisition, action: str, status: str) -> None:
    """:raises NotAllowed: the table of transitions does not have it"""
    if status not in TRANSITIONS.get((requisition.status, action), ()):
        raise NotAllowed(f"{IN_WORDS[requisition.status]}: this can no longer be done.")
    requisition.status = status


def save(
    session: Session,
    requisition: Requisition,
    person: User,
    header: Mapping[str, str],
    location: Location | None,
) -> None:
    """Keep department, budget, account and location of a draft.

    :raises NotAllowed: not a draft any more, or not this person's
    """
    hold(session, requisition)
    _own(requisition, person)
    move(requisition, "save", DRAFT)
    if location and (location.organisation_id != requisition.organisation_id or not location.active):
        raise NotAllowed("This location cannot be chosen.", "locations.inactive")
    for name in HEADER:
        setattr(requisition, name, header.get(name, ""))
    requisition.location_id = location.id if location else None
    requisition.location = location
    session.flush()


def cancel(session: Session, requisition: Requisition, person: User, now: datetime) -> bool:
    """Cancel it here.

    :returns: whether its order may already be at the supplier, who then has to be told by a person
    :raises NotAllowed: it is over already, or not this person's
    """
    hold(session, requisition)
    _own(requisition, person)
    move(requisition, "cancel", CANCELLED)
    requisition.decided = requisition.decided or now
    order = requisition.order
    return order is not None and _cancel_order(session, order, person, now)


def _cancel_order(session: Session, order: PurchaseOrder, person: User, now: datetime) -> bool:
    session.refresh(order, with_for_update=True)
    there = may_be_there(order)
    if order.status == QUEUED:
        move_order(order, CANCELLED)
    if there:
        sentence = "The requisition was cancelled here. The supplier has not been told."
    else:
        sentence = "The requisition was cancelled. The supplier does not have it."
    order.events.append(OrderEvent(at=now, status=order.status, sentence=sentence, user_id=person.id))
    return there


def untouched(requisition: Requisition) -> bool:
    """Whether the lines are still those of the cart."""
    return lines_hash(kept(requisition.lines)) == requisition.lines_hash


def check_ready(requisition: Requisition) -> None:
    """:raises NotAllowed: there is no place the order could be delivered to"""
    location = requisition.location
    if location is None:
        raise NotAllowed(
            "Choose a location: the order is billed and delivered there.",
            "locations.none",
        )
    if not is_whole(location):
        raise NotAllowed(
            f"The marketplace shipping address of {location.name} is not complete.",
            "locations.incomplete",
        )


def _own(requisition: Requisition, person: User) -> None:
    if not may_edit(requisition, person):
        raise NotYours("Only the person who shopped can do this.")
