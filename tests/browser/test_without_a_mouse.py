"""The walk by keyboard alone, and with scripts turned off."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.keyboard import Keyboard
from tests.browser.organisation import founded
from tests.browser.processes import Demo
from tests.browser.stand_in import AmazonTab, goes_back_by_hand, shops
from tests.browser.wizard_tab import WizardTab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_first_four_steps_need_no_mouse(demo: Demo, opens: Opens) -> None:
    organisation, group = founded(demo, "Keyboard Clinics"), "Keys only"
    amazon = AmazonTab(opens(demo.simulator), demo)
    amazon.makes_the_group(group)
    pasted = amazon.sets_the_purchasing_system()
    page = opens(demo.app)
    page.goto(organisation.link("administrator"))
    keys = Keyboard(page)
    keys.button("Sign in")
    keys.button("Start the setup")
    _skips_to_the_content(keys)
    _group(keys, group)
    _purchasing_system(keys, group)
    _credentials(keys, pasted)
    _ordering(keys)


def test_steps_shopping_and_the_way_back_need_no_scripts(demo: Demo, opens: Opens) -> None:
    organisation, group = founded(demo, "Scriptless Clinics"), "No scripts"
    amazon = AmazonTab(opens(demo.simulator, scripts=False), demo)
    amazon.makes_the_group(group)
    pasted = amazon.sets_the_purchasing_system()
    amazon.adds_the_seattle_address()
    amazon.invites([organisation.email("requester")])
    amazon.takes_requisitioner_away()
    wizard = WizardTab(opens(organisation.link("administrator"), scripts=False), amazon, group)
    wizard.starts()
    wizard.tries()
    wizard.is_refused_with("group.name_missing")
    wizard.group()
    wizard.purchasing_system()
    wizard.credentials(pasted)

    requester = opens(organisation.link("requester"), scripts=False)
    requester.get_by_role("button", name="Request from Amazon Business").click()
    shops(requester, products=2)
    goes_back_by_hand(requester)
    expect(requester.locator(".lead")).to_contain_text("Draft")
    expect(requester.get_by_role("region", name="What was chosen").get_by_role("row")).to_have_count(3)


def _skips_to_the_content(keys: Keyboard) -> None:
    keys.page.reload()
    skip = keys.page.get_by_role("link", name="Skip to the content")
    keys.goes_to(skip)
    expect(skip).to_be_in_viewport()
    keys.presses("Enter")
    expect(keys.page.locator("main")).to_be_focused()
    keys.presses("Tab")
    assert keys.page.locator("main").locator(":focus").count() == 1


def _group(keys: Keyboard, group: str) -> None:
    page = keys.page
    keys.button("Save and go on")
    _is_refused_at(page, "Step 1 of 12")
    _its_links_lead_to_the_fields(keys)
    chosen = page.get_by_label("Where do you buy?")
    keys.goes_to(chosen)
    keys.presses("Home")
    expect(chosen).to_have_value("amazon.com")
    keys.types("Name of the group", group)
    for label in ("It is a new PunchOut group", "Shared payment methods are on", "Shared addresses are on"):
        keys.ticks(label)
    keys.sends()
    _is_at(page, "Step 2 of 12")


def _purchasing_system(keys: Keyboard, group: str) -> None:
    keys.types("Purchasing system you chose in Amazon", "Precoro")
    keys.types("Group named at the top of Amazon's page", group)
    keys.sends()
    _is_at(keys.page, "Step 3 of 12")


def _credentials(keys: Keyboard, pasted: str) -> None:
    keys.types("From Identity", "Northwind")
    keys.button("Try these credentials")
    _is_refused_at(keys.page, "Step 3 of 12")
    _its_links_lead_to_the_fields(keys)
    keys.types("Paste everything at once", pasted)
    keys.button("Try these credentials")
    _is_at(keys.page, "Step 4 of 12")


def _ordering(keys: Keyboard) -> None:
    page = keys.page
    keys.goes_to(page.get_by_label("Requester of the requisition"))
    keys.presses("ArrowUp")
    expect(page.get_by_label("Purchaser of the order")).to_be_checked()
    purchaser = page.get_by_label("Default purchaser")
    keys.goes_to(purchaser)
    keys.presses("End")
    expect(purchaser.locator("option:checked")).to_contain_text("Omar Reyes")
    keys.ticks("Allow an alternative shipping address")
    keys.button("Save and go on")
    _is_at(page, "Step 5 of 12")


def _is_at(page: Page, words: str) -> None:
    expect(page).to_have_title(re.compile("^" + words))


def _is_refused_at(page: Page, words: str) -> None:
    expect(page).to_have_title(re.compile("^Error: " + words))
    expect(page.locator(".summary")).to_be_focused()


def _its_links_lead_to_the_fields(keys: Keyboard) -> None:
    """From the summary the next Tab is its first link; every link puts the focus into its field."""
    links = keys.page.locator(".summary").get_by_role("link")
    keys.presses("Tab")
    expect(links.first).to_be_focused()
    assert links.count() > 1
    for link in links.all():
        target = keys.page.locator(link.get_attribute("href") or "missing")
        link.press("Enter")
        expect(target).to_be_focused()
