"""Pages of requisitions and orders: found by index, so that 100,000 cost what 100 cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from wizard.models import PurchaseOrder, Requisition, RequisitionWord
from wizard.procurement import orders, requisitions
from wizard.procurement.searching import Index, having
from wizard.procurement.wanted import Wanted

PAGE = 50
COUNTED = 1_000
"""So many are counted; of more the page says that there are more."""

Row = TypeVar("Row", Requisition, PurchaseOrder)


@dataclass(frozen=True)
class Shelf(Generic[Row]):
    """A list: its rows, when each was made, which requisition it belongs to, and its statuses in words."""

    row: type[Row]
    made: InstrumentedAttribute[Any]
    requisition: InstrumentedAttribute[int]
    statuses: Mapping[str, str]


REQUISITIONS = Shelf(Requisition, Requisition.created, Requisition.id, requisitions.IN_WORDS)
ORDERS = Shelf(PurchaseOrder, PurchaseOrder.queued, PurchaseOrder.requisition_id, orders.IN_WORDS)


@dataclass(frozen=True)
class Found(Generic[Row]):
    """One page. ``following`` is the number of its last row when there is more behind it, or 0."""

    rows: Sequence[Row]
    following: int
    count: int
    """How many fit in all; one more than are counted, where there are more."""

    @property
    def counted(self) -> str:
        return f"{self.count:,}" if self.count <= COUNTED else f"More than {COUNTED:,}"


def found(
    session: Session,
    shelf: Shelf[Row],
    organisation: int,
    wanted: Wanted,
    after: int = 0,
    options: Sequence[Any] = (),
    size: int = PAGE,
) -> Found[Row]:
    """The page behind the row of that number; a number that is none of the list's starts at the top."""
    conditions = conditions_of(session, shelf, organisation, wanted)
    few = select(shelf.row.id).where(*conditions).limit(COUNTED + 1).subquery()
    query = in_order(select(shelf.row).where(*conditions), shelf, wanted.sort).options(*options)
    last = session.get(shelf.row, after) if after else None
    if last is not None and last.organisation_id == organisation:
        query = query.where(_behind(shelf, wanted.sort, last))
    rows = list(session.scalars(query.limit(size + 1)))
    following = rows[size - 1].id if len(rows) > size else 0
    return Found(rows[:size], following, session.scalar(select(func.count()).select_from(few)) or 0)


def conditions_of(
    session: Session, shelf: Shelf[Row], organisation: int, wanted: Wanted
) -> list[ColumnElement[bool]]:
    """Everything the rows have to fit."""
    return [
        *_filters(shelf, organisation, wanted),
        *having(session, _words(organisation), shelf.requisition, wanted.q),
    ]


def _words(organisation: int) -> Index:
    mine = RequisitionWord.organisation_id == organisation
    return Index(RequisitionWord.word, RequisitionWord.requisition_id, mine)


def in_order(query: Select[Any], shelf: Shelf[Row], sort: str) -> Select[Any]:
    way = _key(shelf, sort)
    return query.order_by(*(part.desc() if _falls(sort) else part.asc() for part in way))


def _filters(shelf: Shelf[Row], organisation: int, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    row = shelf.row
    yield row.organisation_id == organisation
    if wanted.status:
        yield row.status == wanted.status
    if wanted.mode:
        yield row.mode == wanted.mode
    if wanted.who:
        yield row.requester_id == wanted.who
    if wanted.begins:
        yield shelf.made >= wanted.begins
    if wanted.ends:
        yield shelf.made < wanted.ends


def _key(shelf: Shelf[Row], sort: str) -> tuple[InstrumentedAttribute[Any], InstrumentedAttribute[int]]:
    """What the list is ordered by; the number tells rows alike apart."""
    return (shelf.made if sort in ("newest", "oldest") else shelf.row.total), shelf.row.id


def _falls(sort: str) -> bool:
    return sort in ("newest", "largest")


def _behind(shelf: Shelf[Row], sort: str, last: Row) -> ColumnElement[bool]:
    key = _key(shelf, sort)
    place = tuple_(*key)
    there = tuple_(*(getattr(last, part.key) for part in key), types=[part.type for part in key])
    return place < there if _falls(sort) else place > there
