"""For every input: what is written reads back the same, and no bytes do more than be refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cxml import samples
from tests.cxml.test_child_order import ORDER
from wizard.cxml.address import Address, Phone
from wizard.cxml.cart import Cart, CartLine, CartRefused, read_cart, sum_of, write_order_message
from wizard.cxml.confirmation import (
    PORTION_TYPES,
    TYPES,
    Confirmation,
    ConfirmedLine,
    Portion,
    read_confirmation,
    write_confirmation,
)
from wizard.cxml.door import Refused
from wizard.cxml.envelope import Credential, Identity, Stamp, open_envelope
from wizard.cxml.fulfilment import FulfilmentRefused, OrderReference
from wizard.cxml.lint import Report, lint
from wizard.cxml.money import Money
from wizard.cxml.order import OrderRefused, OrderRequest, read_order_request, write_order_request
from wizard.cxml.profile import read_profile_response
from wizard.cxml.setup import Person, SetupRequest, read_setup_request, start_page, write_setup_request
from wizard.cxml.shipping import (
    Shipment,
    ShippedLine,
    ShippedOrder,
    Tracking,
    read_shipment,
    write_shipment,
)

OURS = Identity("NorthwindClinics1234567890", "s" * 30)
STAMP = Stamp("1.2.3@wizard.example.org", "2025-11-23T12:00:00+00:00")

letters = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufffe\uffff"
)
words = st.text(letters, max_size=12).map(str.strip)
some_words = words.filter(bool)
amounts = st.decimals(0, 10**4, places=2)  # so that no sum outgrows what an amount may be
dollars = st.builds(Money, amounts, st.just("USD"))
pairs = st.lists(st.tuples(some_words.filter(lambda name: name not in PERSON_NAMES), words), max_size=3).map(
    tuple
)
PERSON_NAMES = {
    "UserEmail",
    "UniqueName",
    "FirstName",
    "LastName",
    "DepartmentName",
    "Email",
    "UserBusinessUnit",
}
phones = st.builds(Phone, some_words, words, words, words)
lines_of_text = st.lists(some_words, max_size=2).map(tuple)
addresses = st.builds(
    Address, words, lines_of_text, lines_of_text, some_words, words, words, some_words, words, words,
    st.none() | phones, words,
)  # fmt: skip
people = st.builds(Person, some_words, words, words, words, words, st.none() | phones)
lines = st.builds(
    CartLine,
    number=st.integers(1, 9999),
    part=words,
    auxiliary=st.text(letters | st.sampled_from("\t\r\n"), min_size=1, max_size=20).filter(str.strip),
    description=words,
    quantity=st.integers(1, 10**6).map(Decimal),
    unit_price=dollars,
    unit_of_measure=words,
    classification=words,
    classification_domain=some_words,
    manufacturer_part=words,
    manufacturer=words,
    url=words,
    lead_time=words,
    extrinsics=pairs,
    tax=st.none() | dollars,
)
some_lines = st.lists(lines, min_size=1, max_size=4).map(tuple)
moments = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001 -- hypothesis wants naive limits
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-8)), timezone(timedelta(hours=5, minutes=30))]),
).map(lambda moment: moment.replace(microsecond=0))


@given(st.builds(SetupRequest, some_words, words, people, words, st.none() | addresses))
def test_a_setup_request_reads_back_the_same(wish: SetupRequest) -> None:
    document = write_setup_request(OURS, wish, mode="test", stamp=STAMP)
    assert read_setup_request(open_envelope(document)) == wish


@given(some_words, some_lines, st.none() | dollars, words, st.none() | dollars, words, st.none() | addresses)
def test_a_cart_reads_back_the_same(
    cookie: str,
    chosen: tuple[CartLine, ...],
    shipping: Money | None,
    shipping_words: str,
    tax: Money | None,
    tax_words: str,
    ship_to: Address | None,
) -> None:
    cart = Cart(
        cookie,
        "create",
        Money(sum_of(chosen), "USD"),
        shipping,
        shipping_words if shipping else "",
        tax,
        tax_words if tax else "",
        ship_to,
        chosen,
    )
    supplier = (Credential("NetworkId", "Amazon"),)
    buyer = Credential("NetworkId", "Northwind")
    document = write_order_message(cart, supplier=supplier, buyer=buyer, mode="test", stamp=STAMP)
    assert read_cart(open_envelope(document)) == cart


@given(
    st.builds(
        OrderRequest,
        some_words,
        moments,
        dollars,
        addresses,
        addresses,
        st.none() | people,
        st.none() | dollars,
        st.none() | dollars,
        words,
        pairs,
        some_lines,
    )
)
def test_an_order_reads_back_the_same(order: OrderRequest) -> None:
    document = write_order_request(OURS, order, mode="production", stamp=STAMP)
    assert read_order_request(open_envelope(document)) == order


references = st.builds(OrderReference, words, some_words)
counts = st.decimals(0, 10**6, places=3)
confirmations = st.builds(
    Confirmation,
    references,
    st.sampled_from(sorted(TYPES.values())),
    words,
    st.sampled_from(["new", "update"]),
    words,
    moments,
    words,
    st.lists(
        st.builds(
            ConfirmedLine,
            st.integers(1, 2**31 - 1),
            counts,
            st.lists(
                st.builds(
                    Portion,
                    st.sampled_from(sorted(PORTION_TYPES.values())),
                    counts,
                    words,
                    st.none() | dollars,
                    st.just(""),
                    st.none() | moments,
                    st.none() | moments,
                    words,
                ),
                min_size=1,
                max_size=2,
            ).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
)
shipments = st.builds(
    Shipment,
    st.lists(
        st.builds(
            ShippedOrder,
            references,
            st.lists(st.builds(ShippedLine, st.integers(1, 99), counts, words), max_size=2).map(tuple),
            words,
        ),
        min_size=1,
        max_size=2,
    ).map(tuple),
    words,
    st.sampled_from(["new", "update", "delete"]),
    words,
    moments,
    st.none() | moments,
    st.none() | moments,
    st.booleans(),
    words,
    st.lists(st.builds(Tracking, words, some_words, words), max_size=2).map(tuple),
)


@given(confirmations)
def test_a_confirmation_reads_back_the_same(confirmation: Confirmation) -> None:
    document = write_confirmation(OURS, confirmation, mode="test", stamp=STAMP)
    assert read_confirmation(open_envelope(document)) == confirmation


@given(shipments)
def test_a_ship_notice_reads_back_the_same(shipment: Shipment) -> None:
    document = write_shipment(OURS, shipment, mode="test", stamp=STAMP)
    assert read_shipment(open_envelope(document)) == shipment


def swallow(data: bytes) -> None:
    """Do everything with `data` that is done with documents from outside."""
    assert isinstance(lint(data), Report)
    with suppress(Refused):
        envelope = open_envelope(data)
        start_page(envelope)
        read_profile_response(envelope)
        readers = (read_setup_request, read_cart, read_order_request, read_confirmation, read_shipment)
        for read in readers:
            with suppress(Refused, CartRefused, OrderRefused, FulfilmentRefused):
                read(envelope)


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    for lead in (b"", b"<cXML>", b"<?xml version='1.0'?>", b"<!DOCTYPE cXML", b"cxml-urlencoded="):
        swallow(lead + data)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([samples.cart(), samples.eu_cart(), samples.order_request(), samples.setup_request()]),
    st.lists(
        st.tuples(st.integers(0, 5000), st.integers(0, 30), st.binary(max_size=6)), min_size=1, max_size=4
    ),
)
def test_no_damaged_document_does_more_than_be_refused(
    document: bytes, damages: list[tuple[int, int, bytes]]
) -> None:
    for at, gone, new in damages:
        document = document[:at] + new + document[at + gone :]
    swallow(document)


TAGS = st.sampled_from([*ORDER, "Money", "Extrinsic", "TaxDetail", "TaxAmount", "BuyerCookie", "URL"])
MARKS = st.sampled_from(
    ["", " code='200'", " quantity='1'", " currency='USD'", " orderID='1'", " lineNumber='²'"]
)
trees = st.recursive(
    st.sampled_from(["", "1", "x", "-1", "²"]),
    lambda inner: st.tuples(TAGS, MARKS, st.lists(inner, max_size=4)).map(
        lambda node: f"<{node[0]}{node[1]}>{''.join(node[2])}</{node[0]}>"
    ),
    max_leaves=20,
)


@given(trees)
def test_no_tree_of_known_elements_does_more_than_be_refused(tree: str) -> None:
    swallow(f"<cXML>{tree}</cXML>".encode())
    swallow(f"<cXML><Message><PunchOutOrderMessage>{tree}</PunchOutOrderMessage></Message></cXML>".encode())
    for kind in ("OrderRequest", "ConfirmationRequest", "ShipNoticeRequest"):
        swallow(f"<cXML><Request><{kind}>{tree}</{kind}></Request></cXML>".encode())
