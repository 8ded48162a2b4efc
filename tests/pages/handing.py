"""Alice asks Dana for one step; Dana has no account and comes by the link."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests.administrator import Administrator, Page, Person

ASK = "//form[@id='ask-form']"
DANA = {
    "name": "Dana Field",
    "email": "dana@example.org",
    "message": "You find it under\nBusiness Settings.",
    "days": "4",
}


def asks(alice: Administrator, slug: str, **changes: Any) -> Page:
    """Alice fills in the form; the page she sees afterwards, or the refusal."""
    sent = alice.submit(f"{alice.at(slug)}/colleague", {**DANA, "action": "ask", **changes}, ASK)
    return alice.get(sent.location) if sent.status == 303 else sent


def link_on(page: Page) -> str:
    """The path of the link that the page shows."""
    assert page.tree is not None
    (link,) = page.tree.xpath("//input[@id='link']/@value")
    return str(link).removeprefix("http://127.0.0.1:8000")


def takes_back(alice: Administrator) -> Page:
    """The first button of the overview that does it."""
    form = "//form[.//button[starts-with(., 'Take it back')]]"
    page = alice.get(f"{alice.setup}/")
    assert page.tree is not None
    address = page.tree.xpath(f"{form}/@action")[0]
    return Page(alice.client.post(address, data=page.fields(form)))


class Colleague(Administrator):
    """Somebody with a link, who knows the right answers of the step."""

    def __init__(self, app: Flask, alice: Administrator, link: str) -> None:
        super().__init__(app.test_client(), alice.email, alice.organisation)
        self.setup, self.link = alice.setup, link

    def opens(self) -> Page:
        return self.submit(self.link, form="//main//form")


def by_link(app: Flask, alice: Administrator, slug: str, **changes: Any) -> Colleague:
    """A colleague whom Alice asked and who has pressed the button."""
    dana = Colleague(app, alice, link_on(asks(alice, slug, **changes)))
    assert dana.opens().location == alice.at(slug)
    return dana


__all__ = ["ASK", "DANA", "Colleague", "Person", "asks", "by_link", "link_on", "takes_back"]
