"""The form of a location in a real browser: prompts while typing, and the keyboard alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.serving import make_server

from tests.administrator import Administrator
from tests.chromium import PATIENCE_MS
from tests.fakes import FixedClock, ScriptedSupplier
from tests.pages.test_locations import ScriptedMaps
from wizard import accounts
from wizard.models import Location
from wizard.models.database import Database
from wizard.outside import Outside

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("chromium")]
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def maps() -> ScriptedMaps:
    return ScriptedMaps()


@pytest.fixture
def outside(supplier: ScriptedSupplier, clock: FixedClock, maps: ScriptedMaps) -> Outside:
    return Outside(supplier=supplier, addresses=maps, clock=clock)


@pytest.fixture
def address(app: Flask, alice: Administrator) -> Iterator[str]:
    """The application on a free port; Alice Archer is a user of it."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def signed_in(tab: Page, address: str, database: Database, clock: FixedClock) -> Page:
    with database.transaction() as session:
        alice = accounts.find_user(session, "alice@alpha.example")
        assert alice is not None
        token = accounts.make_link(session, alice, clock.now())
    tab.goto(f"{address}/sign-in/{token}")
    tab.locator("main form button").click()
    return tab


@pytest.fixture
def tab(chromium: Browser, address: str, database: Database, clock: FixedClock) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(PATIENCE_MS)
    yield signed_in(page, address, database, clock)
    page.close()


@pytest.fixture
def bare_tab(chromium: Browser, address: str, database: Database, clock: FixedClock) -> Iterator[Page]:
    """320 px wide, dark, scripts off."""
    page = chromium.new_page(
        viewport={"width": 320, "height": 700}, color_scheme="dark", java_script_enabled=False
    )
    page.set_default_timeout(PATIENCE_MS)
    yield signed_in(page, address, database, clock)
    page.close()


def test_prompts_come_while_typing_and_the_keyboard_is_enough(
    tab: Page, address: str, database: Database, maps: ScriptedMaps
) -> None:
    tab.goto(f"{address}/locations/new")
    tab.get_by_label("Name").focus()
    tab.keyboard.type("Tokyo lab")
    tab.keyboard.press("Tab")
    tab.keyboard.type("sh")
    tab.keyboard.type("ibuya")
    search = tab.get_by_role("combobox", name="Find the address")
    expect(search).to_have_attribute("aria-expanded", "true")
    expect(prompts(tab)).to_have_count(2)
    expect(tab.get_by_text("2 addresses found. Google Maps")).to_be_visible()
    assert all(len(typed) >= 3 for typed, _ in maps.asked)
    tab.keyboard.press("ArrowDown")
    expect(prompts(tab).first).to_have_attribute("aria-selected", "true")
    tab.keyboard.press("Enter")
    expect(tab.get_by_label("City")).to_have_value("Shibuya-ku")
    expect(tab.get_by_label("Name")).to_have_value("Tokyo lab")
    expect(tab.get_by_label("Prefecture")).to_have_value("東京都")
    tab.get_by_label("Phone").fill("03-3213-1111")
    tab.get_by_label("Phone").press("Enter")
    tab.wait_for_url("**/locations/")
    with database.transaction() as session:
        assert session.query(Location).one().place_id == "shibuya"
    assert len({session for _, session in maps.asked}) == 1


def test_escape_closes_the_prompts_and_typing_by_hand_goes_on(tab: Page, address: str) -> None:
    tab.goto(f"{address}/locations/new")
    tab.get_by_label("Find the address").press_sequentially("shibuya")
    expect(prompts(tab).first).to_be_visible()
    tab.keyboard.press("Escape")
    expect(prompts(tab)).to_have_count(0)
    expect(tab.get_by_label("Find the address")).to_have_value("shibuya")


def test_trouble_is_said_beside_the_box(tab: Page, address: str, maps: ScriptedMaps) -> None:
    maps.trouble = "maps.unreachable"
    tab.goto(f"{address}/locations/new")
    tab.get_by_label("Find the address").press_sequentially("shibuya")
    expect(tab.get_by_text("The address search cannot be reached at the moment.")).to_be_visible()


def test_without_scripts_the_same_is_done_by_buttons(
    bare_tab: Page, address: str, database: Database
) -> None:
    bare_tab.goto(f"{address}/locations/new")
    bare_tab.get_by_label("Name").fill("Tokyo lab")
    bare_tab.get_by_label("Find the address").fill("shibuya")
    bare_tab.get_by_role("button", name="Find address").click()
    bare_tab.get_by_label("2-24-12 Shibuya").check()
    bare_tab.get_by_role("button", name="Use this address").click()
    expect(bare_tab.get_by_label("City")).to_have_value("Shibuya-ku")
    bare_tab.get_by_label("Phone").fill("03-3213-1111")
    bare_tab.get_by_role("button", name="Save location").click()
    bare_tab.wait_for_url("**/locations/")
    with database.transaction() as session:
        assert session.query(Location).one().name == "Tokyo lab"


def test_axe_finds_nothing_in_any_state(tab: Page, address: str, clinic: int, maps: ScriptedMaps) -> None:
    for colours in ("light", "dark"):
        tab.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        tab.set_viewport_size({"width": 1280 if colours == "light" else 320, "height": 900})
        for path in ("/locations/", f"/locations/{clinic}", "/locations/new"):
            tab.goto(address + path)
            is_clean(tab)
        tab.get_by_label("Find the address").press_sequentially("shibuya")
        expect(prompts(tab).first).to_be_visible()
        is_clean(tab)
        tab.keyboard.press("Escape")
        tab.get_by_role("button", name="Find address").click()
        expect(tab.get_by_role("radio").first).to_be_visible()
        is_clean(tab)
        tab.get_by_role("button", name="Save location").click()
        expect(tab.get_by_role("alert")).to_be_visible()
        is_clean(tab)


def prompts(tab: Page) -> Locator:
    return tab.get_by_role("listbox", name="Addresses found").get_by_role("option")


def is_clean(tab: Page) -> None:
    found = Axe().run(tab, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"sideways: {tab.url}"
