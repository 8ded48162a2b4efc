"""The stand-in in a real browser: nothing for axe to find, nothing sideways, and the cart's way back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response, request
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.simulator.furnished import furnish
from tests.simulator.purchasing import Customer, Visit, setup_request
from wizard.cxml.cart import cart_document, read_cart
from wizard.cxml.envelope import open_envelope
from wizard.simulator import create_simulator

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("chromium")]
EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 800}
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"


class Site:
    """An app on a free port of this machine."""

    def __init__(self, app: Flask) -> None:
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        app.config["PUBLIC_URL"] = self.address
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Procurement:
    """Where the cart comes back to: answers 303 like the wizard does."""

    def __init__(self) -> None:
        self.carts: list[bytes] = []
        app = Flask(__name__, static_folder=None)
        app.add_url_rule("/return/token", view_func=self._take, methods=["POST"])
        app.add_url_rule("/requisition", view_func=lambda: "<title>Requisition</title><h1>Draft</h1>")
        self.site = Site(app)

    def _take(self) -> Response:
        self.carts.append(cart_document(request.content_type or "", request.get_data()))
        return Response(status=303, headers={"Location": "/requisition"})


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Site]]:
    app = create_simulator(tmp_path_factory.mktemp("stand-in"), public_url="http://127.0.0.1:8001")
    site = Site(app)
    yield app, site
    site.close()
    app.extensions["simulator.store"].close()


@pytest.fixture
def procurement() -> Iterator[Procurement]:
    procurement = Procurement()
    yield procurement
    procurement.site.close()


def findings(page: Page, options: dict[str, Any]) -> list[Any]:
    violations = Axe().run(page, options=options).response["violations"]
    return [(found["id"], [node["target"] for node in found["nodes"]]) for found in violations]


def test_no_page_has_an_axe_finding_or_runs_sideways(stand_in: tuple[Flask, Site], chromium: Browser) -> None:
    """Without scripts, so that the pages on the way out stay where they are."""
    app, site = stand_in
    pages = furnish(app)
    context = chromium.new_context(viewport=NARROW)
    context.route("**/simulator.js", lambda route: route.abort())
    page = context.new_page()
    wrong = {}
    for name, address in pages.items():
        page.goto(site.address + address)
        light = findings(page, EVERYTHING)
        narrow = page.evaluate(SIDEWAYS)
        page.set_viewport_size(WIDE)
        wide = page.evaluate(SIDEWAYS)
        page.set_viewport_size(NARROW)
        if light or narrow or wide:
            wrong[name] = (light, narrow, wide)
    context.close()
    assert wrong == {}


@pytest.mark.parametrize("scripts", [True, False], ids=["by itself", "by the button"])
def test_the_browser_carries_the_cart_back(
    stand_in: tuple[Flask, Site], chromium: Browser, procurement: Procurement, scripts: bool
) -> None:
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(stand_in[1].address + _shopping(stand_in[0], procurement).start)
    page.get_by_role("button", name="Add to cart Nitrile gloves").click()
    page.get_by_role("link", name="Proceed to checkout").click()
    page.get_by_role("button", name="Submit order for approval").click()
    expect(page.get_by_role("heading", name="This order requires approval")).to_be_visible()
    if not scripts:
        page.get_by_role("button", name="Back to your procurement system").click()
    expect(page.get_by_role("heading", name="Draft")).to_be_visible()
    context.close()
    (cart,) = (read_cart(open_envelope(document)) for document in procurement.carts)
    assert [line.description for line in cart.lines] == ["Nitrile gloves, powder-free, box of 100"]


def test_a_cart_that_goes_twice_is_sent_by_two_buttons(
    stand_in: tuple[Flask, Site], chromium: Browser, procurement: Procurement
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    visit = _shopping(stand_in[0], procurement, fault="replay")
    visit.add()
    visit.post("checkout", ship="setup")
    page.goto(f"{stand_in[1].address}{visit.start}leaving")
    with context.expect_page() as other_tab:
        page.get_by_role("button", name="Send it once").click()
    expect(other_tab.value.get_by_role("heading", name="Draft")).to_be_visible()
    page.get_by_role("button", name="Back to your procurement system").click()
    expect(page.get_by_role("heading", name="Draft")).to_be_visible()
    context.close()
    first, second = procurement.carts
    assert first == second


def test_the_whole_set_up_works_by_keyboard_alone(stand_in: tuple[Flask, Site], chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{stand_in[1].address}/groups/new")
    page.get_by_label("Name of the group").focus()
    page.keyboard.type("Keyboard clinics")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Keyboard clinics")).to_be_visible()
    page.goto(page.url.partition("?")[0] + "purchasing-system/")
    page.get_by_label("Purchasing system", exact=True).focus()
    page.keyboard.type("Precoro")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Copy all four")).to_be_visible()
    context.close()


def _shopping(app: Flask, procurement: Procurement, fault: str = "") -> Visit:
    customer = Customer(app)
    group = customer.ready_group(f"Clinics {len(customer.client.get('/').text)}")
    url = f"{procurement.site.address}/return/token"
    if fault:
        group.post("faults", fault=fault)
    return customer.visit(group, setup_request(group, return_url=url))
