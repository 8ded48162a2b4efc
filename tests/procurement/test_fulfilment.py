"""What a supplier says of an order afterwards: it takes effect once, moves the order, and nothing of it is lost."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.procurement.clinic import SECRET, Clinic, line
from tests.procurement.loopback import Supplier
from tests.procurement.processes import WorkerHere
from tests.procurement.replies import (
    AMAZON,
    accepted,
    confirms,
    fresh,
    hand_in,
    reference,
    ships,
    some,
    two_accepted,
)
from tests.procurement.test_order_pages import unknown
from wizard.cxml.fulfilment import OrderReference
from wizard.cxml.shipping import Tracking
from wizard.models import ACTIVE, Exchange, Notice, NoticeLine, OrderEvent, PurchaseOrder, Setup
from wizard.outside import Answer, CallFailed
from wizard.procurement.decisions import resolve
from wizard.procurement.housekeeping import hold_everything, prune_exchanges
from wizard.procurement.sending import send

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Where only our judgement is looked at."""
PENS = (line(1, price="4.20", quantity="10"), line(2, price="1.00", quantity="5"))


def notices(clinic: Clinic) -> int:
    with clinic.database.read_only() as session:
        return session.scalar(select(func.count()).select_from(Notice)) or 0


def history(clinic: Clinic, order: PurchaseOrder) -> list[tuple[str, str]]:
    return [(event.status, event.sentence) for event in clinic.order_now(order).events]


def kept(clinic: Clinic) -> list[Exchange]:
    with clinic.database.read_only() as session:
        incoming = select(Exchange).where(Exchange.outgoing.is_(False), Exchange.kind.like("%Request"))
        return list(session.scalars(incoming.order_by(Exchange.id)))


def test_a_purchase_from_confirmed_to_shipped(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic, *PENS)
    assert hand_in(app, confirms(order, confirm_id="113-1")).code == 200
    assert clinic.order_now(order).status == "confirmed"
    assert hand_in(app, ships(order, (1, "4"))).code == 200
    assert clinic.order_now(order).status == "partly_shipped"
    assert hand_in(app, ships(order, (1, "6"), (2, "5"), shipment_id="S-2")).code == 200
    assert [status for status, _ in history(clinic, order)] == [
        "queued", "sending", "accepted", "confirmed", "partly_shipped", "shipped",
    ]  # fmt: skip
    assert history(clinic, order)[3][1] == "Confirmation 113-1: accepted as ordered."
    assert clinic.order_now(order).remark == ""


def test_the_documents_are_kept_without_the_secret_wherever_it_stands(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic)
    said = confirms(order, confirm_id=SECRET, comments=f"We know {SECRET}")
    assert hand_in(app, said).code == 200
    (exchange,) = kept(clinic)
    assert (exchange.order_id, exchange.outcome, exchange.cxml_status) == (order.id, "ok", 200)
    with clinic.database.read_only() as session:
        notice = session.scalars(select(Notice)).one()
        events = session.scalars(select(OrderEvent.sentence)).all()
    shown = " ".join((exchange.request, exchange.answer, notice.number, notice.comments, *events))
    assert SECRET not in shown
    assert "We know" in shown


def everything(clinic: Clinic, *models: type) -> str:
    """All columns of all rows."""
    with clinic.database.read_only() as session:
        rows = [row for model in models for row in session.scalars(select(model))]
        return " ".join(str(vars(row)) for row in rows)


def test_no_row_ever_holds_the_secret_whatever_it_is_written_into(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic)
    stamp = replace(fresh(order), payload_id=SECRET)
    assert hand_in(app, confirms(order, stamp=stamp, replaces=SECRET, operation="update")).code == 200
    assert hand_in(app, confirms(order, order=OrderReference(SECRET, ""))).code == 417
    track = Tracking(SECRET, SECRET, f"https://x.example/{SECRET}")
    assert hand_in(app, ships(order, tracking=(track,))).code == 200
    assert SECRET not in everything(clinic, Exchange, Notice, NoticeLine, OrderEvent)


