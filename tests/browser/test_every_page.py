"""Every page in the states people meet it in: one walk, a close look at each stop."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.another_shop import walks_to_another_shop
from tests.browser.at_the_desk import sits_at_the_desk
from tests.browser.conftest import Opens, browsers
from tests.browser.handing import hands_over_and_takes_back
from tests.browser.looks import Looks, until
from tests.browser.organisation import Organisation, founded
from tests.browser.processes import Demo
from tests.browser.stand_in import AmazonTab, ships_elsewhere, shops, submits_for_approval
from tests.browser.wizard_tab import WizardTab
from wizard import create_app
from wizard.settings import from_environment

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GROUP = "Looked-at purchasing"
ELSEWHERE = {
    "Full name or company": "Harbor Pop-up Clinic",
    "Street address": "88 Pier Road",
    "City": "Tacoma",
    "State or region": "WA",
    "Postal code": "98402",
    "Country": "US",
    "Phone number": "+1 253 555 0177",
}
BY_ADDRESS = {
    "group passed": "group",
    "credentials passed": "credentials",
    "what it rests on": "evidence",
    "what crossed the wire": "exchanges/",
}
"""Pages of a finished setup that need nothing but their address: a new page goes here."""

NO_PAGES = re.compile(r"static|health|json|state|download|suggest|bundle|metrics|resume|home")
"""Endpoints that answer with something else than a page, or only lead on to one."""


@pytest.fixture(scope="module")
def looks(demo: Demo, chromium: Browser) -> Looks:
    looks, organisation = Looks(), founded(demo, "Looked-at Clinics")
    with browsers(chromium) as opens:
        _signs_in(looks, opens, organisation)
        wizard = _takes_the_steps(looks, opens, organisation)
        _asks_as_everybody(looks, wizard)
        _buys(looks, opens, organisation, wizard)
        _ends(looks, wizard)
        sits_at_the_desk(looks, opens, organisation, wizard)
        _starts_another(looks, wizard)
        walks_to_another_shop(looks, opens, organisation, wizard)
        _is_sent_away(looks, opens, organisation, wizard)
    return looks


def test_axe_finds_nothing_and_nothing_runs_off_the_side(looks: Looks) -> None:
    assert looks.faults == {}


def test_no_kind_of_page_was_passed_by(looks: Looks, demo: Demo) -> None:
    """A new page fails here until somebody looks at it."""
    app = create_app(from_environment(demo.environment))
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {endpoint for endpoint in pages if not NO_PAGES.search(endpoint)}
    find = app.url_map.bind("127.0.0.1").match
    seen = {find(path)[0] for path in looks.paths if path != "/nowhere"}
    app.extensions["wizard"].database.close()
    assert pages - seen == set()


def _signs_in(looks: Looks, opens: Opens, organisation: Organisation) -> None:
    page = opens(organisation.demo.app)
    looks.at(page, "sign-in")
    page.get_by_role("button", name="Sign in").click()
    looks.at(page, "sign-in refused")
    link = organisation.link("approver")
    page.goto(link)
    looks.at(page, "sign-in link")
    page.get_by_role("button", name="Sign in").click()
    page.goto(link)
    looks.at(page, "sign-in link used")


def _takes_the_steps(looks: Looks, opens: Opens, organisation: Organisation) -> WizardTab:
    amazon = AmazonTab(opens(organisation.demo.simulator), organisation.demo)
    amazon.makes_the_group(GROUP)
    pasted = amazon.sets_the_purchasing_system()
    page = opens(organisation.link("administrator"))
    wizard = WizardTab(page, amazon, GROUP)
    looks.at(page, "no setup yet")
    wizard.starts()
    _open_and_refused(looks, wizard, "group")
    wizard.group()
    wizard.page.get_by_label("Group named at the top").fill("Another")
    _open_and_refused(looks, wizard, "purchasing-system")
    wizard.purchasing_system()
    hands_over_and_takes_back(looks, opens, wizard)
    page.get_by_label("Paste everything at once").fill(re.sub(r"(Secret: )\S+", r"\g<1>" + "A" * 30, pasted))
    _open_and_refused(looks, wizard, "credentials")
    wizard.credentials(pasted)
    page.get_by_label("Default purchaser").select_option("")
    _open_and_refused(looks, wizard, "ordering")
    wizard.ordering(alternative=True)
    _open_and_refused(looks, wizard, "locations")
    _locations(looks, wizard)
    wizard.locations()
    _open_and_refused(looks, wizard, "address-book")
    wizard.address_book()
    _open_and_refused(looks, wizard, "payment")
    wizard.payment()
    _open_and_refused(looks, wizard, "people")
    amazon.adds_the_seattle_address()
    amazon.makes_the_invoice_line_default()
    amazon.invites([organisation.email("requester")])
    amazon.takes_requisitioner_away()
    wizard.people()
    _open_and_refused(looks, wizard, "general-group")
    wizard.general_group()
    _open_and_refused(looks, wizard, "test-order")
    return wizard


def _open_and_refused(looks: Looks, wizard: WizardTab, slug: str) -> None:
    looks.at(wizard.page, slug)
    wizard.tries()
    expect(wizard.page).to_have_title(re.compile("^Error: "))
    looks.at(wizard.page, f"{slug} refused")


def _locations(looks: Looks, wizard: WizardTab) -> None:
    page, step = wizard.page, wizard.page.url
    page.goto(f"{wizard.home}/locations/")
    looks.at(page, "no location yet")
    page.get_by_role("link", name="Add a location").click()
    looks.at(page, "new location")
    page.get_by_role("button", name="Find address").click()
    looks.at(page, "address not found")
    page.get_by_role("button", name="Save location").click()
    looks.at(page, "new location refused")
    page.goto(step)
    wizard.adds_the_seattle_location()
    page.goto(f"{wizard.home}/locations/")
    looks.at(page, "locations list")
    page.get_by_role("link", name="Seattle clinic").click()
    looks.at(page, "one location")
    page.goto(step)


def _asks_as_everybody(looks: Looks, wizard: WizardTab) -> None:
    page = wizard.page
    page.goto(f"{wizard.setup}/preflight")
    looks.at(page, "pre-flight")
    page.get_by_role("button", name="Ask for").click()
    until(page, page.get_by_role("heading", name="Taken"))
    looks.at(page, "pre-flight answered")


def _buys(looks: Looks, opens: Opens, organisation: Organisation, wizard: WizardTab) -> None:
    requester = opens(organisation.link("requester"))
    looks.at(requester, "no requisition yet")
    _shops(requester)
    looks.at(requester, "draft")
    requester.get_by_label("Location").select_option("")
    requester.get_by_role("button", name="Confirm").click()
    looks.at(requester, "draft refused")
    requester.get_by_label("Location").select_option(label="Seattle clinic")
    requester.get_by_role("button", name="Confirm").click()
    looks.at(requester, "waiting for approval")
    approver = opens(organisation.link("approver"))
    approver.goto(requester.url)
    looks.at(approver, "to be decided")
    approver.get_by_role("button", name="Reject").click()
    looks.at(approver, "rejecting refused")
    approver.get_by_label("Reason for rejecting").fill("We have gloves for a year.")
    approver.get_by_role("button", name="Reject").click()
    looks.at(approver, "rejected")
    requester.goto(f"{wizard.home}/requisitions/")
    _shops(requester)
    requester.get_by_role("button", name="Confirm").click()
    approver.goto(requester.url)
    approver.get_by_role("button", name="Approve", exact=True).click()
    looks.at(approver, "approved")
    _order(looks, approver, wizard)
    requester.goto(f"{wizard.home}/punchout/arrived/0")
    looks.at(requester, "cart of an unknown visit")


def _shops(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Request from")).click()
    shops(page, products=2)
    ships_elsewhere(page, ELSEWHERE)
    submits_for_approval(page)


def _order(looks: Looks, approver: Page, wizard: WizardTab) -> None:
    approver.goto(f"{wizard.home}/requisitions/")
    looks.at(approver, "requisitions list")
    approver.goto(f"{wizard.home}/orders/")
    looks.at(approver, "orders list")
    approver.goto(f"{wizard.home}/orders/?q=unicorn&status=lost")
    looks.at(approver, "no order found")
    approver.goto(f"{wizard.home}/reports/")
    looks.at(approver, "report")
    approver.goto(f"{wizard.home}/reports/?columns=colour")
    looks.at(approver, "report refused")
    approver.goto(f"{wizard.home}/orders/")
    approver.get_by_role("link", name=re.compile("^PO-")).click()
    until(approver, approver.locator(".lead", has_text="Received by the supplier"))
    looks.at(approver, "order, as the approver sees it")
    wizard.page.goto(approver.url)
    looks.at(wizard.page, "order")
    approver.get_by_role("link", name="Print").click()
    looks.at(approver, "order on paper")
    approver.goto(f"{wizard.home}/requisitions/?sort=oldest")
    approver.get_by_role("link", name=re.compile("^Requisition ")).first.click()
    approver.get_by_role("link", name="Print").click()
    looks.at(approver, "requisition on paper")


def _ends(looks: Looks, wizard: WizardTab) -> None:
    page, amazon = wizard.page, wizard.amazon
    page.goto(f"{wizard.home}/setup/")
    page.get_by_role("link", name=re.compile("^Step 10")).click()
    looks.at(page, "test-order placed")
    wizard.tries()
    wizard.is_at("Step 11 of 12")
    amazon.switches_to_active()
    _open_and_refused(looks, wizard, "go-live")
    page.get_by_label("Name of your organisation").fill("Looked-at Clinics")
    page.get_by_label(re.compile("I switched the group")).check()
    wizard.tries()
    wizard.is_at("Step 12 of 12")
    _open_and_refused(looks, wizard, "share")
    page.get_by_label("I have told my team").check()
    wizard.tries()
    looks.at(page, "overview, all passed")
    page.goto(f"{wizard.home}/setup/")
    looks.at(page, "setups list")
    page.get_by_role("link", name=GROUP).click()
    _from_the_overview(looks, wizard)


def _from_the_overview(looks: Looks, wizard: WizardTab) -> None:
    page, setup = wizard.page, wizard.setup
    for name, address in BY_ADDRESS.items():
        page.goto(f"{setup}/{address}")
        looks.at(page, name)
    page.goto(f"{setup}/exchanges/")
    page.get_by_role("link", name="OrderRequest").first.click()
    looks.at(page, "one exchange of ours")
    page.goto(f"{wizard.home}/setup/told")
    looks.at(page, "mail about setups")


def _starts_another(looks: Looks, wizard: WizardTab) -> None:
    page = wizard.page
    page.goto(f"{wizard.setup}/")
    page.get_by_role("button", name="Start another one like this").click()
    looks.at(page, "group, filled in from another")
    page.goto(f"{wizard.home}/setup/")
    looks.at(page, "two setups")
    page.get_by_role("link", name="See them side by side").click()
    looks.at(page, "side by side")


def _is_sent_away(looks: Looks, opens: Opens, organisation: Organisation, wizard: WizardTab) -> None:
    page = opens(organisation.link("approver"))
    page.goto(f"{wizard.home}/setup/")
    looks.at(page, "not for you")
    page.goto(f"{wizard.home}/nowhere")
    looks.at(page, "not found")
    page.goto(f"{wizard.home}/help/failures")
    looks.at(page, "help")
