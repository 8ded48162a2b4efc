"""What lists and pages cost as an organisation's requisitions and orders grow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.ground import Cost, Ground, cost_of, ground
from bench.table import Ratio, Table
from tests.pages.desk_data import setup_at
from wizard import accounts
from wizard.cxml.address import Address
from wizard.models import (
    CONFIGURATION,
    CREATE_REQUISITION,
    Approval,
    Model,
    OrderEvent,
    PurchaseOrder,
    Requisition,
    RequisitionLine,
    RequisitionWord,
    ShoppingSession,
)
from wizard.procurement.places import to_json
from wizard.procurement.words import words_of

ORGANISATION = "Northwind Clinics"
COLUMNS = ("page", "requisitions", "to the fewest", "CPU ms", "SQL", "bytes")
PAGES = {
    "requisitions": "/requisitions/",
    "requisitions, half way": "/requisitions/?after={half}",
    "requisitions.json": "/requisitions.json",
    "one requisition": "/requisitions/{last}",
    "one requisition.json": "/requisitions/{last}.json",
    "requisitions, a rare state": "/requisitions/?status=rejected",
    "requisitions, test mode": "/requisitions/?mode=test",
    "requisitions, one person's": "/requisitions/?who=2",
    "requisitions, the first day": "/requisitions/?until={day}",
    "requisitions, largest first": "/requisitions/?sort=largest&after={half}",
    "requisitions, a common word": "/requisitions/?q=glove",
    "requisitions, a rare word": "/requisitions/?q=lot{half}",
    "requisitions, both words": "/requisitions/?q=glove+lot{half}",
    "orders": "/orders/",
    "orders, a rare state": "/orders/?status=refused",
    "orders, one person's": "/orders/?who=2",
    "orders, largest first": "/orders/?sort=largest&after={half}",
    "orders, a common word": "/orders/?q=glove",
    "orders, by number": "/orders/?q=PO-{half}-ABCDEF",
    "report, first rows": "/reports/",
    "orders.json": "/orders.json",
    "one order": "/orders/{last}",
    "desk, one setup": "/review/1/",
}
REQUESTERS = 5
TESTS = 10
LINES = 2
RARE = 50
"""The first so many requisitions were rejected and their orders refused: a page full at every size."""

ADDRESS = to_json(
    Address(
        name=ORGANISATION,
        street=("1420 Harbor Avenue SW",),
        city="Seattle",
        state="WA",
        postal_code="98116",
        country="US",
        country_name="United States",
    )
)


def tables(long: bool = False) -> Iterator[Table]:
    yield growing((100, 1_000, 10_000, *([100_000] if long else [])), times=31 if long else 15)


def growing(sizes: Sequence[int], times: int) -> Table:
    """Each page at each size; every requisition has become an order."""
    with ground() as here:
        clients = _people(here)
        costs: dict[str, list[Cost]] = {page: [] for page in PAGES}
        there = 0
        for size in sizes:
            with here.database.transaction() as session:
                _fill(session, here, range(there + 1, size + 1))
            if not there:
                here.opens_a_setup(clients[True], 1)
            there = size
            for page, path in PAGES.items():
                address = path.format(last=size, half=size // 2, day=_when(1, here).date())
                act = partial(clients[page.startswith("desk")].get, address)
                costs[page].append(cost_of(here.database, act, times))
    return Table("Pages as requisitions grow", COLUMNS, list(_rows(sizes, costs)))


def _rows(sizes: Sequence[int], costs: dict[str, list[Cost]]) -> Iterator[tuple[Any, ...]]:
    for page, found in costs.items():
        for size, cost in zip(sizes, found, strict=True):
            ratio = Ratio(cost.cpu_ms, found[0].cpu_ms)
            yield page, size, ratio, cost.cpu_ms, cost.statements, len(cost.body)


def _people(here: Ground) -> tuple[FlaskClient, FlaskClient]:
    """An administrator and a specialist; more people request, one setup is walked to its end."""
    alice = here.signs_in("alice@northwind.example", ORGANISATION, [CONFIGURATION])
    with here.database.transaction() as session:
        for number in range(REQUESTERS - 1):
            email = f"requester{number}@northwind.example"
            roles = [CREATE_REQUISITION]
            accounts.add_user(session, email, organisation=ORGANISATION, roles=roles, now=here.clock.now())
        setup_at(session, ORGANISATION, None, here.clock.now(), mode="active")
    return alice, here.signs_in("robin@host.example", None, ["specialist"])


def _fill(session: Session, here: Ground, numbers: range) -> None:
    """A visit, a requisition with its lines, an order and its events for each number, as plain rows."""
    for model, make in ROWS:
        rows = [row for number in numbers for row in make(number, here)]
        session.execute(insert(model), rows)


def _visit(number: int, here: Ground) -> Iterator[dict[str, Any]]:
    at = _when(number, here)
    yield {
        "id": number,
        "setup_id": 1,
        "user_id": _who(number),
        "mode": "active",
        "token_hash": f"{number:064}",
        "buyer_cookie": f"cookie-{number}",
        "state": "returned",
        "started": at,
        "expires": at + timedelta(days=7),
    }


def _requisition(number: int, here: Ground) -> Iterator[dict[str, Any]]:
    yield {
        "id": number,
        "organisation_id": 1,
        "setup_id": 1,
        "session_id": number,
        "requester_id": _who(number),
        "status": "approved" if number > RARE else "rejected",
        "mode": _mode(number),
        "currency": "USD",
        "total": _total(number),
        "shipping_address": ADDRESS,
        "lines_hash": f"{number:064}",
        "created": _when(number, here),
        "revision": 1,
    }


def _lines(number: int, _here: Ground) -> Iterator[dict[str, Any]]:
    for line in range(1, LINES + 1):
        yield {
            "requisition_id": number,
            "number": line,
            "part": f"B00TEST{line:04}",
            "auxiliary": f"133-1234567-{number},{line}",
            "description": f"Gloves, nitrile, powder free, lot{number}",
            "quantity": 2,
            "unit_price": 12,
            "currency": "USD",
            "unit_of_measure": "EA",
            "extrinsics": [["soldBy", "Gloves Ltd"]],
        }


def _approval(number: int, here: Ground) -> Iterator[dict[str, Any]]:
    yield {
        "requisition_id": number,
        "position": 1,
        "approver_id": 1,
        "approved": number > RARE,
        "lines_hash": f"{number:064}",
        "at": _when(number, here),
    }


def _words(number: int, _here: Ground) -> Iterator[dict[str, Any]]:
    texts = [
        f"{number} PO-{number}-ABCDEF Gloves, nitrile, powder free, lot{number}",
        "B00TEST0001 B00TEST0002",
    ]
    for word in words_of(*texts):
        yield {"organisation_id": 1, "requisition_id": number, "word": word}


def _order(number: int, here: Ground) -> Iterator[dict[str, Any]]:
    yield {
        "id": number,
        "organisation_id": 1,
        "setup_id": 1,
        "requisition_id": number,
        "requester_id": _who(number),
        "total": _total(number),
        "order_id": f"PO-{number}-ABCDEF",
        "payload_id": f"{number}.1.2@wizard.example",
        "mode": _mode(number),
        "url": "http://127.0.0.1:9/orders/5d4e4a4e-0000-4000-8000-000000000001",
        "sealed_document": b"sealed" * 500,
        "ship_to": ADDRESS,
        "bill_to": ADDRESS,
        "status": "accepted" if number > RARE else "refused",
        "queued": _when(number, here),
    }


def _events(number: int, here: Ground) -> Iterator[dict[str, Any]]:
    for status in ("queued", "sending", "accepted"):
        at = _when(number, here)
        yield {"order_id": number, "at": at, "status": status, "sentence": "It went on."}


ROWS: Sequence[tuple[type[Model], Any]] = (
    (ShoppingSession, _visit),
    (Requisition, _requisition),
    (RequisitionLine, _lines),
    (RequisitionWord, _words),
    (Approval, _approval),
    (PurchaseOrder, _order),
    (OrderEvent, _events),
)


def _mode(number: int) -> str:
    """The first few were tests."""
    return "active" if number > TESTS else "test"


def _total(number: int) -> int:
    return LINES * 25 + number % 1000


def _who(number: int) -> int:
    return 1 + number % REQUESTERS


def _when(number: int, here: Ground) -> Any:
    return here.clock.now() + timedelta(minutes=number)
