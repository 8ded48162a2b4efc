"""The report of orders: which columns there are, and its rows one by one, however many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer, joinedload, lazyload, selectinload

from wizard.models import CONFIRMATION, PurchaseOrder, Requisition, RequisitionLine, User
from wizard.procurement.lines import money, plain
from wizard.procurement.listing import ORDERS, conditions_of, in_order
from wizard.procurement.orders import IN_WORDS
from wizard.procurement.places import from_json, lines_of
from wizard.procurement.suppliers import supplier_of
from wizard.procurement.wanted import MODES, Wanted

Cell = str | int | Decimal
AT_ONCE = 200
LINES, ORDERS_ONLY = "lines", "orders"
ROWS = {LINES: "A row for each line", ORDERS_ONLY: "A row for each order"}


@dataclass(frozen=True)
class Column:
    """``key`` is its name in an address; ``usual``: ticked until somebody chooses."""

    key: str
    heading: str
    of: Callable[[PurchaseOrder], Cell]
    usual: bool = True


@dataclass(frozen=True)
class LineColumn:
    """A column that only a line has, and so only a report with a row for each."""

    key: str
    heading: str
    of: Callable[[RequisitionLine], Cell]
    usual: bool = True


AnyColumn = Column | LineColumn


def _day(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if at else ""


def _name(user: User | None) -> str:
    return user.name if user else ""


def _sum(value: Decimal | None) -> Cell:
    return "" if value is None else money(value)


def _supplier(order: PurchaseOrder) -> str:
    setup = order.setup
    return setup.supplier.name if setup.supplier else supplier_of(setup, None).name


def _location(order: PurchaseOrder) -> str:
    return order.requisition.location.name if order.requisition.location else ""


def _confirmed(order: PurchaseOrder) -> str:
    numbers = [notice.number for notice in order.notices if notice.kind == CONFIRMATION and notice.number]
    return ", ".join(dict.fromkeys(numbers))


def _shipping_address(order: PurchaseOrder) -> str:
    """The address chosen at the supplier's checkout (row S8), or nothing where the location's was used."""
    chosen = order.requisition.shipping_address
    return ", ".join(lines_of(from_json(chosen))) if chosen else ""


ABOUT_ORDERS = (
    Column("order", "Order", lambda order: order.order_id),
    Column("requisition", "Requisition", lambda order: order.requisition_id),
    Column("made", "Made (UTC)", lambda order: _day(order.queued)),
    Column("status", "State", lambda order: IN_WORDS[order.status]),
    Column("mode", "Mode", lambda order: MODES[order.mode]),
    Column("supplier", "Supplier", _supplier),
    Column("supplier_order", "Supplier's order number", _confirmed, False),
    Column("group", "Group", lambda order: order.setup.group_name, False),
    Column("requester", "Requested by", lambda order: _name(order.requisition.requester)),
    Column("requester_email", "Requester's e-mail", lambda order: order.requisition.requester.email, False),
    Column("purchaser", "Purchaser", lambda order: _name(order.purchaser), False),
    Column("department", "Department", lambda order: order.requisition.department),
    Column("budget", "Budget", lambda order: order.requisition.budget, False),
    Column("account", "Account", lambda order: order.requisition.account, False),
    Column("location", "Location", _location),
    Column("amazon_shipping_address", "Amazon Shipping Address", _shipping_address),
    Column("deliver_to", "Delivered to", lambda order: ", ".join(lines_of(from_json(order.ship_to))), False),
    Column("bill_to", "Billed to", lambda order: ", ".join(lines_of(from_json(order.bill_to))), False),
    Column("total", "Order total", lambda order: money(order.total)),
    Column("shipping", "Shipping", lambda order: _sum(order.requisition.shipping), False),
    Column("tax", "Tax", lambda order: _sum(order.requisition.tax), False),
    Column("currency", "Currency", lambda order: order.requisition.currency),
    Column("sent", "Sent (UTC)", lambda order: _day(order.sent), False),
    Column("payload_id", "payloadID", lambda order: order.payload_id, False),
)  # fmt: skip
ABOUT_LINES = (
    LineColumn("line", "Line", lambda line: line.number),
    LineColumn("part", "Part", lambda line: line.part),
    LineColumn("item", "Item", lambda line: line.description),
    LineColumn("manufacturer", "Manufacturer", lambda line: line.manufacturer, False),
    LineColumn("manufacturer_part", "Manufacturer's part", lambda line: line.manufacturer_part, False),
    LineColumn("classification", "UNSPSC", lambda line: line.classification, False),
    LineColumn("quantity", "Quantity", lambda line: plain(line.quantity)),
    LineColumn("unit", "Unit", lambda line: line.unit_of_measure, False),
    LineColumn("price", "Price", lambda line: money(line.unit_price)),
    LineColumn("sum", "Sum", lambda line: money(line.quantity * line.unit_price)),
    LineColumn("line_tax", "Tax of the line", lambda line: _sum(line.tax), False),
)
COLUMNS: dict[str, AnyColumn] = {column.key: column for column in (*ABOUT_ORDERS, *ABOUT_LINES)}

WHOLE = (
    defer(PurchaseOrder.sealed_document),
    selectinload(PurchaseOrder.setup),
    selectinload(PurchaseOrder.purchaser).options(lazyload(User.held)),
    selectinload(PurchaseOrder.notices),
    joinedload(PurchaseOrder.requisition).options(
        selectinload(Requisition.requester).options(lazyload(User.held)), selectinload(Requisition.location)
    ),
)


@dataclass(frozen=True)
class Report:
    """What is asked for: which orders, which columns, and whether each line has a row."""

    wanted: Wanted
    columns: Sequence[AnyColumn]
    by_line: bool = True

    @property
    def shown(self) -> list[AnyColumn]:
        """Where every order has one row, columns of lines are left out."""
        return [column for column in self.columns if self.by_line or isinstance(column, Column)]

    @property
    def heading(self) -> list[str]:
        return [column.heading for column in self.shown]


def rows_of(session: Session, organisation: int, report: Report, most: int = 0) -> Iterator[list[Cell]]:
    """The rows in the order asked for, read a few at a time.

    :param most: end after so many; 0 is all
    """
    query = _query(session, organisation, report).options(*WHOLE)
    query = query.limit(most) if most else query
    columns = report.shown
    for found in session.execute(query.execution_options(yield_per=AT_ONCE)):
        order, line = found if report.by_line else (found[0], None)
        yield [_cell(column, order, line) for column in columns]


def _cell(column: AnyColumn, order: PurchaseOrder, line: RequisitionLine | None) -> Cell:
    if isinstance(column, Column):
        return column.of(order)
    return column.of(line) if line else ""


def _query(session: Session, organisation: int, report: Report) -> Select[Any]:
    conditions = conditions_of(session, ORDERS, organisation, report.wanted)
    if not report.by_line:
        return in_order(select(PurchaseOrder).where(*conditions), ORDERS, report.wanted.sort)
    pairs: Any = select(PurchaseOrder, RequisitionLine).join(
        RequisitionLine, RequisitionLine.requisition_id == PurchaseOrder.requisition_id
    )
    return in_order(pairs.where(*conditions), ORDERS, report.wanted.sort).order_by(RequisitionLine.number)
