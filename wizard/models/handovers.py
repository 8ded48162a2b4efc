"""A step handed to a colleague: who was asked by whom, until when, and the person its records are signed by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wizard.models.base import Model
from wizard.models.mails import Mail
from wizard.models.people import User
from wizard.models.setups import Setup


class Handover(Model):
    """One step, one colleague, some days. Whether it still opens the step is derived, never stored.

    ``guest`` is a row of people that can sign in nowhere else: no organisation, no role, not active.
    """

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"), index=True)
    slug: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254))
    message: Mapped[str] = mapped_column(String(1000), default="")
    guest_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[datetime]
    expires: Mapped[datetime]
    opened: Mapped[datetime | None]
    """When the colleague first signed in by the link."""
    revoked: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"))

    setup: Mapped[Setup] = relationship()
    guest: Mapped[User] = relationship(foreign_keys=[guest_id], back_populates="handover")
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    revoked_by: Mapped[User | None] = relationship(foreign_keys=[revoked_by_id])
    mail: Mapped[Mail | None] = relationship()
