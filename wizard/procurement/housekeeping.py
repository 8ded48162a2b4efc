"""What time does: visits that nobody came back from, exchanges and pre-flights that are old enough to go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from wizard.mail import hold
from wizard.models import (
    Exchange,
    Handover,
    OrderEvent,
    Preflight,
    PreflightResult,
    PurchaseOrder,
    ShoppingSession,
    Subscription,
    Telling,
)
from wizard.procurement.orders import QUEUED, SENDING, UNKNOWN, move
from wizard.procurement.preflight import stop, unfinished


def expire_visits(session: Session, now: datetime) -> None:
    """A cart that comes after this is kept as arrived late."""
    session.execute(
        update(ShoppingSession)
        .where(ShoppingSession.state == "started", ShoppingSession.expires < now)
        .values(state="expired", problem="order.cart_never_returned")
    )


def prune_exchanges(session: Session, before: datetime) -> None:
    session.execute(delete(Exchange).where(Exchange.at < before))


def prune_preflights(session: Session, before: datetime) -> None:
    """Answers from before then, which have lost their documents, and the rounds of which nothing is left."""
    stopped = select(Preflight.id).where(Preflight.stopped < before)
    old = or_(PreflightResult.answered < before, PreflightResult.preflight_id.in_(stopped))
    session.execute(delete(PreflightResult).where(old))
    kept = select(PreflightResult.preflight_id)
    session.execute(delete(Preflight).where(Preflight.started < before, Preflight.id.not_in(kept)))


def hold_everything(session: Session, now: datetime) -> int:
    """After a restore from a backup: what waited then may have been sent since, so a person decides.
    A pre-flight is begun anew, or not.
    Who was asked to help then may have been told since that it is over: they are asked anew, or not.
    Of what happened until now everybody has been told.

    :returns: how many orders wait for a decision now, with those that did so before
    """
    hold(session)
    session.execute(update(Telling).where(Telling.state == "waiting").values(state="held"))
    session.execute(update(Subscription).values(looked=now))
    for number in unfinished(session):
        stop(session.get_one(Preflight, number), now)
    session.execute(update(Handover).where(Handover.revoked.is_(None)).values(revoked=now))
    waiting = session.scalars(select(PurchaseOrder).where(PurchaseOrder.status.in_((QUEUED, SENDING)))).all()
    for order in waiting:
        move(order, UNKNOWN)
        order.outcome = "order.outcome_unknown"
        sentence = "Restored from a backup. It may have been sent since that backup was made."
        order.events.append(OrderEvent(at=now, status=UNKNOWN, sentence=sentence))
    session.flush()
    undecided = select(func.count()).select_from(PurchaseOrder).where(PurchaseOrder.status == UNKNOWN)
    return session.scalar(undecided) or 0
