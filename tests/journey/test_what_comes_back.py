"""The stand-in speaks of an order over real HTTP, and Alice reads on its page what became of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from werkzeug.serving import make_server

from tests.journey.buyer import TRIAL, Buyer
from tests.journey.conftest import Begins
from tests.journey.stand_in import Group, StandIn

pytestmark = pytest.mark.xdist_group("journey")


@contextmanager
def listening(alice: Buyer) -> Iterator[str]:
    """The address at which her procurement system takes documents."""
    server = make_server("127.0.0.1", 0, alice.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/cxml"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_order_is_confirmed_shipped_in_parts_and_told_twice(
    begins: Begins, group: Group, stand_in: StandIn
) -> None:
    alice = begins(TRIAL)
    order = alice.buys()
    inbox = f"/inbox/{group.received('order')[-1]['id']}/replies"
    stages = {
        "differ": ("confirmed", "order.confirmed_differently"),
        "update": ("confirmed", "order.accepted"),
        "ship_part": ("partly_shipped", ""),
        "again": ("partly_shipped", ""),
        "ship_rest": ("shipped", ""),
    }
    with listening(alice) as address:
        for what, (status, code) in stages.items():
            stand_in.post(inbox, what=what, url=address)
            assert stand_in.json(inbox)[-1]["cxml_status"] == 200
            assert alice.get(f"{order}.json").json["status"] == status, what
            assert not code or code in alice.get(order).codes()
    page = alice.get(order)
    assert "Nothing differs from what was ordered." in page.words
    assert page.words.count("Follow it at track.example") == 2
    assert len(alice.get(f"{order}.json").json["shipments"]) == 2
    alice.passes(TRIAL)


def test_an_order_that_was_rejected_in_test_mode_proves_the_way_all_the_same(
    begins: Begins, group: Group, stand_in: StandIn
) -> None:
    alice = begins(TRIAL)
    order = alice.buys()
    with listening(alice) as address:
        inbox = f"/inbox/{group.received('order')[-1]['id']}/replies"
        stand_in.post(inbox, what="reject", url=address)
    assert alice.get(f"{order}.json").json["status"] == "rejected"
    alice.passes(TRIAL)
