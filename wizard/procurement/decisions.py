"""A person decides about an order whose outcome nobody knows: who, when, what and why stay on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from wizard.models import (
    CONFIGURATION,
    CREATE_PURCHASE_ORDER,
    OrderEvent,
    PurchaseOrder,
    User,
)
from wizard.procurement.dispatch import enqueue
from wizard.procurement.orders import ACCEPTED, CANCELLED, QUEUED, UNKNOWN, move
from wizard.procurement.refusal import NotAllowed, NotYours

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "resend": (QUEUED, "To be sent again, the same document"),
    "mark_accepted": (ACCEPTED, "Marked as received by the supplier"),
    "give_up": (CANCELLED, "Given up"),
}
"""action -> the status it leads to, and how the timeline says so."""


def choices(order: PurchaseOrder) -> tuple[str, ...]:
    """What can be decided: an unknown one in every way, one that waits after a failure can be given up."""
    if order.status == UNKNOWN:
        return tuple(OUTCOMES)
    return ("give_up",) if order.status == QUEUED and order.outcome else ()


def may_resolve(order: PurchaseOrder, person: User) -> bool:
    if person.organisation_id != order.organisation_id:
        return False
    return person.may(CREATE_PURCHASE_ORDER) or person.may(CONFIGURATION)


def resolve(
    session: Session,
    order: PurchaseOrder,
    person: User,
    action: str,
    reason: str,
    now: datetime,
) -> None:
    """Do as decided.

    :param action: ``resend``, ``mark_accepted`` or ``give_up``
    :raises NotAllowed: nothing is to be decided, no reason given, or not this person's to decide
    """
    session.refresh(order, with_for_update=True)
    if not may_resolve(order, person):
        raise NotYours("Only somebody who may create purchase orders can decide this.")
    if action not in choices(order):
        raise NotAllowed("There is nothing to decide about this order any more.")
    if not reason.strip():
        raise NotAllowed("Say why, so that others can follow the decision.")
    status, words = OUTCOMES[action]
    move(order, status)
    if action != "give_up":
        order.outcome = ""
    if action == "mark_accepted":
        order.sent = order.sent or order.claimed
    sentence = f"{words}. Reason: {reason.strip()}"
    order.events.append(OrderEvent(at=now, status=order.status, sentence=sentence, user_id=person.id))
    session.flush()
    if action == "resend":
        enqueue(session, order)
