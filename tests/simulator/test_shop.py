"""The shop behind the StartPage."""

from __future__ import annotations

import pytest

from tests.simulator.purchasing import CHAIR, GLOVES, Customer, Group, Visit
from wizard.simulator.catalogue import CATEGORIES, PRODUCTS


@pytest.fixture
def visit(customer: Customer, group: Group) -> Visit:
    return customer.visit(group)


def test_all_products_are_on_the_shelves_with_their_pictures(visit: Visit) -> None:
    page = visit.page().text
    for product in PRODUCTS:
        assert product.title in page
        picture = visit.client.get(f"/static/{product.picture}")
        assert picture.mimetype == "image/svg+xml"
        assert b"<script" not in picture.data
        picture.close()


def test_every_category_has_products(visit: Visit) -> None:
    for key in CATEGORIES:
        assert any(product.category == key for product in PRODUCTS)
    page = visit.page("?category=desk").text
    assert "Office chair" in page
    assert "Nitrile gloves" not in page


def test_searching_finds_by_all_words(visit: Visit) -> None:
    page = visit.page("?q=gloves nitrile").text
    assert "Nitrile gloves" in page
    assert "Office chair" not in page
    assert "Nothing on the shelves" in visit.page("?q=zebra").text


def test_a_product_has_its_own_page(visit: Visit) -> None:
    page = visit.page(f"item/{CHAIR}").text
    assert "$189.00" in page
    assert "UNSPSC" in page
    assert visit.page("item/B000000000").status_code == 404


def test_a_cart_is_filled_changed_and_emptied(visit: Visit) -> None:
    visit.add(GLOVES, 2)
    visit.add(GLOVES)
    assert 'value="3"' in visit.page("cart").text
    visit.post("cart", part=GLOVES, quantity="5", action="set")
    assert "$59.50" in visit.page("cart").text
    visit.post("cart", part=GLOVES, action="remove")
    assert "Your cart is empty" in visit.page("cart").text


@pytest.mark.parametrize("quantity", ["-1", "1.5", "many", "9" * 9])
def test_an_odd_quantity_is_refused_with_a_sentence(visit: Visit, quantity: str) -> None:
    answer = visit.post("cart", part=GLOVES, quantity=quantity, action="set")
    assert answer.status_code == 422
    assert "in digits" in answer.text
    assert "Your cart is empty" in visit.page("cart").text


def test_prices_and_tax_follow_the_groups_country(customer: Customer) -> None:
    german = customer.visit(customer.ready_group("Schulen Nord", marketplace="amazon.de"))
    german.add(CHAIR)
    page = german.page("cart").text
    assert "€170.10" in page
    assert "MwSt. 19 %" in page
    assert "€32.32" in page


def test_two_visits_do_not_share_a_cart(customer: Customer, group: Group, visit: Visit) -> None:
    visit.add()
    assert "Your cart is empty" in customer.visit(group).page("cart").text


def test_an_unknown_session_says_to_start_again(visit: Visit) -> None:
    page = visit.client.get("/shop/unknown/")
    assert page.status_code == 404
    assert "start shopping again" in page.text


def test_a_finished_visit_leads_back_to_the_way_out(visit: Visit) -> None:
    visit.add()
    visit.submit()
    answer = visit.post("cart", part=GLOVES, action="add")
    assert answer.status_code == 303
    assert answer.location.endswith("/leaving")
