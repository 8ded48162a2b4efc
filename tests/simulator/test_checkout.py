"""Checkout: addresses, submitting for approval, and what the browser carries back."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from lxml import etree

from tests.simulator.purchasing import (
    CHAIR,
    CLINIC,
    EMAIL,
    GLOVES,
    OTHER_FORM,
    RETURN,
    Customer,
    Group,
    Visit,
    setup_request,
)
from wizard.cxml.cart import CartRefused, read_cart

FIELDS_OF_A_LINE = (
    "soldBy",
    "fulfilledBy",
    "category",
    "subCategory",
    "itemCondition",
    "qualifiedOffer",
    "UPC",
    "detailPageURL",
    "ean",
    "preference",
)


@pytest.fixture
def visit(customer: Customer, group: Group) -> Visit:
    visit = customer.visit(group)
    visit.add(GLOVES)
    visit.add(CHAIR, 2)
    return visit


def test_submitting_says_that_the_order_requires_approval_and_carries_the_cart_back(visit: Visit) -> None:
    visit.submit()
    page = visit.page("leaving")
    assert "<h1>This order requires approval</h1>" in page.text
    form = re.search(r'<form method="post" action="([^"]+)"', page.text)
    assert form is not None
    assert unescape(form[1]) == RETURN
    assert 'name="cxml-urlencoded"' in page.text


def test_only_the_leaving_page_may_post_elsewhere(visit: Visit) -> None:
    visit.submit()
    leaving = visit.page("leaving").headers["Content-Security-Policy"]
    assert leaving.endswith("form-action 'self' https://procurement.example")
    assert visit.client.get("/").headers["Content-Security-Policy"].endswith("form-action 'self'")


def test_the_cart_holds_what_was_chosen_and_binds_to_the_session(visit: Visit) -> None:
    cart = visit.submit()
    assert cart.buyer_cookie == "cookie-7"
    assert [(line.part, line.quantity, line.unit_price.amount) for line in cart.lines] == [
        (GLOVES, Decimal(1), Decimal("11.90")),
        (CHAIR, Decimal(2), Decimal("189.00")),
    ]
    assert cart.total is not None
    assert (cart.total.amount, cart.total.currency) == (Decimal("389.90"), "USD")


def test_the_cart_has_the_shape_observed_of_amazon(visit: Visit) -> None:
    visit.submit()
    document, message = visit.document(), visit.message()
    root = etree.fromstring(document)
    assert b"<!DOCTYPE" not in document
    assert re.fullmatch(r"\d{13}\.\d+\.\d+@amazon\.com", root.get("payloadID", ""))
    assert root.get("timestamp") == "2026-03-02T09:00:00.000Z"
    for party in (message.from_, message.sender):
        assert [credential.domain for credential in party] == ["DUNS", "NetworkId"]
        assert party[1].identity == "Amazon"
        assert not any(credential.secret for credential in party)
    line = read_cart(message).lines[0]
    assert re.fullmatch(r"\d{3}-\d{7}-\d{7},1", line.auxiliary)
    assert re.fullmatch(r"\d{8}", line.classification)
    assert line.manufacturer_part == "HN-100-M"
    assert tuple(name for name, _ in line.extrinsics) == FIELDS_OF_A_LINE


def test_the_total_leaves_shipping_out(customer: Customer, group: Group) -> None:
    visit = customer.visit(group)
    visit.add(GLOVES)
    cart = visit.submit()
    assert cart.total is not None
    assert cart.shipping is not None
    assert (cart.total.amount, cart.shipping.amount) == (Decimal("11.90"), Decimal("4.99"))


def test_a_german_cart_has_euros_vat_and_german_words(customer: Customer) -> None:
    visit = customer.visit(customer.ready_group("Schulen Nord", marketplace="amazon.de"))
    visit.add(CHAIR, 2)
    cart = visit.submit()
    assert cart.tax_description == "MwSt."
    assert cart.shipping_description == "Versandkosten"
    assert cart.lines[0].tax is not None
    assert (cart.lines[0].tax.amount, cart.lines[0].tax.currency) == (Decimal("64.64"), "EUR")
    detail = etree.fromstring(visit.document()).find(".//ItemIn/Tax/TaxDetail")
    assert detail is not None
    assert (detail.get("category"), detail.get("percentageRate")) == ("vat", "19")


def test_the_address_of_the_setup_request_is_no_alternative_address(visit: Visit) -> None:
    assert visit.submit(ship="setup").ship_to is None


def test_another_address_typed_at_checkout_comes_back_in_the_cart(visit: Visit) -> None:
    ship_to = visit.submit(**OTHER_FORM).ship_to
    assert ship_to is not None
    assert (ship_to.name, ship_to.street, ship_to.city) == ("Field Office", ("9 Mill Lane",), "Portland")
    assert (ship_to.state, ship_to.postal_code, ship_to.country) == ("OR", "97201", "US")
    assert ship_to.phone is not None
    assert ship_to.phone.dial == "1"


def test_an_address_of_the_shared_book_comes_back_with_its_id(customer: Customer, group: Group) -> None:
    visit = customer.visit(group, setup_request(group, ship_to=None))
    visit.add()
    ship_to = visit.submit(ship="book-1").ship_to
    assert ship_to is not None
    assert (ship_to.address_id, ship_to.street) == ("SEA", CLINIC.street)


def test_a_typed_address_needs_a_phone_number_and_keeps_what_was_typed(visit: Visit) -> None:
    answer = visit.post("checkout", **OTHER_FORM | {"phone": ""})
    assert answer.status_code == 422
    assert "phone number" in answer.text
    assert 'value="9 Mill Lane"' in answer.text
    assert visit.page("leaving").status_code == 404


def test_an_address_must_be_chosen(visit: Visit) -> None:
    answer = visit.post("checkout", ship="book-99")
    assert answer.status_code == 422
    assert "Choose a delivery address" in answer.text


def test_an_empty_cart_cannot_be_submitted(customer: Customer, group: Group) -> None:
    visit = customer.visit(group)
    for answer in (visit.page("checkout"), visit.post("checkout", ship="setup")):
        assert answer.status_code == 303
        assert answer.location.endswith("/cart")


def test_leaving_without_buying_sends_an_empty_message_with_status_204(visit: Visit) -> None:
    visit.post("leave")
    assert "You leave without buying" in visit.page("leaving").text
    message = visit.message()
    assert message.status is not None
    assert message.status.code == 204
    with pytest.raises(CartRefused) as refused:
        read_cart(message)
    assert refused.value.code == "order.cart_empty"


def test_without_a_shared_payment_method_nobody_can_check_out(customer: Customer, group: Group) -> None:
    group.post("", name=group.name, marketplace="amazon.com", shared_addresses="on")
    visit = customer.visit(group)
    visit.add()
    assert "No payment method" in visit.page("checkout").text
    assert visit.post("checkout", ship="setup").status_code == 422


def test_without_shared_addresses_only_the_requests_own_is_offered(customer: Customer, group: Group) -> None:
    group.post("", name=group.name, marketplace="amazon.com", shared_payment_methods="on")
    visit = customer.visit(group, setup_request(group, ship_to=None))
    visit.add()
    page = visit.page("checkout").text
    assert "shares no addresses" in page
    assert 'value="book-' not in page


@pytest.mark.parametrize("where", ["group", "general group"])
def test_a_requisitioner_is_offered_place_order_and_no_cart_comes_back(
    customer: Customer, group: Group, where: str
) -> None:
    place = group if where == "group" else customer.general()
    place.post(f"people/{place.person(EMAIL)}", roles=["Punchout Buyer", "Buyer (Requisitioner)"])
    visit = customer.visit(group)
    visit.add()
    page = visit.page("checkout").text
    assert "Place order" in page
    assert "Submit order for approval" not in page
    answer = visit.post("checkout", ship="setup")
    assert answer.location.endswith("/placed")
    assert "No cart went back" in visit.page("placed").text
    assert visit.page("leaving").status_code == 404


def test_reloading_the_way_out_shows_the_same_cart_again(visit: Visit) -> None:
    visit.submit()
    assert visit.document() == visit.document()
