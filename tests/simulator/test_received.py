"""``/received.json`` and the inbox: what arrived, and no secret in it."""

from __future__ import annotations

import pytest

from tests.simulator.purchasing import RETURN, Customer, Group, order_of, setup_request


def test_it_lists_what_arrived_in_order_with_what_was_answered(customer: Customer, group: Group) -> None:
    customer.ask(group)
    customer.ask(group, secret="x" * 30)
    customer.ask(group, setup_request(group, return_url=""))
    listed = customer.received()
    assert [(found["kind"], found["cxml_status"], found["state"]) for found in listed] == [
        ("setup", 200, "opened"),
        ("setup", 401, "refused"),
        ("setup", 403, "refused"),
    ]
    assert [found["group"] for found in listed] == [group.name, None, group.name]
    assert listed[0]["when"] == "2026-03-02T09:00:00+00:00"
    assert listed[0]["email"] == "dana@northwind.example"


def test_it_can_be_asked_for_one_group_or_kind(customer: Customer, group: Group) -> None:
    other = customer.ready_group("Other clinics")
    customer.ask(group)
    customer.profile(other, other.values()["Punchout URL"])
    assert [found["kind"] for found in customer.received(group=group.name)] == ["setup"]
    assert [found["kind"] for found in customer.received(group=str(other.id))] == ["profile"]
    assert [found["group"] for found in customer.received(kind="setup")] == [group.name]
    assert customer.received(group="Nobody's") == []


def test_what_could_not_be_read_is_listed_too(customer: Customer) -> None:
    customer.post("http://127.0.0.1:8001/punchout", b"hello")
    customer.post("http://127.0.0.1:8001/punchout", b"a=b", "application/x-www-form-urlencoded")
    listed = customer.received(kind="unreadable")
    assert [(found["http_status"], found["cxml_status"]) for found in listed] == [(200, 406), (400, 0)]


def test_no_secret_and_no_return_token_is_shown_anywhere(customer: Customer, group: Group) -> None:
    visit = customer.visit(group)
    visit.add()
    customer.order(group, order_of(visit.submit()))
    customer.ask(group, identity="Somebody0123456789")
    pages = ["/received.json", "/inbox/"] + [f"/inbox/{found['id']}" for found in customer.received()]
    for page in pages:
        shown = customer.client.get(page).text
        assert group.values()["Shared Secret"] not in shown
        assert RETURN.rsplit("/", 1)[1] not in shown


def test_the_inbox_is_filtered_by_group_and_kind(customer: Customer, group: Group) -> None:
    customer.ask(group)
    assert "Setup request" in customer.client.get(f"/inbox/?group={group.id}").text
    assert "Nothing has arrived" in customer.client.get("/inbox/?kind=order").text


def test_a_long_inbox_has_older_pages(customer: Customer, group: Group) -> None:
    for _ in range(51):
        customer.profile(group, group.values()["Punchout URL"])
    first = customer.client.get("/inbox/").text
    assert "before=2" in first
    assert 'href="/inbox/1"' not in first
    assert 'href="/inbox/1"' in customer.client.get("/inbox/?before=2").text


@pytest.mark.parametrize("page", ["/inbox/?before=%s", "/inbox/?group=%s", "/received.json?group=%s"])
@pytest.mark.parametrize("number", ["9" * 30, "-1", "x", "٣"])
def test_a_number_that_is_none_does_no_harm(customer: Customer, page: str, number: str) -> None:
    assert customer.client.get(page % number).status_code == 200


def test_it_says_that_it_is_well(customer: Customer) -> None:
    assert customer.client.get("/healthz").text == "ok\n"
