"""Step 7: the payment method."""

from __future__ import annotations

import pytest

from tests.administrator import Administrator


@pytest.fixture(autouse=True)
def _at_the_step(alice: Administrator, clinic: int) -> None:
    alice.walks_up_to("payment")


@pytest.mark.parametrize("method", ["invoice", "card"])
def test_both_ways_of_paying_pass(alice: Administrator, method: str) -> None:
    assert alice.answers("payment", method=method).status == 303
    assert alice.stands("people") == "open"


@pytest.mark.parametrize("method", [None, "", "cash"])
def test_no_method_is_refused(alice: Administrator, method: str | None) -> None:
    page = alice.answers("payment", method=method)

    assert page.status == 422
    assert "payment.none" in page.codes()
    assert alice.answers("payment").status == 303


def test_a_method_that_is_not_the_default_is_refused(alice: Administrator) -> None:
    page = alice.answers("payment", default_set=None)

    assert "payment.no_default" in page.codes()
    assert page.value("method") == "invoice"
    assert alice.answers("payment").status == 303
