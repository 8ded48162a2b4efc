"""A shop that is not Amazon: its walk of seven steps, looked at from setting it up to the cart that is changed."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.looks import Looks, until
from tests.browser.organisation import Organisation
from tests.browser.stand_in import AmazonTab, shops
from tests.browser.wizard_tab import WizardTab

NAME = "Harbor Paper"
NAMED = {"To Identity": "To Identity", "Domain": "Domain of the identities"}


def walks_to_another_shop(looks: Looks, opens: Opens, organisation: Organisation, wizard: WizardTab) -> None:
    """The location is there already; ends at the overview of the finished setup."""
    told = _shop_is_made(organisation, wizard.amazon)
    page = wizard.page
    page.goto(f"{wizard.home}/setup/")
    page.get_by_role("button", name="Set up another cXML supplier").click()
    _steps_until_the_purchase(looks, wizard, told)
    step = page.url
    _buys(looks, wizard.home, opens(organisation.link("requester")), opens(organisation.link("approver")))
    page.goto(step)
    looks.at(page, "shop: test-order placed")
    _goes_live(looks, wizard, organisation)


def _shop_is_made(organisation: Organisation, stand_in: AmazonTab) -> str:
    page = stand_in.page
    page.goto(f"{organisation.demo.simulator}/groups/new")
    page.get_by_label("Name of the group").fill(NAME)
    page.get_by_label(re.compile("^Another shop")).check()
    page.get_by_role("button", name="Add group").click()
    return page.locator("#values").text_content() or ""


def _steps_until_the_purchase(looks: Looks, wizard: WizardTab, told: str) -> None:
    page, values = wizard.page, dict(re.findall(r"^(.+?): (.+)$", told, re.MULTILINE))
    wizard.is_at("Step 1 of 7")
    looks.at(page, "shop: shop")
    wizard.tries()
    _is_refused(looks, page, "shop: shop refused")
    page.get_by_label("Name of the shop").fill(NAME)
    for value, label in NAMED.items():
        page.get_by_label(label).fill(values[value])
    wizard.tries()
    wizard.is_at("Step 2 of 7")
    page.get_by_label("Paste everything at once").fill(re.sub(r"(Secret: )\S+", r"\1wrong-secret", told))
    wizard.tries()
    _is_refused(looks, page, "shop: credentials refused")
    page.get_by_label("Paste everything at once").fill(told)
    wizard.tries()
    wizard.is_at("Step 3 of 7")
    page.get_by_label("Default purchaser").select_option(index=1)
    looks.at(page, "shop: ordering")
    wizard.tries()
    wizard.is_at("Step 4 of 7")
    looks.at(page, "shop: locations")
    wizard.tries()
    wizard.is_at("Step 5 of 7")
    wizard.tries()
    _is_refused(looks, page, "shop: test-order refused")


def _is_refused(looks: Looks, page: Page, name: str) -> None:
    expect(page).to_have_title(re.compile("^Error: "))
    looks.at(page, name)


def _buys(looks: Looks, home: str, requester: Page, approver: Page) -> None:
    requester.goto(f"{home}/requisitions/")
    requester.get_by_role("button", name=f"Request from {NAME}").click()
    shops(requester, products=2)
    requester.get_by_role("button", name="Transfer cart").click()
    requester.wait_for_url(re.compile(r"/requisitions/\d+"))
    requester.get_by_label("Location").select_option(label="Seattle clinic")
    looks.at(requester, "shop: draft that may be changed there")
    requester.get_by_role("button", name="Confirm").click()
    approver.goto(requester.url)
    approver.get_by_role("button", name="Approve", exact=True).click()
    approver.get_by_role("link", name=re.compile("^PO-")).click()
    until(approver, approver.locator(".lead", has_text="Received by the supplier"))
    looks.at(approver, "shop: order")


def _goes_live(looks: Looks, wizard: WizardTab, organisation: Organisation) -> None:
    page = wizard.page
    wizard.tries()
    wizard.is_at("Step 6 of 7")
    wizard.tries()
    _is_refused(looks, page, "shop: go-live refused")
    page.get_by_label("Name of your organisation").fill(organisation.name)
    wizard.tries()
    wizard.is_at("Step 7 of 7")
    looks.at(page, "shop: share")
    page.get_by_label("I have told my team").check()
    wizard.tries()
    looks.at(page, "shop: overview, all passed")
    page.goto(f"{wizard.home}/setup/")
    looks.at(page, "setups list with a shop")
