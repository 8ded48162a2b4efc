"""A specialist at her desk, and what the customer sees of it: each stop looked at closely."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import Opens
from tests.browser.looks import Looks, until
from tests.browser.organisation import Organisation, link_of
from tests.browser.processes import Demo
from tests.browser.wizard_tab import WizardTab
from wizard.demo.people import SPECIALIST_EMAIL

BOTH = "The customer"


def sits_at_the_desk(looks: Looks, opens: Opens, organisation: Organisation, wizard: WizardTab) -> None:
    page = opens(link_of(organisation.demo, SPECIALIST_EMAIL))
    looks.at(page, "desk")
    page.goto(f"{wizard.home}/review/?q=nobody+at+all")
    looks.at(page, "desk, nothing found")
    page.goto(f"{wizard.home}/review/?sort=name")
    page.get_by_role("link", name=organisation.name).click()
    _says_why(looks, page)
    looks.at(page, "one setup at the desk")
    at_the_desk = page.url
    _writes(looks, page)
    looks.at(page, "one setup at the desk, with notes")
    for name, address in (
        ("what it rests on, at the desk", "evidence"),
        ("what happened, at the desk", "timeline"),
    ):
        page.goto(f"{at_the_desk.rstrip('/')}/{address}")
        looks.at(page, name)
    page.goto(at_the_desk)
    page.get_by_role("link", name=re.compile("OrderRequest")).first.click()
    looks.at(page, "one exchange")
    _the_customer_reads_it(looks, wizard, at_the_desk.replace("/review/", "/setup/").partition("#")[0])
    _is_told(looks, opens, page, organisation.demo)


def _says_why(looks: Looks, page: Page) -> None:
    looks.at(page, "why it is opened")
    page.get_by_role("button", name="Open the setup").click()
    looks.at(page, "why it is opened, refused")
    page.get_by_label("Why do you open it?").fill("Ticket 4711: does everything hold?")
    page.get_by_role("button", name="Open the setup").click()


def _writes(looks: Looks, page: Page) -> None:
    page.get_by_role("button", name="I work on it").click()
    page.get_by_role("button", name="Seen up to now").click()
    page.get_by_role("button", name="Run every check again").click()
    page.get_by_text("Write a note").click()
    page.get_by_role("button", name="Keep the note").click()
    looks.at(page, "note refused")
    for step, readers, text in (
        ("The setup as a whole", "Specialists only", "They go live on Monday, call before."),
        ("The setup as a whole", f"{BOTH} too", "Your test order came through. Well done!"),
        (
            "Set the payment method",
            "The customer, and ask to look at this step again",
            "Your card ends soon. Is the new one there?",
        ),
    ):
        if not page.get_by_label("About", exact=True).is_visible():
            page.get_by_text("Write a note").click()
        page.get_by_label("About", exact=True).select_option(label=step)
        page.get_by_role("radio", name=readers).check()
        page.get_by_label("Note", exact=True).fill(text)
        page.get_by_role("button", name="Keep the note").click()


def _the_customer_reads_it(looks: Looks, wizard: WizardTab, setup: str) -> None:
    page = wizard.page
    for name, address in (
        ("overview with words from the desk", ""),
        ("asked to look at a step again", "payment"),
        ("what happened", "timeline"),
    ):
        page.goto(f"{setup}/{address}")
        looks.at(page, name)


def _is_told(looks: Looks, opens: Opens, page: Page, demo: Demo) -> None:
    page.goto(f"{demo.app}/review/told")
    looks.at(page, "being told")
    page.get_by_label("Webhook").fill("http://hooks.example.org/in")
    page.get_by_role("button", name="Save").click()
    looks.at(page, "being told refused")
    page.get_by_label("Webhook").fill(f"{demo.simulator}/nowhere")
    page.get_by_role("button", name="Save").click()
    looks.at(page, "being told, with a new secret")
    page.get_by_role("button", name="Send a test").click()
    until(page, page.get_by_text("In the outbox"))
    until(page, page.get_by_text("Given up"))
    looks.at(page, "what one was told lately")
    (letter,) = letters(demo, "A test")
    nobody = opens(re.findall(rf"(?m)^{demo.app}/told/\S+", letter)[0])
    looks.at(nobody, "end these mails")
    nobody.get_by_role("button", name="End these mails").click()
    looks.at(nobody, "no more of these mails")
    nobody.goto(f"{demo.app}/told/unknown")
    looks.at(nobody, "link of no letter")


def letters(demo: Demo, words: str) -> list[str]:
    """Those in the outbox that have these words in them."""
    folder = Path(demo.environment["WIZARD_INSTANCE"]) / "outbox"
    return [text for file in sorted(folder.glob("*.eml")) if words in (text := file.read_text())]
