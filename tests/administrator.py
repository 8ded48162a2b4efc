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
        self.text = response.get_data(as_text=True)
        self.tree = html.fromstring(self.text) if response.mimetype == "text/html" and self.text else None
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

    def submit(self, path: str, changes: dict[str, Any] | None = None, form: str = "//form[@id='step-form']") -> Page:
        """Open the page, change some fields of its form, send it. A value of None unticks or leaves out."""
        data: dict[str, Any] = {**self.get(path).fields(form), **(changes or {})}
        sent = {name: value for name, value in data.items() if value is not None}
        return Page(self.client.post(path, data=sent))

    def _token(self) -> str:
        page = Page(self.client.get("/sign-in", follow_redirects=True))
        tokens = page.tree.xpath("//input[@name='csrf_token']/@value") if page.tree is not None else []
        assert tokens, f"no token on {page.title!r}"
        return str(tokens[0])


class Administrator(Person):
    """Walks a setup; knows right answers for every step."""

    def start(self) -> str:
        """A new setup; its address without a slash at the end."""
        return self.post("/setup/new").location.rsplit("/", 1)[0]


__all__ = ["Administrator", "Page", "Person"]
