"""The purchase in Chromium, each person in a browser of their own: shop, draft, approval, order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Opens, browsers
from tests.browser.connected import Connection, connected
from tests.browser.organisation import Organisation, founded
from tests.browser.processes import Demo
from tests.browser.stand_in import ships_elsewhere, shops, submits_for_approval

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ELSEWHERE = {
    "Full name or company": "Harbor Pop-up Clinic",
    "Street address": "88 Pier Road",
    "City": "Tacoma",
    "State or region": "WA",
    "Postal code": "98402",
    "Country": "US",
    "Phone number": "+1 253 555 0177",
}
HEADER = {
    "Department": "Facilities",
    "Budget": "Equipment",
    "Account": "6300 Cleaning",
}
SEATTLE_CLINIC = "Seattle clinic"
TOO_MUCH = "We have gloves for a year."


@pytest.fixture(scope="module")
def organisation(demo: Demo) -> Organisation:
    return founded(demo, "Purchase Clinics")


@pytest.fixture(scope="module")
def connection(chromium: Browser, organisation: Organisation) -> Iterator[Connection]:
    with browsers(chromium) as opens:
        yield connected(
            opens, organisation, "Pop-up sites", receiver="Purchaser of the order", alternative=True
        )


def test_an_order_goes_to_the_address_chosen_at_the_checkout(connection: Connection, opens: Opens) -> None:
    requester = _shopping(connection, opens)
    ships_elsewhere(requester, ELSEWHERE)
    with requester.expect_request("**/punchout/return/*") as returning:
        submits_for_approval(requester)
    cart = unquote_plus(returning.value.post_data or "")
    _is_a_draft_with_locked_lines(requester)
    _fills_the_header_in(requester)
    requester.get_by_role("button", name="Confirm").click()
    expect(requester.get_by_text("Waiting for approval by Hugo Bayer.")).to_be_visible()

    approver = _at(opens, connection, "approver", requester.url)
    approver.get_by_role("button", name="Approve", exact=True).click()
    approver.get_by_role("link", name=re.compile("^PO-")).click()
    _is_received(approver)
    _shows_the_shipping_address(approver)
    for written in (*HEADER.values(), SEATTLE_CLINIC):
        expect(approver.get_by_text(written, exact=True)).to_be_visible()
    approver.get_by_role("link", name="Print").click()
    _shows_the_shipping_address(approver)

    (arrived,) = connection.amazon.received("order")
    _went_where_it_should(arrived, connection.organisation)
    assert [line["auxiliary"] for line in arrived["lines"]] == re.findall(r"AuxiliaryID>([^<]+)<", cart)
    assert arrived["lines"] == _facts_of(requester)["lines"]


def test_a_requester_reads_why_the_approver_rejected(connection: Connection, opens: Opens) -> None:
    requester = _draft(connection, opens)
    requester.get_by_role("button", name="Confirm").click()
    orders = len(connection.amazon.received("order"))

    approver = _at(opens, connection, "approver", requester.url)
    approver.get_by_label("Reason for rejecting").fill("  ")
    approver.get_by_role("button", name="Reject").click()
    _is_refused(approver, "Say why you reject it")
    approver.locator(".summary").get_by_role("link").click()
    expect(approver.get_by_label("Reason for rejecting")).to_be_focused()
    expect(approver.get_by_label("Reason for rejecting")).to_have_value("  ")
    approver.get_by_label("Reason for rejecting").fill(TOO_MUCH)
    approver.get_by_role("button", name="Reject").click()
    expect(approver.get_by_text("Rejected. The requester sees your reason.")).to_be_visible()

    requester.reload()
    expect(requester.locator(".notice.no")).to_have_text(f"Hugo Bayer rejected this. Reason: {TOO_MUCH}")
    assert _facts_of(requester)["status"] == "rejected"
    expect(requester.get_by_role("button", name="Confirm")).to_have_count(0)
    assert len(connection.amazon.received("order")) == orders


def test_cancelling_a_sent_order_says_that_the_supplier_still_has_it(
    connection: Connection, opens: Opens
) -> None:
    requester = _draft(connection, opens)
    expect(requester.get_by_text("Cancelling here does not cancel there.")).to_be_visible()
    requester.get_by_role("button", name="Confirm").click()
    approver = _at(opens, connection, "approver", requester.url)
    approver.get_by_role("button", name="Approve", exact=True).click()
    requester.reload()
    here = requester.url
    requester.get_by_role("link", name=re.compile("^PO-")).click()
    _is_received(requester)
    expect(requester.get_by_text("Cancelling here does not cancel there.")).to_be_visible()
    orders = connection.amazon.received("order")

    requester.goto(here)
    requester.get_by_role("button", name="Cancel this requisition").click()
    said = requester.get_by_role("status").filter(has_text="Cancelled here only.")
    expect(said).to_contain_text("cancel it there as well")
    assert _facts_of(requester)["status"] == "cancelled"
    assert connection.amazon.received("order")[-1]["state"] == orders[-1]["state"] == "test"


def test_whoever_still_is_a_requisitioner_buys_past_us(demo: Demo, opens: Opens) -> None:
    """The administrator told us that nobody holds the role; the first try shows that somebody does."""
    organisation = founded(demo, "Left On Clinics")
    connection = connected(opens, organisation, "Role left on", requisitioners=True)
    requester = _shopping(connection, opens)
    expect(requester.get_by_role("button", name="Submit order for approval")).to_have_count(0)
    requester.get_by_role("button", name="Place order").click()
    expect(requester.get_by_role("heading", name="Your order is placed here")).to_be_visible()

    connection.wizard.tries()
    connection.wizard.is_refused_with("order.cart_never_returned")
    assert connection.amazon.received("order") == []


def _shopping(connection: Connection, opens: Opens) -> Page:
    """The requester at the checkout of this connection's shop."""
    page = _at(opens, connection, "requester", f"{connection.organisation.demo.app}/requisitions/")
    page.get_by_role("button", name=re.compile("^Request from")).click()
    shops(page, products=2)
    return page


