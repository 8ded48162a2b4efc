"""The purchase: shopping session, requisition, approval, purchase order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wizard.models.base import Exact, Model, Word
from wizard.models.notices import Notice
from wizard.models.people import User
from wizard.models.places import Location
from wizard.models.setups import Setup

Amount = Numeric(18, 4)


def listed_by(table: str, made: str, who: str) -> tuple[Index, ...]:
    """What keeps a page of a list as cheap among 100,000 as among 100: one index for each filter and sort."""
    ways = {"made": (), "status": ("status",), "mode": ("mode",), "who": (who,)}
    return (
        *(Index(f"ix_{table}_by_{way}", "organisation_id", *by, made, "id") for way, by in ways.items()),
        Index(f"ix_{table}_by_total", "organisation_id", "total", "id"),
    )


class ShoppingSession(Model):
    """One visit to the supplier's shop. The cart comes back by the token and the buyer cookie together.

    ``state`` is one of started, returned, refused, left, expired.
    """

    __tablename__ = "shopping_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    mode: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    buyer_cookie: Mapped[str] = mapped_column(String(80), unique=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    operation: Mapped[str] = mapped_column(String(10), default="create", server_default="create")
    draft_id: Mapped[int | None] = mapped_column(index=True)
    """The requisition whose cart is changed or looked at. No foreign key: the two tables would point at each other."""
    state: Mapped[str] = mapped_column(String(20), default="started")
    problem: Mapped[str] = mapped_column(String(60), default="")
    """The check code of what went wrong with the cart, or nothing."""
    started: Mapped[datetime]
    expires: Mapped[datetime]
    returned: Mapped[datetime | None]

    setup: Mapped[Setup] = relationship()
    user: Mapped[User] = relationship()


class LateCart(Model):
    """A cart that made no requisition: kept, because somebody chose those things."""

    __tablename__ = "late_cart"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("shopping_session.id"), index=True)
    at: Mapped[datetime]
    problem: Mapped[str] = mapped_column(String(60))
    document: Mapped[str] = mapped_column(Text)


class Requisition(Model):
    """``status`` moves only along ``procurement.requisitions.TRANSITIONS``.

    The lines never change but as a whole: when a draft's cart comes back from the shop anew.
    """

    __tablename__ = "requisition"
    __table_args__ = (
        Index("ix_requisition_organisation", "organisation_id", "id"),
        *listed_by("requisition", "created", "requester_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("shopping_session.id"), unique=True)
    requester_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    status: Mapped[str] = mapped_column(String(20), default="draft")
    mode: Mapped[str] = mapped_column(String(10))
    currency: Mapped[str] = mapped_column(String(3))
    total: Mapped[Decimal] = mapped_column(Amount)
    shipping: Mapped[Decimal | None] = mapped_column(Amount)
    tax: Mapped[Decimal | None] = mapped_column(Amount)
    department: Mapped[str] = mapped_column(String(120), default="")
    budget: Mapped[str] = mapped_column(String(120), default="")
    account: Mapped[str] = mapped_column(String(120), default="")
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    shipping_address: Mapped[dict[str, Any] | None]
    """The address chosen at the supplier's checkout (Amazon Shipping Address), as the cart gave it."""
    lines_hash: Mapped[str] = mapped_column(String(64))
    operation_allowed: Mapped[str] = mapped_column(String(10), default="create", server_default="create")
    """What the shop lets one do with this cart from now on, in its own word."""
    priced: Mapped[datetime | None]
    """When the shop last gave the cart anew; nothing while it is the first one."""
    created: Mapped[datetime]
    confirmed: Mapped[datetime | None]
    decided: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012

    setup: Mapped[Setup] = relationship()
    requester: Mapped[User] = relationship()
    location: Mapped[Location | None] = relationship()
    lines: Mapped[list[RequisitionLine]] = relationship(
        back_populates="requisition", cascade="all, delete-orphan", order_by="RequisitionLine.number"
    )
    approvals: Mapped[list[Approval]] = relationship(
        back_populates="requisition", cascade="all, delete-orphan", order_by="Approval.position"
    )
    order: Mapped[PurchaseOrder | None] = relationship(back_populates="requisition", uselist=False)


