"""The stand-in misbehaves when it is told to, as often as it is told to, and at no other time."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from flask import Flask
from lxml import html

from tests.pages.page_lint import faults as lint_faults
from tests.simulator.purchasing import Customer, Group, Visit, identity_of, order_of, setup_request, stamp
from wizard.cxml.cart import read_cart
from wizard.cxml.envelope import open_envelope
from wizard.cxml.setup import start_page, write_setup_request
from wizard.simulator.faults import ADDRESS, CART, FAULTS, SETUP, TABLE
from wizard.simulator.odd_answers import BITE, LONGEST, MOST, stays

JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
KEYS = [fault.key for fault in TABLE]
NO_TOKEN = "no token in the form"


def told(group: Group) -> dict[str, Any]:
    listed: list[dict[str, Any]] = group.client.get(f"/groups/{group.id}/faults").json
    return {fault["fault"]: fault for fault in listed}


def send(group: Group, asked: object) -> Any:
    return group.client.post(f"/groups/{group.id}/faults", json=asked)


def on(group: Group) -> dict[str, int | None]:
    return {key: fault["times"] for key, fault in told(group).items() if fault["on"]}


def status(customer: Customer, group: Group) -> int:
    asked = customer.ask(group).status
    assert asked is not None
    return asked.code


def leaving(customer: Customer, group: Group) -> Visit:
    visit = customer.visit(group)
    visit.add()
    visit.add("B0DSK01CHR")
    assert visit.post("checkout", ship="setup").status_code == 303
    return visit


def test_every_fault_is_listed_and_none_is_on(group: Group) -> None:
    assert list(told(group)) == KEYS
    assert on(group) == {}


@pytest.mark.parametrize("key", KEYS)
def test_each_is_switched_on_and_off_by_a_program(key: str, group: Group) -> None:
    assert send(group, {"fault": key}).status_code == 200
    assert on(group) == {key: None}
    assert send(group, {"fault": key, "on": False}).status_code == 200
    assert on(group) == {}


def test_a_form_does_the_same_and_answers_a_program_with_the_list(group: Group) -> None:
    answer = group.post("faults", fault="slow", times="3")
    assert {fault["fault"]: fault["times"] for fault in answer.json if fault["on"]} == {"slow": 3}


def test_a_browser_is_sent_back_to_the_row_it_came_from(group: Group) -> None:
    place = f"/groups/{group.id}"
    answer = group.client.post(f"{place}/faults", data={"fault": "slow"}, headers=HTML)
    assert (answer.status_code, answer.location) == (303, f"{place}/misbehave/?done=fault_on#slow")
    page = group.client.get(answer.location).text
    assert "Switched on" in page
    assert "Switch everything off" in page


def test_all_are_switched_off_at_once(group: Group) -> None:
    for key in KEYS:
        send(group, {"fault": key})
    send(group, {"fault": "all", "on": False})
    assert on(group) == {}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"fault": "all"},
        {"fault": "rain"},
        {"fault": "slow", "times": 0},
        {"fault": "slow", "times": -1},
        {"fault": "slow", "times": 100},
        {"fault": "slow", "times": "often"},
        {"fault": "slow", "times": "٣"},
        {"fault": "slow", "times": True},
        {"fault": "bad_certificate", "times": 1},
        {"fault": ["slow"]},
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(asked: object, group: Group) -> None:
    answer = send(group, asked)
    assert answer.status_code == 422
    assert answer.json["error"]
    assert on(group) == {}


@pytest.mark.parametrize("body", ["[]", "3", "null", "{"])
def test_json_that_is_no_object_is_a_bad_request(body: str, group: Group) -> None:
    place = f"/groups/{group.id}/faults"
    assert group.client.post(place, data=body, content_type="application/json").status_code == 400


def test_only_a_punchout_group_can_misbehave(customer: Customer) -> None:
    general, punch_in = customer.general(), customer.make_group("Walk-in", kind="punch_in")
    for group in (general, punch_in):
        assert group.post("faults", fault="slow").status_code == 409
        assert "Not in this group" in group.page("misbehave/")


def test_a_fault_strikes_as_often_as_it_was_told_and_only_its_own_group(customer: Customer) -> None:
    group, other = customer.ready_group(), customer.ready_group("Other group")
    send(group, {"fault": "wrong_secret", "times": 2})
    assert [status(customer, group) for _ in range(3)] == [401, 401, 200]
    assert status(customer, other) == 200
    assert on(group) == {}


def test_without_a_number_it_strikes_until_it_is_switched_off(customer: Customer, group: Group) -> None:
    send(group, {"fault": "refused"})
    assert [status(customer, group) for _ in range(4)] == [406] * 4
    send(group, {"fault": "refused", "on": False})
    assert status(customer, group) == 200


def test_switching_on_again_sets_the_number_anew(group: Group) -> None:
    for times in (5, 2, None):
        send(group, {"fault": "slow", "times": times})
        assert on(group) == {"slow": times}


def test_the_first_of_the_table_strikes_and_the_others_wait(customer: Customer, group: Group) -> None:
    send(group, {"fault": "refused", "times": 1})
    send(group, {"fault": "wrong_secret", "times": 1})
    assert [status(customer, group) for _ in range(3)] == [401, 406, 200]


def test_a_stranger_meets_no_fault(customer: Customer, group: Group) -> None:
    """Only who proves to be the group is treated as badly as it asked for."""
    send(group, {"fault": "trouble", "times": 1})
    said = customer.ask(group, secret="x" * 30).status
    assert said is not None
    assert said.code == 401
    assert on(group) == {"trouble": 1}


def test_an_answer_said_on_purpose_with_http_500_is_in_the_inbox(customer: Customer, group: Group) -> None:
    send(group, {"fault": "trouble", "times": 1})
    assert status(customer, group) == 500
    (arrived,) = customer.received()
    assert (arrived["fault"], arrived["http_status"], arrived["cxml_status"]) == ("trouble", 500, 500)
    page = customer.client.get(f"/inbox/{arrived['id']}").text
    assert "Misbehaved on purpose" in page
    assert on(group) == {}


@pytest.mark.parametrize("key", [f.key for f in TABLE if SETUP in f.acts_on])
def test_whatever_leaves_ends_by_itself(key: str, customer: Customer, group: Group) -> None:
    """A test client has no connection that could be kept waiting; the journeys have one."""
    values = group.values()
    send(group, {"fault": key})
    document = write_setup_request(identity_of(values), setup_request(group), mode="test", stamp=stamp())
    try:
        size = len(customer.post(values["Punchout URL"], document).data)
    except ConnectionAbortedError:
        size = 0
    assert size <= MOST + BITE
    assert customer.received()[-1]["fault"] == key


def test_orders_that_are_not_heard_are_not_kept_and_the_others_are(customer: Customer, group: Group) -> None:
    for key, kept in (("never_ordered", False), ("html_page", False), ("already_processed", True)):
        cart = read_cart(leaving(customer, group).message())
        send(group, {"fault": key, "times": 1})
        customer.post(*customer.order_document(group, order_of(cart), stamp=stamp()))
        arrived = customer.received(kind="order")[-1]
        assert (arrived["state"] != "lost", arrived["fault"]) == (kept, key)


def test_an_order_answered_as_processed_before_was_taken_once(customer: Customer, group: Group) -> None:
    cart = read_cart(leaving(customer, group).message())
    send(group, {"fault": "already_processed", "times": 1})
    said = customer.order(group, order_of(cart)).status
    assert said is not None
    assert (said.code, "already been processed" in said.content) == (500, True)
    assert [order["state"] for order in customer.received(kind="order")] == ["test"]


@pytest.mark.parametrize("key", [f.key for f in TABLE if CART in f.acts_on])
def test_a_spoilt_cart_says_so_on_its_page_and_the_next_one_is_whole(
    key: str, customer: Customer, group: Group
) -> None:
    send(group, {"fault": key, "times": 1})
    spoilt = leaving(customer, group).page("leaving").text
    assert FAULTS[key].title in html.document_fromstring(spoilt).text_content()
    whole = leaving(customer, group)
    assert "misbehaves" not in whole.page("leaving").text
    assert len(read_cart(whole.message()).lines) == 2


def test_a_cart_that_goes_twice_has_two_buttons_and_waits_for_them(customer: Customer, group: Group) -> None:
    send(group, {"fault": "replay"})
    page = html.document_fromstring(leaving(customer, group).page("leaving").text)
    first, second = page.forms
    assert first.action == second.action
    assert dict(first.fields) == dict(second.fields)
    assert "data-goes-by-itself" not in {*first.attrib, *second.attrib}


def test_a_late_cart_does_not_go_by_itself(customer: Customer, group: Group) -> None:
    send(group, {"fault": "late_cart"})
    (form,) = html.document_fromstring(leaving(customer, group).page("leaving").text).forms
    assert "data-goes-by-itself" not in form.attrib


def test_a_cart_left_without_buying_uses_no_fault_up(customer: Customer, group: Group) -> None:
    send(group, {"fault": "wrong_total", "times": 1})
    visit = customer.visit(group)
    visit.post("leave")
    assert open_envelope(visit.document()).kind == "PunchOutOrderMessage"
    assert on(group) == {"wrong_total": 1}


def test_the_values_name_the_untrusted_port_only_while_the_certificate_is_bad(
    simulator: Flask, group: Group
) -> None:
    simulator.config["TLS_PORT"] = 8443
    usual = group.values()
    send(group, {"fault": "bad_certificate"})
    bad = group.values()
    assert bad["Punchout URL"] == "https://127.0.0.1:8443/punchout/test"
    assert bad["Purchase Order Request URL"].startswith("https://127.0.0.1:8443/orders/")
    send(group, {"fault": "bad_certificate", "on": False})
    assert group.values() == usual


def test_the_page_is_well_made_in_every_state(customer: Customer, group: Group) -> None:
    place = f"/groups/{group.id}"
    pages = [customer.client.get(f"{place}/misbehave/").text]
    for key in KEYS:
        group.post("faults", fault=key, times="" if ADDRESS in FAULTS[key].acts_on else "2")
    pages.append(customer.client.get(f"{place}/misbehave/").text)
    refused = customer.client.post(f"{place}/faults", data={"fault": "slow", "times": "x"}, headers=HTML)
    assert refused.status_code == 422
    pages.append(refused.text)
    for page in pages:
        assert [fault for fault in lint_faults(page) if not fault.startswith(NO_TOKEN)] == []
    assert "<title>Error: " in refused.text


def test_looking_at_the_list_and_the_page_changes_nothing(customer: Customer, group: Group) -> None:
    send(group, {"fault": "slow", "times": 1})
    for path in ("faults", "misbehave/", "purchasing-system/"):
        group.page(path)
    assert on(group) == {"slow": 1}


def test_a_caller_who_has_hung_up_is_not_waited_for() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        assert stays(ours, 0.01)
        theirs.close()
        assert not stays(ours, LONGEST)


def test_without_a_fault_the_shop_opens_as_ever(customer: Customer, group: Group) -> None:
    assert "/shop/" in start_page(customer.ask(group))
    assert customer.received()[0]["fault"] is None
