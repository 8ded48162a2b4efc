"""People in front of a browser: they read pages, fill in forms and press buttons, and every page is linted."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from tests.pages.page_lint import faults


class Page:
    """One answer, as somebody sees it."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        self.response = response
        self.text = response.get_data().decode("utf-8", "replace")
        response.close()
        is_page = response.mimetype == "text/html" and not self.location
        self.tree = html.document_fromstring(self.text) if is_page and self.text else None
        if self.tree is not None:
            assert not faults(self.text), (self.title, faults(self.text))

    @property
    def json(self) -> Any:
        return self.response.get_json()

    @property
    def title(self) -> str:
        return str(self.tree.findtext(".//title")) if self.tree is not None else ""

    @property
    def words(self) -> str:
        """What is read on the page, without runs of spaces."""
        return " ".join(self.tree.text_content().split()) if self.tree is not None else self.text

    def codes(self) -> set[str]:
        """The check codes the page shows."""
        return set(self.tree.xpath("//@data-code")) if self.tree is not None else set()

    def fields(self, form: str = "//form[@id='step-form']") -> dict[str, str]:
        """What the form would send as it stands: hidden ones, texts, choices and ticked boxes."""
        assert self.tree is not None
        found = self.tree.xpath(form)
        assert found, f"no {form} on the page {self.title!r}"
        return {str(name): str(value) for name, value in found[0].form_values()}

    def value(self, name: str) -> str | None:
        return self.fields().get(name)


class Person:
    """A browser with somebody in front of it."""

    def __init__(self, client: FlaskClient, email: str) -> None:
        self.client, self.email = client, email

    def get(self, path: str) -> Page:
        return Page(self.client.get(path))

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> Page:
        """Send a form of ours: with the token a page would have carried."""
        token = self._token()
        return Page(self.client.post(path, data={"csrf_token": token, **(data or {})}, **more))

    def submit(
        self, path: str, changes: dict[str, Any] | None = None, form: str = "//form[@id='step-form']"
    ) -> Page:
        """Open the page, change some fields of its form, send it. A value of None unticks or leaves out."""
        data: dict[str, Any] = {**self.get(path).fields(form), **(changes or {})}
        sent = {name: value for name, value in data.items() if value is not None}
        return Page(self.client.post(path, data=sent))

    def _token(self) -> str:
        page = Page(self.client.get("/sign-in", follow_redirects=True))
        tokens = page.tree.xpath("//input[@name='csrf_token']/@value") if page.tree is not None else []
        assert tokens, f"no token on {page.title!r}"
        return str(tokens[0])


class Specialist(Person):
    """Says why she opens a setup whenever she is asked."""

    def get(self, path: str) -> Page:
        page = super().get(path)
        if page.status == 303 and "then=" in page.location:
            page = super().get(page.location)
        if page.tree is None or not page.tree.xpath("//form[@id='reason-form']"):
            return page
        self.opens(int(path.split("/")[2].partition("?")[0]))
        return super().get(path)

    def opens(self, number: int, reason: str = "Ticket 4711") -> Page:
        """Give the reason for today."""
        return self.post(f"/review/{number}", {"action": "visit", "reason": reason})


IDENTITY = "PunchOutPurchasing4203118865"
SECRET = "Xq7Rk2Vn9Ts4Wb6Yc8Zd3Fg5Hj1K7f3a"[:30]
PUNCHOUT_URL = "http://127.0.0.1:9/punchout"
ORDER_URL = "http://127.0.0.1:9/orders/7c1e4d52-9a0b-4c3d-8e1f-2a3b4c5d6e7f"
GROUP = "PunchOut Purchasing"


