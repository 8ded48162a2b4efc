"""What the supplier says of an order, as people and programs read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.administrator import Person
from tests.procurement.clinic import Clinic, line
from tests.procurement.replies import accepted, confirms, hand_in, ships, some
from tests.procurement.test_order_pages import unknown
from wizard.cxml.shipping import Tracking
from wizard.models import APPROVE, PurchaseOrder, User
from wizard.procurement.approval import approve, confirm
from wizard.procurement.decisions import resolve

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Both databases are looked at where the documents are taken; here it is the pages that matter."""

SignsIn = Callable[[User], Person]
PENS = (line(1, price="4.20", quantity="10"), line(2, price="1.00", quantity="5"))
UPS = Tracking("UPS", "1Z999", "https://www.ups.example/track?n=1Z999&x=2")


def real(clinic: Clinic) -> PurchaseOrder:
    """An accepted order that counts."""
    clinic.setup.mode = "active"
    clinic.session.commit()
    return accepted(clinic, *PENS)


def test_differences_stand_on_the_page_line_by_line(app: Flask, clinic: Clinic, signs_in: SignsIn) -> None:
    order = real(clinic)
    said = confirms(
        order,
        "except",
        some(1, ("detail", "8", "4.50"), ("reject", "2")),
        confirm_id="113-1",
        mode="production",
        comments="Sold <b>fast</b>",
    )
    assert hand_in(app, said).code == 200
    page = signs_in(clinic.rita).get(f"/orders/{order.id}")
    assert "Line 1: ordered 10 at 4.20 USD, confirmed 8 at 4.50 USD, rejected 2." in page.words
    assert {"order.confirmed_differently"} <= page.codes()
    assert "113-1, accepted with changes. “Sold <b>fast</b>”" in page.words
    assert "Confirmation 113-1: accepted with changes." in page.words
    assert "<b>fast" not in page.text
    assert "Differs" in signs_in(clinic.rita).get("/orders/").words


def test_where_nothing_differs_the_page_says_so(app: Flask, clinic: Clinic, signs_in: SignsIn) -> None:
    order = accepted(clinic, *PENS)
    before = signs_in(clinic.rita).get(f"/orders/{order.id}").words
    hand_in(app, confirms(order))
    after = signs_in(clinic.rita).get(f"/orders/{order.id}")
    assert "What Amazon Business says" not in before
    assert "Nothing differs from what was ordered." in after.words
    assert "order.accepted" in after.codes()


def test_shipments_show_who_carries_them_and_how_to_follow(
    app: Flask, clinic: Clinic, signs_in: SignsIn
) -> None:
    order = accepted(clinic, *PENS)
    bad = Tracking("DHL", "00340", "javascript:alert(1)")
    moment = order.queued + timedelta(days=2)
    hand_in(app, ships(order, (1, "4"), tracking=(UPS, bad), shipped=order.queued, delivery=moment))
    hand_in(app, ships(order, (1, "12"), shipment_id="S-2"))
    page = signs_in(clinic.rita).get(f"/orders/{order.id}")
    assert page.tree is not None
    links = page.tree.xpath("//section[@aria-labelledby='said']//a[contains(., 'Follow')]")
    assert [link.get("href") for link in links] == [UPS.url]
    assert "UPS 1Z999 Follow it at www.ups.example" in page.words
    assert "DHL 00340 javascript:alert(1)" in page.words
    assert "4 Mar, 09:00" in page.words
    assert "Line 1: ordered 10, shipped 16. That is more than you asked for." in page.words
    assert "order.shipped_more" in page.codes()


def test_what_was_replaced_is_still_shown_and_marked(app: Flask, clinic: Clinic, signs_in: SignsIn) -> None:
    order = real(clinic)
    hand_in(app, confirms(order, "reject", confirm_id="113-1", mode="production"))
    assert "order.rejected_by_supplier" in signs_in(clinic.rita).get(f"/orders/{order.id}").codes()
    hand_in(app, confirms(order, confirm_id="113-1", mode="production", operation="update"))
    page = signs_in(clinic.rita).get(f"/orders/{order.id}")
    assert "113-1, rejected. Replaced by a later one" in page.words
    assert "order.rejected_by_supplier" not in page.codes()


