"""Step 10: what the page says about a cart that was of no use."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.administrator import Administrator
from tests.fakes import ScriptedSupplier
from tests.pages.buying import visits_the_shop
from tests.procurement.clinic import FORM, cart_document, posted
from wizard.cxml.money import Money


@pytest.fixture
def _at_the_step(alice: Administrator, clinic: int) -> None:
    alice.walks_up_to("test-order")


@pytest.mark.usefixtures("_at_the_step")
def test_a_refused_cart_is_named_with_what_was_seen(alice: Administrator, supplier: ScriptedSupplier) -> None:
    back, cookie = visits_the_shop(alice, alice.setup_id, supplier)
    alice.client.post(
        back, data=posted(cart_document(cookie, total=Money(Decimal("1.00"), "USD"))), content_type=FORM
    )

    tried = alice.post(alice.at("test-order"))

    assert tried.status == 422
    assert "order.total_differs" in tried.codes()
    assert "The lines add up to 25.00, the cart says 1.00." in tried.words
    assert tried.tree.xpath("//*[@data-code='order.total_differs']//a[contains(@href, '/exchanges/')]")


@pytest.mark.usefixtures("_at_the_step")
def test_a_cart_of_another_visit_is_named_until_the_right_one_comes(
    alice: Administrator, supplier: ScriptedSupplier
) -> None:
    back, cookie = visits_the_shop(alice, alice.setup_id, supplier)
    alice.client.post(back, data=posted(cart_document("of-another-visit")), content_type=FORM)
    assert "order.cart_unknown_session" in alice.post(alice.at("test-order")).codes()

    alice.client.post(back, data=posted(cart_document(cookie)), content_type=FORM)

    codes = alice.post(alice.at("test-order")).codes()
    assert "order.not_confirmed" in codes
    assert "order.cart_unknown_session" not in codes
