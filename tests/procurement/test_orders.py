"""The order as it is frozen: what goes to the supplier, and where from."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.procurement.clinic import ELSEWHERE, SECRET, Clinic, line
from wizard.cxml.envelope import open_envelope
from wizard.cxml.order import OrderRequest, read_order_request
from wizard.models import ACTIVE, PurchaseOrder, Requisition, Setup, User
from wizard.procurement import approval
from wizard.procurement.orders import (
    IN_FLIGHT,
    IN_WORDS,
    TRANSITIONS,
    change_mode,
    in_flight,
    move,
    order_number,
    was_received,
)
from wizard.procurement.places import from_json
from wizard.procurement.refusal import NotAllowed


def frozen(clinic: Clinic, order: PurchaseOrder) -> bytes:
    return clinic.sealer.open(order.document_row, order.sealed_document)


def document(clinic: Clinic, order: PurchaseOrder) -> OrderRequest:
    return read_order_request(open_envelope(frozen(clinic, order)))


def test_lines_go_back_digit_for_digit_and_byte_for_byte(clinic: Clinic) -> None:
    lines = (line(1, price="12.50", quantity="2"), line(2, price="0.1250", quantity="8", auxiliary="1-é,2"))
    sent = document(clinic, clinic.orders(*lines))
    assert [str(one.unit_price.amount) for one in sent.lines] == ["12.50", "0.1250"]
    assert [one.auxiliary for one in sent.lines] == ["133-1234567-1234567,1", "1-é,2"]
    assert [one.number for one in sent.lines] == [1, 2]
    assert sent.total.amount == Decimal("26.00")


def test_the_envelope_says_who_we_are_and_that_it_is_a_test(clinic: Clinic) -> None:
    order = clinic.orders()
    envelope = open_envelope(frozen(clinic, order))
    assert (envelope.kind, envelope.mode, envelope.payload_id) == ("OrderRequest", "test", order.payload_id)
    assert envelope.sender[0].secret == SECRET


def test_an_active_connection_orders_for_real(clinic: Clinic) -> None:
    clinic.setup.mode = ACTIVE
    clinic.session.commit()
    order = clinic.orders()
    assert (order.mode, open_envelope(frozen(clinic, order)).mode) == ("active", "production")


def test_the_address_is_the_locations_in_words_and_by_its_id(clinic: Clinic) -> None:
    clinic.location.addressee = "Dock 4"
    order = clinic.orders()
    sent = document(clinic, order)
    assert (sent.ship_to.city, sent.ship_to.address_id) == ("Seattle", "SEA")
    assert sent.ship_to.phone is not None
    assert (sent.ship_to.phone.dial, sent.ship_to.phone.area, sent.ship_to.phone.number) == (
        "1",
        "206",
        "5550142",
    )
    assert (sent.ship_to.name, sent.bill_to.name) == ("Dock 4", "Northwind Clinics")
    assert sent.bill_to.street == ("1420 Harbor Avenue SW",)
    assert from_json(order.ship_to) == sent.ship_to


def test_the_address_chosen_at_checkout_is_sent_and_the_bill_goes_to_the_location(clinic: Clinic) -> None:
    clinic.setup.alternative_shipping_address = True
    sent = document(clinic, clinic.orders(ship_to=ELSEWHERE))
    assert (sent.ship_to.city, sent.bill_to.city) == ("Portland", "Seattle")


@pytest.mark.parametrize(
    ("deliver_to", "email"),
    [("requester", "rita.requester@northwind.example"), ("purchaser", "paul.purchaser@northwind.example")],
)
def test_the_contact_is_whom_the_setup_names(clinic: Clinic, deliver_to: str, email: str) -> None:
    clinic.setup.deliver_to = deliver_to
    clinic.session.commit()
    sent = document(clinic, clinic.orders())
    assert sent.person is not None
    assert (sent.person.email, sent.ship_to.email) == (email, email)


def test_the_default_purchaser_is_the_orders_purchaser(clinic: Clinic) -> None:
    assert clinic.orders().purchaser_id == clinic.paul.id


def test_its_number_is_short_and_never_the_same() -> None:
    numbers = [order_number(1234567) for _ in range(200)]
    assert len(set(numbers)) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9-]{1,20}", number) for number in numbers)


def test_changing_the_connection_later_changes_no_frozen_order(clinic: Clinic) -> None:
    order = clinic.orders()
    before, url = frozen(clinic, order), order.url
    clinic.setup.order_url = "http://127.0.0.1:9/orders/other"
    clinic.location.city = "Spokane"
    clinic.session.commit()
    order = clinic.order_now(order)
    assert (frozen(clinic, order), order.url) == (before, url)


def test_no_secret_stands_in_the_row(clinic: Clinic) -> None:
    order = clinic.orders()
    shown = " ".join(str(getattr(order, column.key)) for column in PurchaseOrder.__table__.columns)
    assert SECRET not in shown


@pytest.mark.parametrize("status", ["queued", "sending", "accepted", "refused", "unknown", "cancelled"])
def test_orders_without_an_end_are_in_flight(clinic: Clinic, status: str) -> None:
    order = clinic.orders()
    order.status = status
    clinic.session.commit()
    assert bool(in_flight(clinic.session, clinic.setup)) == (status in IN_FLIGHT)


def test_what_was_given_up_was_never_received(clinic: Clinic) -> None:
    order = clinic.orders()
    order.status, order.outcome, order.sent = "cancelled", "order.outcome_unknown", clinic.clock.now()
    assert not was_received(order)
    order.outcome = ""
    assert was_received(order)
    order.sent = None
    assert not was_received(order)


ALLOWED = {
    "queued": "sending accepted unknown cancelled",
    "sending": "queued accepted refused unknown",
    "unknown": "queued accepted refused cancelled",
    "accepted": "confirmed rejected partly_shipped shipped cancelled",
    "confirmed": "accepted rejected partly_shipped shipped cancelled",
    "rejected": "accepted confirmed partly_shipped shipped",
    "partly_shipped": "accepted confirmed rejected partly_shipped shipped cancelled",
    "shipped": "accepted confirmed rejected partly_shipped",
    "refused": "",
    "cancelled": "",
}


def test_every_status_has_words_and_a_row() -> None:
    assert set(ALLOWED) == set(TRANSITIONS) == set(IN_WORDS)


@pytest.mark.parametrize("status", ALLOWED)
@pytest.mark.parametrize("target", ALLOWED)
def test_an_order_moves_only_along_its_table(status: str, target: str) -> None:
    order = PurchaseOrder(status=status)
    if target in ALLOWED[status].split():
        move(order, target)
        assert order.status == target
    else:
        with pytest.raises(NotAllowed):
            move(order, target)
        assert order.status == status


def test_the_mode_does_not_change_while_an_order_is_on_its_way(clinic: Clinic) -> None:
    order = clinic.orders()
    with pytest.raises(NotAllowed) as refused:
        change_mode(clinic.session, clinic.setup, ACTIVE)
    assert refused.value.code == "go_live.orders_in_flight"
    order.status = "accepted"
    change_mode(clinic.session, clinic.setup, ACTIVE)
    assert clinic.setup.mode == ACTIVE


@pytest.mark.parametrize("attempt", range(6))
def test_going_live_and_ordering_at_once_never_mix(clinic: Clinic, attempt: int) -> None:
    row = clinic.shops()
    together = threading.Barrier(2)

    def attempted(act: Callable[[Session], object]) -> None:
        with clinic.database.session() as session:
            together.wait()
            try:
                act(session)
                session.commit()
            except NotAllowed:
                session.rollback()

    def order(session: Session) -> None:
        mine, rita = session.get_one(Requisition, row.id), session.get_one(User, row.requester_id)
        approval.confirm(session, clinic.ordering, mine, rita)

    def go_live(session: Session) -> None:
        change_mode(session, session.get_one(Setup, row.setup_id), ACTIVE)

    acts = [order, go_live] if attempt % 2 else [go_live, order]
    threads = [threading.Thread(target=attempted, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with clinic.database.read_only() as session:
        ordered, mode = (
            session.scalars(select(PurchaseOrder)).all(),
            session.scalars(select(Setup.mode)).one(),
        )
    assert (len(ordered), mode) in {(1, "test"), (0, ACTIVE)}
