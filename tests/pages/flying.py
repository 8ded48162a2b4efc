"""Alice at a pre-flight of two people and one clinic, and the work of the worker, done when the test says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.administrator import Administrator
from tests.fakes import ScriptedSupplier, cxml_answer, shop_opens
from wizard.cxml.envelope import new_stamp, open_envelope
from wizard.cxml.order import write_response
from wizard.cxml.setup import read_setup_request
from wizard.cxml.status import Status
from wizard.outside import Answer
from wizard.procurement.lanes import fly
from wizard.procurement.preflight import unfinished
from wizard.procurement.sending import Hands
from wizard.services import Services

Work = Callable[[], None]


@pytest.fixture
def rita(person) -> str:  # type: ignore[no-untyped-def]
    return str(person("rita@alpha.example", "Alpha Clinics", ["create_requisition"], "Rita Vance").email)


@pytest.fixture
def listed(alice: Administrator, clinic: int, rita: str, supplier: ScriptedSupplier) -> str:
    """Alice and Rita are the group's people; the address of the pre-flight."""
    alice.walks_up_to("people")
    alice.answers("people", people=f"{alice.email}\n{rita}", punchout_buyer_2="y")
    supplier.received.clear()
    return alice.at("preflight")


@pytest.fixture
def works(app: Flask) -> Work:
    """What a worker does with every pre-flight that waits."""
    here: Services = app.extensions["wizard"]
    hands = Hands(here.settings, here.database, here.outside, here.sealer)

    def work() -> None:
        with here.database.read_only() as session:
            waiting = unfinished(session)
        for number in waiting:
            fly(hands, number, 1, lambda: False)

    return work


@pytest.fixture
def rita_refused(supplier: ScriptedSupplier, rita: str) -> None:
    supplier.react = refusing(rita)


def refusing(email: str) -> Callable[[str, bytes], Answer]:
    """The shop opens, but not for this person."""

    def react(url: str, document: bytes) -> Answer:
        envelope = open_envelope(document)
        if read_setup_request(envelope).person.email != email:
            return shop_opens(url, document)
        status = Status(403, "failure", "The user is not a member of the group.")
        return cxml_answer(write_response(status, stamp=new_stamp("supplier.example", envelope.timestamp)))

    return react