@ON_ONE_DATABASE
def test_an_odd_namespace_is_nothing_to_stumble_over(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic)
    odd = confirms(order).replace(b"<ConfirmationRequest>", b'<ConfirmationRequest xmlns:x="relative">')
    assert [hand_in(app, odd).code for _ in range(2)] == [200, 200]


def test_differences_are_kept_and_the_gravest_marks_the_order(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic, *PENS)
    hand_in(app, confirms(order, "except", some(1, ("detail", "8", "4.50")), some(2, ("reject", "5"))))
    assert clinic.order_now(order).remark == "order.rejected_by_supplier"
    assert clinic.order_now(order).status == "confirmed"
    with clinic.database.read_only() as session:
        rows = session.scalars(select(NoticeLine).order_by(NoticeLine.id)).all()
    assert [(row.number, row.type, str(row.quantity), str(row.unit_price)) for row in rows] == [
        (1, "detail", "8", "4.50"),
        (2, "reject", "5", "None"),
    ]


@ON_ONE_DATABASE
def test_a_rejected_order_was_received_all_the_same(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic)
    hand_in(app, confirms(order, "reject", comments="Sold out"))
    assert clinic.order_now(order).status == "rejected"
    assert history(clinic, order)[-1][1].endswith("The supplier says: “Sold out”")


def test_the_same_document_again_changes_nothing(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic, *PENS)
    said = ships(order, (1, "4"))
    answers = [hand_in(app, said) for _ in range(3)]
    assert [answer.code for answer in answers] == [200, 200, 200]
    assert (notices(clinic), len(kept(clinic)), len(history(clinic, order))) == (1, 1, 4)


def test_the_same_stamp_on_another_document_is_refused(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic, *PENS)
    stamp = fresh(order)
    hand_in(app, ships(order, (1, "4"), stamp=stamp))
    answer = hand_in(app, ships(order, (1, "5"), stamp=stamp))
    assert (answer.code, notices(clinic)) == (409, 1)
    assert kept(clinic)[-1].outcome == "order.reply_changed"


@ON_ONE_DATABASE
def test_a_document_without_a_payload_id_is_known_again_by_what_it_says(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic, *PENS)
    stamp = fresh(order)
    bare = ships(order, (1, "4"), stamp=stamp).replace(f'payloadID="{stamp.payload_id}"'.encode(), b"", 1)
    assert [hand_in(app, bare).code for _ in range(2)] == [200, 200]
    assert notices(clinic) == 1


def test_an_update_replaces_what_it_updates(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic, *PENS)
    stamp = fresh(order)
    hand_in(app, confirms(order, "detail", some(1, ("reject", "10")), confirm_id="113-1", stamp=stamp))
    again = {"operation": "update", "replaces": stamp.payload_id, "confirm_id": "113-1"}
    hand_in(app, confirms(order, "detail", some(1, ("accept", "10")), **again))
    assert (clinic.order_now(order).remark, clinic.order_now(order).status) == ("", "confirmed")
    assert notices(clinic) == 2


def test_a_shipment_may_be_taken_back_without_naming_its_order(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic)
    hand_in(app, ships(order))
    assert clinic.order_now(order).status == "shipped"
    assert hand_in(app, ships(order, operation="delete", orders=())).code == 200
    assert clinic.order_now(order).status == "accepted"
    assert hand_in(app, ships(order, operation="delete", orders=(), shipment_id="S-9")).code == 417


def test_one_shipment_may_hold_several_orders(app: Flask, clinic: Clinic) -> None:
    first, second = two_accepted(clinic)
    assert hand_in(app, ships(first, others=[second])).code == 200
    assert {clinic.order_now(order).status for order in (first, second)} == {"shipped"}


