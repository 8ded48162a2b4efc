"""A setup: one group's connection, and what was answered and checked at each step of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wizard.failures import ERROR
from wizard.models.base import Model
from wizard.models.people import Organisation, User

TEST = "test"
ACTIVE = "active"


class Supplier(Model):
    """A supplier in the host's list; the purchase order shows its name."""

    __tablename__ = "supplier"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    created: Mapped[datetime]


class Setup(Model):
    """Everything the purchase needs to know of one group's connection; steps fill it as they pass."""

    __tablename__ = "setup"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    supplier_profile: Mapped[str] = mapped_column(String(60), default="amazon_business")
    walk: Mapped[str] = mapped_column(String(20), default="amazon", server_default="amazon")
    """Which steps it takes, as the supplier's profile said when it began."""
    mode: Mapped[str] = mapped_column(String(10), default=TEST)
    marketplace: Mapped[str] = mapped_column(String(40), default="")
    group_name: Mapped[str] = mapped_column(String(200), default="")
    """The group in Amazon Business; of another supplier the name of its shop."""
    to_identity: Mapped[str] = mapped_column(String(200), default="", server_default="")
    identity_domain: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """What a supplier calls itself and the buyer by; empty where its profile says it."""
    shop_url: Mapped[str] = mapped_column(String(500), default="", server_default="")
    """Where its shop opens, if not on the host of an address it gave."""
    from_identity: Mapped[str] = mapped_column(String(200), default="", index=True)
    sealed_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    secret_ending: Mapped[str] = mapped_column(String(4), default="")
    secret_replaced: Mapped[datetime | None]
    sealed_draft: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What was typed but not proved yet and no page may show, so that a refused try does not lose it."""
    draft_ending: Mapped[str] = mapped_column(String(4), default="")
    secret_replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    punchout_url: Mapped[str] = mapped_column(String(500), default="")
    order_url: Mapped[str] = mapped_column(String(500), default="")
    deliver_to: Mapped[str] = mapped_column(String(20), default="")
    default_purchaser_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"))
    alternative_shipping_address: Mapped[bool] = mapped_column(default=False)
    created: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    went_active: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    supplier: Mapped[Supplier | None] = relationship()
    default_purchaser: Mapped[User | None] = relationship(foreign_keys=[default_purchaser_id])
    secret_replaced_by: Mapped[User | None] = relationship(foreign_keys=[secret_replaced_by_id])
    records: Mapped[list[StepRecord]] = relationship(
        back_populates="setup", cascade="all, delete-orphan", lazy="selectin"
    )
    members: Mapped[list[Member]] = relationship(
        back_populates="setup", cascade="all, delete-orphan", order_by="Member.position"
    )

    @property
    def secret_row(self) -> str:
        """What the Shared Secret is sealed to."""
        return f"setup:{self.id}:shared_secret"

    @property
    def draft_row(self) -> str:
        """What values that were typed and are not proved yet are sealed to."""
        return f"setup:{self.id}:draft_values"

    @property
    def got_on(self) -> datetime:
        """When a step last passed; when it began, if none has."""
        return max((record.passed for record in self.records if record.passed), default=self.created)

    def record(self, slug: str) -> StepRecord | None:
        return next((record for record in self.records if record.slug == slug), None)


class StepRecord(Model):
    """What was answered at one step, what the last try found, and on which answers it rests.

    ``revision`` grows when a saved answer really changed; ``rests_on`` maps the slugs this step depends on to
    their revision when it passed. Whether the step counts as passed is derived from these, never stored.
    """

    __tablename__ = "step_record"
    __table_args__ = (
        UniqueConstraint("setup_id", "slug"),
        Index("ix_step_record_by_took", "slug", "passed", "took"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"))
    slug: Mapped[str] = mapped_column(String(40))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    checks: Mapped[list[Any]] = mapped_column(default=list)
    revision: Mapped[int] = mapped_column(default=0)
    rests_on: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed: Mapped[datetime | None]
    """When a saved answer last really changed."""
    tried: Mapped[datetime | None]
    tried_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    passed: Mapped[datetime | None]
    passed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    refuted: Mapped[datetime | None]
    """When a try with the very answers that had passed did not pass; nothing once they pass again."""
    took: Mapped[int | None]
    """Seconds until it first passed, from when the setup last got on."""
    row_version: Mapped[int] = mapped_column(default=0)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012

    setup: Mapped[Setup] = relationship(back_populates="records")
    passed_by: Mapped[User | None] = relationship(foreign_keys=[passed_by_id])

    @property
    def stopped_by(self) -> str:
        """The check code that stopped the last try, or nothing."""
        failed = (check for check in self.checks if not check["passed"] and check["severity"] == ERROR)
        return next((str(check["code"]) for check in failed), "")


class Member(Model):
    """A person of the group in Amazon Business, and the host user of the same e-mail address."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("setup_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"))
    position: Mapped[int]
    email: Mapped[str] = mapped_column(String(254))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    setup: Mapped[Setup] = relationship(back_populates="members")
    user: Mapped[User | None] = relationship()
