"""A small purchasing system and the person at its screens, both driving the real stand-in."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from wizard.cxml.address import Address, Phone
from wizard.cxml.cart import Cart, read_cart
from wizard.cxml.envelope import Envelope, Identity, new_stamp, open_envelope
from wizard.cxml.order import OrderRequest, write_order_request
from wizard.cxml.profile import write_profile_request
from wizard.cxml.setup import Person, SetupRequest, start_page, write_setup_request

EMAIL = "dana@northwind.example"
RETURN = "https://procurement.example/punchout/return/one-time-token-1234567890"
CLINIC = Address(
    name="Northwind Clinic",
    street=("1 Harbour Street",),
    city="Seattle",
    state="WA",
    postal_code="98101",
    country="US",
    country_name="United States",
    phone=Phone("US", "1", "206", "5550100"),
    address_id="SEA",
)
CLINIC_FORM = {
    "name": "Northwind Clinic",
    "street1": "1 Harbour Street",
    "city": "Seattle",
    "state": "WA",
    "postal_code": "98101",
    "country": "US",
    "phone": "+1 206 555 0100",
    "address_id": "SEA",
}
OTHER_FORM = {
    "ship": "other",
    "name": "Field Office",
    "street1": "9 Mill Lane",
    "city": "Portland",
    "state": "OR",
    "postal_code": "97201",
    "country": "US",
    "phone": "+1 503 555 0199",
}
GLOVES, CHAIR = "B0CLN01GLV", "B0DSK01CHR"
numbers = itertools.count(1)


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def go_on(self, **span: float) -> None:
        self.time += timedelta(**span)


@dataclass
class Group:
    """A group as an administrator sees it: pages by name."""

    client: FlaskClient
    id: int
    name: str

    def page(self, name: str = "") -> str:
        return self.client.get(f"/groups/{self.id}/{name}").text

    def post(self, name: str, /, **form: Any) -> TestResponse:
        return self.client.post(f"/groups/{self.id}/{name}", data=form)

    def values(self) -> dict[str, str]:
        """The four values, copied from the page."""
        block = re.search(r'<pre id="values"[^>]*>(.*?)</pre>', self.page("purchasing-system/"), re.S)
        assert block is not None, "The page shows no values."
        return dict(line.split(": ", 1) for line in unescape(block[1]).strip().splitlines())

    def person(self, email: str) -> int:
        """The number of a person in the addresses of the people page."""
        rows = re.findall(r"<tr>(.*?)</tr>", self.page("people/"), re.S)
        row = next(row for row in rows if email in row)
        return int(re.findall(r"people/(\d+)", row)[0])

    def switch(self, mode: str) -> None:
        assert self.post("purchasing-system/mode", mode=mode).status_code == 303


class Customer:
    """Somebody with a browser and a purchasing system."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def make_group(self, name: str = "PunchOut Purchasing", kind: str = "punchout", **form: str) -> Group:
        shared = {"shared_payment_methods": "on", "shared_addresses": "on"}
        data = {"name": name, "kind": kind, "marketplace": "amazon.com"} | shared | form
        answer = self.client.post("/groups/new", data={key: typed for key, typed in data.items() if typed})
        assert answer.status_code == 303, answer.text
        return Group(self.client, int(re.findall(r"/groups/(\d+)/", answer.location)[0]), name)

    def ready_group(self, name: str = "PunchOut Purchasing", **form: str) -> Group:
        """A group somebody can shop through: system, address, payment method and one person."""
        group = self.make_group(name, **form)
        group.post("purchasing-system/", purchasing_system="Precoro")
        group.post("addresses/new", **CLINIC_FORM)
        method = re.findall(r'name="method" value="(\d+)"', group.page("payment/"))[0]
        group.post("payment/default", method=method)
        self.add_buyer(group)
        return group

    def add_buyer(self, group: Group, email: str = EMAIL) -> None:
        """Invited, accepted, and no Requisitioner in the general group any more."""
        group.post("people/", emails=email, roles="Punchout Buyer")
        group.post(f"people/{group.person(email)}/accept")
        general = self.general()
        general.post(f"people/{general.person(email)}")

    def general(self) -> Group:
        return Group(self.client, 1, "General group")

    def received(self, **query: str) -> list[dict[str, Any]]:
        return self.client.get("/received.json", query_string=query).json

    def post(self, url: str, document: bytes, content_type: str = "text/xml; charset=UTF-8") -> TestResponse:
        path = "/" + url.split("/", 3)[3]
        return self.client.post(path, data=document, content_type=content_type)

    def answered(self, url: str, document: bytes) -> Envelope:
        return open_envelope(self.post(url, document).data)

    def ask(self, group: Group, request: SetupRequest | None = None, **how: Any) -> Envelope:
        """Send a setup request; ``how`` changes identity, secret, mode or address."""
        values = group.values()
        identity = identity_of(values, **how)
        document = write_setup_request(
            identity, request or setup_request(group), mode=how.get("mode", "test"), stamp=stamp()
        )
        return self.answered(how.get("url", values["Punchout URL"]), document)

    def visit(self, group: Group, request: SetupRequest | None = None, **how: Any) -> Visit:
        page = start_page(self.ask(group, request, **how))
        assert page, "There is no StartPage."
        return Visit(self.client, "/" + page.split("/", 3)[3])

    def profile(self, group: Group, url: str) -> Envelope:
        return self.answered(
            url, write_profile_request(identity_of(group.values()), mode="test", stamp=stamp())
        )

    def order(self, group: Group, order: OrderRequest, **how: Any) -> Envelope:
        return self.answered(*self.order_document(group, order, **how))

    def order_document(self, group: Group, order: OrderRequest, **how: Any) -> tuple[str, bytes]:
        values = group.values()
        mode, identity = how.get("mode", "test"), identity_of(values, **how)
        document = write_order_request(identity, order, mode=mode, stamp=how.get("stamp") or stamp())
        return how.get("url", values["Purchase Order Request URL"]), document


