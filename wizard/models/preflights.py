"""The pre-flight: a round of asking the supplier as every person and for every location, and each answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wizard.models.base import Model
from wizard.models.exchanges import Exchange
from wizard.models.people import User
from wizard.models.places import Location
from wizard.models.setups import Setup


class Preflight(Model):
    """One round. ``stopped``: somebody ended it before everybody was asked."""

    __tablename__ = "preflight"

    id: Mapped[int] = mapped_column(primary_key=True)
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"), index=True)
    mode: Mapped[str] = mapped_column(String(10))
    started: Mapped[datetime]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    stopped: Mapped[datetime | None]

    setup: Mapped[Setup] = relationship()
    started_by: Mapped[User | None] = relationship()
    results: Mapped[list[PreflightResult]] = relationship(
        back_populates="preflight", cascade="all, delete-orphan", order_by="PreflightResult.position"
    )


class PreflightResult(Model):
    """What the supplier answered for one person, or for one location as whoever could be asked as.

    It waits while it has no ``lane`` and is being asked while it has no ``answered``. ``code`` is ``ok`` or a
    check code; ``email`` and ``location_revision`` say what was asked about, since both may be edited later.
    """

    __tablename__ = "preflight_result"
    __table_args__ = (UniqueConstraint("preflight_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    preflight_id: Mapped[int] = mapped_column(ForeignKey("preflight.id"))
    position: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    location_revision: Mapped[int | None]
    email: Mapped[str] = mapped_column(String(254), default="")
    lane: Mapped[int | None]
    asked: Mapped[datetime | None]
    answered: Mapped[datetime | None] = mapped_column(index=True)
    code: Mapped[str] = mapped_column(String(60), default="")
    seen: Mapped[str] = mapped_column(String(500), default="")
    cxml_status: Mapped[int | None]
    exchange_id: Mapped[int | None] = mapped_column(
        ForeignKey("exchange.id", ondelete="SET NULL"), index=True
    )
    """Exchanges are kept for some months only."""

    preflight: Mapped[Preflight] = relationship(back_populates="results")
    user: Mapped[User | None] = relationship()
    location: Mapped[Location | None] = relationship()
    exchange: Mapped[Exchange | None] = relationship()

    @property
    def name(self) -> str:
        """Who or what is asked about."""
        if self.location_id is not None:
            return self.location.name if self.location else ""
        return self.user.name if self.user else self.email

    @property
    def ok(self) -> bool:
        return self.code == "ok"
