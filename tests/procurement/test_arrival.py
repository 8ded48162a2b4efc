"""Carts on their way back from the shop."""

from __future__ import annotations

import base64
import threading
from decimal import Decimal
from urllib.parse import quote_plus

import pytest
from sqlalchemy import func, select

from tests.procurement.clinic import ELSEWHERE, FORM, Clinic, cart_document, line, posted
from wizard.cxml.money import Money
from wizard.models import Exchange, LateCart, Requisition, ShoppingSession
from wizard.procurement.arrival import LATE_CARTS_KEPT, take_cart
from wizard.procurement.lines import kept, lines_hash


def count(clinic: Clinic, model: type) -> int:
    return clinic.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_cart_becomes_a_draft_requisition_with_its_lines_as_the_shop_gave_them(clinic: Clinic) -> None:
    arrival = clinic.comes_back(clinic.visits(), line(1), line(2, price="3.10", quantity="4"))
    made = arrival.requisition
    assert made is not None
    assert (arrival.code, made.status, made.mode) == ("ok", "draft", "test")
    assert (made.total, made.currency, made.requester_id) == (Decimal("37.40"), "USD", clinic.rita.id)
    assert [row.auxiliary for row in made.lines] == ["133-1234567-1234567,1", "133-1234567-1234567,2"]
    assert [row.quantity for row in made.lines] == [2, 4]
    assert made.lines[0].extrinsics == [["soldBy", "Gloves Ltd"]]
    assert made.lines_hash == lines_hash(kept(made.lines))


def test_it_is_to_be_delivered_to_the_first_whole_location_when_none_was_chosen(clinic: Clinic) -> None:
    clinic.opens("Closed clinic", active=False)
    assert clinic.shops().location_id == clinic.location.id


def test_it_is_to_be_delivered_where_the_person_chose_before_shopping(clinic: Clinic) -> None:
    second = clinic.opens("Tacoma clinic", city="Tacoma")
    visit = clinic.visits(location=second)
    made = clinic.comes_back(visit).requisition
    assert made is not None
    assert made.location_id == second.id


def test_the_same_cart_twice_makes_one_requisition(clinic: Clinic) -> None:
    visit = clinic.visits()
    clinic.comes_back(visit)
    again = clinic.comes_back(visit)
    assert (again.code, again.requisition) == ("order.cart_replayed", None)
    assert count(clinic, Requisition) == 1
    assert clinic.session.scalars(select(LateCart.problem)).all() == ["order.cart_replayed"]