@dataclass
class Visit:
    """A browser in the shop."""

    client: FlaskClient
    start: str

    def page(self, name: str = "") -> TestResponse:
        return self.client.get(self.start + name)

    def post(self, name: str, /, **form: Any) -> TestResponse:
        return self.client.post(self.start + name, data=form)

    def add(self, part: str = GLOVES, quantity: int = 1) -> None:
        assert self.post("cart", part=part, quantity=str(quantity), action="add").status_code == 303

    def submit(self, **form: str) -> Cart:
        """Submit the order for approval; the cart that the browser would post back."""
        answer = self.post("checkout", **({"ship": "setup"} | form))
        assert answer.status_code == 303, answer.text
        return read_cart(self.message())

    def message(self) -> Envelope:
        return open_envelope(self.document())

    def document(self) -> bytes:
        field = re.search(r'name="cxml-urlencoded" value="([^"]*)"', self.page("leaving").text)
        assert field is not None, "No cart goes back."
        return unescape(field[1]).encode()


def stamp() -> Any:
    return new_stamp("procurement.example", datetime.now(UTC))


def identity_of(values: dict[str, str], **how: Any) -> Identity:
    return Identity(
        how.get("identity", values["From Identity"]),
        how.get("secret", values["Shared Secret"]),
        to_identity=how.get("to", "Amazon"),
    )


def setup_request(group: Group | str, **changes: Any) -> SetupRequest:
    """A request like the wizard's; for a group or the name of one."""
    request = SetupRequest(
        buyer_cookie="cookie-7",
        return_url=RETURN,
        person=Person(email=EMAIL, unique_name="dana", first_name="Dana", last_name="Whitfield"),
        business_unit=group if isinstance(group, str) else group.name,
        ship_to=CLINIC,
    )
    return replace(request, **changes)


def order_of(cart: Cart, **changes: Any) -> OrderRequest:
    assert cart.total is not None
    order = OrderRequest(
        order_id=f"PO-{next(numbers):05d}",
        order_date=datetime.now(UTC),
        total=cart.total,
        ship_to=CLINIC,
        bill_to=CLINIC,
        person=Person(email=EMAIL, first_name="Dana", last_name="Whitfield"),
        shipping=None,
        tax=None,
        comments="",
        extrinsics=(),
        lines=cart.lines,
    )
    return replace(order, **changes)


def dearer(cart: Cart) -> Cart:
    """The same cart with another price on its first line."""
    first = cart.lines[0]
    price = replace(first.unit_price, amount=first.unit_price.amount + Decimal("0.01"))
    return replace(cart, lines=(replace(first, unit_price=price), *cart.lines[1:]))
