"""A supplier that speaks of orders afterwards: its documents, and how they are handed in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import Flask

from tests.procurement.clinic import SECRET, Clinic
from tests.procurement.test_sending import says
from wizard.cxml.cart import CartLine
from wizard.cxml.confirmation import Confirmation, ConfirmedLine, Portion, write_confirmation
from wizard.cxml.envelope import Identity, Stamp, new_stamp, open_envelope
from wizard.cxml.fulfilment import OrderReference
from wizard.cxml.money import Money
from wizard.cxml.shipping import Shipment, ShippedLine, ShippedOrder, write_shipment
from wizard.cxml.status import Status
from wizard.models import PurchaseOrder
from wizard.procurement.sending import send

AMAZON = Identity("Amazon", SECRET, to_identity="Northwind1234567890")


def hand_in(app: Flask, document: bytes) -> Status:
    """What we answer to a document."""
    answer = app.test_client().post("/cxml", data=document, content_type="text/xml")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    status = open_envelope(answer.data).status
    assert status is not None
    return status


def accepted(clinic: Clinic, *lines: CartLine) -> PurchaseOrder:
    """An order the supplier said 200 to."""
    order = clinic.orders(*lines)
    says(clinic, 200)
    send(clinic.hands, order.id)
    return clinic.order_now(order)


def two_accepted(clinic: Clinic) -> tuple[PurchaseOrder, PurchaseOrder]:
    first, second = accepted(clinic), accepted(clinic)
    assert first.order_id != second.order_id
    clinic.session.commit()
    return first, second


def reference(order: PurchaseOrder) -> OrderReference:
    return OrderReference(order.order_id, order.payload_id)


def some(number: int, *pieces: tuple[str, str] | tuple[str, str, str], **facts: Any) -> ConfirmedLine:
    """A line by its pieces: type, quantity, and a price where one is said."""
    portions = tuple(
        Portion(
            kind, Decimal(quantity), unit_price=Money(Decimal(price[0]), "USD") if price else None, **facts
        )
        for kind, quantity, *price in pieces
    )
    return ConfirmedLine(number, sum((portion.quantity for portion in portions), Decimal(0)), portions)


def confirms(
    about: PurchaseOrder,
    kind: str = "accept",
    /,
    *lines: ConfirmedLine,
    mode: str = "test",
    stamp: Stamp | None = None,
    identity: Identity = AMAZON,
    **facts: Any,
) -> bytes:
    said = Confirmation(**{"order": reference(about), "type": kind, "lines": lines, **facts})
    return write_confirmation(identity, said, mode=mode, stamp=stamp or fresh(about))


def ships(
    order: PurchaseOrder,
    *lines: tuple[int, str],
    mode: str = "test",
    stamp: Stamp | None = None,
    others: Sequence[PurchaseOrder] = (),
    **facts: Any,
) -> bytes:
    """A ship notice; without lines the whole order is in it."""
    within = tuple(ShippedLine(number, Decimal(quantity)) for number, quantity in lines)
    orders = (ShippedOrder(reference(order), within), *(ShippedOrder(reference(one)) for one in others))
    said = Shipment(**{"orders": orders, "shipment_id": "S-1", **facts})
    return write_shipment(AMAZON, said, mode=mode, stamp=stamp or fresh(order))


def fresh(order: PurchaseOrder) -> Stamp:
    """A stamp nobody has used."""
    return new_stamp("amazon.com", order.queued)
