"""Each page of the walk and of the purchase: processor time, statements, bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bench.ground import Act, Cost, Ground, checked, cost_of, ground, packed
from bench.table import Ratio, Table
from tests.administrator import HOST_SLUGS, Administrator
from tests.cxml import samples
from tests.fakes import cxml_answer, shop_opens
from wizard import accounts
from wizard.cxml.envelope import new_stamp, open_envelope
from wizard.cxml.order import write_response
from wizard.cxml.setup import read_setup_request
from wizard.cxml.status import Status
from wizard.models import (
    CONFIGURATION,
    CREATE_PURCHASE_ORDER,
    CREATE_REQUISITION,
    SPECIALIST,
    Location,
    PurchaseOrder,
)
from wizard.outside import Answer
from wizard.procurement.sending import Hands, send
from wizard.sealing import Sealer
from wizard.settings import ROOT

ORGANISATION = "Northwind Clinics"
FIGURES = ("CPU ms", "SQL", "HTML bytes", "gzip bytes")
NOTE = "A POST is one that passes; each also waits once for a commit, which is no processor time."
OTHER_PAGES = (
    ("setups", "/setup/", "alice"),
    ("overview", "{setup}/", "alice"),
    ("state.json", "{setup}/state.json", "alice"),
    ("requisitions", "/requisitions/", "alice"),
    ("one requisition", "/requisitions/1", "alice"),
    ("orders", "/orders/", "alice"),
    ("one order", "/orders/1", "alice"),
    ("order to print", "/orders/1/print", "alice"),
    ("locations", "/locations/", "alice"),
    ("desk index", "/review/", "robin"),
    ("desk, one setup", "/review/{number}/", "robin"),
    ("sign-in", "/sign-in", "nobody"),
)
"""Name, address, and who looks at it."""
LOADED = re.compile(r'(?:href|src)="/static/([\w./-]+\.(?:css|js))')


@dataclass(frozen=True)
class Size:
    """Of an organisation and of what it buys."""

    people: int
    places: int
    lines: int

    def __str__(self) -> str:
        return f"{self.people} people, {self.places} locations, a cart of {self.lines} lines"


SMALL, LARGE = Size(5, 5, 20), Size(200, 50, 200)


def tables(long: bool = False) -> Iterator[Table]:
    yield from walk(SMALL, LARGE, times=31 if long else 11)


def walk(small: Size, large: Size, times: int) -> Iterator[Table]:
    """The whole walk in both sizes, then every page of it again and again."""
    few, many = _costs(small, times), _costs(large, max(1, times // 2))
    cheapest = min(cost.cpu_ms for cost in few.values())
    rows = [(page, Ratio(cost.cpu_ms, cheapest), *_figures(cost)) for page, cost in few.items()]
    yield Table(f"Pages of a finished walk: {small}", ("page", "to cheapest", *FIGURES), rows, NOTE)
    grown = [(page, Ratio(cost.cpu_ms, few[page].cpu_ms), *_figures(cost)) for page, cost in many.items()]
    yield Table(f"The same pages: {large}", ("page", "to before", *FIGURES), grown)
    yield _assets(few.values())


def _costs(size: Size, times: int) -> dict[str, Cost]:
    with ground() as here:
        return dict(_walked(here, size).costs(times))


def _figures(cost: Cost) -> tuple[float, int, int, int]:
    return cost.cpu_ms, cost.statements, *_sizes(cost.body)


@dataclass(frozen=True)
class Walked:
    """Somebody who has walked to the end, with what she would send at each step once more."""

    here: Ground
    alice: Administrator
    forms: dict[str, dict[str, Any]]

    def costs(self, times: int) -> Iterator[tuple[str, Cost]]:
        for name, act, status in (*self._shown(), *self._posted()):
            yield name, cost_of(self.here.database, act, times, status)

    def _shown(self) -> Iterator[tuple[str, Act, int]]:
        robin = self.here.signs_in("robin@host.example", None, [SPECIALIST])
        self.here.opens_a_setup(robin, self.alice.setup_id)
        clients = {"robin": robin, "nobody": self.here.app.test_client()}
        for name, path, who in self._pages():
            yield name, partial(clients.get(who, self.alice.client).get, path), 200

    def _posted(self) -> Iterator[tuple[str, Act, int]]:
        for slug, form in self.forms.items():
            yield f"POST {slug}", partial(self.alice.client.post, self.alice.at(slug), data=form), 303

    def _pages(self) -> Iterator[tuple[str, str, str]]:
        setup = self.alice.setup
        yield from ((f"GET {slug}", f"{setup}/{slug}", "alice") for slug in HOST_SLUGS)
        for name, path, who in OTHER_PAGES:
            yield name, path.format(setup=setup, number=self.alice.setup_id), who


def _walked(here: Ground, size: Size) -> Walked:
    here.supplier.react = shop_and_orders
    roles = [CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION]
    client = here.signs_in("alice@northwind.example", ORGANISATION, roles)
    alice = Administrator(client, "alice@northwind.example", ORGANISATION)
    colleagues = [alice.email, *_colleagues(here, size.people - 1)]
    open_locations(here, size.places)
    alice.starts_a_setup()
    changes = {slug: _everybody(colleagues) if slug == "people" else {} for slug in HOST_SLUGS}
    forms = {}
    for slug in HOST_SLUGS:
        if slug == "test-order":
            _buy(here, alice, size.lines)
        page = alice.answers(slug, **changes[slug])
        assert page.status == 303, (slug, page.status, page.codes())
        filled = {**alice.looks_at(slug).fields(), **alice.right_answers(slug), **changes[slug]}
        forms[slug] = {name: value for name, value in filled.items() if value is not None}
    return Walked(here, alice, forms)


def shop_and_orders(url: str, document: bytes) -> Answer:
    """A supplier that opens its shop and takes every order."""
    if b"<OrderRequest" not in document:
        return shop_opens(url, document)
    stamp = new_stamp("127.0.0.1", datetime.now(UTC))
    return cxml_answer(write_response(Status(200, "OK", ""), stamp=stamp))


def _colleagues(here: Ground, count: int) -> list[str]:
    emails = [f"requester{number}@northwind.example" for number in range(count)]
    with here.database.transaction() as session:
        for email in emails:
            accounts.add_user(
                session,
                email,
                organisation=ORGANISATION,
                roles=[CREATE_REQUISITION],
                now=here.clock.now(),
            )
    return emails


def _everybody(emails: list[str]) -> dict[str, str]:
    """The step's answers: everybody listed, everybody with the one role."""
    ticks = {f"punchout_buyer_{number}": "y" for number in range(1, len(emails) + 1)}
    return {"people": "\n".join(emails), **ticks}


