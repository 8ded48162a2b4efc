"""A worker over real HTTP: what it sends by itself, and what it leaves to a person."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, text, update

from tests.browser.processes import free_port
from tests.procurement.clinic import SECRET, Clinic
from tests.procurement.loopback import Call, Supplier, accepts
from tests.procurement.processes import WorkerHere, settled, statuses, wait_until
from wizard.models import Exchange, PurchaseOrder
from wizard.procurement import approval
from wizard.procurement.decisions import resolve


def test_an_approved_order_is_sent_by_itself(clinic: Clinic, shop: Supplier, worker: WorkerHere) -> None:
    order = clinic.orders()
    worker.start()
    wait_until(lambda: statuses(clinic) == ["accepted"], worker)
    assert shop.payload_ids == [order.payload_id]


def test_an_order_made_while_the_worker_runs_is_sent_too(
    clinic: Clinic, shop: Supplier, worker: WorkerHere
) -> None:
    clinic.orders()
    worker.start()
    wait_until(lambda: len(shop.received) == 1, worker)
    clinic.orders()
    wait_until(lambda: statuses(clinic) == ["accepted", "accepted"], worker)
    assert len(set(shop.payload_ids)) == 2


def test_a_rolled_back_approval_sends_nothing(clinic: Clinic, shop: Supplier, worker: WorkerHere) -> None:
    row = clinic.shops()
    approval.confirm(clinic.session, clinic.ordering, row, clinic.rita)
    clinic.session.rollback()
    kept = clinic.orders()
    worker.start()
    wait_until(lambda: statuses(clinic) == ["accepted"], worker)
    assert shop.payload_ids == [kept.payload_id]


def test_a_refusal_is_final(clinic: Clinic, shop: Supplier, worker: WorkerHere) -> None:
    shop.react = lambda call: call.says(401, "Unauthorized", http=200)
    clinic.orders()
    worker.start()
    wait_until(lambda: statuses(clinic) == ["refused"], worker)
    assert len(shop.received) == 1


def test_a_connection_reset_after_the_order_arrived_leaves_it_unknown(
    clinic: Clinic, shop: Supplier, worker: WorkerHere
) -> None:
    shop.react = Call.resets
    clinic.orders()
    worker.start()
    wait_until(lambda: statuses(clinic) == ["unknown"], worker)
    with clinic.database.read_only() as session:
        assert session.scalars(select(PurchaseOrder.outcome)).one() == "supplier.connection_refused"
    assert len(shop.received) == 1


@pytest.mark.parametrize("order_deadline", [2.0])
def test_a_supplier_that_hangs_leaves_it_unknown_at_the_deadline(
    clinic: Clinic, shop: Supplier, worker: WorkerHere
) -> None:
    shop.react = shop.hangs
    clinic.orders()
    worker.start()
    wait_until(lambda: statuses(clinic) == ["unknown"], worker)
    with clinic.database.read_only() as session:
        assert session.scalars(select(PurchaseOrder.outcome)).one() == "supplier.timed_out"


def test_a_supplier_that_was_away_gets_it_once_it_is_back(clinic: Clinic, worker: WorkerHere) -> None:
    away = Supplier(free_port())
    away.close()
    clinic.orders_at(away.url)
    clinic.orders()
    worker.start()
    wait_until(lambda: bool(failed(clinic)), worker)
    back = Supplier(port=away.port)
    move_the_last_try_into_the_past(clinic)
    wait_until(lambda: statuses(clinic) == ["accepted"], worker)
    back.close()
    assert len(back.received) == 1


def failed(clinic: Clinic) -> list[str]:
    with clinic.database.read_only() as session:
        query = select(PurchaseOrder.outcome).where(PurchaseOrder.status == "queued")
        return [outcome for outcome in session.scalars(query) if outcome]


def move_the_last_try_into_the_past(clinic: Clinic) -> None:
    with clinic.database.transaction() as session:
        session.execute(update(PurchaseOrder).values(claimed=PurchaseOrder.queued))


def test_an_order_whose_workflow_was_lost_is_queued_again(
    clinic: Clinic, shop: Supplier, worker: WorkerHere
) -> None:
    clinic.orders()
    table = "workflow_status" if clinic.database.is_sqlite else "dbos.workflow_status"
    with clinic.database.transaction() as session:
        session.execute(text(f"UPDATE {table} SET status = 'ERROR'"))
    worker.start()
    wait_until(lambda: statuses(clinic) == ["accepted"], worker)
    assert len(shop.received) == 1


def test_an_order_left_being_sent_by_nobody_is_parked(
    clinic: Clinic, shop: Supplier, worker: WorkerHere
) -> None:
    clinic.orders()
    table = "workflow_status" if clinic.database.is_sqlite else "dbos.workflow_status"
    with clinic.database.transaction() as session:
        session.execute(text(f"UPDATE {table} SET status = 'ERROR'"))
        session.execute(update(PurchaseOrder).values(status="sending"))
    worker.start()
    wait_until(lambda: statuses(clinic) == ["unknown"], worker)
    assert shop.received == []


def test_a_decision_to_send_again_is_carried_out(clinic: Clinic, shop: Supplier, worker: WorkerHere) -> None:
    shop.react = Call.resets
    order = clinic.orders()
    worker.start()
    wait_until(lambda: statuses(clinic) == ["unknown"], worker)
    shop.react = accepts
    order = clinic.order_now(order)
    resolve(clinic.session, order, clinic.paul, "resend", "It is not there", clinic.clock.now())
    clinic.session.commit()
    wait_until(lambda: statuses(clinic) == ["accepted"], worker)
    assert shop.received[0] == shop.received[1]


def test_no_secret_is_kept_of_a_supplier_that_sends_everything_back(
    clinic: Clinic, shop: Supplier, worker: WorkerHere
) -> None:
    shop.react = lambda call: call.answer(call.document)
    clinic.orders()
    worker.start()
    wait_until(lambda: settled(clinic), worker)
    with clinic.database.read_only() as session:
        kept = [
            json.dumps([row.request, row.answer, row.seen])
            for row in session.scalars(select(Exchange).where(Exchange.kind == "OrderRequest"))
        ]
    assert SECRET in shop.received[0].decode()
    assert kept
    assert SECRET not in " ".join(kept)
