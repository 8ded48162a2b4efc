"""What the pages of requisitions and orders share: words, facts for programs, warnings."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from wizard.ladder import Check
from wizard.models import (
    APPROVE,
    CONFIGURATION,
    CREATE_PURCHASE_ORDER,
    CREATE_REQUISITION,
    PurchaseOrder,
    Requisition,
    RequisitionLine,
)
from wizard.pages import now, supplier
from wizard.pages.afterwards import said_facts
from wizard.procurement.lines import money, plain
from wizard.steps.clock import clock_check

TAGS = {
    "accepted": "ok",
    "confirmed": "ok",
    "partly_shipped": "ok",
    "shipped": "ok",
    "refused": "no",
    "rejected": "no",
    "unknown": "warn",
}
"""How a status of an order looks."""

MEMBERS = (CREATE_REQUISITION, APPROVE, CREATE_PURCHASE_ORDER, CONFIGURATION)
"""Any of these roles may look at the organisation's requisitions and orders."""


def amount(value: Decimal | None) -> str:
    """With thousands apart, at least two decimals."""
    return "" if value is None else f"{money(value):,f}"


def number(value: Decimal) -> str:
    return f"{plain(value):,f}"


def line_facts(lines: Iterable[RequisitionLine]) -> list[dict[str, Any]]:
    """Amounts are texts, so that no program loses a digit."""
    return [
        {
            "number": line.number,
            "part": line.part,
            "auxiliary": line.auxiliary,
            "description": line.description,
            "quantity": format(plain(line.quantity), "f"),
            "unit_price": format(money(line.unit_price), "f"),
            "currency": line.currency,
        }
        for line in lines
    ]


def requisition_facts(row: Requisition) -> dict[str, Any]:
    return {
        "id": row.id,
        "status": row.status,
        "mode": row.mode,
        "created": row.created.isoformat(),
        "lines": line_facts(row.lines),
    }


def order_facts(row: PurchaseOrder) -> dict[str, Any]:
    return {
        "id": row.id,
        "status": row.status,
        "mode": row.mode,
        "created": row.queued.isoformat(),
        "order_id": row.order_id,
        "payload_id": row.payload_id,
        "requisition": row.requisition_id,
        "lines": line_facts(row.requisition.lines),
        **said_facts(row),
    }


def cart_clock(row: Requisition) -> Check | None:
    """How long the supplier still promises the cart's prices; nothing once the order was made."""
    return clock_check(row, supplier(row.setup), now())
