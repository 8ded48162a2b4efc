"""What the step of the people costs as the list grows: shown, refused, passed, read in a sheet, written as one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import insert
from werkzeug.test import TestResponse

from bench.ground import Act, Cost, Ground, cost_of, ground
from bench.table import Ratio, Table
from bench.walk import ORGANISATION, open_locations
from tests.administrator import Administrator
from wizard.models import (
    CONFIGURATION,
    CREATE_PURCHASE_ORDER,
    CREATE_REQUISITION,
    HeldRole,
    User,
)
from wizard.sheets import write_csv, write_xlsx

COLUMNS = ("act", "people", "to the fewest", "CPU ms", "SQL", "bytes")
NOTE = "Nobody's role is ticked in the list that is refused; the strangers are no users of the host."
WRITERS = {"xlsx": write_xlsx, "csv": write_csv}


def tables(long: bool = False) -> Iterator[Table]:
    yield listing((5, 500, 5_000), times=9 if long else 3)


def listing(sizes: Sequence[int], times: int) -> Table:
    """Each act at each size; every listed person is a user of the host who may request."""
    costs: dict[str, list[Cost]] = {}
    for size in sizes:
        with ground() as here:
            for name, cost in _costs(here, size, times):
                costs.setdefault(name, []).append(cost)
    rows = [
        (name, size, Ratio(cost.cpu_ms, found[0].cpu_ms), cost.cpu_ms, cost.statements, len(cost.body))
        for name, found in costs.items()
        for size, cost in zip(sizes, found, strict=True)
    ]
    return Table("The step of the people as the list grows", COLUMNS, rows, NOTE)


def _costs(here: Ground, size: int, times: int) -> Iterator[tuple[str, Cost]]:
    alice = _at_the_step(here)
    emails = _users(here, size)
    for name, act, status in _acts(alice, emails):
        yield name, cost_of(here.database, act, times, status)


def _acts(alice: Administrator, emails: list[str]) -> Iterator[tuple[str, Act, int]]:
    """What is done, by its name, and the status it is answered with."""
    step, client = alice.at("people"), alice.client
    token = alice.looks_at("people").fields()["csrf_token"]
    plain = {"csrf_token": token, "people": "\n".join(emails)}
    strangers = "\n".join(f"no.{email}" for email in emails)
    ticked = {**plain, **{f"punchout_buyer_{n}": "y" for n in range(1, len(emails) + 1)}, "version": "1"}
    yield "shown at first", partial(client.get, step), 200
    yield "refused", partial(client.post, step, data=plain), 422
    yield "strangers refused", partial(client.post, step, data={**plain, "people": strangers}), 422
    client.post(step, data={**ticked, "version": "0"})
    yield "passed", partial(client.post, step, data=ticked), 303
    yield "shown again", partial(client.get, step), 200
    for kind, write in WRITERS.items():
        sheet = write([["Email", "Roles"], *([email, "Punchout Buyer"] for email in emails)])
        yield f"read in a {kind} sheet", partial(_upload, alice, step, {**plain, "version": "1"}, sheet), 303
        yield f"written as a {kind} sheet", partial(client.get, f"{alice.setup}/people.{kind}"), 200


def _upload(alice: Administrator, step: str, fields: dict[str, Any], sheet: bytes) -> TestResponse:
    return alice.client.post(step, data={**fields, "uploaded": (io.BytesIO(sheet), "people")})


def _at_the_step(here: Ground) -> Administrator:
    email = "alice@northwind.example"
    roles = [CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION]
    alice = Administrator(here.signs_in(email, ORGANISATION, roles), email, ORGANISATION)
    open_locations(here, 1)
    alice.starts_a_setup()
    alice.walks_up_to("people")
    return alice


def _users(here: Ground, many: int) -> list[str]:
    emails = [f"requester{number}@northwind.example" for number in range(many)]
    common = {"organisation_id": 1, "active": True, "approves_from": 0, "session_key": "none"}
    rows = [
        {**common, "created": here.clock.now(), "email": email, "email_key": email, "name": email}
        for email in emails
    ]
    with here.database.transaction() as session:
        users = list(session.scalars(insert(User).returning(User.id), rows))
        session.execute(insert(HeldRole), [{"user_id": one, "role": CREATE_REQUISITION} for one in users])
    return emails
