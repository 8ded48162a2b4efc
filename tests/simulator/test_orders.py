"""What becomes of an order: refused, taken, waiting, cancelled."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from tests.simulator.purchasing import (
    CHAIR,
    CLINIC,
    Clock,
    Customer,
    Group,
    dearer,
    order_of,
    setup_request,
    stamp,
)
from wizard.cxml.address import Address
from wizard.cxml.cart import Cart
from wizard.cxml.envelope import Envelope


@pytest.fixture
def cart(customer: Customer, group: Group) -> Cart:
    return bought(customer, group)


def bought(customer: Customer, group: Group, mode: str = "test") -> Cart:
    visit = customer.visit(group, mode=mode)
    visit.add()
    visit.add(CHAIR, 2)
    return visit.submit()


def code(envelope: Envelope) -> int:
    assert envelope.status is not None
    return envelope.status.code


def only_order(customer: Customer) -> dict[str, Any]:
    (order,) = customer.received(kind="order")
    return order


def test_a_test_order_is_received_and_arrives_whole(customer: Customer, group: Group, cart: Cart) -> None:
    order = order_of(cart)
    assert code(customer.order(group, order)) == 200
    arrived = only_order(customer)
    assert (arrived["order_id"], arrived["group"], arrived["mode"]) == (order.order_id, group.name, "test")
    assert arrived["state"] == "test"
    assert [line["auxiliary"] for line in arrived["lines"]] == [line.auxiliary for line in cart.lines]
    assert arrived["ship_to"]["street"] == ["1 Harbour Street"]
    assert arrived["bill_to"]["address_id"] == "SEA"
    assert arrived["note"] == ""


def test_a_test_order_is_cancelled_after_the_set_time(
    customer: Customer, group: Group, cart: Cart, watch: Clock
) -> None:
    customer.order(group, order_of(cart))
    watch.go_on(minutes=59)
    assert only_order(customer)["state"] == "test"
    assert "It will be cancelled in 1 minute" in customer.client.get("/inbox/2").text
    watch.go_on(minutes=1)
    cancelled = only_order(customer)
    assert cancelled["state"] == "cancelled"
    assert "Test mode" in cancelled["reason"]


def test_an_order_in_active_mode_stays(customer: Customer, group: Group, watch: Clock) -> None:
    group.switch("active")
    cart = bought(customer, group, "production")
    customer.order(group, order_of(cart), mode="production")
    watch.go_on(days=2)
    assert only_order(customer)["state"] == "ordered"


def test_a_test_document_sent_to_an_active_group_is_taken_and_cancelled(
    customer: Customer, group: Group, cart: Cart
) -> None:
    group.switch("active")
    assert code(customer.order(group, order_of(cart))) == 200
    assert only_order(customer)["state"] == "cancelled"
    assert "deploymentMode test" in only_order(customer)["reason"]


def test_a_production_order_for_a_group_in_test_mode_is_only_a_test_order(
    customer: Customer, group: Group, cart: Cart
) -> None:
    assert code(customer.order(group, order_of(cart), mode="production")) == 200
    assert only_order(customer)["state"] == "test"


def test_an_order_to_nobodys_address_gets_200_and_arrives_nowhere(
    customer: Customer, group: Group, cart: Cart
) -> None:
    url = f"http://127.0.0.1:8001/orders/{uuid.uuid4()}"
    assert code(customer.order(group, order_of(cart), url=url)) == 200
    assert customer.received(kind="order") == []
    assert [lost["state"] for lost in customer.received(kind="lost")] == ["lost"]


def test_an_order_to_the_generic_address_is_refused(customer: Customer, group: Group, cart: Cart) -> None:
    url = group.values()["Punchout URL"]
    answer = customer.post(*_at(url, customer.order_document(group, order_of(cart))))
    assert answer.status_code == 200
    assert etree.fromstring(answer.data).find(".//Status").get("code") == "450"  # type: ignore[union-attr]


def test_a_setup_request_at_an_order_address_is_refused(customer: Customer, group: Group) -> None:
    url = group.values()["Purchase Order Request URL"]
    assert code(customer.ask(group, url=url)) == 450


def test_wrong_credentials_are_status_401(customer: Customer, group: Group, cart: Cart) -> None:
    assert code(customer.order(group, order_of(cart), secret="x" * 30)) == 401


def test_credentials_of_another_group_are_status_401(customer: Customer, group: Group, cart: Cart) -> None:
    other = customer.ready_group("Other clinics")
    url = group.values()["Purchase Order Request URL"]
    assert code(customer.order(other, order_of(cart), url=url)) == 401


def test_an_order_without_ship_to_is_refused(customer: Customer, group: Group, cart: Cart) -> None:
    url, document = customer.order_document(group, order_of(cart))
    root = etree.fromstring(document)
    header = root.find(".//OrderRequestHeader")
    assert header is not None
    header.remove(header.find("ShipTo"))  # type: ignore[arg-type]
    envelope = customer.answered(url, etree.tostring(root))
    assert code(envelope) == 400
    assert envelope.status is not None
    assert "ShipTo" in envelope.status.content
    assert only_order(customer)["state"] == "refused"


@pytest.mark.parametrize(
    "bill_to",
    [Address(name="", address_id="HQ"), replace(CLINIC, postal_code=""), replace(CLINIC, street=())],
    ids=["only an id", "no postal code", "no street"],
)
def test_an_incomplete_bill_to_leaves_the_order_waiting(
    customer: Customer, group: Group, cart: Cart, bill_to: Address
) -> None:
    assert code(customer.order(group, order_of(cart, bill_to=bill_to))) == 200
    assert only_order(customer)["state"] == "waiting"
    assert "Waits in Amazon" in customer.client.get("/inbox/").text


def test_a_waiting_order_goes_on_when_somebody_approves_it_here(
    customer: Customer, group: Group, cart: Cart
) -> None:
    customer.order(group, order_of(cart, bill_to=Address(name="", address_id="HQ")))
    customer.client.post(f"/inbox/{only_order(customer)['id']}/approve")
    assert only_order(customer)["state"] == "test"


def test_an_order_is_cancelled_by_hand_once(customer: Customer, group: Group, cart: Cart) -> None:
    customer.order(group, order_of(cart))
    place = f"/inbox/{only_order(customer)['id']}/cancel"
    assert customer.client.post(place).status_code == 303
    assert only_order(customer)["state"] == "cancelled"
    assert customer.client.post(place).status_code == 409


@pytest.mark.parametrize("auxiliary", ["", "123-4567890-1234567,1", "nonsense"])
def test_a_line_from_no_cart_of_this_shop_is_refused(
    customer: Customer, group: Group, cart: Cart, auxiliary: str
) -> None:
    strange = replace(cart, lines=(replace(cart.lines[0], auxiliary=auxiliary),))
    envelope = customer.order(group, order_of(strange))
    assert code(envelope) == 400
    assert envelope.status is not None
    assert "Line 1" in envelope.status.content


def test_a_line_with_another_part_is_refused(customer: Customer, group: Group, cart: Cart) -> None:
    swapped = replace(cart, lines=(replace(cart.lines[0], part=CHAIR),))
    assert code(customer.order(group, order_of(swapped))) == 400


def test_a_cart_of_another_group_is_refused(customer: Customer, group: Group, cart: Cart) -> None:
    assert code(customer.order(customer.ready_group("Other clinics"), order_of(cart))) == 400


def test_a_line_the_cart_never_had_cannot_be_ordered(customer: Customer, group: Group, cart: Cart) -> None:
    first = cart.lines[0]
    guessed = first.auxiliary.replace(",1", ",3")
    assert (
        code(customer.order(group, order_of(replace(cart, lines=(replace(first, auxiliary=guessed),)))))
        == 400
    )


def test_a_changed_price_is_held_by_a_safeguard(customer: Customer, group: Group, cart: Cart) -> None:
    assert code(customer.order(group, order_of(dearer(cart)))) == 200
    assert only_order(customer)["state"] == "held"
    assert "price" in only_order(customer)["reason"]


def test_a_cart_older_than_seven_days_is_held(
    customer: Customer, group: Group, cart: Cart, watch: Clock
) -> None:
    watch.go_on(days=7, seconds=1)
    customer.order(group, order_of(cart))
    assert "7 days" in only_order(customer)["reason"]


def test_without_a_default_payment_method_payment_is_declined(customer: Customer) -> None:
    group = customer.make_group("Clinics")
    group.post("purchasing-system/", purchasing_system="Precoro")
    customer.add_buyer(group)
    customer.order(group, order_of(bought(customer, group)))
    assert only_order(customer)["state"] == "payment"


def test_the_same_document_again_is_status_500_already_processed_and_one_order(
    customer: Customer, group: Group, cart: Cart
) -> None:
    url, document = customer.order_document(group, order_of(cart), stamp=stamp())
    assert code(customer.answered(url, document)) == 200
    again = customer.answered(url, document)
    assert code(again) == 500
    assert again.status is not None
    assert "already been processed" in again.status.content
    assert [found["state"] for found in customer.received(kind="order")] == ["test", "refused"]


def test_the_same_document_twelve_times_at_once_is_one_order(
    customer: Customer, group: Group, cart: Cart
) -> None:
    url, document = customer.order_document(group, order_of(cart))
    with ThreadPoolExecutor(12) as senders:
        answers = senders.map(lambda _: Customer(customer.app).answered(url, document), range(12))
        assert sorted(code(answer) for answer in answers) == [200] + [500] * 11
    assert sorted(found["state"] for found in customer.received(kind="order")) == ["refused"] * 11 + ["test"]


def test_the_same_order_id_submitted_again_cancels_the_first(
    customer: Customer, group: Group, cart: Cart
) -> None:
    first = order_of(cart)
    customer.order(group, first)
    customer.order(group, order_of(bought(customer, group), order_id=first.order_id))
    assert [found["state"] for found in customer.received(kind="order")] == ["cancelled", "test"]


def test_a_second_order_for_the_same_cart_is_a_cancelled_duplicate(
    customer: Customer, group: Group, cart: Cart
) -> None:
    customer.order(group, order_of(cart))
    customer.order(group, order_of(cart))
    states = [(found["state"], found["reason"]) for found in customer.received(kind="order")]
    assert states[0][0] == "test"
    assert states[1][0] == "cancelled"
    assert "Duplicate" in states[1][1]


def test_an_order_that_changes_another_is_not_taken(customer: Customer, group: Group, cart: Cart) -> None:
    assert code(customer.order(group, order_of(cart, type="update"))) == 450


def test_an_address_that_is_not_in_the_shared_book_is_noted(
    customer: Customer, group: Group, cart: Cart
) -> None:
    elsewhere = replace(CLINIC, address_id="", street=("9 Mill Lane",))
    assert code(customer.order(group, order_of(cart, ship_to=elsewhere))) == 200
    assert "not in the shared address book" in only_order(customer)["note"]


def test_the_inbox_shows_the_order_its_answer_and_its_cart_without_secrets(
    customer: Customer, group: Group, cart: Cart
) -> None:
    customer.order(group, order_of(cart))
    page = customer.client.get(f"/inbox/{only_order(customer)['id']}").text
    assert "OrderRequestHeader" in page
    assert "PunchOutOrderMessage" in page
    assert cart.lines[0].auxiliary in page
    assert group.values()["Shared Secret"] not in page


def test_a_visit_by_someone_landed_in_the_general_group_can_still_be_ordered(
    customer: Customer, group: Group
) -> None:
    customer.make_group("Other clinics")
    visit = customer.visit(group, setup_request(group, business_unit=""))
    visit.add()
    assert code(customer.order(group, order_of(visit.submit()))) == 200


def _at(url: str, sent: tuple[str, bytes]) -> tuple[str, bytes]:
    return url, sent[1]
