"""The address search in Chromium, over the running demo and its stand-in for Google Maps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Opens, browsers
from tests.browser.keyboard import Keyboard
from tests.browser.organisation import Organisation, founded
from tests.browser.processes import Demo
from wizard.simulator.google.keys import GOOD_KEY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DEBOUNCE_MS = 300
SEARCH = "Find the address"
HAMPSTEAD = re.compile("Flat 3, 14 Harbour Row")


@pytest.fixture(scope="module")
def organisation(demo: Demo) -> Organisation:
    return founded(demo, "Searching Clinics")


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, organisation: Organisation) -> Iterator[Page]:
    with browsers(chromium) as opens:
        yield opens(organisation.link("administrator"))


@pytest.fixture
def form(signed_in: Page, demo: Demo) -> Page:
    """An administrator at the empty form of a location."""
    signed_in.goto(f"{demo.app}/locations/new")
    assert GOOD_KEY not in signed_in.content()
    return signed_in


@pytest.fixture
def slow_form(opens: Opens, organisation: Organisation) -> Page:
    """The same, where time passes only when the test lets it."""
    page = opens(organisation.link("administrator"))
    page.clock.install(time=0)
    page.goto(f"{organisation.demo.app}/locations/new")
    page.clock.pause_at(DEBOUNCE_MS * 1000)
    return page


@pytest.fixture
def bare_form(opens: Opens, organisation: Organisation) -> Page:
    """The same without scripts, on a phone."""
    page = opens(organisation.link("administrator"), scripts=False, width=320)
    page.goto(f"{organisation.demo.app}/locations/new")
    return page


def box(page: Page) -> Locator:
    return page.get_by_label(SEARCH)


def prompts(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Addresses found").get_by_role("option")


def token(page: Page) -> str:
    return page.locator("[name=search_session]").input_value()


def search(demo: Demo, session: str) -> dict[str, Any] | None:
    """What the stand-in remembers of one search."""
    with requests.Session() as line:
        line.trust_env = False
        searches = line.get(f"{demo.simulator}/google.json", timeout=10).json()["searches"]
    return next((one for one in searches if one["token"] == session), None)


def adds_the_phone_and_saves(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Phone").fill("020 7946 0000")
    page.get_by_role("button", name="Save location").click()
    page.wait_for_url("**/locations/")
    expect(page.get_by_role("link", name=name)).to_be_visible()


def test_nobody_is_asked_before_three_letters_and_a_pause(slow_form: Page, demo: Demo) -> None:
    box(slow_form).press_sequentially("ha")
    slow_form.clock.run_for(DEBOUNCE_MS * 3)
    box(slow_form).press_sequentially("rb")
    slow_form.clock.run_for(DEBOUNCE_MS - 50)
    box(slow_form).press_sequentially("our r")
    slow_form.clock.run_for(DEBOUNCE_MS)
    expect(prompts(slow_form)).to_have_count(1)
    box(slow_form).press_sequentially("ow")
    slow_form.keyboard.press("Tab")
    slow_form.clock.run_for(DEBOUNCE_MS * 3)
    expect(prompts(slow_form)).to_have_count(0)
    asked = search(demo, token(slow_form))
    assert asked is not None
    assert asked["typed"] == ["harbour r"]


def test_arrow_keys_and_enter_pick_within_one_search(form: Page, demo: Demo) -> None:
    session = token(form)
    box(form).press_sequentially("harb")
    expect(prompts(form)).to_have_count(5)
    box(form).press_sequentially("our")
    expect(prompts(form)).to_have_count(3)
    expect(box(form)).to_have_attribute("aria-expanded", "true")
    for key, chosen in (("ArrowDown", 0), ("ArrowUp", 2), ("ArrowUp", 1)):
        form.keyboard.press(key)
        expect(prompts(form).nth(chosen)).to_have_attribute("aria-selected", "true")
    expect(box(form)).to_have_attribute("aria-activedescendant", "prompt-1")
    form.keyboard.press("Enter")
    expect(form.get_by_text("Filled in.")).to_be_visible()
    expect(form.get_by_label("Street and number")).to_have_value(HAMPSTEAD)
    expect(form.get_by_label("Postcode")).to_have_value("NW3 1AA")
    asked = search(demo, session)
    assert asked is not None
    assert (asked["typed"][-1], len(asked["picked"]), asked["late"]) == ("harbour", 1, 0)
    assert token(form) != session
    adds_the_phone_and_saves(form, "Hampstead")


def test_the_prompts_say_where_they_come_from_and_a_click_picks(form: Page) -> None:
    box(form).press_sequentially("farol velho")
    expect(prompts(form)).to_have_count(1)
    source = form.locator(".prompts").get_by_text("Google Maps")
    expect(source).to_be_in_viewport()
    on_top = "one => { const b = one.getBoundingClientRect();"
    on_top += "return document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2) === one }"
    assert source.evaluate(on_top)
    expect(form.get_by_role("status")).to_have_text("1 address found. Google Maps")
    prompts(form).first.click()
    expect(form.get_by_label("CEP")).to_have_value("24020-005")
    expect(form.get_by_label("State")).to_have_value("RJ")


def test_escape_closes_the_prompts_and_keeps_what_was_typed(form: Page) -> None:
    box(form).press_sequentially("harbour")
    expect(prompts(form).first).to_be_visible()
    form.keyboard.press("Escape")
    expect(prompts(form)).to_have_count(0)
    expect(box(form)).to_be_focused()
    expect(box(form)).to_have_value("harbour")
    form.keyboard.press("ArrowDown")
    expect(prompts(form).first).to_have_attribute("aria-selected", "true")


def test_nothing_found_is_said_and_the_address_typed_by_hand(form: Page) -> None:
    box(form).press_sequentially("no such place")
    problem = form.locator("[data-code='maps.nothing_found']")
    expect(problem).to_contain_text("enter the address by hand")
    form.get_by_label("Country").select_option("GB")
    form.get_by_role("button", name="Use this country’s form").click()
    for label, value in (
        ("Street and number", "12 Park Row"),
        ("Town or city", "Leeds"),
        ("Postcode", "LS1 5HN"),
    ):
        form.get_by_label(label).fill(value)
    adds_the_phone_and_saves(form, "Leeds")


def test_the_keyboard_is_enough(form: Page) -> None:
    keys = Keyboard(form)
    keys.types("Name", "By keyboard")
    keys.types(SEARCH, "quayside")
    expect(prompts(form)).to_have_count(1)
    keys.presses("ArrowDown")
    keys.sends()
    expect(form.get_by_text("Filled in.")).to_be_visible()
    keys.types("Phone", "091 123 456")
    keys.button("Save location")
    expect(form.get_by_role("link", name="By keyboard")).to_be_visible()


def test_without_scripts_a_button_finds_and_a_button_fills(bare_form: Page, demo: Demo) -> None:
    session = token(bare_form)
    box(bare_form).fill("no such place")
    bare_form.get_by_role("button", name="Find address").click()
    expect(bare_form.locator("[data-code='maps.nothing_found']")).to_be_visible()
    box(bare_form).fill("harbour")
    box(bare_form).press("Enter")
    expect(bare_form.locator("#found")).to_contain_text("Google Maps")
    bare_form.get_by_label(HAMPSTEAD).check()
    bare_form.get_by_role("button", name="Use this address").click()
    expect(bare_form.get_by_label("Postcode")).to_have_value("NW3 1AA")
    asked = search(demo, session)
    assert asked is not None
    assert (asked["typed"], len(asked["picked"])) == (["no such place", "harbour"], 1)
    adds_the_phone_and_saves(bare_form, "Without scripts")
    assert GOOD_KEY not in bare_form.content()


def test_the_demo_never_says_its_key(demo: Demo) -> None:
    log = Path(demo.environment["WIZARD_INSTANCE"]).with_suffix(".log").read_text()
    assert "PunchOut Setup Wizard: " in log
    assert GOOD_KEY not in log
