"""The step pages in a real browser: nothing for axe to find, nothing sideways, everything without scripts."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Response, render_template
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.pages.pattern import STEPS, pattern_app, step_context
from wizard.pages.headers import POLICY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("chromium")]
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SLOW = 0.4
"""Seconds a posted step takes here: long enough for an impatient second press."""


class Pages:
    """The pattern pages on a free port of this machine; counts what was posted."""

    def __init__(self) -> None:
        app = pattern_app()
        self.posted = 0
        app.add_url_rule("/<slug>/<state>", "pattern", self._show)
        app.add_url_rule("/<slug>/<state>", "post", self._take, methods=["POST"])
        app.after_request(_with_policy)
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def address(self, slug: str, state: str = "fresh") -> str:
        return f"http://127.0.0.1:{self._server.server_port}/{slug}/{state}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _show(self, slug: str, state: str) -> str:
        return render_template(f"steps/{slug}.html", **step_context(slug, state))

    def _take(self, slug: str, state: str) -> str:
        self.posted += 1
        time.sleep(SLOW)
        return self._show(slug, "passed")


def _with_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    pages = Pages()
    yield pages
    pages.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "states"),
    [
        (1280, "dark", ["refused"]),
        (320, "light", ["passed"]),
    ],
)
def test_axe_finds_nothing_and_nothing_runs_off_the_side(chromium, pages, width, scheme, states):
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    for slug, *_ in STEPS:
        for state in states:
            page.goto(pages.address(slug, state))
            page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
            found = Axe().run(page, options=WCAG).response["violations"]
            assert [(one["id"], one["nodes"][0]["target"]) for one in found] == [], f"{slug} {state}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{slug} {state}"
    context.close()


def test_the_pages_own_policy_blocks_nothing_of_them(page, pages):
    said = []
    page.on("console", lambda message: said.append(message.text))
    for slug, *_ in STEPS:
        page.goto(pages.address(slug, "refused"))
    assert said == []


def test_without_scripts_the_summary_has_the_focus_and_the_form_is_whole(chromium, pages):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages.address("credentials", "refused"))
    expect(page.locator("#problem")).to_be_focused()
    expect(page.get_by_role("button", name="Show")).to_have_count(0)
    expect(page.get_by_role("button", name="Copy the message")).to_have_count(0)
    page.get_by_label("From Identity").fill("Northwind4203118865")
    page.get_by_role("button", name="Try these credentials").click()
    expect(page.get_by_text("Passed. Dana Whitfield")).to_be_visible()
    context.close()


def test_the_first_tab_offers_to_skip_to_the_content(page, pages):
    page.goto(pages.address("group"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_a_link_of_the_summary_leads_to_its_field(page, pages):
    page.goto(pages.address("payment", "refused"))
    page.get_by_role("link", name="The group has no payment method yet.").click()
    expect(page.get_by_label("Invoice")).to_be_focused()


def test_a_secret_can_be_looked_at_while_typing(page, pages):
    page.goto(pages.address("credentials"))
    secret = page.locator("#shared_secret")
    expect(secret).to_have_attribute("type", "password")
    page.get_by_role("button", name="Show").click()
    expect(secret).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide").click()
    expect(secret).to_have_attribute("type", "password")


def test_a_line_of_an_address_is_copied_alone(page, pages):
    page.goto(pages.address("address-book", "refused"))
    page.get_by_role("button", name="Copy Address line 1").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "400 Broad Street"


def test_two_presses_send_one_form_and_say_what_is_going_on(page, pages):
    page.goto(pages.address("credentials"))
    before = pages.posted
    button = page.get_by_role("button", name="Try these credentials")
    said = button.evaluate("b => { b.click(); b.click(); return b.nextSibling.textContent }")
    assert said == "Asking Amazon Business, up to 15 seconds…"
    expect(page.get_by_text("Passed. Dana Whitfield")).to_be_visible()
    assert pages.posted == before + 1


def test_the_ladder_is_open_on_wide_screens_and_folded_on_narrow_ones(page, pages):
    page.goto(pages.address("people"))
    step = page.get_by_text("Clear the general group")
    expect(step).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 700})
    page.reload()
    expect(step).to_be_hidden()
    page.get_by_text("Step 8 of 12").locator("visible=true").click()
    expect(step).to_be_visible()


def test_times_are_shown_in_the_readers_own_zone(chromium, pages):
    context = chromium.new_context(timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(pages.address("payment", "passed"))
    expect(page.locator("main time").first).to_have_text("23 November 2026 at 21:05")
    context.close()


def test_the_instructions_alone_are_printed(page, pages):
    page.goto(pages.address("share"))
    page.emulate_media(media="print")
    expect(page.locator(".print-only")).to_be_visible()
    for gone in ("header", "aside", "footer", "#instructions", "#step-form button"):
        expect(page.locator(gone).first).to_be_hidden()
