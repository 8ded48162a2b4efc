"""Orders as people see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.administrator import Person
from tests.procurement.clinic import ELSEWHERE, SECRET, Clinic, line
from tests.procurement.test_sending import says
from wizard.models import PurchaseOrder, Supplier, User
from wizard.outside import Answer, CallFailed
from wizard.procurement.sending import send

SignsIn = Callable[[User], Person]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Pages say the same whatever the database; what they ask it is tried on both elsewhere."""


def unknown(clinic: Clinic) -> PurchaseOrder:
    order = clinic.orders()

    def fail(_url: str, _document: bytes) -> Answer:
        raise CallFailed("supplier.timed_out", "nothing for 60 s", may_have_left=True, seconds=60)

    clinic.supplier.react = fail
    send(clinic.hands, order.id)
    return clinic.order_now(order)


def test_an_accepted_order_says_what_happened_when(clinic: Clinic, signs_in: SignsIn) -> None:
    order = clinic.orders()
    says(clinic, 200)
    send(clinic.hands, order.id)
    page = signs_in(clinic.rita).get(f"/orders/{order.id}")
    assert "Received by the supplier" in page.words
    assert f"Made when requisition {order.requisition_id} was approved" in page.words
    assert order.payload_id in page.words
    assert "order.accepted" in page.codes()


def test_a_refused_order_says_what_the_supplier_said(clinic: Clinic, signs_in: SignsIn) -> None:
    order = clinic.orders()
    says(clinic, 403, "The group is suspended.")
    send(clinic.hands, order.id)
    page = signs_in(clinic.rita).get(f"/orders/{order.id}")
    assert "The group is suspended." in page.words
    assert "order.refused" in page.codes()


def test_the_documents_are_shown_to_the_configuration_role_without_secrets(
    clinic: Clinic, signs_in: SignsIn
) -> None:
    order = clinic.orders()
    says(clinic, 200)
    send(clinic.hands, order.id)
    admin = clinic.employs("Dana Admin", "configuration")
    page = signs_in(admin).get(f"/orders/{order.id}")
    assert "OrderRequest" in page.words
    assert SECRET not in page.text
    assert "On the wire" not in signs_in(clinic.rita).get(f"/orders/{order.id}").words


def test_an_unknown_outcome_is_shown_as_unknown_and_decided(clinic: Clinic, signs_in: SignsIn) -> None:
    order, paul = unknown(clinic), signs_in(clinic.paul)
    page = paul.get(f"/orders/{order.id}")
    assert "We do not know whether Amazon Business has this order" in page.words
    refused = paul.post(f"/orders/{order.id}", {"action": "mark_accepted", "reason": ""})
    assert (refused.status, "Say why" in refused.words) == (422, True)
    decided = paul.post(f"/orders/{order.id}", {"action": "mark_accepted", "reason": "Seen there"})
    assert decided.status == 303
    after = paul.get(f"/orders/{order.id}")
    assert "Seen there" in after.words
    assert "Paul Purchaser" in after.words
    assert clinic.order_now(order).status == "accepted"


def test_what_was_decided_meanwhile_is_not_decided_again(clinic: Clinic, signs_in: SignsIn) -> None:
    order, paul = unknown(clinic), signs_in(clinic.paul)
    paul.post(f"/orders/{order.id}", {"action": "give_up", "reason": "Bought elsewhere"})
    again = paul.post(f"/orders/{order.id}", {"action": "resend", "reason": "Try again"})
    assert again.status == 409
    assert clinic.order_now(order).status == "cancelled"


def test_who_may_not_decide_sees_no_form_and_is_refused(clinic: Clinic, signs_in: SignsIn) -> None:
    order, rita = unknown(clinic), signs_in(clinic.rita)
    page = rita.get(f"/orders/{order.id}")
    assert page.tree is not None
    assert page.tree.xpath("//textarea") == []
    assert rita.post(f"/orders/{order.id}", {"action": "resend", "reason": "please"}).status == 403


def test_an_order_that_could_not_leave_says_that_it_is_tried_again(clinic: Clinic, signs_in: SignsIn) -> None:
    order = clinic.orders()
    clinic.supplier.fails("supplier.name_not_found", "no such host")
    send(clinic.hands, order.id)
    page = signs_in(clinic.paul).get(f"/orders/{order.id}")
    assert "tried again by itself" in page.words
    assert "supplier.name_not_found" in page.codes()
    assert page.tree is not None
    assert page.tree.xpath("//button[@name='action']/@value") == ["give_up"]


def test_the_printed_order_shows_the_amazon_shipping_address(clinic: Clinic, signs_in: SignsIn) -> None:
    clinic.setup.alternative_shipping_address = True
    order = clinic.orders(ship_to=ELSEWHERE)
    page = signs_in(clinic.rita).get(f"/orders/{order.id}/print")
    assert f"Purchase order {order.order_id}" in page.words
    assert "Amazon Shipping Address" in page.words
    assert "9 Fair Way" in page.words
    assert "Seattle clinic" in page.words


def test_programs_read_the_same_facts(clinic: Clinic, signs_in: SignsIn) -> None:
    order, rita = clinic.orders(), signs_in(clinic.rita)
    facts = rita.get(f"/orders/{order.id}.json").json
    assert facts == rita.get("/orders.json").json[0]
    assert (facts["order_id"], facts["payload_id"]) == (order.order_id, order.payload_id)
    assert (facts["requisition"], facts["status"], facts["mode"]) == (order.requisition_id, "queued", "test")
    assert facts["lines"][0]["unit_price"] == "12.50"


@pytest.mark.parametrize("path", ["", "/print", ".json"])
def test_another_organisation_does_not_see_it_at_all(clinic: Clinic, signs_in: SignsIn, path: str) -> None:
    order, ned = clinic.orders(), signs_in(clinic.neighbour())
    assert ned.get(f"/orders/{order.id}{path}").status == 404
    assert ned.get("/orders.json").json == []
    assert order.order_id not in ned.get("/orders/").words


def test_the_list_shows_the_supplier_the_administrator_chose(clinic: Clinic, signs_in: SignsIn) -> None:
    clinic.setup.supplier = Supplier(
        organisation_id=clinic.organisation.id, name="Marketplace of ours", created=clinic.clock.now()
    )
    clinic.orders()
    assert "Marketplace of ours" in signs_in(clinic.rita).get("/orders/").words


def test_the_list_names_every_order(clinic: Clinic, signs_in: SignsIn) -> None:
    order = clinic.orders()
    page = signs_in(clinic.rita).get("/orders/")
    assert order.order_id in page.words
    assert "Waiting to be sent" in page.words


def test_an_order_of_many_lines_is_shown_page_by_page(clinic: Clinic, signs_in: SignsIn) -> None:
    order = clinic.orders(*(line(number) for number in range(1, 402)))
    rita = signs_in(clinic.rita)
    first, last = rita.get(f"/orders/{order.id}"), rita.get(f"/orders/{order.id}?lines=3")
    assert "Page 1 of 3" in first.words
    assert "Gloves 201" not in first.words
    assert "Gloves 401" in last.words
