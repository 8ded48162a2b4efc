"""The whole way in Chromium, over three real processes: twelve steps to Active, refused on the way."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.processes import Demo
from tests.browser.stand_in import AmazonTab, shops, submits_for_approval
from tests.browser.wizard_tab import WizardTab

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GROUP = "PunchOut Purchasing"
ADMINISTRATOR = "dana.whitfield@northwind.example"


def test_an_administrator_takes_all_twelve_steps_to_active(demo: Demo, opens: Opens) -> None:
    page = opens(demo.links["administrator"])
    amazon = AmazonTab(opens(demo.simulator), demo)
    wizard = WizardTab(page, amazon, GROUP)
    amazon.makes_the_group(GROUP)
    pasted = amazon.sets_the_purchasing_system()

    wizard.starts()
    _group(wizard)
    _purchasing_system(wizard)
    _credentials(wizard, pasted)
    _ordering(wizard)
    wizard.locations()
    _address_book(wizard, amazon)
    amazon.makes_the_invoice_line_default()
    _payment(wizard)
    _people(wizard, amazon)
    _general_group(wizard, amazon)
    setup = wizard.setup
    _test_order(wizard, demo)
    _go_live(wizard, amazon)
    _share(wizard)

    state = page.request.get(f"{setup}/state.json").json()
    assert {step["state"] for step in state["steps"]} == {"passed"}
    assert state["setup"]["mode"] == "active"
    assert state["next"] is None
    _told_was_proved(state)
    _pages_agree_with_the_state(page, setup, state)
    _command_agrees(demo, setup)
    assert [arrived["state"] for arrived in amazon.received("order")] != []


def _group(wizard: WizardTab) -> None:
    wizard.tries()
    wizard.is_refused_with("group.name_missing")
    wizard.group()


def _purchasing_system(wizard: WizardTab) -> None:
    wizard.page.get_by_label("Purchasing system you chose in Amazon").fill("Precoro-US")
    wizard.page.get_by_label("Group named at the top of Amazon's page").fill("General group")
    wizard.tries()
    wizard.is_refused_with("purchasing_system.wrong_name")
    wizard.is_refused_with("purchasing_system.wrong_group")
    wizard.purchasing_system()


def _credentials(wizard: WizardTab, pasted: str) -> None:
    wrong = re.sub(r"(Shared Secret: )\S+", r"\g<1>" + "A" * 30, pasted)
    wizard.page.get_by_label("Paste everything at once").fill(wrong)
    wizard.tries()
    wizard.is_refused_with("supplier.bad_credentials")
    assert "A" * 30 not in wizard.page.content()
    wizard.credentials(pasted)


def _ordering(wizard: WizardTab) -> None:
    wizard.page.get_by_label("Default purchaser").select_option("")
    wizard.tries()
    wizard.is_refused_with("ordering.purchaser_missing")
    wizard.ordering()


def _address_book(wizard: WizardTab, amazon: AmazonTab) -> None:
    wizard.tries()
    wizard.is_refused_with("address_book.missing")
    amazon.adds_the_seattle_address(phone="")
    expect(amazon.page.get_by_text("cannot be saved without").first).to_be_visible()
    amazon.adds_the_seattle_address()
    wizard.address_book()


def _payment(wizard: WizardTab) -> None:
    wizard.tries()
    wizard.is_refused_with("payment.none")
    wizard.payment()


def _people(wizard: WizardTab, amazon: AmazonTab) -> None:
    wizard.tries()
    wizard.is_refused_with("people.lacks_punchout_buyer")
    emails = wizard.page.get_by_label("People who will shop").input_value().split()
    assert ADMINISTRATOR in emails
    amazon.invites(emails)
    wizard.people()


def _general_group(wizard: WizardTab, amazon: AmazonTab) -> None:
    wizard.tries()
    wizard.is_refused_with("people.holds_requisitioner")
    amazon.takes_requisitioner_away()
    wizard.general_group()


def _test_order(wizard: WizardTab, demo: Demo) -> None:
    page, step = wizard.page, wizard.page.url
    wizard.tries()
    wizard.is_refused_with("order.cart_never_returned")
    wizard.goes_shopping()
    shops(page, products=2)
    submits_for_approval(page)
    page.goto(step)
    wizard.tries()
    wizard.is_refused_with("order.not_confirmed")
    page.get_by_role("link", name="Open the requisition").first.click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Approved").first).to_be_visible()
    page.goto(step)
    _until_sent(wizard, step)


def _until_sent(wizard: WizardTab, step: str) -> None:
    for _ in range(240):
        wizard.page.goto(step)
        wizard.tries()
        if "Step 11 of 12" in wizard.page.title():
            return
        wizard.page.wait_for_timeout(250)
    raise AssertionError(wizard.page.inner_text("main"))


def _go_live(wizard: WizardTab, amazon: AmazonTab) -> None:
    page = wizard.page
    page.get_by_label("Name of your organisation").fill("Northwind")
    wizard.tries()
    wizard.is_refused_with("go_live.name_differs")
    page.get_by_label("Name of your organisation").fill("Northwind Clinics")
    page.get_by_label(re.compile("I switched the group")).check()
    wizard.tries()
    wizard.is_refused_with("go_live.mode_mismatch")
    amazon.switches_to_active()
    page.get_by_label("Name of your organisation").fill("Northwind Clinics")
    page.get_by_label(re.compile("I switched the group")).check()
    wizard.tries()
    wizard.is_at("Step 12 of 12")


def _share(wizard: WizardTab) -> None:
    wizard.tries()
    wizard.is_refused_with("share.not_told")
    wizard.page.get_by_label("I have told my team").check()
    wizard.tries()
    expect(wizard.page.get_by_text("Every step has passed.")).to_be_visible()


def _told_was_proved(state: dict[str, object]) -> None:
    """The test order proves group, credentials, address, payment and people at once."""
    steps = {step["slug"]: step for step in state["steps"]}  # type: ignore[index,attr-defined]
    for slug in (
        "group",
        "purchasing-system",
        "credentials",
        "address-book",
        "payment",
        "people",
        "general-group",
    ):
        checks = [
            check for check in steps[slug]["checks"] if check["passed"] and check["severity"] == "error"
        ]
        known = [check["evidence"] for check in checks]
        if slug == "address-book":
            assert known.count("proved") == 1, "It went to one of the locations."
        else:
            assert set(known) == {"proved"}, slug


def _pages_agree_with_the_state(page: Page, setup: str, state: dict[str, object]) -> None:
    for step in state["steps"]:  # type: ignore[attr-defined]
        page.goto(f"{setup}/{step['slug']}")
        shown = page.locator("main [data-code]").evaluate_all("all => all.map(one => one.dataset.code)")
        assert {check["code"] for check in step["checks"]} <= set(shown), step["slug"]


def _command_agrees(demo: Demo, setup: str) -> None:
    ran = demo.command("check", setup.rsplit("/", 1)[1], "--json")
    checks = json.loads(ran.stdout)
    assert ran.returncode == 0, checks
    assert {"supplier.answered", "order.accepted", "go_live.mode_mismatch"} <= {
        check["code"] for check in checks if check["passed"] and check["evidence"] == "proved"
    }
