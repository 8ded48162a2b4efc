"""The pre-flight's page in a real browser: it follows the work with scripts and without, and axe finds nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.administrator import Administrator
from tests.fakes import FixedClock, ScriptedSupplier
from tests.pages.flying import Work, listed, refusing, rita, works
from wizard import accounts
from wizard.models.database import Database
from wizard.outside import Answer

__all__ = ["listed", "rita", "works"]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("chromium")]
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


class Held:
    """A supplier that answers one request each time the test lets it; Rita is refused."""

    def __init__(self, rita: str) -> None:
        self._answer = refusing(rita)
        self._turns = threading.Semaphore(0)

    def __call__(self, url: str, document: bytes) -> Answer:
        self._turns.acquire(timeout=60)
        return self._answer(url, document)

    def lets(self, many: int) -> None:
        self._turns.release(many)


@pytest.fixture
def held(
    supplier: ScriptedSupplier, alice: Administrator, listed: str, rita: str, works: Work
) -> Iterator[Held]:
    """A pre-flight under way, whose first request waits for its answer."""
    supplier.react = held = Held(rita)
    alice.post(listed)
    worker = threading.Thread(target=works)
    worker.start()
    yield held
    held.lets(9)
    worker.join()


@pytest.fixture
def address(
    app: Flask, alice: Administrator, database: Database, clock: FixedClock, listed: str
) -> Iterator[str]:
    """Where the page is served, to whoever opens the sign-in link first."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def link(alice: Administrator, database: Database, clock: FixedClock) -> str:
    with database.transaction() as session:
        user = accounts.find_user(session, alice.email)
        assert user is not None
        return f"/sign-in/{accounts.make_link(session, user, clock.now())}"


def opened(browser: Browser, address: str, link: str, path: str, **options: object) -> Page:
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
    page.goto(address + link)
    page.locator("main button").click()
    page.goto(address + path)
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_page_follows_the_work_to_its_end(
    chromium: Browser, held: Held, address: str, link: str, listed: str, scripts: bool
) -> None:
    page = opened(chromium, address, link, listed, java_script_enabled=scripts)
    status = page.get_by_role("status")
    expect(status).to_contain_text("0 of 3: Alice Archer…")
    held.lets(1)
    expect(status).to_contain_text("1 of 3: Rita Vance…")
    held.lets(2)
    expect(page.get_by_role("heading", name="Not taken: 1 person")).to_be_visible()
    expect(page.get_by_role("button", name="Ask for the 1 person not taken yet")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_off_the_side(
    chromium: Browser, held: Held, address: str, link: str, listed: str, scheme: str
) -> None:
    page = opened(
        chromium,
        address,
        link,
        listed,
        viewport={"width": 320, "height": 800},
        color_scheme=scheme,
        bypass_csp=True,
    )
    for heading in ("Asking now", "Ask"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(one["id"], one["nodes"][0]["target"]) for one in found] == [], heading
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, heading
        held.lets(3)
    page.context.close()
