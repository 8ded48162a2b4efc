"""The stand-in speaks of orders it took: to whoever listens at the purchasing system's address."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.procurement.loopback import Supplier
from tests.simulator.purchasing import CHAIR, Customer, Group, order_of
from wizard.cxml.confirmation import Confirmation, read_confirmation
from wizard.cxml.envelope import Envelope, open_envelope
from wizard.cxml.lint import lint
from wizard.cxml.shipping import Shipment, read_shipment

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ACTS = ["confirm", "differ", "split", "reject", "ship_part", "ship_rest"]


@pytest.fixture
def listener() -> Iterator[Supplier]:
    """A purchasing system that takes everything."""
    listening = Supplier()
    yield listening
    listening.close()


@pytest.fixture
def inbox(customer: Customer, group: Group) -> str:
    """The page of an order of 10 gloves and 2 chairs."""
    visit = customer.visit(group)
    visit.add(quantity=10)
    visit.add(CHAIR, 2)
    customer.order(group, order_of(visit.submit()))
    return f"/inbox/{customer.received(kind='order')[0]['id']}"


def sends(
    client: FlaskClient, inbox: str, listener: Supplier, what: str, **more: Any
) -> list[dict[str, Any]]:
    answer = client.post(f"{inbox}/replies", json={"what": what, "url": f"{listener.url}/cxml", **more})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json
    return found


def last(listener: Supplier) -> Envelope:
    return open_envelope(listener.received[-1])


def confirmed(listener: Supplier) -> Confirmation:
    return read_confirmation(last(listener))


def shipped(listener: Supplier) -> Shipment:
    return read_shipment(last(listener))


@pytest.mark.parametrize("what", ACTS)
def test_what_it_sends_is_good_and_signed_with_the_groups_secret(
    what: str, customer: Customer, group: Group, inbox: str, listener: Supplier
) -> None:
    for told in sends(customer.client, inbox, listener, what):
        assert (told["http_status"], told["cxml_status"]) == (200, 200)
    values = group.values()
    for document in listener.received:
        report, envelope = lint(document), open_envelope(document)
        assert (report.accepted, report.findings, envelope.mode) == (True, (), "test")
        assert envelope.sender[0].secret == values["Shared Secret"]
        assert envelope.to[0].identity == values["From Identity"]
        assert values["Shared Secret"] not in customer.client.get(f"{inbox}/reply/").text


def test_it_confirms_what_was_typed(customer: Customer, inbox: str, listener: Supplier) -> None:
    sends(customer.client, inbox, listener, "differ", quantity_1="8", price_1="9.99")
    (line,) = confirmed(listener).lines
    detail, reject = line.portions
    assert detail.unit_price is not None
    assert (line.number, detail.quantity, detail.unit_price.amount) == (1, 8, Decimal("9.99"))
    assert (reject.type, reject.quantity) == ("reject", 2)


def test_a_split_order_has_two_confirmations_of_their_own_numbers(
    customer: Customer, inbox: str, listener: Supplier
) -> None:
    sends(customer.client, inbox, listener, "split")
    first, second = (read_confirmation(open_envelope(document)) for document in listener.received)
    assert [line.number for line in (*first.lines, *second.lines)] == [1, 2]
    assert first.confirm_id != second.confirm_id


def test_parts_and_the_rest_make_the_whole_order(customer: Customer, inbox: str, listener: Supplier) -> None:
    sends(customer.client, inbox, listener, "ship_part")
    first = shipped(listener)
    assert [(line.number, line.quantity) for line in first.orders[0].lines] == [(1, 5), (2, 1)]
    sends(customer.client, inbox, listener, "ship_rest")
    second = shipped(listener)
    assert [(line.number, line.quantity) for line in second.orders[0].lines] == [(1, 5), (2, 1)]
    assert first.tracking[0].number != second.tracking[0].number
    assert refused(customer.client, inbox, "ship_rest") == "Everything was shipped already."


def refused(client: FlaskClient, inbox: str, what: str, **more: str) -> str:
    answer = client.post(f"{inbox}/replies", json={"what": what, "url": "http://127.0.0.1:9/", **more})
    assert answer.status_code == 422
    return str(answer.json["error"])


def test_the_same_again_is_the_same_to_the_byte(customer: Customer, inbox: str, listener: Supplier) -> None:
    assert refused(customer.client, inbox, "again") == "Nothing was sent yet."
    for what in ("confirm", "again"):
        sends(customer.client, inbox, listener, what)
    assert listener.received[0] == listener.received[1]


def test_an_update_names_the_confirmation_it_replaces(
    customer: Customer, inbox: str, listener: Supplier
) -> None:
    assert refused(customer.client, inbox, "update") == "Nothing was confirmed yet."
    (before,) = sends(customer.client, inbox, listener, "reject")
    sends(customer.client, inbox, listener, "update")
    said = confirmed(listener)
    assert (said.operation, said.replaces, said.confirm_id) == (
        "update",
        before["payload_id"],
        before["number"],
    )


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"what": "hope"}, "no act of this name"),
        ({"what": "confirm", "url": "ftp://127.0.0.1/"}, "address"),
        ({"what": "differ", "quantity_1": "many"}, "is not a quantity"),
        ({"what": "differ", "price_1": "1e9"}, "is not an amount"),
        ({"what": "differ", "quantity_1": "10"}, "Change a quantity"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    customer: Customer, inbox: str, asked: dict[str, str], problem: str
) -> None:
    assert problem in refused(customer.client, inbox, **asked)
    page = customer.client.post(
        f"{inbox}/replies", data={"url": "http://127.0.0.1:9/", **asked}, headers=HTML
    )
    assert (page.status_code, "Nothing was sent" in page.text) == (422, True)
    assert customer.client.get(f"{inbox}/replies").json == []


def test_nobody_at_the_address_is_said_and_kept(customer: Customer, inbox: str) -> None:
    page = customer.client.post(
        f"{inbox}/replies",
        data={"what": "confirm", "url": "http://127.0.0.1:9/cxml"},
        headers=HTML,
        follow_redirects=True,
    )
    assert "Nobody answers there." in page.text
    (told,) = customer.client.get(f"{inbox}/replies").json
    assert (told["http_status"], told["url"]) == (0, "http://127.0.0.1:9/cxml")


def test_the_address_is_guessed_from_where_carts_go_and_kept_once_told(
    customer: Customer, inbox: str, listener: Supplier
) -> None:
    assert "https://procurement.example/cxml" in customer.client.get(f"{inbox}/reply/").text
    sends(customer.client, inbox, listener, "confirm")
    assert f"{listener.url}/cxml" in customer.client.get(f"{inbox}/reply/").text


@pytest.mark.parametrize("page", ["reply/", "replies"])
def test_only_orders_are_spoken_of(customer: Customer, group: Group, page: str) -> None:
    customer.visit(group)
    assert customer.client.get(f"/inbox/1/{page}").status_code == 404