def open_locations(here: Ground, count: int) -> None:
    with here.database.transaction() as session:
        session.add_all(
            Location(
                organisation_id=1,
                name=f"Clinic {number}",
                country="US",
                addressee=ORGANISATION,
                street1=f"{1420 + number} Harbor Avenue SW",
                city="Seattle",
                state="WA",
                postal_code="98116",
                phone="+1 206 555 0142",
                address_id=f"CLINIC-{number}",
                confirmed=here.clock.now(),
            )
            for number in range(count)
        )


def _buy(here: Ground, alice: Administrator, lines: int) -> None:
    """Shop, take the cart back, confirm, and send the order as a worker would."""
    checked(alice.post("/punchout/start", {"setup": alice.setup_id}).response, 303)
    asked = read_setup_request(open_envelope(here.supplier.received[-1][1]))
    back = asked.return_url.partition("8000")[2]
    cart = samples.form(_cart(asked.buyer_cookie, lines))
    form = "application/x-www-form-urlencoded"
    arrived = checked(here.app.test_client().post(back, data=cart, content_type=form), 303)
    checked(alice.post(arrived.headers["Location"], {"action": "confirm"}).response, 303)
    hands = Hands(here.settings, here.database, here.outside, Sealer(here.settings.sealing_keys))
    with here.database.read_only() as session:
        order = session.get_one(PurchaseOrder, 1).id
    assert send(hands, order) == "accepted"


def _cart(cookie: str, count: int) -> bytes:
    lines = [
        replace(samples.PENS, auxiliary=f"132-9988776-1234567,{number}") for number in range(1, count + 1)
    ]
    return samples.cart(lines, cookie=cookie, total=f"{count * 24.68:.2f}")


def _sizes(content: bytes) -> tuple[int, int]:
    return len(content), packed(content)


def _assets(pages: Iterable[Cost]) -> Table:
    """Style sheets and scripts that any of the pages asks for."""
    names = {name for page in pages for name in LOADED.findall(page.body.decode())}
    sizes = [(name, *_sizes((ROOT / "static" / name).read_bytes())) for name in sorted(names)]
    whole = ("in all", sum(size for _, size, _ in sizes), sum(size for _, _, size in sizes))
    return Table("Style sheets and scripts of these pages", ("file", "bytes", "gzip bytes"), [*sizes, whole])
