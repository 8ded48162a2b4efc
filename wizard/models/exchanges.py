"""Every document that crossed the wire, with its secrets removed, and who did what when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wizard.models.base import Model


class Exchange(Model):
    """One request and its answer. ``kind`` is the cXML payload's name, ``outcome`` a check code or ``ok``.

    ``request`` and ``answer`` never hold a secret. ``seconds`` is wall-clock time until the verdict.
    """

    __tablename__ = "exchange"
    __table_args__ = (Index("ix_exchange_setup_at", "setup_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    requisition_id: Mapped[int | None] = mapped_column(ForeignKey("requisition.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("purchase_order.id"))
    at: Mapped[datetime]
    outgoing: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(40))
    mode: Mapped[str] = mapped_column(String(10), default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    payload_id: Mapped[str] = mapped_column(String(200), default="")
    http_status: Mapped[int | None]
    cxml_status: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(60))
    seen: Mapped[str] = mapped_column(String(500), default="")
    request: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    request_bytes: Mapped[int] = mapped_column(default=0)
    answer_bytes: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
