"""What the supplier said about an order, document by document. Rows are added and never changed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wizard.models.base import Exact, Model

CONFIRMATION, SHIPMENT = "confirmation", "shipment"


class Notice(Model):
    """One document about one order; a ship notice for several orders makes a row for each.

    ``number`` is the supplier's: confirmID or shipmentID. ``digest`` tells a repeated document from another one
    of the same ``payload_id``. ``whole``: it speaks of the entire order. ``tracking`` lists carrier, number, url.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("order_id", "payload_id"),
        Index("ix_notice_setup_payload", "setup_id", "payload_id"),
        Index("ix_notice_setup_number", "setup_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"))
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"))
    exchange_id: Mapped[int | None] = mapped_column(
        ForeignKey("exchange.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    payload_id: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(200), default="")
    type: Mapped[str] = mapped_column(String(20), default="")
    operation: Mapped[str] = mapped_column(String(10), default="new")
    replaces: Mapped[str] = mapped_column(String(200), default="")
    whole: Mapped[bool] = mapped_column(default=False)
    noticed: Mapped[datetime | None]
    shipped: Mapped[datetime | None]
    delivery: Mapped[datetime | None]
    comments: Mapped[str] = mapped_column(Text, default="")
    tracking: Mapped[list[Any]] = mapped_column(default=list)

    lines: Mapped[list[NoticeLine]] = relationship(order_by="NoticeLine.id", lazy="selectin")


class NoticeLine(Model):
    """So many pieces of a line of the order, and what becomes of them: a type of confirmation, or shipped.

    ``unit_price`` and ``part`` only where the supplier says them anew.
    """

    __tablename__ = "notice_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    number: Mapped[int]
    type: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[Decimal] = mapped_column(Exact)
    unit_price: Mapped[Decimal | None] = mapped_column(Exact)
    currency: Mapped[str] = mapped_column(String(3), default="")
    part: Mapped[str] = mapped_column(String(200), default="")
    delivery: Mapped[datetime | None]
    comments: Mapped[str] = mapped_column(Text, default="")
