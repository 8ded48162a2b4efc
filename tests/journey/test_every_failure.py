"""Every fault the stand-in knows: met on the way, named where it is met, mended, and passed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journey.buyer import CREDENTIALS, TRIAL
from tests.journey.conftest import Begins
from tests.journey.failures import (
    ACCEPTED,
    AT_THE_CREDENTIALS,
    ON_THE_WAY_BACK,
    WITH_THE_ORDER,
)
from tests.journey.stand_in import Group
from wizard.failures import FAILURES
from wizard.simulator.faults import CART, ORDER, SETUP, TABLE

pytestmark = pytest.mark.xdist_group("journey")

NOT_SEEN_ON_THE_WIRE = {"never_ordered", "already_processed"}
"""Answers that say yes: no step can call them a failure."""


def acting_on(where: str) -> Iterator[str]:
    return (fault.key for fault in TABLE if where in fault.acts_on)


@pytest.mark.parametrize("fault", AT_THE_CREDENTIALS)
def test_the_credentials_step_names_it_and_passes_once_it_is_mended(fault: str, begins: Begins) -> None:
    alice, code = begins(CREDENTIALS), AT_THE_CREDENTIALS[fault]
    with alice.meets(fault):
        refused = alice.answers(CREDENTIALS)
    assert refused.status == 422
    assert code in refused.codes()
    assert alice.checks(CREDENTIALS)[code] is False
    assert alice.stands("ordering") == "locked"
    alice.passes(CREDENTIALS)
    assert alice.checks(CREDENTIALS)["supplier.answered"] is True


@pytest.mark.parametrize("fault", sorted(set(AT_THE_CREDENTIALS) - {"bad_certificate"}))
def test_the_shop_that_does_not_open_says_why_and_opens_once_it_is_mended(fault: str, begins: Begins) -> None:
    alice = begins(TRIAL)
    with alice.meets(fault):
        refused = alice.opens_the_shop()
    assert refused.status == 422
    assert AT_THE_CREDENTIALS[fault] in refused.codes()
    assert alice.opens_the_shop().status == 303


@pytest.mark.parametrize("fault", ON_THE_WAY_BACK)
def test_a_cart_that_comes_back_wrong_is_named_and_the_next_one_is_ordered(
    fault: str, begins: Begins
) -> None:
    alice, (code, step) = begins(TRIAL), ON_THE_WAY_BACK[fault]
    with alice.meets(fault):
        *earlier, last = alice.fills_a_cart()
    for form in earlier:
        alice.comes_back(form)
    if fault == "late_cart":
        alice.clock.forward(hours=25)
    assert code in alice.comes_back(last).codes()
    refused = alice.answers(TRIAL)
    assert refused.status == 422
    assert step in refused.codes()
    assert alice.checks(TRIAL)[step] is False
    alice.buys()
    alice.passes(TRIAL)


@pytest.mark.parametrize("fault", WITH_THE_ORDER)
def test_an_order_that_goes_wrong_is_named_and_the_next_one_passes(fault: str, begins: Begins) -> None:
    alice, (code, cause) = begins(TRIAL), WITH_THE_ORDER[fault]
    order = alice.confirms(alice.fills_a_cart()[0])
    with alice.meets(fault):
        alice.sends(order)
    page = alice.get(order)
    assert code in page.codes()
    assert cause in page.words
    step = alice.answers(TRIAL)
    assert step.status == 422
    assert code in step.codes()
    assert alice.checks(TRIAL)[code] is False
    alice.buys()
    alice.passes(TRIAL)


def test_an_order_that_cannot_be_sent_waits_and_a_right_address_mends_it(
    begins: Begins, group: Group
) -> None:
    """The certificate is bad on the order's address only: nothing has left, so nothing is unknown."""
    alice = begins(TRIAL)
    right = group.values()
    group.misbehaves("bad_certificate")
    wrong = group.values()["order_url"]
    group.behaves()
    assert alice.answers(CREDENTIALS, order_url=wrong).status == 303
    assert "supplier.tls_failed" in alice.get(alice.buys()).codes()
    assert alice.answers(TRIAL).status == 422
    assert alice.checks(TRIAL)[ACCEPTED] is False
    alice.answers(CREDENTIALS, **right)
    alice.buys()
    alice.passes(TRIAL)


def test_an_order_the_supplier_took_before_counts_as_taken(begins: Begins, group: Group) -> None:
    alice = begins(TRIAL)
    form = alice.fills_a_cart()[0]
    group.misbehaves("already_processed")
    assert ACCEPTED in alice.get(alice.orders(form)).codes()
    alice.passes(TRIAL)
    assert alice.checks(TRIAL)[ACCEPTED] is True


def test_an_order_that_was_taken_but_never_ordered_is_called_received_and_no_more(
    begins: Begins, group: Group
) -> None:
    """Nobody can see this on the wire: the page must not say that it was ordered."""
    alice = begins(TRIAL)
    form = alice.fills_a_cart()[0]
    group.misbehaves("never_ordered")
    order = alice.get(alice.orders(form))
    assert group.received("order")[-1]["state"] == "lost"
    assert "Received by the supplier" in order.words
    group.behaves()
    alice.passes(TRIAL)


def test_somebody_who_finds_the_order_at_the_supplier_says_so_and_the_step_passes(
    begins: Begins, group: Group
) -> None:
    alice = begins(TRIAL)
    form = alice.fills_a_cart()[0]
    group.misbehaves("cut_cxml")
    order = alice.orders(form)
    assert group.received("order")[-1]["state"] == "test"
    decided = alice.post(order, {"action": "mark_accepted", "reason": "It is in Amazon's list."})
    assert decided.status == 303
    alice.passes(TRIAL)


def test_an_order_given_up_proves_nothing(begins: Begins, group: Group) -> None:
    alice = begins(TRIAL)
    form = alice.fills_a_cart()[0]
    group.misbehaves("html_page")
    order = alice.orders(form)
    assert group.received("order")[-1]["state"] == "lost"
    assert alice.post(order, {"action": "give_up", "reason": "Amazon does not have it."}).status == 303
    assert alice.answers(TRIAL).status == 422


@pytest.mark.parametrize("fault", ["duplicate", "trouble", "reset"])
def test_a_worker_of_its_own_comes_to_the_same_word(fault: str, begins: Begins) -> None:
    alice = begins(TRIAL)
    order = alice.confirms(alice.fills_a_cart()[0])
    with alice.meets(fault):
        alice.has_a_worker_send(order)
    assert WITH_THE_ORDER[fault][0] in alice.get(order).codes()


def test_a_fault_that_strikes_once_is_over_by_the_second_try(begins: Begins, group: Group) -> None:
    alice = begins(CREDENTIALS)
    group.misbehaves("trouble", times="1")
    assert "supplier.trouble" in alice.answers(CREDENTIALS).codes()
    alice.passes(CREDENTIALS)


def test_no_fault_of_the_stand_in_is_left_out() -> None:
    setup, order, cart = (set(acting_on(where)) for where in (SETUP, ORDER, CART))
    assert setup | {"bad_certificate"} == set(AT_THE_CREDENTIALS)
    assert order == set(WITH_THE_ORDER) | NOT_SEEN_ON_THE_WIRE
    assert cart == set(ON_THE_WAY_BACK)


def test_every_code_is_in_the_table_of_failures() -> None:
    pairs = (*ON_THE_WAY_BACK.values(), *WITH_THE_ORDER.values())
    assert {*AT_THE_CREDENTIALS.values(), *(code for pair in pairs for code in pair)} <= set(FAILURES)
