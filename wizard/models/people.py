"""Organisations, the people in them, and how they sign in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wizard.models.base import Model

if TYPE_CHECKING:
    from wizard.models.handovers import Handover

CONFIGURATION = "configuration"
CREATE_PURCHASE_ORDER = "create_purchase_order"
CREATE_REQUISITION = "create_requisition"
APPROVE = "approve"
SPECIALIST = "specialist"
ROLES = (CONFIGURATION, CREATE_PURCHASE_ORDER, CREATE_REQUISITION, APPROVE, SPECIALIST)


class Organisation(Model):
    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created: Mapped[datetime]

    users: Mapped[list[User]] = relationship(back_populates="organisation", order_by="User.name")


class User(Model):
    """A person of the host. ``email`` is kept as typed; ``email_key`` is what it is found by."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str | None]
    approves_from: Mapped[int] = mapped_column(default=0)
    """For approvers: whole units of the cart's currency from which their word is needed."""
    session_key: Mapped[str] = mapped_column(String(43))
    """Changes when every session of this person has to end."""
    created: Mapped[datetime]

    organisation: Mapped[Organisation | None] = relationship(back_populates="users")
    held: Mapped[list[HeldRole]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    handover: Mapped[Handover | None] = relationship(
        foreign_keys="Handover.guest_id", back_populates="guest", uselist=False
    )

    @property
    def is_guest(self) -> bool:
        """A colleague who was asked to do one step: no user, so nothing finds this row by an e-mail address."""
        return "@" not in self.email_key

    @property
    def signature(self) -> str:
        """The name under what this person did."""
        asker = self.handover.asked_by.name if self.is_guest and self.handover else ""
        return f"{self.name}, asked by {asker}" if asker else self.name

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(held.role for held in self.held)

    @property
    def is_authenticated(self) -> bool:
        """Always, for a row: Flask-Login asks."""
        return True

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        """What a session remembers: it stops fitting when the session key changes."""
        return f"{self.id}.{self.session_key}"

    def may(self, role: str) -> bool:
        """Whether this person is active and holds the role."""
        return self.active and role in self.roles


class HeldRole(Model):
    __tablename__ = "held_role"
    __table_args__ = (UniqueConstraint("user_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str] = mapped_column(String(40))


class SignInLink(Model):
    """A one-time address that signs a person in; only its hash is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[datetime]
    expires: Mapped[datetime]
    used: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class SignInAttempt(Model):
    """A refused sign-in, counted per account and per address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_by", "by", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
