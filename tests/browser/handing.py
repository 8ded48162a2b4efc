"""A step handed to a colleague and taken back, looked at from both sides."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.looks import Looks
from tests.browser.wizard_tab import WizardTab


def hands_over_and_takes_back(looks: Looks, opens: Opens, wizard: WizardTab) -> None:
    """Ends at the step where it began."""
    page, step = wizard.page, wizard.page.url
    page.get_by_role("link", name="Ask a colleague to do this step").click()
    looks.at(page, "ask a colleague")
    page.get_by_role("button", name="Ask", exact=True).click()
    looks.at(page, "ask a colleague refused")
    page.get_by_label("Name").fill("Dana Field")
    page.get_by_label("E-mail address").fill("dana@example.org")
    page.get_by_label("A word from you").fill("It is under Business Settings.")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", name="Waiting for Dana Field")).to_be_visible()
    looks.at(page, "a colleague was asked")
    theirs = opens(page.locator("#link").input_value())
    looks.at(theirs, "link of a colleague")
    theirs.get_by_role("button", name="Open the step").click()
    wizard_page = WizardTab(theirs, wizard.amazon, wizard.group_name)
    wizard_page.tries()
    looks.at(theirs, "step of a colleague refused")
    page.goto(f"{wizard.setup}/")
    looks.at(page, "waiting for a colleague")
    theirs.goto(f"{wizard.setup}/")
    looks.at(theirs, "a colleague elsewhere")
    page.get_by_role("button", name="Take it back").click()
    theirs.goto(step)
    expect(theirs.get_by_role("heading", name="This step was taken back")).to_be_visible()
    looks.at(theirs, "step taken back")
    page.goto(step)
