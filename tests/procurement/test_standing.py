"""Where an order stands by what the supplier said, worked out of documents alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wizard.models import CONFIRMATION, SHIPMENT, Notice, NoticeLine, PurchaseOrder, RequisitionLine
from wizard.procurement.remarks import remarks
from wizard.procurement.standing import in_effect, standing

ORDER = (("10", "4.20"), ("5", "1.00"))
"""Two lines: ten of the first, five of the second."""


def lines() -> list[RequisitionLine]:
    return [
        RequisitionLine(
            number=number,
            quantity=Decimal(many),
            unit_price=Decimal(price),
            currency="USD",
            part=f"B{number}",
        )
        for number, (many, price) in enumerate(ORDER, 1)
    ]


def row(number: int, kind: str, quantity: str, price: str = "", part: str = "") -> NoticeLine:
    return NoticeLine(
        number=number,
        type=kind,
        quantity=Decimal(quantity),
        unit_price=Decimal(price) if price else None,
        currency="USD" if price else "",
        part=part,
    )


def confirmation(kind: str, *rows: NoticeLine, **facts: str) -> Notice:
    whole = kind == "except" or (kind in ("accept", "reject", "backordered") and not rows)
    facts = {"operation": "new", "number": "", "replaces": "", "payload_id": "", **facts}
    return Notice(kind=CONFIRMATION, type=kind, whole=whole, lines=list(rows), **facts)


def shipment(*rows: NoticeLine, number: str = "S-1", kind: str = "actual", operation: str = "new") -> Notice:
    return Notice(
        kind=SHIPMENT,
        type=kind,
        number=number,
        operation=operation,
        replaces="",
        payload_id="",
        whole=not rows and operation != "delete",
        lines=list(rows),
    )


def sent(number: int, quantity: str) -> NoticeLine:
    return row(number, "shipped", quantity)


ACCEPT, EXCEPT, REJECT = confirmation("accept"), "except", confirmation("reject")


@pytest.mark.parametrize(
    ("notices", "status"),
    [
        ([], "accepted"),
        ([ACCEPT], "confirmed"),
        ([REJECT], "rejected"),
        ([confirmation("backordered")], "accepted"),
        ([confirmation("detail", row(1, "unknown", "10"))], "accepted"),
        ([confirmation("detail", row(1, "detail", "8"))], "confirmed"),
        ([confirmation("detail", row(1, "reject", "10"))], "accepted"),
        ([confirmation("detail", row(1, "reject", "10"), row(2, "reject", "5"))], "rejected"),
        ([confirmation(EXCEPT, row(1, "reject", "10"))], "confirmed"),
        ([ACCEPT, REJECT], "rejected"),
        ([REJECT, ACCEPT], "confirmed"),
        ([shipment()], "shipped"),
        ([shipment(kind="planned")], "accepted"),
        ([ACCEPT, shipment(sent(1, "4"))], "partly_shipped"),
        ([ACCEPT, shipment(sent(1, "10"))], "partly_shipped"),
        ([ACCEPT, shipment(sent(1, "10"), sent(2, "5"))], "shipped"),
        ([ACCEPT, shipment(sent(1, "4")), shipment(sent(1, "6"), sent(2, "5"), number="S-2")], "shipped"),
        ([confirmation(EXCEPT, row(2, "reject", "5")), shipment(sent(1, "10"))], "shipped"),
        ([ACCEPT, shipment(), shipment(operation="delete")], "confirmed"),
        ([ACCEPT, shipment(), shipment(sent(1, "4"), operation="update")], "partly_shipped"),
        ([shipment(sent(7, "3"))], "accepted"),
    ],
)
def test_the_status_follows_what_was_said(notices: list[Notice], status: str) -> None:
    assert standing(lines(), notices).status == status


def pens(quantity: str, operation: str = "new", kind: str = "detail", **facts: str) -> Notice:
    """So many of the first line are accepted."""
    return confirmation(kind, row(1, "accept", quantity), operation=operation, **facts)


OTHERS = confirmation("detail", row(2, "accept", "2"), number="A", operation="update")


@pytest.mark.parametrize(
    ("notices", "confirmed"),
    [
        ([pens("6", number="A"), pens("4", number="B")], "10"),
        ([pens("6", kind="accept", number="A"), pens("4", kind="accept", number="B")], "10"),
        ([ACCEPT, pens("8")], "8"),
        ([pens("8"), ACCEPT], "10"),
        ([pens("3"), pens("5", kind="except")], "5"),
        ([pens("6", number="A"), pens("2", "update", number="A")], "2"),
        ([pens("6", payload_id="1"), pens("2", "update", replaces="1")], "2"),
        ([pens("6", number="A"), OTHERS], "0"),
        ([pens("6", number="A"), confirmation("detail", row(2, "accept", "2"), number="A")], "6"),
        ([pens("6", number="A"), pens("2", "update", number="B")], "8"),
        ([confirmation("detail", row(1, "accept", "6"), row(1, "reject", "4"))], "6"),
    ],
)
def test_parts_add_up_updates_replace_and_whole_confirmations_begin_anew(
    notices: list[Notice], confirmed: str
) -> None:
    line = standing(lines(), notices).lines[1]
    assert line.of("accept", "detail") == Decimal(confirmed)


def test_what_was_replaced_is_not_in_effect() -> None:
    first, second = shipment(sent(1, "4")), shipment(sent(1, "5"), operation="update")
    assert in_effect([first, ACCEPT, second]) == [ACCEPT, second]


@pytest.mark.parametrize(
    ("notices", "found"),
    [
        ([ACCEPT], []),
        (
            [confirmation(EXCEPT, row(1, "detail", "8", "4.50"))],
            [("order.confirmed_differently", 1, "ordered 10 at 4.20 USD, confirmed 8 at 4.50 USD")],
        ),
        ([confirmation(EXCEPT, row(1, "detail", "10", "4.200"))], []),
        (
            [confirmation(EXCEPT, row(1, "accept", "8"), row(1, "reject", "2"))],
            [
                (
                    "order.confirmed_differently",
                    1,
                    "ordered 10 at 4.20 USD, confirmed 8 at 4.20 USD, rejected 2",
                )
            ],
        ),
        (
            [confirmation(EXCEPT, row(1, "detail", "6", "4.20"), row(1, "detail", "4", "5"))],
            [
                (
                    "order.confirmed_differently",
                    1,
                    "ordered 10 at 4.20 USD, confirmed 6 at 4.20 USD and 4 at 5.00 USD",
                )
            ],
        ),
        (
            [confirmation(EXCEPT, row(2, "detail", "5", part="B9"))],
            [("order.confirmed_differently", 2, "ordered 5 at 1.00 USD, confirmed 5 at 1.00 USD as B9")],
        ),
        (
            [confirmation(EXCEPT, row(1, "accept", "4"), row(1, "backordered", "6"))],
            [("order.backordered", 1, "6 of 10")],
        ),
        (
            [confirmation(EXCEPT, row(2, "reject", "5"))],
            [("order.rejected_by_supplier", 2, "line 2, 5 of 5")],
        ),
        ([REJECT], [("order.rejected_by_supplier", 0, "the whole order")]),
        ([shipment(sent(1, "11"))], [("order.shipped_more", 1, "ordered 10, shipped 11")]),
        ([shipment(sent(1, "6")), shipment(number="S-2")], []),
        ([confirmation("detail", row(7, "accept", "1"))], [("order.line_unknown", 7, "")]),
    ],
)
def test_differences_are_named_line_by_line(notices: list[Notice], found: list[tuple[str, int, str]]) -> None:
    order = PurchaseOrder(status="confirmed", mode="active")
    seen = remarks(order, standing(lines(), notices))
    assert [(remark.code, remark.line, remark.seen) for remark in seen] == found


def test_a_later_day_is_a_difference_only_where_the_supplier_calls_it_one(clock) -> None:  # type: ignore[no-untyped-def]
    order = PurchaseOrder(status="confirmed", mode="active")
    late, plain = row(1, "detail", "10"), row(1, "accept", "10")
    late.delivery = plain.delivery = clock.now()
    (remark,) = remarks(order, standing(lines(), [confirmation(EXCEPT, late)]))
    assert remark.seen.endswith("confirmed 10 at 4.20 USD, to arrive on 2 March 2026")
    assert remarks(order, standing(lines(), [confirmation(EXCEPT, plain)])) == []


def test_the_gravest_comes_first_and_a_rejected_test_is_as_it_should_be() -> None:
    said = [confirmation(EXCEPT, row(1, "detail", "10", "9")), shipment(sent(2, "6"))]
    over = PurchaseOrder(status="cancelled", mode="active")
    codes = [remark.code for remark in remarks(over, standing(lines(), said))]
    assert codes == ["order.answered_late", "order.shipped_more", "order.confirmed_differently"]
    assert remarks(PurchaseOrder(status="rejected", mode="test"), standing(lines(), [REJECT])) == []
    assert remarks(over, standing(lines(), [REJECT]))[0].code != "order.answered_late"
