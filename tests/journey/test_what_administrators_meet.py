"""The failures administrators meet that are nobody's fault on the wire: named at the step, mended, passed."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import pytest

from tests.journey.buyer import CREDENTIALS, EMAIL, TRIAL
from tests.journey.conftest import Begins
from tests.journey.mistakes import MISTAKES, Mistake
from tests.journey.stand_in import Group, StandIn
from wizard.models import APPROVE
from wizard.outside.names import Address, look_up

pytestmark = pytest.mark.xdist_group("journey")

NEVER_RETURNED = "order.cart_never_returned"


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_is_named_at_its_step_and_the_right_answer_passes(
    mistake: Mistake, begins: Begins, group: Group
) -> None:
    alice = begins(mistake.step)
    wrong = mistake.changes(alice.right_answers(mistake.step))
    refused = alice.answers(mistake.step, **wrong)
    assert refused.status == 422
    assert mistake.code in refused.codes()
    assert alice.checks(mistake.step)[mistake.code] is False
    if mistake.step == "go-live":
        group.switches("active")
    if mistake.step == TRIAL:
        alice.buys()
    alice.passes(mistake.step)


def test_a_name_that_leads_nowhere(begins: Begins) -> None:
    def resolve(host: str, port: int) -> Sequence[Address]:
        if host == "127.0.0.1":
            return look_up(host, port)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    alice = begins(CREDENTIALS, resolve=resolve)
    typed = "https://abintegrations.amazon.com/punchout/test"
    assert "supplier.name_not_found" in alice.answers(CREDENTIALS, punchout_url=typed).codes()
    alice.passes(CREDENTIALS)


def test_values_made_anew_in_amazon_since_they_were_copied(begins: Begins, stand_in: StandIn) -> None:
    alice = begins(CREDENTIALS)
    alice.group = stand_in.makes_a_group("Renewed group", [EMAIL])
    copied = alice.group.values()
    alice.group.post("purchasing-system/renew")
    assert "supplier.bad_credentials" in alice.answers(CREDENTIALS, **copied).codes()
    alice.passes(CREDENTIALS)


def test_the_values_of_another_group_are_doubted_before_anybody_lands_there(
    begins: Begins, stand_in: StandIn
) -> None:
    alice = begins(CREDENTIALS)
    alice.group = stand_in.makes_a_group("Kitchen supplies", [EMAIL])
    alice.passes(CREDENTIALS)
    assert alice.checks(CREDENTIALS)["credentials.identity_of_another_group"] is False
    assert "credentials.identity_of_another_group" in alice.looks_at(CREDENTIALS).codes()


def test_a_window_that_was_closed_in_the_shop(begins: Begins) -> None:
    alice = begins(TRIAL)
    assert alice.opens_the_shop().status == 303
    assert NEVER_RETURNED in alice.answers(TRIAL).codes()
    alice.buys()
    alice.passes(TRIAL)


def test_a_checkout_that_offers_place_order(begins: Begins, group: Group, stand_in: StandIn) -> None:
    stand_in.gives_in_the_general_group(EMAIL, "Buyer (Requisitioner)")
    alice = begins(TRIAL)
    assert alice.fills_a_cart() == []
    refused = alice.answers(TRIAL)
    assert NEVER_RETURNED in refused.codes()
    assert "Place order" in refused.words
    stand_in.gives_in_the_general_group(EMAIL)
    alice.buys()
    alice.passes(TRIAL)


def test_somebody_who_is_not_in_the_group(begins: Begins, group: Group, stand_in: StandIn) -> None:
    """Amazon opens the shop all the same and says so only to the person."""
    alice = begins(TRIAL)
    group.removes(EMAIL)
    assert stand_in.shows(alice.opens_the_shop().location) == 403
    assert NEVER_RETURNED in alice.answers(TRIAL).codes()
    group.invites(EMAIL)
    alice.buys()
    alice.passes(TRIAL)


def test_a_cart_for_a_visit_nobody_began(begins: Begins) -> None:
    alice = begins(TRIAL)
    ((url, cart),) = alice.fills_a_cart()
    assert "order.cart_unknown_session" in alice.comes_back((f"{url}x", cart)).codes()
    assert NEVER_RETURNED in alice.answers(TRIAL).codes()
    alice.orders((url, cart))
    alice.passes(TRIAL)


def test_a_requisition_that_nobody_confirmed(begins: Begins) -> None:
    alice = begins(TRIAL)
    (form,) = alice.fills_a_cart()
    alice.comes_back(form)
    assert "order.not_confirmed" in alice.answers(TRIAL).codes()
    alice.buys()
    alice.passes(TRIAL)


def test_an_approver_who_has_not_decided(begins: Begins) -> None:
    alice = begins(TRIAL)
    bob = alice.colleague("bob@alpha.example", APPROVE)
    requisition = alice.confirms_for_approval(alice.fills_a_cart()[0])
    assert "order.not_approved" in alice.answers(TRIAL).codes()
    assert bob.post(requisition, {"action": "approve"}).status == 303
    alice.sends("/orders/1")
    alice.passes(TRIAL)


def test_a_cart_older_than_its_prices(begins: Begins) -> None:
    alice = begins(TRIAL)
    (form,) = alice.fills_a_cart()
    requisition = alice.comes_back(form)
    assert "order.cart_too_old" not in requisition.codes()
    alice.clock.forward(days=8)
    alice.signs_in()
    assert "order.cart_too_old" in alice.get("/requisitions/1").codes()


def test_an_order_that_still_waits_when_the_switch_is_thrown(begins: Begins, group: Group) -> None:
    alice = begins("go-live")
    order = alice.confirms(alice.fills_a_cart()[0])
    group.switches("active")
    assert "go_live.orders_in_flight" in alice.answers("go-live").codes()
    alice.sends(order)
    alice.passes("go-live")


def test_a_step_that_passed_at_its_last_try_is_not_said_to_have_failed(begins: Begins) -> None:
    assert "The last try did not pass" not in begins("go-live").get("/setup/1/evidence").words


def test_what_was_typed_and_refused_later_is_not_called_proved(begins: Begins) -> None:
    """The test order proved the values that are kept, not those of a later try."""
    alice = begins("go-live")
    alice.answers(CREDENTIALS, shared_secret="A" * 30)
    checks = {check["code"]: check for check in alice.step(CREDENTIALS)["checks"]}
    assert checks["credentials.order_url_unknown_shape"]["evidence"] == "told"
    assert checks["supplier.bad_credentials"]["evidence"] == "proved"


def test_words_of_the_supplier_end_a_sentence_once(begins: Begins, group: Group) -> None:
    alice = begins(CREDENTIALS)
    group.misbehaves("html_page")
    alice.answers(CREDENTIALS)
    assert all(".." not in check["sentence"] for check in alice.step(CREDENTIALS)["checks"])


def test_values_that_passed_and_no_longer_do_have_to_be_checked_again(begins: Begins, group: Group) -> None:
    alice = begins("go-live")
    with alice.meets("wrong_secret"):
        alice.answers(CREDENTIALS)
    assert alice.stands(CREDENTIALS) == "check_again"
    assert alice.stands("go-live") == "locked"
    alice.passes(CREDENTIALS)
    assert alice.stands(CREDENTIALS) == "passed"
    assert alice.stands("go-live") == "open"


def test_other_values_that_were_refused_leave_those_that_passed(begins: Begins) -> None:
    alice = begins("go-live")
    alice.answers(CREDENTIALS, shared_secret="A" * 30)
    assert alice.stands(CREDENTIALS) == "passed"
