"""What attacks need: a walked setup with a purchase, a specialist, and both kinds of database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from tests.administrator import Administrator, Person
from tests.attacks.trying import MARKUP
from tests.conftest import PersonMaker
from tests.fakes import ScriptedSupplier
from tests.procurement.clinic import FORM, cart_document, line, posted
from wizard.cxml.envelope import open_envelope
from wizard.cxml.setup import read_setup_request
from wizard.settings import Settings


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """A test that asks for ``database_url`` runs on both kinds of database, the others on SQLite."""
    if "database_url" not in request.fixturenames:
        return settings
    return replace(settings, database_url=request.getfixturevalue("database_url"))


@pytest.fixture
def robin(person: PersonMaker) -> Person:
    """Robin is an integration specialist of the host."""
    return person("robin@host.example", None, ["specialist"], "Robin Reed")


@pytest.fixture
def shops(alice: Administrator, app: Flask, supplier: ScriptedSupplier) -> Callable[[], str]:
    """Alice shops through her setup; the address the cart led to."""

    def shop() -> str:
        assert alice.post("/punchout/start", {"setup": alice.setup_id}).status == 303
        asked = read_setup_request(open_envelope(supplier.received[-1][1]))
        cart = posted(cart_document(asked.buyer_cookie, [line(1, description=MARKUP)]))
        token = asked.return_url.rpartition("/")[2]
        taken = app.test_client().post(f"/punchout/return/{token}", data=cart, content_type=FORM)
        return str(taken.headers["Location"])

    return shop


@pytest.fixture
def purchase(alice: Administrator, clinic: int, shops: Callable[[], str]) -> str:
    """Alice walked up to the test order, shopped and confirmed; the address of her requisition."""
    alice.walks_up_to("test-order")
    requisition = shops()
    assert alice.post(requisition, {"action": "confirm"}).status == 303
    return requisition
