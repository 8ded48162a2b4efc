"""Who may open what: every route for everybody. A route without a row fails here."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.administrator import Administrator, Person

NOBODY, OWNER, STRANGER, MEMBER, SPECIALIST = "nobody", "owner", "stranger", "member", "specialist"
SIGN_IN, OPEN, NO_ROLE, NOT_FOUND = "sign-in", "open", "no role", "not found"

# Expected answers in the order: nobody, own administrator, other organisation's administrator, member without the
# role (may only approve), specialist.
PUBLIC = (OPEN, OPEN, OPEN, OPEN, OPEN)
SETUP = (SIGN_IN, OPEN, NOT_FOUND, NO_ROLE, NO_ROLE)
SETUPS = (SIGN_IN, OPEN, OPEN, NO_ROLE, NO_ROLE)
EVERYBODY_IN = (SIGN_IN, OPEN, OPEN, OPEN, OPEN)
BUYING = (SIGN_IN, OPEN, OPEN, OPEN, NO_ROLE)
OWN_BUYING = (SIGN_IN, NOT_FOUND, NOT_FOUND, NOT_FOUND, NO_ROLE)
OWN_SETTING = (SIGN_IN, NOT_FOUND, NOT_FOUND, NO_ROLE, NO_ROLE)
SHOPPING = (SIGN_IN, OPEN, NOT_FOUND, NO_ROLE, NO_ROLE)
DESK = (SIGN_IN, NO_ROLE, NO_ROLE, NO_ROLE, OPEN)
DESK_MISSING = (SIGN_IN, NO_ROLE, NO_ROLE, NO_ROLE, NOT_FOUND)

EXPECTED: dict[str, tuple[str, ...]] = {
    "GET /": EVERYBODY_IN,
    "GET /healthz": PUBLIC,
    "GET /readyz": PUBLIC,
    "GET /metrics": PUBLIC,
    "GET /static/<path:filename>": PUBLIC,
    "GET /sign-in": PUBLIC,
    "POST /sign-in": PUBLIC,
    "GET /sign-in/<token>": PUBLIC,
    "POST /sign-in/<token>": PUBLIC,
    "POST /sign-out": PUBLIC,
    "POST /cxml": PUBLIC,
    "POST /punchout/return/<token>": PUBLIC,
    "GET /help/failures": PUBLIC,
    "GET /setup/": SETUPS,
    "POST /setup/new": SETUPS,
    "GET /setup/side-by-side": SETUPS,
    "GET /setup/<int:number>/": SETUP,
    "GET /setup/<int:number>/next": SETUP,
    "GET /setup/<int:number>/state.json": SETUP,
    "GET /setup/<int:number>/preflight": SETUP,
    "POST /setup/<int:number>/preflight": SETUP,
    "GET /setup/<int:number>/evidence": SETUP,
    "GET /setup/<int:number>/exchanges/": SETUP,
    "GET /setup/<int:number>/exchanges/<int:exchange>": OWN_SETTING,
    "GET /setup/<int:number>/people.<any(xlsx, csv):kind>": SETUP,
    "POST /setup/<int:number>/people.<any(xlsx, csv):kind>": SETUP,
    "GET /setup/<int:number>/<slug>": SETUP,
    "POST /setup/<int:number>/<slug>": SETUP,
    "GET /setup/<int:number>/<slug>/colleague": SETUP,
    "POST /setup/<int:number>/<slug>/colleague": SETUP,
    "GET /asked/": PUBLIC,
    "GET /asked/<token>": PUBLIC,
    "POST /asked/<token>": PUBLIC,
    "GET /requisitions/": BUYING,
    "GET /requisitions.json": BUYING,
    "GET /orders/": BUYING,
    "GET /orders.json": BUYING,
    "GET /reports/": BUYING,
    "GET /reports/orders.<any(xlsx, csv):kind>": BUYING,
    "POST /punchout/start": SHOPPING,
    "GET /review/": DESK,
    "GET /review/<int:number>": DESK,
    "POST /review/<int:number>": DESK,
    "GET /review/<int:number>/timeline": DESK,
    "GET /locations/address-book.<any(xlsx, csv):kind>": SETUPS,
    "GET /locations/": SETUPS,
    "POST /locations/address-book": SETUPS,
    "GET /locations/new": SETUPS,
    "POST /locations/new": SETUPS,
    "GET /locations/suggest": SETUPS,
    "GET /locations/<int:number>": OWN_SETTING,
    "POST /locations/<int:number>": OWN_SETTING,
    "GET /requisitions/<int:number>": OWN_BUYING,
    "POST /requisitions/<int:number>": OWN_BUYING,
    "GET /requisitions/<int:number>.json": OWN_BUYING,
    "GET /orders/<int:number>": OWN_BUYING,
    "POST /orders/<int:number>": OWN_BUYING,
    "GET /orders/<int:number>.json": OWN_BUYING,
    "GET /orders/<int:number>/print": OWN_BUYING,
    "GET /orders/<int:number>.pdf": OWN_BUYING,
    "GET /requisitions/<int:number>/print": OWN_BUYING,
    "GET /requisitions/<int:number>.pdf": OWN_BUYING,
    "GET /punchout/arrived/<int:number>": (SIGN_IN, NOT_FOUND, NOT_FOUND, NO_ROLE, NO_ROLE),
    "GET /review/<int:number>/state.json": DESK,
    "GET /review/<int:number>/evidence": DESK,
    "GET /review/<int:number>/bundle.zip": DESK,
    "GET /review/<int:number>/exchanges/<int:exchange>": DESK_MISSING,
    "GET /setup/<int:number>/timeline": SETUP,
    "POST /setup/<int:number>/notes/<int:note>": OWN_SETTING,
    "GET /review/told": DESK,
    "POST /review/told": DESK,
    "GET /told/<token>": PUBLIC,
    "POST /told/<token>": PUBLIC,
    "GET /setup/told": SETUPS,
    "POST /setup/told": SETUPS,
}


@pytest.fixture
def people(app: Flask, alice: Administrator, charlie: Administrator, person) -> dict[str, Person]:  # type: ignore[no-untyped-def]
    return {
        NOBODY: Person(app.test_client(), ""),
        OWNER: alice,
        STRANGER: charlie,
        MEMBER: person("mia@alpha.example", "Alpha Clinics", ["approve"]),
        SPECIALIST: person("robin@host.example", None, ["specialist"]),
    }


def _routes(app: Flask) -> list[str]:
    return sorted(
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


def _met(status: int, location: str) -> str:
    if status == 302 and "/sign-in?next=" in location:
        return SIGN_IN
    return {403: NO_ROLE, 404: NOT_FOUND}.get(status, OPEN)


def test_every_route_has_a_row(app: Flask) -> None:
    assert [route for route in _routes(app) if route not in EXPECTED] == []


def test_every_row_has_a_route(app: Flask) -> None:
    assert [route for route in EXPECTED if route not in _routes(app)] == []


@pytest.mark.parametrize("route", sorted(EXPECTED))
def test_everybody_meets_what_is_meant_for_them(
    people: dict[str, Person], alice: Administrator, route: str
) -> None:
    method, rule = route.split(" ", 1)
    path = (
        rule.replace("<int:number>", str(alice.setup_id))
        .replace("<slug>", "group")
        .replace("<token>", "x" * 43)
        .replace("<path:filename>", "wizard.css")
        .replace("<int:exchange>", "999")
        .replace("<int:note>", "999")
        .replace("<any(xlsx, csv):kind>", "csv")
    )
    met = {}
    for who, browser in people.items():
        page = browser.get(path) if method == "GET" else browser.post(path, {"setup": alice.setup_id})
        assert page.status < 500, (who, route)
        met[who] = _met(page.status, page.location)

    assert met == dict(zip(people, EXPECTED[route], strict=True))


def test_without_the_role_one_reads_who_can_grant_it(people: dict[str, Person]) -> None:
    page = people[MEMBER].get("/setup/")

    assert page.status == 403
    assert "Configuration" in page.words
    assert "alice@alpha.example" in page.words
    assert "charlie@other.example" not in page.words
