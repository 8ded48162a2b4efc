"""What the specialist's desk keeps beside a setup: where it stands, what happened, notes, visits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wizard.models.base import Model, Word
from wizard.models.people import Organisation, User
from wizard.models.setups import TEST, Setup


def listed_by(*columns: str) -> Index:
    """What keeps a page of the desk's list as cheap among 100,000 setups as among 100."""
    name = "_".join(("ix_desk_entry_by", *(columns or ("since",))))
    return Index(name, *columns, "done", "since", "setup_id")


class DeskEntry(Model):
    """One setup as the desk's list shows it: worked out anew in every transaction that changes its steps.

    ``at`` is the slug of the first step that has not passed, "" when all have; ``state`` is that step's.
    ``failing`` is the code that stopped the last try there. ``since``: the last step that passed, or the beginning.
    ``events`` counts the entries of its timeline, ``head`` is the hash of the last one.
    """

    __tablename__ = "desk_entry"
    __table_args__ = (
        listed_by(),
        listed_by("at"),
        listed_by("failing"),
        listed_by("mode"),
        listed_by("assigned_to_id"),
        Index("ix_desk_entry_by_seen", "seen", "setup_id"),
        Index("ix_desk_entry_by_organisation", "organisation_id", "setup_id"),
    )

    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"), primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    mode: Mapped[str] = mapped_column(String(10), default=TEST)
    at: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(12), default="")
    done: Mapped[bool] = mapped_column(default=False)
    failing: Mapped[str] = mapped_column(String(60), default="")
    since: Mapped[datetime]
    seen: Mapped[datetime]
    """When the customer last did something."""
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """The specialist who works on it."""
    events: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")

    setup: Mapped[Setup] = relationship()
    organisation: Mapped[Organisation] = relationship()
    seen_by: Mapped[User | None] = relationship(foreign_keys=[seen_by_id])
    assigned_to: Mapped[User | None] = relationship(foreign_keys=[assigned_to_id])


class SetupWord(Model):
    """A word by which the desk finds a setup: of its organisation, group, identity, and its number."""

    __tablename__ = "setup_word"
    __table_args__ = (
        Index("ix_setup_word_setup_id", "setup_id", "word"),
        {"sqlite_with_rowid": False},
    )

    word: Mapped[str] = mapped_column(Word, primary_key=True)
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"), primary_key=True)


class SetupEvent(Model):
    """One entry of a setup's timeline. The database takes no change and no removal of it.

    ``what`` is the sentence; ``{step}`` in it stands for the title of the step ``slug``. ``code`` is the check code
    that stopped a try, ``findings`` are the checks it is about. ``who`` is the name at that time. ``hash`` covers
    all of it and ``earlier``, the hash of the entry before.
    """

    __tablename__ = "setup_event"
    __table_args__ = (UniqueConstraint("setup_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    who: Mapped[str] = mapped_column(String(500), default="")
    kind: Mapped[str] = mapped_column(String(20))
    slug: Mapped[str] = mapped_column(String(40), default="")
    code: Mapped[str] = mapped_column(String(60), default="")
    what: Mapped[str] = mapped_column(Text)
    findings: Mapped[list[Any]] = mapped_column(default=list)
    earlier: Mapped[str] = mapped_column(String(64), default="")
    hash: Mapped[str] = mapped_column(String(64))


class Note(Model):
    """What a specialist wrote about a setup or one of its steps.

    ``shown`` to the customer or kept inside; ``asks`` the customer to look at the step again, until ``settled``:
    the step passed anew, or somebody of the organisation said that it is right as it is.
    """

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"), index=True)
    slug: Mapped[str] = mapped_column(String(40), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(String(2000))
    shown: Mapped[bool] = mapped_column(default=False)
    asks: Mapped[bool] = mapped_column(default=False)
    settled: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn: Mapped[datetime | None]

    author: Mapped[User] = relationship(foreign_keys=[author_id])
    settled_by: Mapped[User | None] = relationship(foreign_keys=[settled_by_id])


class Visit(Model):
    """A specialist's reason for opening a customer's setups, asked once a day (UTC) for each customer."""

    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"))
    day: Mapped[str] = mapped_column(String(10))
    """ISO 8601 date."""
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(300))


class Look(Model):
    """Up to which entry of a setup's timeline a specialist has seen it."""

    __tablename__ = "look"
    __table_args__ = (UniqueConstraint("user_id", "setup_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    setup_id: Mapped[int] = mapped_column(ForeignKey("setup.id"))
    number: Mapped[int]
    at: Mapped[datetime]