def test_twenty_carts_at_once_on_one_token_make_one_requisition(clinic: Clinic) -> None:
    visit = clinic.visits()
    body = posted(cart_document(visit.cookie))
    together, codes = threading.Barrier(20), []

    def come_back() -> None:
        with clinic.database.session() as session:
            together.wait()
            codes.append(take_cart(session, visit.token, FORM, body, clinic.clock.now()).code)

    threads = [threading.Thread(target=come_back) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["ok"] + ["order.cart_replayed"] * 19
    assert count(clinic, Requisition) == 1


def test_a_cart_after_the_visit_has_expired_is_kept_as_arrived_late(clinic: Clinic) -> None:
    visit = clinic.visits()
    clinic.clock.forward(hours=25)
    arrival = clinic.comes_back(visit)
    assert (arrival.code, arrival.requisition) == ("order.cart_expired", None)
    kept = clinic.session.scalars(select(LateCart)).one()
    assert "133-1234567-1234567,1" in kept.document


def test_a_token_nobody_was_given_is_an_unknown_session(clinic: Clinic) -> None:
    visit = clinic.visits()
    arrival = clinic.takes("A" * 43, posted(cart_document(visit.cookie)))
    assert (arrival.visit, arrival.code) == (None, "order.cart_unknown_session")
    assert count(clinic, Requisition) == 0


def test_a_body_with_a_token_nobody_was_given_is_not_even_read(clinic: Clinic) -> None:
    class Unreadable(bytes):
        def split(self, *_given: object) -> list[bytes]:
            raise AssertionError("somebody took the form apart")

    arrival = take_cart(clinic.session, "x" * 43, FORM, Unreadable(b"cxml-urlencoded=x"), clinic.clock.now())
    assert arrival.code == "order.cart_unknown_session"


def test_the_cookie_of_another_visit_is_an_unknown_session_and_the_visit_stays_open(clinic: Clinic) -> None:
    visit, other = clinic.visits(), clinic.visits()
    assert clinic.takes(visit.token, posted(cart_document(other.cookie))).code == "order.cart_unknown_session"
    assert clinic.comes_back(visit).code == "ok"


def test_a_cart_without_a_cookie_is_an_unknown_session(clinic: Clinic) -> None:
    visit = clinic.visits()
    assert clinic.takes(visit.token, posted(cart_document(""))).code == "order.cart_unknown_session"


REFUSED = {
    "order.cart_empty": lambda cookie: posted(
        cart_document(cookie).replace(b"<ItemIn", b"<!--").replace(b"</ItemIn>", b"-->")
    ),
    "order.auxiliary_id_missing": lambda cookie: posted(cart_document(cookie, [line(auxiliary="")])),
    "order.mixed_currency": lambda cookie: posted(
        cart_document(cookie, [line(1), line(2, unit_price=Money(Decimal("12.50"), "EUR"))])
    ),
    "order.total_differs": lambda cookie: posted(cart_document(cookie, total=Money(Decimal("26.00"), "USD"))),
    "order.bad_amount": lambda cookie: posted(cart_document(cookie).replace(b"12.50", b"12,50")),
    "order.cart_unreadable": lambda cookie: posted(cart_document(cookie)[:-40]),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("code", REFUSED)
def test_it_refuses_a_cart_by_its_code_and_takes_a_good_one_after_it(clinic: Clinic, code: str) -> None:
    visit = clinic.visits()
    arrival = clinic.takes(visit.token, REFUSED[code](visit.cookie))
    assert (arrival.code, arrival.requisition) == (code, None)
    assert clinic.session.scalars(select(ShoppingSession.problem)).one() == code
    assert clinic.comes_back(visit).code == "ok"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("price", ["0.12345", "123456789012.00"])
def test_it_refuses_a_price_that_would_not_come_back_as_it_went_in(clinic: Clinic, price: str) -> None:
    visit = clinic.visits()
    assert clinic.comes_back(visit, line(price=price, quantity="1")).code == "order.bad_amount"


def test_it_refuses_a_part_too_long_to_keep_whole(clinic: Clinic) -> None:
    visit = clinic.visits()
    assert clinic.comes_back(visit, line(part="B" * 201)).code == "order.cart_unreadable"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["cxml-urlencoded", "cXML-urlencoded", "CXML-URLENCODED"])
def test_it_finds_the_field_in_any_case(clinic: Clinic, name: str) -> None:
    visit = clinic.visits()
    body = f"other=1&{name}={quote_plus(cart_document(visit.cookie))}".encode()
    assert clinic.takes(visit.token, body).code == "ok"


def test_it_takes_base64(clinic: Clinic) -> None:
    visit = clinic.visits()
    document = quote_plus(base64.b64encode(cart_document(visit.cookie)))
    assert clinic.takes(visit.token, f"cXML-base64={document}".encode()).code == "ok"


def test_lines_are_numbered_anew_when_the_shop_numbers_two_alike(clinic: Clinic) -> None:
    made = clinic.shops(line(7), line(7))
    assert [row.number for row in made.lines] == [1, 2]


def test_the_address_chosen_at_checkout_is_kept_where_the_setup_allows_it(clinic: Clinic) -> None:
    clinic.setup.alternative_shipping_address = True
    made = clinic.shops(ship_to=ELSEWHERE)
    assert made.shipping_address is not None
    assert made.shipping_address["city"] == "Portland"
    assert made.location_id == clinic.location.id


def test_the_address_chosen_at_checkout_is_ignored_where_the_setup_forbids_it(clinic: Clinic) -> None:
    assert clinic.shops(ship_to=ELSEWHERE).shipping_address is None


def test_the_locations_own_address_is_no_alternative(clinic: Clinic) -> None:
    from wizard.procurement.places import address_of

    clinic.setup.alternative_shipping_address = True
    same = address_of(clinic.location, clinic.organisation)
    assert clinic.shops(ship_to=same).shipping_address is None


def test_the_exchange_is_kept_without_the_token(clinic: Clinic) -> None:
    visit = clinic.visits()
    clinic.comes_back(visit)
    kept = clinic.session.scalars(select(Exchange).where(~Exchange.outgoing)).one()
    assert (kept.kind, kept.outcome) == ("PunchOutOrderMessage", "ok")
    everything = " ".join(clinic.session.scalars(select(Exchange.request)).all())
    assert visit.token not in everything


def test_carts_that_come_late_again_and_again_do_not_fill_the_disk(clinic: Clinic) -> None:
    visit = clinic.visits()
    for _ in range(LATE_CARTS_KEPT + 3):
        clinic.comes_back(visit)
    assert count(clinic, LateCart) == LATE_CARTS_KEPT
    assert count(clinic, Exchange) == 2 + LATE_CARTS_KEPT


def test_a_cart_of_ten_thousand_lines_is_taken_whole(clinic: Clinic) -> None:
    made = clinic.shops(
        *(
            line(number, auxiliary=f"1,{number}", manufacturer="", extrinsics=(), classification="1")
            for number in range(1, 10_001)
        )
    )
    assert (len(made.lines), made.total) == (10_000, Decimal("250000.00"))
