"""Payment methods of a group."""

from __future__ import annotations

import re

from tests.simulator.purchasing import Customer


def test_the_invoice_line_is_there_by_itself_and_no_default(customer: Customer) -> None:
    page = customer.make_group().page("payment/")
    assert "Invoice line" in page
    assert "No default yet" in page


def test_a_card_is_added_and_made_the_default(customer: Customer) -> None:
    group = customer.make_group()
    group.post("payment/", holder="Dana Whitfield", last_digits="4242")
    card = re.findall(r'name="method" value="(\d+)"', group.page("payment/"))[-1]
    group.post("payment/default", method=card)
    assert re.search(r"Card ending 4242, Dana Whitfield</b> <span[^>]*>Default", group.page("payment/"))


def test_only_four_digits_of_a_card_are_taken(customer: Customer) -> None:
    group = customer.make_group()
    answer = group.post("payment/", holder="Dana", last_digits="4111111111111111")
    assert answer.status_code == 422
    assert "exactly four digits" in answer.text


def test_the_invoice_line_cannot_be_removed_a_card_can(customer: Customer) -> None:
    group = customer.make_group()
    group.post("payment/", holder="Dana", last_digits="4242")
    invoice, card = sorted(set(re.findall(r'name="method" value="(\d+)"', group.page("payment/"))))
    assert group.post("payment/remove", method=invoice).status_code == 409
    assert group.post("payment/remove", method=card).status_code == 303
    assert "4242" not in group.page("payment/")


def test_a_group_without_shared_payment_methods_has_none(customer: Customer) -> None:
    page = customer.make_group(shared_payment_methods="").page("payment/")
    assert "Shared payment methods are off" in page
    assert "Invoice line" not in page
