"""What happened to a setup, as far as the tables tell: newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from wizard.models import (
    Approval,
    Exchange,
    Handover,
    OrderEvent,
    PurchaseOrder,
    Requisition,
    Setup,
    ShoppingSession,
    StepRecord,
)
from wizard.review.names import names_of
from wizard.steps import BY_SLUG

LATEST = 500
"""Of so many purchases what became of them is read: to look through all would cost more with each one."""

Entry = tuple[datetime | None, int | None, str]


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    who: str
    what: str


def timeline(session: Session, setup: Setup, most: int) -> list[Event]:
    """:param most: at most so many events; of each kind the latest are read"""
    entries = [entry for source in SOURCES for entry in source(session, setup, most) if entry[0]]
    # Of what happened at the same moment the sources name the earlier first.
    entries.sort(key=lambda entry: entry[0])  # type: ignore[arg-type, return-value]
    latest = entries[::-1][:most]
    names = names_of(session, {user for _, user, _ in latest if user})
    return [Event(at, names.get(user or 0, ""), what) for at, user, what in latest if at]


def _setup(session: Session, setup: Setup, most: int) -> Iterator[Entry]:
    yield setup.created, setup.created_by_id, "Started the setup."
    yield setup.secret_replaced, setup.secret_replaced_by_id, "Entered the Shared Secret."
    yield setup.went_active, None, "The connection went active."


def _steps(session: Session, setup: Setup, most: int) -> Iterator[Entry]:
    for record in setup.records:
        yield from _step(record, BY_SLUG[record.slug].title if record.slug in BY_SLUG else record.slug)


def _step(record: StepRecord, title: str) -> Iterator[Entry]:
    yield record.passed, record.passed_by_id, f"“{title}” passed."
    if record.tried != record.passed:
        yield record.tried, record.tried_by_id, f"“{title}” was tried and did not pass."


def _handovers(session: Session, setup: Setup, most: int) -> Iterator[Entry]:
    found = select(Handover).where(Handover.setup_id == setup.id).order_by(Handover.id.desc()).limit(most)
    for row in session.scalars(found):
        title = BY_SLUG[row.slug].title if row.slug in BY_SLUG else row.slug
        yield row.created, row.asked_by_id, f"Asked {row.name} to do “{title}”."
        yield row.revoked, row.revoked_by_id, f"“{title}” was taken back from {row.name}."


def _exchanges(session: Session, setup: Setup, most: int) -> Iterator[Entry]:
    found = select(Exchange.at, Exchange.user_id, Exchange.outgoing, Exchange.kind, Exchange.outcome).where(
        Exchange.setup_id == setup.id
    )
    for at, user, outgoing, kind, outcome in session.execute(found.order_by(Exchange.at.desc()).limit(most)):
        yield at, user, f"{'Sent' if outgoing else 'Received'} {kind}: {outcome}."


def _visits(session: Session, setup: Setup, most: int) -> Iterator[Entry]:
    found = select(ShoppingSession.started, ShoppingSession.user_id).where(
        ShoppingSession.setup_id == setup.id
    )
    for at, user in session.execute(found.order_by(ShoppingSession.id.desc()).limit(most)):
        yield at, user, "Went to the shop."


def _requisitions(session: Session, setup: Setup, most: int) -> Iterator[Entry]:
    found = select(
        Requisition.id, Requisition.created, Requisition.confirmed, Requisition.requester_id
    ).where(Requisition.setup_id == setup.id)
    for number, created, confirmed, user in session.execute(
        found.order_by(Requisition.id.desc()).limit(most)
    ):
        yield created, user, f"The cart became requisition {number}."
        yield confirmed, None, f"Requisition {number} was confirmed."


def _approvals(session: Session, setup: Setup, most: int) -> Iterator[Entry]:
    found = select(Approval.at, Approval.approver_id, Approval.approved, Approval.requisition_id).where(
        Approval.requisition_id.in_(_latest(Requisition, setup))
    )
    for at, user, approved, number in session.execute(found.order_by(Approval.id.desc()).limit(most)):
        yield at, user, f"{'Approved' if approved else 'Rejected'} requisition {number}."


def _orders(session: Session, setup: Setup, most: int) -> Iterator[Entry]:
    found = (
        select(OrderEvent.at, OrderEvent.user_id, OrderEvent.sentence, PurchaseOrder.order_id)
        .join(PurchaseOrder, PurchaseOrder.id == OrderEvent.order_id)
        .where(PurchaseOrder.id.in_(_latest(PurchaseOrder, setup)))
    )
    for at, user, sentence, number in session.execute(found.order_by(OrderEvent.id.desc()).limit(most)):
        yield at, user, f"Order {number}: {sentence}"


def _latest(row: type[Requisition | PurchaseOrder], setup: Setup) -> Select[int]:
    return select(row.id).where(row.setup_id == setup.id).order_by(row.id.desc()).limit(LATEST)


SOURCES = (_setup, _steps, _handovers, _exchanges, _visits, _requisitions, _approvals, _orders)
