"""Where an order stands by what the supplier said of it: which documents still hold, and each line by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from wizard.cxml.confirmation import ACCEPT, ALL_DETAIL, DETAIL, EXCEPT, REJECT
from wizard.cxml.fulfilment import DELETE, NEW
from wizard.models import CONFIRMATION, Notice, NoticeLine, RequisitionLine
from wizard.procurement.orders import ACCEPTED, CONFIRMED, PARTLY_SHIPPED, REJECTED, SHIPPED

TAKEN = (ACCEPT, DETAIL, ALL_DETAIL)
NONE = Decimal(0)


class Piece(NamedTuple):
    """So many of a line, and what becomes of them."""

    type: str
    quantity: Decimal
    unit_price: Decimal | None = None
    currency: str = ""
    part: str = ""
    delivery: datetime | None = None


@dataclass(slots=True)
class LineStanding:
    """A line of the order with all that holds of it."""

    line: RequisitionLine
    pieces: list[Piece] = field(default_factory=list)
    shipped: Decimal = NONE

    def take(self, pieces: list[Piece]) -> None:
        """Parts of a split order add up; what would be more than was ordered replaces what was said before."""
        together = self.of() + _sum(pieces)
        self.pieces = self.pieces + pieces if together <= self.line.quantity else pieces

    def of(self, *types: str) -> Decimal:
        """How many are said to be of these types; of any, when none is named."""
        return _sum(piece for piece in self.pieces if not types or piece.type in types)

    @property
    def taken(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.type in TAKEN]

    @property
    def confirmed(self) -> Decimal:
        return _sum(self.taken)

    @property
    def expected(self) -> Decimal:
        """How many may still be thought to come, those that came among them."""
        return self.of() - self.of(REJECT) if self.pieces else self.line.quantity


@dataclass(frozen=True, slots=True)
class Standing:
    """``strange`` are line numbers the supplier named that the order does not have."""

    lines: Mapping[int, LineStanding]
    strange: Sequence[int]

    @property
    def rejected(self) -> bool:
        """Whether nothing at all will come."""
        return bool(self.lines) and all(line.pieces and not line.expected for line in self.lines.values())

    @property
    def status(self) -> str:
        """The status that fits, whatever the order's is now."""
        lines = self.lines.values()
        if any(line.shipped for line in lines):
            return SHIPPED if all(line.shipped >= line.expected for line in lines) else PARTLY_SHIPPED
        if self.rejected:
            return REJECTED
        return CONFIRMED if any(line.taken for line in lines) else ACCEPTED


def standing(lines: Iterable[RequisitionLine], notices: Iterable[Notice]) -> Standing:
    """:param notices: all of the order, oldest first"""
    found = {line.number: LineStanding(line) for line in lines}
    strange: list[int] = []
    for notice in in_effect(notices):
        said = _by_number(notice.lines)
        strange += [number for number in said if number not in found]
        _hear(found, notice, said)
    return Standing(found, tuple(dict.fromkeys(strange)))


def in_effect(notices: Iterable[Notice]) -> list[Notice]:
    """Those that still hold, oldest first; what was taken back is gone without a successor."""
    held: list[Notice] = []
    for notice in notices:
        held = [earlier for earlier in held if not replaces(notice, earlier)]
        if notice.operation != DELETE:
            held.append(notice)
    return held


def replaces(later: Notice, earlier: Notice) -> bool:
    """Whether the earlier one no longer holds (cXML Reference Guide, "operation"; Fulfill.dtd).

    A confirmation of the whole order discards all before it. An update replaces the document it names, or that
    of the same number. A shipment has one number, so whatever carries it is the same shipment.
    """
    if later.kind != earlier.kind:
        return False
    if later.kind == CONFIRMATION and later.whole:
        return True
    same = bool(later.number) and later.number == earlier.number
    if later.kind == CONFIRMATION and later.operation == NEW:
        return False
    return same or (bool(later.replaces) and later.replaces == earlier.payload_id)


def _hear(found: Mapping[int, LineStanding], notice: Notice, said: Mapping[int, list[Piece]]) -> None:
    is_confirmation = notice.kind == CONFIRMATION
    for number, line in found.items() if notice.whole else ():
        if is_confirmation and number not in said:
            line.take([Piece(ACCEPT if notice.type == EXCEPT else notice.type, line.line.quantity)])
        elif not is_confirmation and notice.type != "planned":
            line.shipped = max(line.shipped, line.expected)
    for number, pieces in said.items():
        if number in found and is_confirmation:
            found[number].take(pieces)
        elif number in found and notice.type != "planned":
            found[number].shipped += _sum(pieces)


def _by_number(lines: Iterable[NoticeLine]) -> dict[int, list[Piece]]:
    said: dict[int, list[Piece]] = {}
    for row in lines:
        piece = Piece(row.type, row.quantity, row.unit_price, row.currency, row.part, row.delivery)
        said.setdefault(row.number, []).append(piece)
    return said


def _sum(pieces: Iterable[Piece]) -> Decimal:
    return sum((piece.quantity for piece in pieces), NONE)
