"""A customer is stuck, the specialist is told, finds why, says so, and sees it pass; each in a browser of their own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.at_the_desk import letters
from tests.browser.conftest import Opens, browsers
from tests.browser.looks import until
from tests.browser.organisation import Organisation, founded, link_of
from tests.browser.processes import Demo
from tests.browser.stand_in import AmazonTab
from tests.browser.wizard_tab import WizardTab
from wizard.demo.people import SPECIALIST_EMAIL

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GROUP = "Helped purchasing"
CODE = "supplier.bad_credentials"
WORD = "The secret is another group's. Copy it once more, with this group in view."


def test_a_specialist_is_told_and_helps_without_touching(demo: Demo, chromium: Browser) -> None:
    organisation = founded(demo, "Helped Clinics")
    with browsers(chromium) as opens:
        desk = opens(link_of(demo, SPECIALIST_EMAIL))
        _wants_to_be_told(desk, demo)
        wizard, pasted = _comes_to_the_credentials(opens, organisation)
        for _ in range(2):
            _pastes_a_wrong_secret(wizard, pasted)

        _follows_the_letter(desk, demo)
        _finds_code_and_document(desk)
        _leaves_a_word(desk)

        wizard.page.reload()
        expect(wizard.page.get_by_text("asks you to look at this step again")).to_be_visible()
        expect(wizard.page.get_by_text(WORD)).to_be_visible()
        wizard.credentials(pasted)

        desk.reload()
        step = desk.locator("details[data-step=credentials]")
        expect(step).to_have_attribute("data-state", "passed")
        expect(desk.get_by_text("Settled")).to_be_visible()
        desk.goto(f"{demo.app}/review/?code={CODE}&q=helped")
        expect(desk.get_by_text("No setup fits this.")).to_be_visible()


def _wants_to_be_told(desk: Page, demo: Demo) -> None:
    desk.goto(f"{demo.app}/review/told")
    desk.get_by_label("The same check stops a step again and again").check()
    desk.get_by_label("Tries in a row").select_option(label="Twice")
    desk.get_by_label("All of them").check()
    desk.get_by_label("By mail").check()
    desk.get_by_role("button", name="Save").click()


def _comes_to_the_credentials(opens: Opens, organisation: Organisation) -> tuple[WizardTab, str]:
    amazon = AmazonTab(opens(organisation.demo.simulator), organisation.demo)
    amazon.makes_the_group(GROUP)
    pasted = amazon.sets_the_purchasing_system()
    wizard = WizardTab(opens(organisation.link("administrator")), amazon, GROUP)
    wizard.starts()
    wizard.group()
    wizard.purchasing_system()
    return wizard, pasted


def _pastes_a_wrong_secret(wizard: WizardTab, pasted: str) -> None:
    wrong = re.sub(r"(Secret: )\S+", r"\g<1>" + "A" * 30, pasted)
    wizard.page.get_by_label("Paste everything at once").fill(wrong)
    wizard.tries()
    wizard.is_refused_with(CODE)


def _follows_the_letter(desk: Page, demo: Demo) -> None:
    """Written by the worker into the outbox, within some seconds."""
    for _ in range(120):
        if found := letters(demo, "Helped Clinics"):
            break
        desk.wait_for_timeout(250)
    assert found, "no letter came"
    assert CODE in found[0]
    (address,) = set(re.findall(rf"{demo.app}/review/\d+", found[0]))
    desk.goto(address)
    desk.get_by_label("Why do you open it?").fill("The credentials were refused twice.")
    desk.get_by_role("button", name="Open the setup").click()


def _finds_code_and_document(desk: Page) -> None:
    step = desk.locator("details[data-step=credentials]")
    expect(step.locator(f"[data-code='{CODE}']").first).to_be_visible()
    address = desk.url
    step.get_by_role("link", name="What crossed the wire").first.click()
    until(desk, desk.get_by_role("heading", name="PunchOutSetupRequest"))
    expect(desk.get_by_text("••••").first).to_be_visible()
    assert "A" * 30 not in desk.content()
    desk.goto(address)


def _leaves_a_word(desk: Page) -> None:
    desk.get_by_text("Write a note").click()
    desk.get_by_label("About", exact=True).select_option(label="Paste the credentials")
    desk.get_by_role("radio", name="The customer, and ask to look at this step again").check()
    desk.get_by_label("Note", exact=True).fill(WORD)
    desk.get_by_role("button", name="Keep the note").click()
    expect(desk.get_by_text("Kept. The customer sees it now.")).to_be_visible()
