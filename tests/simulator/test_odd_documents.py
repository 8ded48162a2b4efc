"""Whatever is sent, there is an answer and never a fault of our own."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.simulator.purchasing import Customer, Group, identity_of, order_of, setup_request, stamp
from wizard.cxml.envelope import open_envelope
from wizard.cxml.setup import write_setup_request

SAME_STAND_IN = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
PIECES = [b"", b"<", b">", b'"', b"&amp;", b"\xff", b"0", b"-1", b"<x/>", b"9" * 40, "٣".encode()]


@pytest.fixture
def documents(customer: Customer, group: Group) -> dict[str, bytes]:
    """A good setup request and a good order, by the address they go to."""
    values = group.values()
    visit = customer.visit(group)
    visit.add()
    url, order = customer.order_document(group, order_of(visit.submit()))
    setup = write_setup_request(identity_of(values), setup_request(group), mode="test", stamp=stamp())
    return {values["Punchout URL"]: setup, url: order}


@SAME_STAND_IN
@given(place=st.floats(0, 1), length=st.integers(0, 40), piece=st.sampled_from(PIECES))
def test_a_document_damaged_anywhere_gets_a_cxml_answer(
    customer: Customer, documents: dict[str, bytes], place: float, length: int, piece: bytes
) -> None:
    for url, document in documents.items():
        at = int(place * len(document))
        answer = customer.post(url, document[:at] + piece + document[at + length :])
        assert answer.status_code == 200
        assert open_envelope(answer.data).status is not None


@SAME_STAND_IN
@given(body=st.binary(max_size=200))
def test_any_bytes_get_a_cxml_answer(customer: Customer, group: Group, body: bytes) -> None:
    for url in ("http://127.0.0.1:8001/punchout", group.values()["Purchase Order Request URL"]):
        answer = customer.post(url, body)
        assert answer.status_code == 200
        assert open_envelope(answer.data).status is not None