def test_a_rejected_test_order_is_as_it_should_be(app: Flask, clinic: Clinic, signs_in: SignsIn) -> None:
    order = accepted(clinic)
    hand_in(app, confirms(order, "reject"))
    page = signs_in(clinic.rita).get(f"/orders/{order.id}")
    assert "Rejected by the supplier" in page.words
    assert "A test: nothing is charged or delivered." in page.words
    assert "rejected the whole order. In Test mode that is as it should be." in page.words
    assert "order.rejected_by_supplier" not in page.codes()


def test_the_history_tells_everything_from_the_approval_on(
    app: Flask, clinic: Clinic, signs_in: SignsIn
) -> None:
    ada, row = clinic.employs("Ada Approver", APPROVE), clinic.shops(*PENS)
    confirm(clinic.session, clinic.ordering, row, clinic.rita)
    clinic.clock.forward(minutes=1)
    order = approve(clinic.session, clinic.ordering, row, ada)
    clinic.session.commit()
    assert order is not None
    order.attempts, order.status = 1, "unknown"
    clinic.session.commit()
    hand_in(app, confirms(order))
    page = signs_in(clinic.rita).get(f"/orders/{order.id}")
    assert page.tree is not None
    told = [" ".join(item.text_content().split()) for item in page.tree.xpath("//section[h2='History']//li")]
    assert [words.partition(": ")[2].partition(".")[0] for words in told] == [
        "Approved",
        "Waiting to be sent",
        "Received by the supplier",
        "Confirmed",
    ]
    assert told[0].endswith("Ada Approver.")


def test_a_given_up_order_that_the_supplier_has_is_said_aloud(
    app: Flask, clinic: Clinic, signs_in: SignsIn
) -> None:
    order = unknown(clinic)
    resolve(clinic.session, order, clinic.paul, "give_up", "Bought elsewhere", clinic.clock.now())
    clinic.session.commit()
    hand_in(app, confirms(order))
    page = signs_in(clinic.rita).get(f"/orders/{order.id}")
    assert "Amazon Business has this order, though here it is cancelled." in page.words
    assert "order.answered_late" in page.codes()


def test_programs_read_what_was_said(app: Flask, clinic: Clinic, signs_in: SignsIn) -> None:
    order, rita = accepted(clinic, *PENS), signs_in(clinic.rita)
    hand_in(app, confirms(order, "except", some(1, ("detail", "8", "4.50")), confirm_id="113-1"))
    hand_in(app, ships(order, (1, "4"), tracking=(UPS,)))
    facts = rita.get(f"/orders/{order.id}.json").json
    assert facts == rita.get("/orders.json").json[0]
    assert facts["status"] == "partly_shipped"
    assert [remark["code"] for remark in facts["remarks"]] == ["order.confirmed_differently"]
    assert facts["standing"] == [
        {"number": 1, "confirmed": "8", "rejected": "0", "backordered": "0", "shipped": "4"},
        {"number": 2, "confirmed": "5", "rejected": "0", "backordered": "0", "shipped": "0"},
    ]
    (confirmation,), (shipment,) = facts["confirmations"], facts["shipments"]
    assert (confirmation["number"], confirmation["type"], confirmation["holds"]) == ("113-1", "except", True)
    assert confirmation["lines"][0]["unit_price"] == "4.50"
    assert shipment["tracking"] == [{"carrier": "UPS", "number": "1Z999", "url": UPS.url}]


def test_the_desk_shows_what_differs(app: Flask, clinic: Clinic, signs_in: SignsIn) -> None:
    order = accepted(clinic, *PENS)
    hand_in(app, ships(order, (1, "11")))
    robin = clinic.employs("Robin Specialist", "specialist")
    robin.organisation_id = None
    address = f"/review/{clinic.setup.id}"
    page = signs_in(robin).get(address)
    assert "Partly shipped" in page.words
    assert "order.shipped_more" in page.words
    assert "Shipment S-1: on its way." in page.words


def test_an_order_of_very_many_lines_shows_the_first_hundred(
    app: Flask, clinic: Clinic, signs_in: SignsIn
) -> None:
    order = accepted(clinic, *(line(number, quantity="2") for number in range(1, 121)))
    hand_in(app, confirms(order, "except", *(some(number, ("accept", "1")) for number in range(1, 121))))
    page = signs_in(clinic.rita).get(f"/orders/{order.id}")
    assert "The first 100 of 120 remarks." in page.words
    assert "The first 100 of 120 lines." in page.words
