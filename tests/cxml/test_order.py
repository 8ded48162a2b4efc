"""Purchase orders: what we send, and what a supplier reads of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from lxml import etree

from tests.cxml import samples
from tests.cxml.samples import GLOVES, PENS
from wizard.cxml.address import Address, Phone
from wizard.cxml.cart import read_cart
from wizard.cxml.door import read
from wizard.cxml.envelope import Identity, Stamp, open_envelope
from wizard.cxml.money import Money
from wizard.cxml.order import (
    OrderRefused,
    OrderRequest,
    read_order_request,
    write_order_request,
    write_response,
)
from wizard.cxml.setup import Person
from wizard.cxml.status import Status

OURS = Identity(samples.IDENTITY, samples.SECRET)
STAMP = Stamp("1.2.3@wizard.example.org", "2025-11-23T12:00:00+00:00")
OAKLAND = Address(
    "Northwind Clinics Oakland",
    deliver_to=("Rita Requester",),
    street=("410 Terry Ave N", "Floor 2"),
    city="Oakland",
    state="CA",
    postal_code="94612",
    country="US",
    country_name="United States",
    email="ward3@northwind.example",
    phone=Phone("US", "1", "510", "5550100"),
    address_id="NW-OAK",
)
ORDER = OrderRequest(
    order_id="PO-000123",
    order_date=datetime(2025, 11, 23, 12, tzinfo=UTC),
    total=Money(Decimal("95.18"), "USD"),
    ship_to=OAKLAND,
    bill_to=replace(OAKLAND, name="Accounts", deliver_to=(), email="", phone=None),
    person=Person("rita@northwind.example", "rita", "Rita", "Requester", "Ward 3"),
    shipping=Money(Decimal("5.99"), "USD"),
    tax=Money(Decimal("8.09"), "USD"),
    comments="Leave at the desk",
    extrinsics=(("CostCenter", "4711"), ("Budget", "2026 & on")),
    lines=read_cart(open_envelope(samples.cart())).lines,
)


def written(order: OrderRequest = ORDER, mode: str = "test") -> bytes:
    return write_order_request(OURS, order, mode=mode, stamp=STAMP)


def refusal(document: bytes) -> OrderRefused:
    with pytest.raises(OrderRefused) as caught:
        read_order_request(open_envelope(document))
    return caught.value


def test_a_supplier_reads_the_order_we_wrote() -> None:
    envelope = open_envelope(written())
    assert read_order_request(envelope) == ORDER
    assert (envelope.mode, envelope.payload_id) == ("test", STAMP.payload_id)


def test_a_retry_has_the_same_bytes() -> None:
    assert written() == written()


def test_what_amazon_gave_goes_back_untouched() -> None:
    odd = replace(PENS, auxiliary=" 132-1\t,1\n&é")
    lines = read_cart(open_envelope(samples.cart([odd, GLOVES]))).lines
    back = read_order_request(open_envelope(written(replace(ORDER, lines=lines)))).lines
    assert back == lines
    assert back[0].auxiliary == odd.auxiliary


def test_a_carriage_return_in_an_auxiliary_id_survives_too() -> None:
    document = samples.cart().replace(b"1234567,1<", b"1234567&#13;,1<")
    lines = read_cart(open_envelope(document)).lines
    assert "\r" in lines[0].auxiliary
    assert read_order_request(open_envelope(written(replace(ORDER, lines=lines)))).lines == lines


def test_it_names_no_payment_because_the_group_pays() -> None:
    assert b"<Payment" not in written()


def test_amounts_are_never_written_with_an_exponent() -> None:
    order = replace(ORDER, total=Money(Decimal("1E+3"), "JPY"))
    assert b'<Money currency="JPY">1000</Money>' in written(order)


def test_an_order_without_a_person_or_extras_is_read_as_such() -> None:
    order = replace(ORDER, person=None, shipping=None, tax=None, comments="", extrinsics=())
    assert read_order_request(open_envelope(written(order))) == order


def test_it_reads_the_order_of_another_system() -> None:
    order = read_order_request(open_envelope(samples.order_request()))
    assert (order.order_id, order.total, len(order.lines)) == ("PO-000123", Money(Decimal("95.18"), "USD"), 2)
    assert order.order_date.astimezone(UTC) == ORDER.order_date
    assert order.bill_to.complete


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("2025-11-23T12:00:00+99:99", datetime(2025, 11, 23, 12, tzinfo=UTC)),
        ("", datetime(2025, 11, 23, 12, tzinfo=UTC)),
        ("soon", datetime(2025, 11, 23, 12, tzinfo=UTC)),
    ],
)
def test_a_date_is_never_a_reason_to_refuse(date: str, read: datetime) -> None:
    assert read_order_request(open_envelope(samples.order_request(date=date))).order_date == read


def test_without_any_readable_date_it_is_the_epoch() -> None:
    document = samples.order_request(date="?").replace(b' timestamp="2025-11-23T13:00:00+01:00"', b"")
    assert read_order_request(open_envelope(document)).order_date.year == 1970


@pytest.mark.parametrize("kind", ["update", "delete"])
def test_only_new_orders_are_taken(kind: str) -> None:
    assert refusal(samples.order_request(kind=kind)).code == 450


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (samples.order_request(ship_to=""), "ShipTo"),
        (samples.order_request(bill_to=""), "BillTo"),
        (samples.order_request(order_id=" "), "orderID"),
        (samples.order_request(total="NaN"), "amount"),
        (samples.order_request(()), "no lines"),
        (samples.order_request([replace(PENS, quantity="0")]), "Line 1"),
        (samples.order_request([PENS, replace(GLOVES, currency="EUR")]), "currencies"),
        (samples.order_request().replace(b"Total>", b"Sum>"), "Total"),
        (samples.setup_request(), "PunchOutSetupRequest"),
    ],
)
def test_a_supplier_refuses_what_it_cannot_carry_out(document: bytes, words: str) -> None:
    refused = refusal(document)
    assert refused.code == 400
    assert words in refused.sentence


def test_an_answer_is_only_its_status() -> None:
    status = Status(403, "failure", "Missing: <Email> & more")
    envelope = open_envelope(write_response(status, stamp=STAMP))
    assert (envelope.kind, envelope.status) == ("Response", status)


def test_a_status_without_words_gets_those_of_the_guide() -> None:
    envelope = open_envelope(write_response(Status(401), stamp=STAMP))
    assert envelope.status == Status(401, "Unauthorized")


def test_it_emits_one_declaration_and_the_doctype() -> None:
    document = written()
    assert document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE cXML SYSTEM ")
    assert isinstance(read(document), etree._Element)
