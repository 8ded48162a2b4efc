"""Being told: who wants to know what, each telling of it, and the links that end it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wizard.models.base import Model
from wizard.models.mails import Mail
from wizard.models.people import User
from wizard.models.setups import Setup


class Subscription(Model):
    """What somebody wants to be told, and how.

    Without one a specialist is told nothing, and an administrator of a customer by mail. ``occasions`` are names,
    ``everything`` is false when only setups assigned to this person count, ``days`` make a setup
    stuck, ``times`` in a row a check failing.
    Between ``quiet_from`` and ``quiet_until`` (``HH:MM`` in ``zone``) nothing leaves; both empty: it always may.
    """

    __tablename__ = "subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    occasions: Mapped[list[Any]] = mapped_column(default=list)
    everything: Mapped[bool] = mapped_column(default=True)
    days: Mapped[int] = mapped_column(default=3)
    times: Mapped[int] = mapped_column(default=3)
    by_mail: Mapped[bool] = mapped_column(default=True)
    hook_url: Mapped[str] = mapped_column(String(500), default="")
    sealed_hook_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    hook_secret_ending: Mapped[str] = mapped_column(String(4), default="")
    quiet_from: Mapped[str] = mapped_column(String(5), default="")
    quiet_until: Mapped[str] = mapped_column(String(5), default="")
    zone: Mapped[str] = mapped_column(String(60), default="UTC")
    looked: Mapped[datetime]
    """Up to when setups that became stuck were looked for."""

    user: Mapped[User] = relationship()

    @property
    def secret_row(self) -> str:
        """What the webhook's secret is sealed to."""
        return f"subscription:{self.user_id}:hook_secret"


class Telling(Model):
    """One occasion told to one person in one way, ``mail`` or ``hook``; ``key`` makes it happen once.

    ``state`` is waiting, told, refused (given up) or held (nobody is to be told any more). Nothing leaves before
    ``due``. ``code`` is the check it is about, ``answer`` what the other side last answered to a webhook.
    ``delivery`` is its number outside, the same for every try.
    """

    __tablename__ = "telling"
    __table_args__ = (
        UniqueConstraint("user_id", "way", "key"),
        Index("ix_telling_waiting", "state", "way", "due"),
        Index("ix_telling_by_user", "user_id", "id"),
        Index("ix_telling_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    setup_id: Mapped[int | None] = mapped_column(ForeignKey("setup.id"))
    way: Mapped[str] = mapped_column(String(10))
    occasion: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(120))
    slug: Mapped[str] = mapped_column(String(40), default="")
    code: Mapped[str] = mapped_column(String(60), default="")
    sentence: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    due: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    delivery: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: secrets.token_hex(16))
    attempts: Mapped[int] = mapped_column(default=0)
    tried: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(200), default="")
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"))

    user: Mapped[User] = relationship()
    setup: Mapped[Setup | None] = relationship()
    mail: Mapped[Mail | None] = relationship()


class UnsubscribeLink(Model):
    """The link at the end of a letter; only its hash is kept. It works without signing in."""

    __tablename__ = "unsubscribe_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship()
