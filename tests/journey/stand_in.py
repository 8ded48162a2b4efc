"""The stand-in as its own process, and what people do in it by real HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests
from lxml import html

from tests.browser.processes import free_port

READY_WITHIN = 60.0
PATIENCE = 60.0
SEATTLE = {
    "name": "Alpha Clinics",
    "street1": "1420 Harbor Avenue SW",
    "city": "Seattle",
    "state": "WA",
    "postal_code": "98116",
    "country": "US",
    "phone": "+1 206 555 0142",
    "address_id": "SEATTLE",
}
Form = tuple[str, dict[str, str]]
"""Where a form is posted to, and what it sends as it stands."""


class StandIn:
    """The stand-in at an address, and one browser in front of it."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._web = requests.Session()
        self._web.trust_env = False

    def close(self) -> None:
        self._web.close()

    def page(self, path: str) -> html.HtmlElement:
        answer = self._web.get(urljoin(self.base, path), timeout=PATIENCE)
        assert answer.ok, (answer.url, answer.status_code, answer.text)
        return html.document_fromstring(answer.text, base_url=answer.url)

    def post(self, path: str, **form: str | list[str]) -> html.HtmlElement:
        answer = self._web.post(urljoin(self.base, path), data=form, timeout=PATIENCE)
        assert answer.ok, (answer.url, answer.status_code, answer.text)
        return html.document_fromstring(answer.text, base_url=answer.url)

    def shows(self, path: str) -> int:
        """The HTTP status of a page, whatever stands on it."""
        return self._web.get(urljoin(self.base, path), timeout=PATIENCE).status_code

    def json(self, path: str) -> Any:
        return self._web.get(urljoin(self.base, path), timeout=PATIENCE).json()

    def makes_a_group(self, name: str, people: list[str]) -> Group:
        """A group somebody can shop through: values, an address, a payment method, people with one role."""
        shared = {"shared_payment_methods": "on", "shared_addresses": "on"}
        made = self.post("/groups/new", name=name, kind="punchout", marketplace="amazon.com", **shared)
        group = Group(self, made.base_url.partition("?")[0])
        group.post("purchasing-system/", purchasing_system="Precoro")
        group.post("addresses/new", **SEATTLE)
        invoice_line = group.page("payment/").xpath("//input[@name='method']/@value")[0]
        group.post("payment/default", method=invoice_line)
        for email in people:
            group.invites(email)
        return group

    def makes_a_shop(self, name: str) -> Group:
        """A shop that is not Amazon."""
        made = self.post("/groups/new", name=name, kind="shop", marketplace="amazon.com")
        return Group(self, made.base_url.partition("?")[0])

    def gives_in_the_general_group(self, email: str, *roles: str) -> None:
        """These roles and no others; without any, *Buyer (Requisitioner)* is off."""
        everybody = Group(self, urljoin(self.base, "/groups/1/"))
        everybody.post(everybody.person(email), roles=list(roles))


class Group:
    """One group of the stand-in; its pages by name."""

    def __init__(self, stand_in: StandIn, place: str) -> None:
        self._stand_in, self._place = stand_in, place

    def page(self, name: str) -> html.HtmlElement:
        return self._stand_in.page(self._place + name)

    def post(self, name: str, /, **form: str | list[str]) -> html.HtmlElement:
        return self._stand_in.post(self._place + name, **form)

    def invites(self, email: str) -> None:
        """As Punchout Buyer, who accepts, and loses Requisitioner in the general group."""
        self.post("people/", emails=email, roles="Punchout Buyer")
        self.post(f"{self.person(email)}/accept")
        self._stand_in.gives_in_the_general_group(email)

    def removes(self, email: str) -> None:
        self.post(f"{self.person(email)}/remove")

    def person(self, email: str) -> str:
        """The page of a person."""
        row = next(row for row in self.page("people/").xpath("//tr") if email in row.text_content())
        return "people/" + row.xpath(".//a/@href")[0].rsplit("/", 1)[1]

    def values(self) -> dict[str, str]:
        """The four values as the step asks for them, copied from the page."""
        text = self.page("purchasing-system/").get_element_by_id("values").text_content()
        copied = [line.split(": ", 1)[1] for line in text.strip().splitlines()]
        return dict(zip(("from_identity", "shared_secret", "punchout_url", "order_url"), copied, strict=True))

    def told(self) -> str:
        """What another shop tells its customer, as one text."""
        return str(self.page("").get_element_by_id("values").text_content()).strip()

    def misbehaves(self, fault: str, times: str = "") -> None:
        self.post("faults", fault=fault, times=times)

    def behaves(self) -> None:
        self.post("faults", fault="all", on="0")

    def switches(self, mode: str) -> None:
        """To ``active`` or back to ``test``."""
        self.post("purchasing-system/mode", mode=mode)

    def received(self, kind: str) -> list[dict[str, Any]]:
        """What arrived for this group, oldest first."""
        number = self._place.rstrip("/").rsplit("/", 1)[1]
        found: list[dict[str, Any]] = self._stand_in.json(f"/received.json?kind={kind}&group={number}")
        return found

    def shops(self, start_page: str) -> list[Form]:
        """Put gloves and a chair into the cart, check out; the forms that carry the cart back, if any."""
        for part in ("B0CLN01GLV", "B0DSK01CHR"):
            self.takes(start_page, part, "2")
        return self.checks_out(start_page)

    def takes(self, start_page: str, part: str, quantity: str, action: str = "add") -> None:
        """Put something into the cart of a visit, or change (``set``) how many there are."""
        self._stand_in.post(urljoin(start_page, "cart"), part=part, quantity=quantity, action=action)

    def checks_out(self, start_page: str) -> list[Form]:
        """Send the cart back as it stands: the forms that carry it, if any."""
        checkout = self._stand_in.page(urljoin(start_page, "checkout")).forms[0]
        end = self._stand_in.post(urljoin(start_page, "checkout"), **dict(checkout.form_values()))
        return [(str(form.action), dict(form.form_values())) for form in end.forms]


@contextmanager
def running_stand_in(folder: Path) -> Iterator[StandIn]:
    """``punchout-wizard simulator`` on a free port until the end of the block.

    :raises AssertionError: it did not come up, or did not end well
    """
    port = free_port()
    log = folder / "stand-in.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "wizard.commands", "simulator", "--port", str(port)],
            env={**os.environ, "WIZARD_INSTANCE": str(folder)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    stand_in = StandIn(f"http://127.0.0.1:{port}")
    try:
        _wait_for(stand_in, process, log)
        yield stand_in
    finally:
        stand_in.close()
        process.terminate()
        ended = process.wait(60)
    assert (ended, log.read_text()) == (0, "")


def _wait_for(stand_in: StandIn, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            stand_in.page("/")
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"The stand-in did not come up: {log.read_text()}")
