"""What a person should know of an order once the supplier has spoken: differences line by line, by check code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from wizard.cxml.confirmation import BACKORDERED, DETAIL, REJECT
from wizard.models import PurchaseOrder
from wizard.models.setups import TEST
from wizard.procurement.lines import money, plain
from wizard.procurement.orders import CANCELLED, REFUSED
from wizard.procurement.standing import LineStanding, Piece, Standing

LATE, REJECTED_BY_SUPPLIER, SHIPPED_MORE = (
    "order.answered_late",
    "order.rejected_by_supplier",
    "order.shipped_more",
)
STRANGE, DIFFERENT, NOT_IN_STOCK = "order.line_unknown", "order.confirmed_differently", "order.backordered"
GRAVEST_FIRST = (LATE, REJECTED_BY_SUPPLIER, SHIPPED_MORE, STRANGE, DIFFERENT, NOT_IN_STOCK)

SHORT = {
    LATE: "The supplier has it",
    REJECTED_BY_SUPPLIER: "Not all will come",
    SHIPPED_MORE: "More was sent",
    STRANGE: "A strange line",
    DIFFERENT: "Differs",
    NOT_IN_STOCK: "Not in stock",
}
"""How lists of orders say so."""


@dataclass(frozen=True, slots=True)
class Remark:
    """``line`` is 0 where the whole order is meant; ``seen`` ends the sentence of the code."""

    code: str
    line: int = 0
    seen: str = ""


def remarks(order: PurchaseOrder, stands: Standing) -> list[Remark]:
    """The gravest first; of a test order it is as it should be that nothing comes of it."""
    found = list(_remarks(order, stands))
    return sorted(found, key=lambda remark: (GRAVEST_FIRST.index(remark.code), remark.line))


def _remarks(order: PurchaseOrder, stands: Standing) -> Iterator[Remark]:
    if order.status in (CANCELLED, REFUSED) and not stands.rejected:
        yield Remark(LATE)
    for number in stands.strange:
        yield Remark(STRANGE, number)
    if not stands.rejected:
        for line in stands.lines.values():
            yield from _of_line(line)
    elif order.mode != TEST:
        yield Remark(REJECTED_BY_SUPPLIER, seen="the whole order")


def _of_line(line: LineStanding) -> Iterator[Remark]:
    number, ordered = line.line.number, line.line.quantity
    if line.shipped > ordered:
        yield Remark(SHIPPED_MORE, number, f"ordered {plain(ordered):f}, shipped {plain(line.shipped):f}")
    if line.pieces and line.of() == line.of(REJECT):
        yield Remark(
            REJECTED_BY_SUPPLIER, number, f"line {number}, {plain(line.of()):f} of {plain(ordered):f}"
        )
        return
    if missing := line.of(BACKORDERED):
        yield Remark(NOT_IN_STOCK, number, f"{plain(missing):f} of {plain(ordered):f}")
    if line.pieces and _differs(line):
        yield Remark(DIFFERENT, number, _difference(line))


def _differs(line: LineStanding) -> bool:
    return line.expected != line.line.quantity or any(_is_other(line, piece) for piece in line.taken)


def _is_other(line: LineStanding, piece: Piece) -> bool:
    row = line.line
    dearer = piece.unit_price is not None and (piece.unit_price, piece.currency) != (
        row.unit_price,
        row.currency,
    )
    delayed = piece.type == DETAIL and piece.delivery is not None
    return dearer or delayed or piece.part not in ("", row.part)


def _difference(line: LineStanding) -> str:
    row = line.line
    confirmed = " and ".join(_words(line, piece) for piece in line.taken) or "0"
    rejected = f", rejected {plain(line.of(REJECT)):f}" if line.of(REJECT) else ""
    return f"ordered {_priced(row.quantity, row.unit_price, row.currency)}, confirmed {confirmed}{rejected}"


def _words(line: LineStanding, piece: Piece) -> str:
    row, price = line.line, piece.unit_price
    said = _priced(piece.quantity, row.unit_price, row.currency)
    if price is not None:
        said = _priced(piece.quantity, price, piece.currency)
    part = f" as {piece.part}" if piece.part not in ("", row.part) else ""
    day = f", to arrive on {piece.delivery:%-d %B %Y}" if piece.type == DETAIL and piece.delivery else ""
    return f"{said}{part}{day}"


def _priced(quantity: Decimal, price: Decimal, currency: str) -> str:
    return f"{plain(quantity):f} at {money(price):f} {currency}"
