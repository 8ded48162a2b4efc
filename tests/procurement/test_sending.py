"""Sending one order: claimed once, posted once, and what every answer leaves it in."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from tests.fakes import cxml_answer
from tests.procurement.clinic import SECRET, Clinic
from wizard.cxml.envelope import new_stamp, open_envelope
from wizard.cxml.order import write_response
from wizard.cxml.status import Status
from wizard.models import Exchange, OrderEvent, Requisition
from wizard.outside import Answer, CallFailed
from wizard.procurement.decisions import choices, resolve
from wizard.procurement.housekeeping import hold_everything
from wizard.procurement.orders import TRANSITIONS
from wizard.procurement.refusal import NotAllowed, NotYours
from wizard.procurement.requisitions import hold
from wizard.procurement.sending import claim, due, park, record, send, status_after
from wizard.procurement.verdict import OK, Verdict
from wizard.profiles import supplier_profile

AMAZON = supplier_profile("amazon_business")


def says(clinic: Clinic, code: int, content: str = "", http: int = 200) -> None:
    stamp = new_stamp("amazon.com", clinic.clock.now())
    document = write_response(Status(code, "", content), stamp=stamp)
    clinic.supplier.react = lambda _url, _document: cxml_answer(document, http)


def fails(clinic: Clinic, code: str, *, left: bool) -> None:
    def fail(_url: str, _document: bytes) -> Answer:
        raise CallFailed(code, "as the test wants it", may_have_left=left, seconds=0.1)

    clinic.supplier.react = fail


def test_an_accepted_order_is_received_with_its_exchange_and_history(clinic: Clinic) -> None:
    order = clinic.orders()
    says(clinic, 200)
    assert send(clinic.hands, order.id) == "accepted"
    order = clinic.order_now(order)
    assert (order.status, order.outcome, order.attempts) == ("accepted", "", 1)
    assert [event.status for event in order.events] == ["queued", "sending", "accepted"]
    exchange = clinic.session.scalars(select(Exchange).where(Exchange.order_id == order.id)).one()
    assert (exchange.kind, exchange.outcome, exchange.cxml_status) == ("OrderRequest", "ok", 200)
    assert SECRET not in exchange.request


def test_what_is_sent_is_what_was_frozen(clinic: Clinic) -> None:
    order = clinic.orders()
    says(clinic, 200)
    send(clinic.hands, order.id)
    url, document = clinic.supplier.received[-1]
    assert url == order.url
    assert document == clinic.sealer.open(order.document_row, order.sealed_document)


ANSWERS = {
    (200, 200): ("accepted", ""),
    (201, 200): ("accepted", ""),
    (401, 200): ("refused", "supplier.bad_credentials"),
    (403, 200): ("refused", "supplier.not_permitted"),
    (409, 200): ("refused", "supplier.refused"),
    (400, 500): ("refused", "supplier.refused"),
    (500, 200): ("unknown", "supplier.trouble"),
    (560, 503): ("unknown", "supplier.trouble"),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("code", "http"), ANSWERS)
def test_the_cxml_status_decides_whatever_http_says(clinic: Clinic, code: int, http: int) -> None:
    order = clinic.orders()
    says(clinic, code, http=http)
    send(clinic.hands, order.id)
    order = clinic.order_now(order)
    assert (order.status, order.outcome) == ANSWERS[code, http]


def test_a_failure_that_says_it_was_processed_before_means_accepted(clinic: Clinic) -> None:
    order = clinic.orders()
    says(clinic, 500, "The document has already been processed.")
    assert send(clinic.hands, order.id) == "accepted"


def test_an_answer_that_cannot_be_read_leaves_it_unknown(clinic: Clinic) -> None:
    order = clinic.orders()
    clinic.supplier.react = lambda _url, _document: Answer(502, "text/html", b"<html>Bad gateway</html>", 0.1)
    assert send(clinic.hands, order.id) == "unknown"


def test_what_may_have_left_without_an_answer_is_unknown(clinic: Clinic) -> None:
    order = clinic.orders()
    fails(clinic, "supplier.timed_out", left=True)
    assert send(clinic.hands, order.id) == "unknown"


def test_what_never_left_is_queued_again(clinic: Clinic) -> None:
    order = clinic.orders()
    fails(clinic, "supplier.connection_refused", left=False)
    assert send(clinic.hands, order.id) == "queued"
    order = clinic.order_now(order)
    assert order.outcome == "supplier.connection_refused"
    assert order.sent is None


def test_each_failed_try_waits_longer_and_never_more_than_an_hour(clinic: Clinic) -> None:
    order = clinic.orders()
    fails(clinic, "supplier.connection_refused", left=False)
    waits = []
    for _ in range(10):
        send(clinic.hands, order.id)
        order = clinic.order_now(order)
        assert order.claimed is not None
        waits.append((due(order) - order.claimed).total_seconds())
    assert waits == [15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_an_order_address_we_may_not_call_ends_it(clinic: Clinic) -> None:
    order = clinic.orders()
    fails(clinic, "credentials.host_not_allowed", left=False)
    assert send(clinic.hands, order.id) == "refused"


def test_a_supplier_known_to_drop_duplicates_may_be_asked_again() -> None:
    unsure = Verdict("supplier.timed_out")
    assert status_after(unsure, AMAZON) == "unknown"
    assert status_after(unsure, replace(AMAZON, drops_duplicates=True)) == "queued"


def test_no_answer_leads_where_the_table_of_orders_does_not() -> None:
    codes = ["ok", "supplier.refused", "supplier.trouble", "supplier.not_cxml", "supplier.name_not_found"]
    for code in codes:
        for left in (True, False):
            assert status_after(Verdict(code, may_have_left=left), AMAZON) in TRANSITIONS["sending"]


def test_a_run_that_finds_it_being_sent_parks_it_and_sends_nothing(clinic: Clinic) -> None:
    order = clinic.orders()
    with clinic.database.transaction() as session:
        claim(session, order.id, clinic.clock.now())
    before = len(clinic.supplier.received)
    assert send(clinic.hands, order.id) == "unknown"
    assert len(clinic.supplier.received) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("status", ["accepted", "refused", "unknown", "cancelled"])
def test_a_run_for_an_order_that_has_its_end_changes_nothing(clinic: Clinic, status: str) -> None:
    order = clinic.orders()
    order.status = status
    clinic.session.commit()
    before = len(clinic.supplier.received)
    assert send(clinic.hands, order.id) == status
    assert len(clinic.supplier.received) == before


def test_twenty_runs_at_once_post_once(clinic: Clinic) -> None:
    order = clinic.orders()
    says(clinic, 200)
    before, together = len(clinic.supplier.received), threading.Barrier(20)

    def run() -> None:
        together.wait()
        send(clinic.hands, order.id)

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(clinic.supplier.received) == before + 1
    assert clinic.order_now(order).status == "accepted"


def test_an_answer_that_comes_after_parking_still_counts(clinic: Clinic) -> None:
    order = clinic.orders()
    with clinic.database.transaction() as session:
        claim(session, order.id, clinic.clock.now())
    with clinic.database.transaction() as session:
        park(session, order.id, clinic.clock.now())
    with clinic.database.transaction() as session:
        assert record(session, order.id, Verdict("ok"), None, clinic.clock.now()) == "accepted"


def test_a_late_answer_does_not_bring_back_what_was_given_up(clinic: Clinic) -> None:
    order = unknown(clinic)
    resolve(clinic.session, order, clinic.paul, "give_up", "Ordered by phone", clinic.clock.now())
    clinic.session.commit()
    with clinic.database.transaction() as session:
        assert record(session, order.id, Verdict("ok"), None, clinic.clock.now()) == "cancelled"


def test_a_lost_key_sends_nothing_and_says_why(clinic: Clinic) -> None:
    order = clinic.orders()
    order.sealed_document = b"sealed under a key that is lost"
    clinic.session.commit()
    before = len(clinic.supplier.received)
    send(clinic.hands, order.id)
    assert len(clinic.supplier.received) == before
    assert clinic.order_now(order).outcome == "credentials.secret_lost"


def unknown(clinic: Clinic):  # type: ignore[no-untyped-def]
    order = clinic.orders()
    fails(clinic, "supplier.timed_out", left=True)
    send(clinic.hands, order.id)
    return clinic.order_now(order)


def test_a_person_says_that_it_arrived(clinic: Clinic) -> None:
    order = unknown(clinic)
    resolve(clinic.session, order, clinic.paul, "mark_accepted", "Seen in Amazon", clinic.clock.now())
    clinic.session.commit()
    assert (order.status, order.outcome) == ("accepted", "")
    assert order.events[-1].user_id == clinic.paul.id
    assert "Seen in Amazon" in order.events[-1].sentence


def test_a_person_sends_it_again_with_the_same_bytes(clinic: Clinic) -> None:
    order = unknown(clinic)
    first = clinic.supplier.received[-1]
    resolve(clinic.session, order, clinic.paul, "resend", "Not there", clinic.clock.now())
    clinic.session.commit()
    says(clinic, 200)
    assert send(clinic.hands, order.id) == "accepted"
    assert clinic.supplier.received[-1] == first


def test_a_decision_needs_a_reason(clinic: Clinic) -> None:
    order = unknown(clinic)
    with pytest.raises(NotAllowed, match="Say why"):
        resolve(clinic.session, order, clinic.paul, "give_up", " ", clinic.clock.now())


def test_a_decision_needs_the_role(clinic: Clinic) -> None:
    order, neighbour = unknown(clinic), clinic.neighbour()
    for person in (clinic.rita, neighbour):
        with pytest.raises(NotYours):
            resolve(clinic.session, order, person, "give_up", "because", clinic.clock.now())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("status", ["queued", "sending", "accepted", "refused", "cancelled"])
def test_only_an_unknown_outcome_is_decided(clinic: Clinic, status: str) -> None:
    order = clinic.orders()
    order.status = status
    clinic.session.commit()
    assert choices(order) == ()
    with pytest.raises(NotAllowed):
        resolve(clinic.session, order, clinic.paul, "resend", "because", clinic.clock.now())


def test_what_waits_after_a_failure_can_be_given_up(clinic: Clinic) -> None:
    order = clinic.orders()
    fails(clinic, "supplier.name_not_found", left=False)
    send(clinic.hands, order.id)
    order = clinic.order_now(order)
    resolve(clinic.session, order, clinic.paul, "give_up", "Wrong shop", clinic.clock.now())
    clinic.session.commit()
    assert send(clinic.hands, order.id) == "cancelled"


def test_after_a_restore_nothing_is_sent_by_itself(clinic: Clinic) -> None:
    order = clinic.orders()
    with clinic.database.transaction() as session:
        assert hold_everything(session, clinic.clock.now()) == 1
    with clinic.database.transaction() as session:
        assert hold_everything(session, clinic.clock.now()) == 1, "it waited for a person before"
    before = len(clinic.supplier.received)
    assert send(clinic.hands, order.id) == "unknown"
    assert len(clinic.supplier.received) == before
    assert "Restored" in clinic.session.scalars(select(OrderEvent.sentence).order_by(OrderEvent.id)).all()[-1]


def test_the_supplier_sees_test_mode_for_a_test_order(clinic: Clinic) -> None:
    order = clinic.orders()
    says(clinic, 200)
    send(clinic.hands, order.id)
    assert open_envelope(clinic.supplier.received[-1][1]).mode == "test"


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
def test_an_answer_is_recorded_while_somebody_is_about_to_cancel(clinic: Clinic) -> None:
    order = clinic.orders()
    number, requisition = order.id, order.requisition_id
    assert claim(clinic.session, number, clinic.clock.now())
    clinic.session.commit()
    exchange = Exchange(at=clinic.clock.now(), outgoing=True, kind="OrderRequest", outcome="ok")
    with clinic.database.session() as cancelling, clinic.database.transaction() as session:
        hold(cancelling, cancelling.get_one(Requisition, requisition))
        session.execute(text("SET LOCAL lock_timeout = '2s'"))
        verdict = Verdict(OK, "", may_have_left=True)
        assert record(session, number, verdict, exchange, clinic.clock.now()) == "accepted"
