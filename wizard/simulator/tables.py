"""Groups and what belongs to them: addresses, payment methods, people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

PUNCHOUT, PUNCH_IN, SHOP, GENERAL = "punchout", "punch_in", "shop", "general"


class Moment(TypeDecorator[datetime]):
    """An aware UTC time; SQLite keeps no zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


class Row(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment(),
        list[str]: JSON(),
        list[dict[str, Any]]: JSON(),
        dict[str, int]: JSON(),
        dict[str, Any]: JSON(),
    }


class Group(Row):
    """A group of the business account; one of them is the general group everybody belongs to."""

    __tablename__ = "group"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default=PUNCHOUT)
    marketplace: Mapped[str] = mapped_column(default="amazon.com")
    shared_payment_methods: Mapped[bool] = mapped_column(default=False)
    shared_addresses: Mapped[bool] = mapped_column(default=False)
    purchasing_system: Mapped[str] = mapped_column(default="")
    from_identity: Mapped[str | None] = mapped_column(unique=True)
    shared_secret: Mapped[str | None]
    order_key: Mapped[str | None] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=False)

    addresses: Mapped[list[SharedAddress]] = relationship(order_by="SharedAddress.id")
    payment_methods: Mapped[list[PaymentMethod]] = relationship(order_by="PaymentMethod.id")
    people: Mapped[list[Member]] = relationship(order_by="Member.email")

    @property
    def mode(self) -> str:
        return "production" if self.active else "test"


class SharedAddress(Row):
    """An entry of a group's shared address book."""

    __tablename__ = "shared_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), index=True)
    address_id: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    street1: Mapped[str]
    street2: Mapped[str] = mapped_column(default="")
    city: Mapped[str]
    state: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(default="")
    country: Mapped[str]
    phone: Mapped[str]
    weekend_deliveries: Mapped[bool] = mapped_column(default=False)


class PaymentMethod(Row):
    """An invoice line or a card; of a card only the last four digits are ever asked for."""

    __tablename__ = "payment_method"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), index=True)
    label: Mapped[str]
    is_default: Mapped[bool] = mapped_column(default=False)


class Member(Row):
    """A person in a group; ``pending`` until the invitation is accepted."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("group_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), index=True)
    email: Mapped[str]
    roles: Mapped[list[str]]
    pending: Mapped[bool] = mapped_column(default=False)