def test_if_one_of_several_orders_is_unknown_nothing_is_taken(app: Flask, clinic: Clinic) -> None:
    draft, order = clinic.orders(), accepted(clinic)
    said = ships(order, others=[draft])
    clinic.session.commit()
    assert hand_in(app, said).code == 417
    assert (clinic.order_now(order).status, notices(clinic)) == ("accepted", 0)


@ON_ONE_DATABASE
def test_a_shipment_names_each_order_once(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic)
    assert hand_in(app, ships(order, others=[order])).code == 400
    assert notices(clinic) == 0


@ON_ONE_DATABASE
def test_the_number_alone_or_the_payload_id_alone_is_enough(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic)
    assert hand_in(app, confirms(order, order=OrderReference(order.order_id, "theirs"))).code == 200
    assert hand_in(app, confirms(order, order=OrderReference("", order.payload_id))).code == 200


@ON_ONE_DATABASE
def test_a_document_that_names_two_orders_is_refused(app: Flask, clinic: Clinic) -> None:
    first, second = two_accepted(clinic)
    both = OrderReference(first.order_id, second.payload_id)
    assert hand_in(app, confirms(first, order=both)).code == 400


@ON_ONE_DATABASE
def test_orders_that_never_left_are_unknown(app: Flask, clinic: Clinic) -> None:
    order = clinic.orders()
    answer = hand_in(app, confirms(order))
    assert (answer.code, order.order_id in answer.content) == (417, True)
    assert clinic.order_now(order).status == "queued"


@ON_ONE_DATABASE
def test_an_order_of_another_connection_is_unknown_to_this_one(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic)
    other = Setup(
        organisation_id=clinic.organisation.id, from_identity="Other0987654321", created=clinic.clock.now()
    )
    clinic.session.add(other)
    clinic.session.flush()
    other.sealed_secret = clinic.sealer.seal(other.secret_row, b"another secret of thirty chars")
    clinic.session.commit()
    stranger = replace(AMAZON, shared_secret="another secret of thirty chars", to_identity="Other0987654321")
    assert hand_in(app, confirms(order, identity=stranger)).code == 417
    assert clinic.order_now(order).status == "accepted"


@ON_ONE_DATABASE
@pytest.mark.parametrize("said", [confirms, ships])
def test_test_and_real_never_cross(app: Flask, clinic: Clinic, said) -> None:  # type: ignore[no-untyped-def]
    order = accepted(clinic)
    answer = hand_in(app, said(order, mode="production"))
    assert (answer.code, notices(clinic), clinic.order_now(order).status) == (412, 0, "accepted")
    assert kept(clinic)[-1].outcome == "order.reply_other_mode"


@ON_ONE_DATABASE
def test_a_real_order_takes_real_documents_only(app: Flask, clinic: Clinic) -> None:
    clinic.setup.mode = ACTIVE
    clinic.session.commit()
    order = accepted(clinic)
    assert hand_in(app, confirms(order)).code == 412
    assert hand_in(app, confirms(order, mode="production")).code == 200


@ON_ONE_DATABASE
def test_a_document_that_cannot_be_used_is_kept_and_refused_with_its_line(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic)
    answer = hand_in(app, confirms(order, "requestToPay"))
    assert (answer.code, "requestToPay" in answer.content) == (450, True)
    broken = confirms(order, "detail", some(1, ("accept", "2"))).replace(b'quantity="2"', b'quantity="2e9"')
    assert hand_in(app, broken).code == 400
    assert [row.outcome for row in kept(clinic)] == ["order.reply_unreadable"] * 2
    assert clinic.order_now(order).status == "accepted"


@ON_ONE_DATABASE
def test_lines_the_order_does_not_have_are_named(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic)
    assert hand_in(app, confirms(order, "detail", some(99, ("accept", "1")))).code == 200
    assert clinic.order_now(order).remark == "order.line_unknown"


