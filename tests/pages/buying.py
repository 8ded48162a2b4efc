"""A whole test order by the pages: to the shop, back with a cart, confirmed, sent and answered."""

from __future__ import annotations

from flask import Flask

from tests.administrator import Administrator, Person
from tests.fakes import FixedClock, ScriptedSupplier, cxml_answer, shop_opens
from tests.procurement.clinic import FORM, cart_document, posted
from wizard.cxml.envelope import new_stamp, open_envelope
from wizard.cxml.order import write_response
from wizard.cxml.setup import read_setup_request
from wizard.cxml.status import Status
from wizard.outside import Answer
from wizard.procurement.sending import Hands, send


def takes_orders(supplier: ScriptedSupplier, clock: FixedClock) -> None:
    """The supplier opens its shop and accepts every order."""

    def react(url: str, document: bytes) -> Answer:
        if "/orders/" in url:
            stamp = new_stamp("amazon.com", clock.now())
            return cxml_answer(write_response(Status(200, "OK", ""), stamp=stamp))
        return shop_opens(url, document)

    supplier.react = react


def visits_the_shop(buyer: Person, setup_id: int, supplier: ScriptedSupplier) -> tuple[str, str]:
    """The address the cart has to be posted to, and its cookie."""
    started = buyer.post("/punchout/start", {"setup": setup_id})
    assert started.status == 303, started.words
    asked = read_setup_request(open_envelope(supplier.received[-1][1]))
    return "/" + asked.return_url.partition("://")[2].partition("/")[2], asked.buyer_cookie


def brings_a_cart(buyer: Person, setup_id: int, supplier: ScriptedSupplier) -> str:
    """The address of the requisition the cart became."""
    back, cookie = visits_the_shop(buyer, setup_id, supplier)
    arrived = buyer.client.post(back, data=posted(cart_document(cookie)), content_type=FORM)
    assert arrived.status_code == 303
    return str(arrived.headers["Location"])


def places_the_test_order(
    administrator: Administrator, app: Flask, supplier: ScriptedSupplier, clock: FixedClock
) -> None:
    """The order is accepted; the step still has to look."""
    takes_orders(supplier, clock)
    requisition = brings_a_cart(administrator, administrator.setup_id, supplier)
    confirmed = administrator.post(requisition, {"action": "confirm"})
    assert confirmed.status == 303, confirmed.words
    services = app.extensions["wizard"]
    hands = Hands(services.settings, services.database, services.outside, services.sealer)
    send(hands, _newest_order(administrator))


def _newest_order(administrator: Administrator) -> int:
    newest: dict[str, int] = administrator.get("/orders.json").json[0]
    return newest["id"]
