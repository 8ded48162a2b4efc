"""What an Amazon administrator does in the stand-in, click by click."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.processes import Demo

SEATTLE = {
    "Full name or company": "Northwind Clinics",
    "Street address": "1420 Harbor Avenue SW",
    "Street address, second line (optional)": "Suite 210",
    "City": "Seattle",
    "State or region": "WA",
    "Postal code": "98116",
    "Country": "US",
    "Phone number": "+1 206 555 0142",
}


class AmazonTab:
    """The second tab: one group of the stand-in."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page, self.home = page, demo.simulator
        self.group = ""

    def makes_the_group(self, name: str, marketplace: str = "amazon.com") -> None:
        self.page.goto(f"{self.home}/groups/new")
        self.page.get_by_label("Name of the group").fill(name)
        self.page.get_by_label("Country it shops in").select_option(marketplace)
        self.page.get_by_label("Shared payment methods").check()
        self.page.get_by_label("Shared addresses").check()
        self.page.get_by_role("button", name="Add group").click()
        self.group = self.page.url.partition("?")[0].rstrip("/")

    def sets_the_purchasing_system(self, name: str = "Precoro") -> str:
        """The four values, copied as they stand on the page."""
        self.page.goto(f"{self.group}/purchasing-system/")
        self.page.get_by_label("Purchasing system").fill(name)
        self.page.get_by_role("button", name="Save").click()
        return self.values()

    def values(self) -> str:
        self.page.goto(f"{self.group}/purchasing-system/")
        return self.page.locator("#values").text_content() or ""

    def makes_the_invoice_line_default(self) -> None:
        self.page.goto(f"{self.group}/payment/")
        self.page.get_by_role("button", name=re.compile("Make default")).first.click()

    def invites(self, emails: list[str], roles: tuple[str, ...] = ("Punchout Buyer",)) -> None:
        self.page.goto(f"{self.group}/people/")
        self.page.get_by_label("E-mail addresses").fill("\n".join(emails))
        for box in self.page.locator("#roles").get_by_role("checkbox").all():
            box.uncheck()
        for role in roles:
            self.page.get_by_label(role, exact=True).check()
        self.page.get_by_role("button", name="Invite people").click()
        for email in emails:
            accept = self.page.get_by_role("button", name=f"Accept as {email}")
            if accept.count():
                accept.click()

    def takes_requisitioner_away(self) -> None:
        """In the general group, from everybody who holds it."""
        self.page.goto(self.home)
        self.page.get_by_role("link", name=re.compile("General group")).first.click()
        self.page.goto(f"{self.page.url.partition('?')[0].rstrip('/')}/people/")
        for _ in range(20):
            holder = self.page.locator("tr", has_text="Buyer (Requisitioner)")
            if not holder.count():
                return
            holder.first.get_by_role("link", name=re.compile("Edit role")).click()
            self.page.get_by_label("Buyer (Requisitioner)", exact=True).uncheck()
            self.page.get_by_role("button", name="Save").click()
        raise AssertionError("Somebody still holds the role.")

    def adds_the_seattle_address(self, phone: str = SEATTLE["Phone number"]) -> None:
        self.page.goto(f"{self.group}/addresses/new")
        types_address(self.page, SEATTLE | {"Phone number": phone})
        self.page.get_by_role("button", name="Add an address").click()

    def uploads_addresses(self, sheet: bytes, name: str) -> None:
        self.page.goto(f"{self.group}/addresses/")
        self.page.get_by_label("Sheet (XLSX or CSV)").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": sheet}
        )
        self.page.get_by_role("button", name="Upload the sheet").click()

    def switches_to_active(self) -> None:
        self.page.goto(f"{self.group}/purchasing-system/")
        self.page.get_by_role("button", name=re.compile("Switch to Active")).click()

    def received(self, kind: str) -> list[dict[str, Any]]:
        """What arrived for this group, oldest first."""
        group = self.group.rsplit("/", 1)[1]
        return self.page.request.get(f"{self.home}/received.json?kind={kind}&group={group}").json()


def types_address(page: Page, address: Mapping[str, str]) -> None:
    for label, typed in address.items():
        field = page.get_by_label(label, exact=True)
        if label == "Country":
            field.select_option(typed)
        else:
            field.fill(typed)


def shops(page: Page, products: int = 1) -> None:
    """In the shop: fill the cart and go to the checkout."""
    for number in range(products):
        page.get_by_role("link", name="Shop", exact=True).click()
        page.get_by_role("button", name=re.compile("Add to cart")).nth(number).click()
    page.get_by_role("link", name=re.compile(r"^Cart \(")).click()
    page.get_by_role("link", name="Proceed to checkout").click()


def ships_elsewhere(page: Page, address: Mapping[str, str]) -> None:
    """At the checkout: an address that stands in no address book."""
    page.get_by_label("Another address").check()
    page.get_by_text("Type another address").click()
    types_address(page, address)


def submits_for_approval(page: Page) -> None:
    """The cart goes back by the browser; ends on the page of ours it lands on."""
    page.get_by_role("button", name="Submit order for approval").click()
    page.wait_for_url(re.compile(r"/requisitions/\d+"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def goes_back_by_hand(page: Page) -> None:
    """The same without scripts: one button more."""
    page.get_by_role("button", name="Submit order for approval").click()
    page.get_by_role("button", name="Back to your procurement system").click()
    page.wait_for_url(re.compile(r"/requisitions/\d+"))
