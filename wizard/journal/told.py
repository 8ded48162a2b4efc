"""Which changes of the tables tell themselves, and in what words: one function for each table.

A purchase is told while the setup is in test mode: later ones concern the connection no more, and each order's own
page tells its story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.journal.entry import BEGUN, BOUGHT, CHANGED, HANDED, PASSED, REFUSED, Entry
from wizard.models import (
    TEST,
    Approval,
    Handover,
    OrderEvent,
    Preflight,
    PurchaseOrder,
    Requisition,
    Setup,
    ShoppingSession,
    StepRecord,
)
from wizard.models.committing import Change

MOST_FINDINGS = 20
"""A sheet of 5,000 people can be wrong in as many lines; the step itself lists them all."""
A_TRY = {"tried", "passed", "checks"}
"""Columns that a try sets; two tries within one tick of the clock differ in some of them only."""
KEPT = ("code", "passed", "severity", "sentence", "exchange")


def told_by(session: Session, change: Change) -> Iterator[Entry]:
    tell = TOLD.get(type(change.row))
    return tell(session, change) if tell else iter(())


def _entry(_session: Session, change: Change) -> Iterator[Entry]:
    yield change.row


def _setup(_session: Session, change: Change) -> Iterator[Entry]:
    setup: Setup = change.row
    if change.new:
        yield Entry(setup.id, setup.created, setup.created_by_id, BEGUN, "Started the setup.")
    if "secret_replaced" in change.names and setup.secret_replaced:
        by = setup.secret_replaced_by_id
        yield Entry(setup.id, setup.secret_replaced, by, CHANGED, "Entered the Shared Secret.")
    if "went_active" in change.names and setup.went_active:
        yield Entry(setup.id, setup.went_active, None, CHANGED, "The connection went active.")


def _step(_session: Session, change: Change) -> Iterator[Entry]:
    record: StepRecord = change.row
    if not change.names & A_TRY or record.tried is None:
        return
    if record.tried == record.passed:
        kind, what, code = PASSED, "“{step}” passed.", ""
    else:
        kind, what, code = REFUSED, "“{step}” was tried and did not pass.", record.stopped_by
    by, findings = record.tried_by_id, findings_of([one for one in record.checks if not one["passed"]])
    yield Entry(record.setup_id, record.tried, by, kind, what, record.slug, code, findings)


def findings_of(checks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What an entry keeps of checks; of many the first, what did not pass before all others."""
    failed_first = sorted(checks, key=lambda check: bool(check["passed"]))
    return [{name: check.get(name) for name in KEPT} for check in failed_first[:MOST_FINDINGS]]


def _handover(_session: Session, change: Change) -> Iterator[Entry]:
    row: Handover = change.row
    if change.new:
        what = f"Asked {row.name} to do “{{step}}”."
        yield Entry(row.setup_id, row.created, row.asked_by_id, HANDED, what, row.slug)
    if "revoked" in change.names and row.revoked:
        what = f"“{{step}}” was taken back from {row.name}."
        yield Entry(row.setup_id, row.revoked, row.revoked_by_id, HANDED, what, row.slug)


def _preflight(_session: Session, change: Change) -> Iterator[Entry]:
    row: Preflight = change.row
    if change.new:
        what = "Began a pre-flight: everybody's shop is opened once."
        yield Entry(row.setup_id, row.started, row.started_by_id, CHANGED, what)


def _visit(_session: Session, change: Change) -> Iterator[Entry]:
    visit: ShoppingSession = change.row
    if change.new and visit.mode == TEST:
        yield Entry(visit.setup_id, visit.started, visit.user_id, BOUGHT, "Went to the shop.")


def _requisition(_session: Session, change: Change) -> Iterator[Entry]:
    row: Requisition = change.row
    if row.mode != TEST:
        return
    if change.new:
        what = f"The cart became requisition {row.id}."
        yield Entry(row.setup_id, row.created, row.requester_id, BOUGHT, what)
    if "confirmed" in change.names and row.confirmed:
        yield Entry(row.setup_id, row.confirmed, None, BOUGHT, f"Requisition {row.id} was confirmed.")


def _approval(session: Session, change: Change) -> Iterator[Entry]:
    row: Approval = change.row
    requisition = session.get_one(Requisition, row.requisition_id)
    if change.new and requisition.mode == TEST:
        what = f"{'Approved' if row.approved else 'Rejected'} requisition {requisition.id}."
        yield Entry(requisition.setup_id, row.at, row.approver_id, BOUGHT, what)


def _order(session: Session, change: Change) -> Iterator[Entry]:
    row: OrderEvent = change.row
    order = select(PurchaseOrder.setup_id, PurchaseOrder.order_id, PurchaseOrder.mode)
    setup_id, number, mode = session.execute(order.where(PurchaseOrder.id == row.order_id)).one()
    if change.new and mode == TEST:
        yield Entry(setup_id, row.at, row.user_id, BOUGHT, f"Order {number}: {row.sentence}")


TOLD: Mapping[type[Any], Callable[[Session, Change], Iterator[Entry]]] = {
    Entry: _entry,
    Setup: _setup,
    StepRecord: _step,
    Handover: _handover,
    Preflight: _preflight,
    ShoppingSession: _visit,
    Requisition: _requisition,
    Approval: _approval,
    OrderEvent: _order,
}
