"""What an administrator does in the wizard, step by step; each method leaves the step passed."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.stand_in import SEATTLE, AmazonTab

FIELDS = ("addressee", "street1", "street2", "city", "state", "postal_code", "country", "phone")
LOCATION = dict(zip(FIELDS, SEATTLE.values(), strict=True))


class WizardTab:
    """The first tab: one setup."""

    def __init__(self, page: Page, amazon: AmazonTab, group: str) -> None:
        self.page, self.amazon, self.group_name = page, amazon, group

    def starts(self) -> None:
        self.page.goto(f"{self.home}/setup/")
        self.page.get_by_role("button", name=re.compile("Start the setup|Set up another group")).click()
        self.is_at("Step 1 of 12")

    @property
    def home(self) -> str:
        return "/".join(self.page.url.split("/")[:3])

    @property
    def setup(self) -> str:
        found = re.search(r".*/setup/\d+", self.page.url)
        assert found, self.page.url
        return found.group(0)

    def is_at(self, words: str) -> None:
        expect(self.page).to_have_title(re.compile(re.escape(words)))

    def tries(self) -> None:
        self.page.locator("#step-form button[type=submit]").first.click()

    def is_refused_with(self, code: str) -> None:
        """The page says Error, the summary has the focus, and the code stands on the page."""
        expect(self.page).to_have_title(re.compile("^Error: "))
        expect(self.page.locator(".summary")).to_be_focused()
        expect(self.page.locator(f"[data-code='{code}']").first).to_be_visible()

    def group(self) -> None:
        self.page.get_by_label("Where do you buy?").select_option("amazon.com")
        self.page.get_by_label("Name of the group").fill(self.group_name)
        self.page.get_by_label("It is a new PunchOut group").check()
        self.page.get_by_label("Shared payment methods are on").check()
        self.page.get_by_label("Shared addresses are on").check()
        self.tries()
        self.is_at("Step 2 of 12")

    def purchasing_system(self) -> None:
        self.page.get_by_label("Which server do you sign in to?").select_option("app.precoro.com")
        self.page.get_by_label("Purchasing system you chose in Amazon").fill("Precoro")
        self.page.get_by_label("Group named at the top of Amazon's page").fill(self.group_name)
        self.tries()
        self.is_at("Step 3 of 12")

    def credentials(self, pasted: str) -> None:
        self.page.get_by_label("Paste everything at once").fill(pasted)
        self.tries()
        self.is_at("Step 4 of 12")

    def ordering(self, *, receiver: str = "Requester of the requisition", alternative: bool = False) -> None:
        self.page.get_by_label(receiver).check()
        people = self.page.get_by_label("Default purchaser")
        people.select_option(index=1)
        self.page.get_by_label("Supplier", exact=True).select_option("new")
        self.page.get_by_label("Name of the new supplier").fill("Amazon Business")
        if alternative:
            self.page.get_by_label("Allow an alternative shipping address").check()
        self.tries()
        self.is_at("Step 5 of 12")

    def adds_the_seattle_location(self) -> None:
        step = self.page.url
        self.page.goto(f"{self.home}/locations/new")
        self.page.get_by_label("Name", exact=True).fill("Seattle clinic")
        self.page.get_by_label("Country").select_option("US")
        self.page.get_by_role("button", name="Use this country’s form").click()
        for name in ("addressee", "street1", "street2", "city", "postal_code", "phone"):
            self.page.locator(f"#{name}").fill(LOCATION[name])
        self.page.locator("#state").select_option(LOCATION["state"])
        self.page.get_by_role("button", name="Save location").click()
        self.page.goto(step)

    def locations(self) -> None:
        self.tries()
        self.is_at("Step 6 of 12")

    def address_book(self) -> None:
        for box in self.page.locator("input[name^=same_]").all():
            box.check()
        self.tries()
        self.is_at("Step 7 of 12")

    def payment(self) -> None:
        self.page.get_by_label("Invoice").check()
        self.page.get_by_label("It is set as the group's default").check()
        self.tries()
        self.is_at("Step 8 of 12")

    def people(self) -> None:
        for box in self.page.locator("input[name^=punchout_buyer_]").all():
            box.check()
        self.tries()
        self.is_at("Step 9 of 12")

    def general_group(self) -> None:
        self.page.get_by_label(re.compile("Nobody on my list")).check()
        self.tries()
        self.is_at("Step 10 of 12")

    def goes_shopping(self) -> None:
        self.page.get_by_role("button", name=re.compile("^Request from")).click()
        self.page.wait_for_url(re.compile("/shop/"))