class Administrator(Person):
    """Walks one setup and knows a right answer for every step."""

    def __init__(self, client: FlaskClient, email: str, organisation: str) -> None:
        super().__init__(client, email)
        self.organisation = organisation
        self.setup = ""

    def starts_a_setup(self) -> str:
        """Its address, without a slash at the end."""
        self.setup = self.post("/setup/new").location.rsplit("/", 1)[0]
        return self.setup

    @property
    def setup_id(self) -> int:
        return int(self.setup.rsplit("/", 1)[1])

    def at(self, slug: str) -> str:
        return f"{self.setup}/{slug}"

    def looks_at(self, slug: str) -> Page:
        return self.get(self.at(slug))

    def answers(self, slug: str, **changes: Any) -> Page:
        """Try a step with right answers but for the changes; None leaves a field out."""
        return self.submit(self.at(slug), {**self.right_answers(slug), **changes})

    def passes(self, *slugs: str) -> Page:
        """Answer steps rightly, one after the other.

        :raises AssertionError: one of them did not pass
        """
        for slug in slugs:
            page = self.answers(slug)
            assert page.status == 303, (slug, page.status, page.codes(), page.words[:600])
        return page

    def walks_up_to(self, slug: str) -> None:
        """Pass every step before this one, without looking at each page first: tests of the steps do that."""
        token = self._token()
        for earlier in HOST_SLUGS[: HOST_SLUGS.index(slug)]:
            typed = {"csrf_token": token, "version": "0", **self.right_answers(earlier)}
            sent = {name: value for name, value in typed.items() if value is not None}
            answer = self.client.post(self.at(earlier), data=sent)
            assert answer.status_code == 303, (earlier, answer.status_code, Page(answer).words[:600])

    @property
    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"{self.setup}/state.json").json
        return found

    def step(self, slug: str) -> dict[str, Any]:
        return next(step for step in self.state["steps"] if step["slug"] == slug)

    def stands(self, slug: str) -> str:
        return str(self.step(slug)["state"])

    def right_answers(self, slug: str) -> dict[str, Any]:
        make = getattr(self, f"_{slug.replace('-', '_')}", dict)
        found: dict[str, Any] = make()
        return found

    def _group(self) -> dict[str, Any]:
        ticks = dict.fromkeys(("new_group", "shared_payment_methods", "shared_addresses"), "y")
        return {"marketplace": "amazon.com", "group_name": GROUP, **ticks}

    def _purchasing_system(self) -> dict[str, Any]:
        return {"server": "app.precoro.com", "purchasing_system": "Precoro", "group_in_view": GROUP}

    def _credentials(self) -> dict[str, Any]:
        return {
            "from_identity": IDENTITY,
            "shared_secret": SECRET,
            "punchout_url": PUNCHOUT_URL,
            "order_url": ORDER_URL,
        }

    def _ordering(self) -> dict[str, Any]:
        people = self.looks_at("ordering").tree.xpath("//select[@name='default_purchaser']/option/@value")
        return {
            "deliver_to": "requester",
            "default_purchaser": people[-1],
            "supplier": "new",
            "new_supplier_name": "Amazon Business",
        }

    def _address_book(self) -> dict[str, Any]:
        boxes = self.looks_at("address-book").tree.xpath("//input[starts-with(@name, 'same_')]/@name")
        return dict.fromkeys(boxes, "y")

    def _payment(self) -> dict[str, Any]:
        return {"method": "invoice", "default_set": "y"}

    def _people(self) -> dict[str, Any]:
        return {"people": self.email, "punchout_buyer_1": "y", "requisitioner_1": None}

    def _general_group(self) -> dict[str, Any]:
        return {"requisitioner_removed": "y"}

    def _go_live(self) -> dict[str, Any]:
        return {"typed_organisation": self.organisation, "switched": "y"}

    def _share(self) -> dict[str, Any]:
        return {"team_told": "y"}


HOST_SLUGS = (
    "group",
    "purchasing-system",
    "credentials",
    "ordering",
    "locations",
    "address-book",
    "payment",
    "people",
    "general-group",
    "test-order",
    "go-live",
    "share",
)

__all__ = [
    "GROUP",
    "IDENTITY",
    "ORDER_URL",
    "PUNCHOUT_URL",
    "SECRET",
    "Administrator",
    "Page",
    "Person",
    "Specialist",
]
