"""Visits to the shop, documents that arrived, and the orders they became."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wizard.simulator.tables import Group, Row

TEST_ENDED = "The group was in Test mode: nothing is charged, and test orders are cancelled after a while."


class Visit(Row):
    """One shopping session. ``landed_id`` is the group whose addresses and payment methods it sees.

    ``shipping`` is the address of the setup request, ``lines`` what the cart held when it was sent back.
    """

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"))
    landed_id: Mapped[int] = mapped_column(ForeignKey("group.id"))
    email: Mapped[str]
    buyer_cookie: Mapped[str]
    return_url: Mapped[str]
    mode: Mapped[str]
    trouble: Mapped[str] = mapped_column(default="")
    shipping: Mapped[dict[str, Any] | None]
    started: Mapped[datetime]
    basket: Mapped[dict[str, int]]
    cart_id: Mapped[str] = mapped_column(unique=True)
    ended: Mapped[datetime | None]
    document: Mapped[str] = mapped_column(default="")
    lines: Mapped[list[dict[str, Any]]]

    group: Mapped[Group] = relationship(foreign_keys=[group_id])
    landed: Mapped[Group] = relationship(foreign_keys=[landed_id])


class Arrival(Row):
    """One document that reached us, with its secrets removed, and what we answered."""

    __tablename__ = "arrival"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id"), index=True)
    mode: Mapped[str] = mapped_column(default="")
    payload_id: Mapped[str] = mapped_column(default="")
    order_id: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]]
    document: Mapped[str] = mapped_column(default="")
    http_status: Mapped[int] = mapped_column(default=200)
    status: Mapped[int] = mapped_column(default=200)
    content: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")

    group: Mapped[Group | None] = relationship()
    order: Mapped[Order | None] = relationship(back_populates="arrival")


class Order(Row):
    """An order we took. In Test mode it counts as cancelled once ``cancel_at`` has passed."""

    __tablename__ = "order"

    id: Mapped[int] = mapped_column(primary_key=True)
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"), unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), index=True)
    order_id: Mapped[str] = mapped_column(index=True)
    payload_id: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    cancel_at: Mapped[datetime | None]

    arrival: Mapped[Arrival] = relationship(back_populates="order")
    group: Mapped[Group] = relationship()
    replies: Mapped[list[Reply]] = relationship(back_populates="order", order_by="Reply.id")

    def state_at(self, now: datetime) -> str:
        return "cancelled" if self._ended_by(now) else self.state

    def reason_at(self, now: datetime) -> str:
        return TEST_ENDED if self._ended_by(now) else self.reason

    def _ended_by(self, now: datetime) -> bool:
        return self.state != "cancelled" and self.cancel_at is not None and self.cancel_at <= now


class Reply(Row):
    """A document we sent back about an order, and what was answered; ``http_status`` 0: nobody answered.

    ``lines`` is what it ships, ``document`` the text without the Shared Secret.
    """

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    at: Mapped[datetime]
    what: Mapped[str]
    kind: Mapped[str]
    number: Mapped[str]
    payload_id: Mapped[str]
    url: Mapped[str]
    lines: Mapped[dict[str, Any]]
    document: Mapped[str]
    http_status: Mapped[int] = mapped_column(default=0)
    status: Mapped[int] = mapped_column(default=0)
    content: Mapped[str] = mapped_column(default="")

    order: Mapped[Order] = relationship(back_populates="replies")