class RequisitionLine(Model):
    """A line exactly as the supplier's cart gave it; ``auxiliary`` goes back byte for byte."""

    __tablename__ = "requisition_line"
    __table_args__ = (UniqueConstraint("requisition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    requisition_id: Mapped[int] = mapped_column(ForeignKey("requisition.id"))
    number: Mapped[int]
    part: Mapped[str] = mapped_column(String(200))
    auxiliary: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    quantity: Mapped[Decimal] = mapped_column(Exact)
    unit_price: Mapped[Decimal] = mapped_column(Exact)
    currency: Mapped[str] = mapped_column(String(3))
    unit_of_measure: Mapped[str] = mapped_column(String(20))
    classification: Mapped[str] = mapped_column(String(40), default="")
    classification_domain: Mapped[str] = mapped_column(String(40), default="")
    manufacturer_part: Mapped[str] = mapped_column(String(200), default="")
    manufacturer: Mapped[str] = mapped_column(String(200), default="")
    url: Mapped[str] = mapped_column(Text, default="")
    lead_time: Mapped[str] = mapped_column(String(40), default="")
    extrinsics: Mapped[list[Any]] = mapped_column(default=list)
    tax: Mapped[Decimal | None] = mapped_column(Exact)

    requisition: Mapped[Requisition] = relationship(back_populates="lines")


class RequisitionWord(Model):
    """A word by which a requisition and its order are found, as ``procurement.words`` makes them."""

    __tablename__ = "requisition_word"
    __table_args__ = (
        Index("ix_requisition_word_requisition", "requisition_id", "word"),
        {"sqlite_with_rowid": False},
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    word: Mapped[str] = mapped_column(Word, primary_key=True)
    requisition_id: Mapped[int] = mapped_column(ForeignKey("requisition.id"), primary_key=True)


class Approval(Model):
    """One approver's word on a requisition, bound to the lines it was given for."""

    __tablename__ = "approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    requisition_id: Mapped[int] = mapped_column(ForeignKey("requisition.id"), index=True)
    position: Mapped[int]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    lines_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    requisition: Mapped[Requisition] = relationship(back_populates="approvals")
    approver: Mapped[User | None] = relationship()


class PurchaseOrder(Model):
    """The order as it was frozen when queued: these bytes are what is sent, however often.

    ``status`` moves only along ``procurement.orders.TRANSITIONS``.
    ``sealed_document`` holds the Shared Secret and is therefore sealed.
    """

    __tablename__ = "purchase_order"
    __table_args__ = (
        Index("ix_purchase_order_organisation", "organisation_id", "id"),
        *listed_by("purchase_order", "queued", "requester_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"), index=True)
    requisition_id: Mapped[int] = mapped_column(ForeignKey("requisition.id"), unique=True)
    purchaser_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    order_id: Mapped[str] = mapped_column(String(20), unique=True)
    payload_id: Mapped[str] = mapped_column(String(200), unique=True)
    mode: Mapped[str] = mapped_column(String(10))
    url: Mapped[str] = mapped_column(String(500))
    sealed_document: Mapped[bytes] = mapped_column(LargeBinary)
    ship_to: Mapped[dict[str, Any]]
    bill_to: Mapped[dict[str, Any]]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Whose contact the delivery carries: the purchaser or the requester, as the setup says."""
    status: Mapped[str] = mapped_column(String(20), default="queued", index=True)
    outcome: Mapped[str] = mapped_column(String(60), default="")
    """The check code of the supplier's answer, or nothing."""
    answer: Mapped[str] = mapped_column(Text, default="")
    queued: Mapped[datetime]
    claimed: Mapped[datetime | None]
    sent: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    remark: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """The check code of the gravest thing to know about what the supplier said since, or nothing."""
    requester_id: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[Decimal] = mapped_column(Amount, server_default="0")
    """Both as in the requisition: the list of orders is filtered and sorted without another table."""

    setup: Mapped[Setup] = relationship()
    requisition: Mapped[Requisition] = relationship(back_populates="order")
    purchaser: Mapped[User | None] = relationship(foreign_keys=[purchaser_id])
    contact: Mapped[User | None] = relationship(foreign_keys=[contact_id])
    events: Mapped[list[OrderEvent]] = relationship(
        back_populates="order", cascade="all, delete-orphan", order_by="OrderEvent.id"
    )
    notices: Mapped[list[Notice]] = relationship(order_by="Notice.id")

    @property
    def document_row(self) -> str:
        """What the frozen document is sealed to: known before the row has a number."""
        return f"order:{self.payload_id}"


class OrderEvent(Model):
    """One line of an order's timeline."""

    __tablename__ = "order_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"), index=True)
    at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(20))
    sentence: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    order: Mapped[PurchaseOrder] = relationship(back_populates="events")
    user: Mapped[User | None] = relationship()
