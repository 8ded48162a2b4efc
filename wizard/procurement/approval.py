"""Who has to say yes before an order is made, and the one transaction in which the last yes makes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.models import APPROVE, Approval, PurchaseOrder, Requisition, User
from wizard.procurement.dispatch import enqueue
from wizard.procurement.orders import Ordering, check_mode, queue_order
from wizard.procurement.refusal import NotAllowed, NotYours
from wizard.procurement.requisitions import (
    APPROVED,
    IN_APPROVAL,
    REJECTED,
    check_ready,
    hold,
    may_edit,
    move,
    untouched,
)


@dataclass(frozen=True)
class Turn:
    """One place in the row of approvals: any one of these people is enough.

    ``position`` is their limit, so that a yes stays where it was given when others come or go.
    """

    position: int
    people: tuple[User, ...]


def turns(session: Session, requisition: Requisition) -> list[Turn]:
    """The approvals this total needs, lowest limit first; none when nobody has to approve.

    Nobody approves his own purchase while somebody else with the same limit can.
    """
    query = select(User).where(User.organisation_id == requisition.organisation_id, User.active)
    people = [
        user
        for user in session.scalars(query.order_by(User.approves_from, User.id))
        if user.may(APPROVE) and user.approves_from <= requisition.total
    ]
    levels = groupby(people, key=lambda user: user.approves_from)
    return [Turn(limit, _others(tuple(level), requisition)) for limit, level in levels]


def _others(level: tuple[User, ...], requisition: Requisition) -> tuple[User, ...]:
    others = tuple(user for user in level if user.id != requisition.requester_id)
    return others or level


def whose_turn(session: Session, requisition: Requisition) -> Turn | None:
    """Whose word is waited for; nothing when it is not in approval or everybody has spoken."""
    if requisition.status != IN_APPROVAL:
        return None
    return _open(turns(session, requisition), requisition.approvals)


def _open(needed: Sequence[Turn], given: Sequence[Approval]) -> Turn | None:
    said = {approval.position for approval in given if approval.approved}
    return next((turn for turn in needed if turn.position not in said), None)


def may_decide(session: Session, requisition: Requisition, person: User) -> bool:
    turn = whose_turn(session, requisition)
    return turn is not None and any(user.id == person.id for user in turn.people)


def confirm(
    session: Session, ordering: Ordering, requisition: Requisition, person: User
) -> PurchaseOrder | None:
    """Hand it to the approvers, or make the order at once when nobody has to approve.

    :raises NotAllowed: not a draft, not this person's, or it could not be ordered
    """
    hold(session, requisition)
    if not may_edit(requisition, person):
        raise NotYours("Only the person who shopped can confirm this.")
    nobody = not turns(session, requisition)
    move(requisition, "confirm", APPROVED if nobody else IN_APPROVAL)
    check_ready(requisition)
    check_mode(session, requisition)
    requisition.confirmed = ordering.now
    return _make_order(session, ordering, requisition) if nobody else None


def approve(
    session: Session, ordering: Ordering, requisition: Requisition, person: User
) -> PurchaseOrder | None:
    """Say yes. The last yes makes the order, in this transaction.

    :raises NotAllowed: not in approval, not this person's turn, or the lines are not the cart's any more
    """
    hold(session, requisition)
    turn = _turn_of(session, requisition, person)
    if not untouched(requisition):
        raise NotAllowed("The lines are not those of the cart any more, so this cannot be approved.")
    _say(session, requisition, person, turn, ordering.now, approved=True)
    if whose_turn(session, requisition) is not None:
        return None
    move(requisition, "approve", APPROVED)
    return _make_order(session, ordering, requisition)


def reject(session: Session, requisition: Requisition, person: User, reason: str, now: datetime) -> None:
    """Say no, and why.

    :raises NotAllowed: no reason, not in approval, or not this person's turn
    """
    hold(session, requisition)
    turn = _turn_of(session, requisition, person)
    if not reason.strip():
        raise NotAllowed("Say why you reject it, so that the requester knows what to change.")
    _say(session, requisition, person, turn, now, approved=False, reason=reason.strip())
    move(requisition, "reject", REJECTED)
    requisition.decided = now


def _turn_of(session: Session, requisition: Requisition, person: User) -> Turn:
    if requisition.status != IN_APPROVAL:
        raise NotAllowed("This is not waiting for approval.")
    turn = whose_turn(session, requisition)
    if turn is None or all(user.id != person.id for user in turn.people):
        raise NotYours("It is not your turn to approve this.")
    return turn


def _say(
    session: Session,
    requisition: Requisition,
    person: User,
    turn: Turn,
    now: datetime,
    *,
    approved: bool,
    reason: str = "",
) -> None:
    requisition.approvals.append(
        Approval(
            position=turn.position,
            approver_id=person.id,
            approved=approved,
            reason=reason,
            lines_hash=requisition.lines_hash,
            at=now,
        )
    )
    session.flush()


def _make_order(session: Session, ordering: Ordering, requisition: Requisition) -> PurchaseOrder:
    check_ready(requisition)
    requisition.decided = ordering.now
    order = queue_order(session, ordering, requisition)
    enqueue(session, order)
    return order