def _draft(connection: Connection, opens: Opens) -> Page:
    page = _shopping(connection, opens)
    submits_for_approval(page)
    return page


def _at(opens: Opens, connection: Connection, who: str, address: str) -> Page:
    page = opens(connection.organisation.link(who))
    page.goto(address)
    return page


def _facts_of(page: Page) -> dict[str, Any]:
    facts: dict[str, Any] = page.request.get(f"{page.url}.json").json()
    return facts


def _is_a_draft_with_locked_lines(page: Page) -> None:
    expect(page.locator(".lead")).to_contain_text("Draft")
    _shows_the_shipping_address(page)
    lines = page.get_by_role("region", name="What was chosen")
    expect(lines).to_contain_text("Locked: this is the cart as Amazon Business priced it.")
    expect(lines.get_by_role("row")).to_have_count(3)
    expect(lines.locator("input, select, textarea, button, a")).to_have_count(0)


def _fills_the_header_in(page: Page) -> None:
    for label, written in HEADER.items():
        page.get_by_label(label, exact=True).fill(written)
    page.get_by_label("Location", exact=True).select_option(label=SEATTLE_CLINIC)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    for label, written in HEADER.items():
        expect(page.get_by_label(label, exact=True)).to_have_value(written)
    expect(page.get_by_label("Location", exact=True).locator("option:checked")).to_have_text(SEATTLE_CLINIC)


def _shows_the_shipping_address(page: Page) -> None:
    heading = page.get_by_role("heading", name="Amazon Shipping Address")
    expect(heading).to_be_visible()
    expect(heading.locator("..").locator("address")).to_contain_text("88 Pier Road")


def _is_received(page: Page) -> None:
    """The worker sends it within moments."""
    for _ in range(240):
        if "Received by the supplier" in page.locator(".lead").inner_text():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(page.inner_text("main"))


def _is_refused(page: Page, words: str) -> None:
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".summary")).to_be_focused()
    expect(page.locator(".summary")).to_contain_text(words)


def _went_where_it_should(arrived: dict[str, Any], organisation: Organisation) -> None:
    """S5 and S8: the address of the checkout, the contact of the setup, in Test mode."""
    ship_to, bill_to = arrived["ship_to"], arrived["bill_to"]
    assert ship_to["name"] == "Harbor Pop-up Clinic"
    assert (ship_to["street"], ship_to["city"], ship_to["state"]) == (["88 Pier Road"], "Tacoma", "WA")
    assert (ship_to["postal_code"], ship_to["country"]) == ("98402", "US")
    assert (ship_to["deliver_to"], ship_to["email"]) == (["Omar Reyes"], organisation.email("purchaser"))
    assert bill_to["street"] == ["1420 Harbor Avenue SW", "Suite 210"]
    assert (arrived["mode"], arrived["state"], arrived["cxml_status"]) == ("test", "test", 200)