def test_an_order_nobody_knew_the_end_of_is_known_by_its_confirmation(app: Flask, clinic: Clinic) -> None:
    order = unknown(clinic)
    assert hand_in(app, confirms(order)).code == 200
    now = clinic.order_now(order)
    assert (now.status, now.outcome, now.sent is not None) == ("confirmed", "", True)
    assert [status for status, _ in history(clinic, order)][-3:] == ["unknown", "accepted", "confirmed"]
    sent = len(clinic.supplier.received)
    send(clinic.hands, order.id)
    assert len(clinic.supplier.received) == sent


def test_a_supplier_may_speak_of_an_order_before_it_has_answered_it(app: Flask, clinic: Clinic) -> None:
    order = clinic.orders()

    def speaks_first(_url: str, _document: bytes) -> Answer:
        assert hand_in(app, said).code == 200
        raise CallFailed("supplier.timed_out", "nothing for 60 s", may_have_left=True, seconds=60)

    said = confirms(order)
    clinic.session.commit()
    clinic.supplier.react = speaks_first
    assert send(clinic.hands, order.id) == "confirmed"


def test_an_order_to_be_sent_again_is_not_once_the_supplier_speaks_of_it(
    app: Flask, clinic: Clinic, shop: Supplier, worker: WorkerHere
) -> None:
    order = unknown(clinic)
    resolve(clinic.session, order, clinic.paul, "resend", "Not there", clinic.clock.now())
    clinic.session.commit()
    assert hand_in(app, confirms(order)).code == 200
    send(clinic.hands, order.id)
    assert (clinic.order_now(order).status, shop.received) == ("confirmed", [])


@ON_ONE_DATABASE
def test_an_order_restored_from_a_backup_may_have_been_sent_since(app: Flask, clinic: Clinic) -> None:
    order = clinic.orders()
    hold_everything(clinic.session, clinic.clock.now())
    clinic.session.commit()
    assert hand_in(app, confirms(order)).code == 200
    assert clinic.order_now(order).status == "confirmed"


def test_what_comes_for_a_given_up_order_is_recorded_and_said_aloud(app: Flask, clinic: Clinic) -> None:
    order = unknown(clinic)
    resolve(clinic.session, order, clinic.paul, "give_up", "Bought elsewhere", clinic.clock.now())
    clinic.session.commit()
    assert hand_in(app, confirms(order)).code == 200
    now = clinic.order_now(order)
    assert (now.status, now.remark, notices(clinic)) == ("cancelled", "order.answered_late", 1)
    assert history(clinic, order)[-1][1].endswith("Here it stays as it is: cancelled.")


def test_twenty_deliveries_of_one_document_at_once_have_one_effect(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic, *PENS)
    said, together, answers = ships(order, (1, "4")), threading.Barrier(20), []

    def deliver() -> None:
        together.wait()
        answers.append(hand_in(app, said).code)

    threads = [threading.Thread(target=deliver) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 20
    assert (notices(clinic), len(history(clinic, order))) == (1, 4)


@ON_ONE_DATABASE
def test_ten_thousand_lines_are_taken(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic, *PENS)
    lines = [some(number, ("detail", "1", "3.10")) for number in range(1, 10_001)]
    assert hand_in(app, confirms(order, "detail", *lines)).code == 200
    assert clinic.order_now(order).status == "confirmed"
    with clinic.database.read_only() as session:
        assert session.scalar(select(func.count()).select_from(NoticeLine)) == 10_000


def test_what_was_said_outlives_its_document(app: Flask, clinic: Clinic) -> None:
    order = accepted(clinic)
    hand_in(app, confirms(order))
    clinic.clock.forward(days=100)
    prune_exchanges(clinic.session, clinic.clock.now())
    clinic.session.commit()
    assert (notices(clinic), kept(clinic)) == (1, [])
    assert reference(order).order_id == clinic.order_now(order).order_id
