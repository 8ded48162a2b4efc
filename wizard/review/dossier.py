"""Everything around one setup that helps to understand it: steps, people, locations, purchases, documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session, defer, joinedload, lazyload

from wizard.ladder import Around, Ladder
from wizard.models import (
    CONFIGURATION,
    Exchange,
    HeldRole,
    Location,
    Member,
    PurchaseOrder,
    Requisition,
    Setup,
    User,
)
from wizard.review.answers import Taken, taken
from wizard.review.desk import with_records
from wizard.review.names import names_of

MOST = 100
"""Of people, locations and purchases so many are listed; the count of all stands beside."""
EXCHANGES = 20


@dataclass(frozen=True)
class Listed:
    """The first rows of a list, and how many there are in all."""

    rows: Sequence[Any]
    count: int


@dataclass(frozen=True)
class Documents:
    """A page of exchanges without their documents, newest first. ``following`` is the last one's number."""

    rows: Sequence[Exchange]
    names: dict[int, str]
    following: int


def setup_of(session: Session, number: int) -> Setup | None:
    """The setup of any organisation, with what its page needs in few statements."""
    found = select(Setup).where(Setup.id == number)
    return session.scalar(found.options(joinedload(Setup.organisation), with_records()))


def steps_of(setup: Setup, ladder: Ladder, around: Around) -> list[Taken]:
    tried_by = {record.tried_by_id for record in setup.records if record.tried_by_id}
    names = names_of(around.session, tried_by)
    return [taken(standing, setup, around, names) for standing in ladder]


def members_of(session: Session, setup: Setup) -> Listed:
    """The people of the group, with the host's user of the same address."""
    found = select(Member).where(Member.setup_id == setup.id).options(joinedload(Member.user))
    return _first(session, found, Member.position)


def administrators_of(session: Session, setup: Setup) -> Listed:
    """Who can act: the organisation's active holders of Configuration."""
    found = select(User).where(
        User.organisation_id == setup.organisation_id,
        User.active,
        User.held.any(HeldRole.role == CONFIGURATION),
    )
    return _first(session, found, User.name)


def locations_of(session: Session, setup: Setup) -> Listed:
    found = select(Location).where(Location.organisation_id == setup.organisation_id)
    return _first(session, found, Location.name)


def requisitions_of(session: Session, setup: Setup) -> Listed:
    """The purchases of this setup, newest first, each with its order."""
    found = (
        select(Requisition)
        .where(Requisition.setup_id == setup.id)
        .options(
            joinedload(Requisition.requester).options(lazyload(User.held)),
            joinedload(Requisition.location),
            joinedload(Requisition.order).options(defer(PurchaseOrder.sealed_document)),
        )
    )
    return _first(session, found, Requisition.id.desc())


def exchanges_of(session: Session, setup: Setup, before: int = 0, holds: str = "", **asked: str) -> Documents:
    """:param before: the number of an exchange of this setup; only older ones are listed
    :param holds: a text that one of its documents shall hold
    :param asked: ``kind`` and ``outcome`` the exchanges shall have; empty ones ask for nothing"""
    found = (
        select(Exchange)
        .where(Exchange.setup_id == setup.id)
        .filter_by(**{name: value for name, value in asked.items() if value})
        .options(defer(Exchange.request), defer(Exchange.answer))
        .order_by(Exchange.at.desc(), Exchange.id.desc())
        .limit(EXCHANGES + 1)
    )
    if holds:
        found = found.where(_holds(holds))
    if before:
        last = select(Exchange.at, Exchange.id).where(Exchange.id == before, Exchange.setup_id == setup.id)
        found = found.where(tuple_(Exchange.at, Exchange.id) < last.scalar_subquery())
    rows = session.scalars(found).all()
    shown = rows[:EXCHANGES]
    names = names_of(session, {row.user_id for row in shown if row.user_id})
    return Documents(shown, names, shown[-1].id if len(rows) > EXCHANGES else 0)


def _holds(text: str) -> ColumnElement[bool]:
    parts = (Exchange.request, Exchange.answer, Exchange.payload_id, Exchange.seen)
    return or_(*(part.icontains(text, autoescape=True) for part in parts))


def occurring(session: Session, setup: Setup, name: str) -> list[str]:
    """The different values of this column among the setup's exchanges."""
    column = getattr(Exchange, name)
    found = select(column).where(Exchange.setup_id == setup.id).distinct()
    return list(session.scalars(found.order_by(column)))


def exchange_of(session: Session, setup: Setup, number: int) -> Exchange | None:
    return session.scalar(select(Exchange).where(Exchange.id == number, Exchange.setup_id == setup.id))


def _first(session: Session, found: Select[Any], order: Any) -> Listed:
    count = session.scalar(found.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    return Listed(session.scalars(found.order_by(order).limit(MOST)).all(), count)
