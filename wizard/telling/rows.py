"""What happened, as rows: one for each person and way, however often it is found."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from wizard.models import CONFIGURATION, SPECIALIST, DeskEntry, HeldRole, Subscription, Telling, User
from wizard.telling.occasions import OCCASIONS, Occasion
from wizard.telling.quiet import leaves

MAIL, HOOK = WAYS = ("mail", "hook")
WAITING, TOLD, REFUSED, HELD = "waiting", "told", "refused", "held"


@dataclass(frozen=True, slots=True)
class Happened:
    """An occasion at one setup, or at none; ``once`` tells it from the others of its kind there."""

    occasion: Occasion
    setup_id: int | None
    once: str
    at: datetime
    sentence: str
    slug: str = ""
    code: str = ""


def wanting(session: Session, occasion: Occasion) -> list[Subscription]:
    """The subscriptions of specialists who want to be told of it and are still here."""
    is_specialist = exists().where(HeldRole.user_id == User.id, HeldRole.role == SPECIALIST)
    found = select(Subscription).join(User).where(User.active, is_specialist).order_by(Subscription.id)
    return [one for one in session.scalars(found) if occasion.name in one.occasions and any(ways_of(one))]


def tell_specialists(
    session: Session, happened: Happened, only: Callable[[Subscription], bool] = lambda _: True
) -> None:
    """Those who want to be told of this occasion at all setups, or of those assigned to them."""
    entry = session.get(DeskEntry, happened.setup_id) if happened.setup_id else None
    for one in wanting(session, happened.occasion):
        if only(one) and (one.everything or (entry and entry.assigned_to_id == one.user_id)):
            tell(session, one, happened)


def tell(session: Session, subscription: Subscription, happened: Happened) -> None:
    """In every way this subscription names."""
    for way in ways_of(subscription):
        add(session, subscription.user_id, way, happened, leaves(subscription, happened.at))


def tell_customers(session: Session, happened: Happened, people: Sequence[int]) -> None:
    """Those of these people who administer their organisation and did not turn such mail off."""
    is_administrator = exists().where(HeldRole.user_id == User.id, HeldRole.role == CONFIGURATION)
    found = select(User.id).where(User.id.in_(people), User.active, is_administrator)
    for number in session.scalars(found.order_by(User.id)).all():
        theirs = session.scalar(select(Subscription).where(Subscription.user_id == number))
        if theirs is None or theirs.by_mail:
            add(session, number, MAIL, happened, leaves(theirs, happened.at))


def may_be_told(user: User, row: Telling) -> bool:
    """Whether this person is still here, and still one who is told of such things."""
    role = OCCASIONS[row.occasion].role
    of_theirs = row.setup is not None and row.setup.organisation_id == user.organisation_id
    return user.may(role) and (role == SPECIALIST or of_theirs)


def ways_of(subscription: Subscription) -> Iterator[str]:
    if subscription.by_mail:
        yield MAIL
    if subscription.hook_url:
        yield HOOK


def add(session: Session, user_id: int, way: str, happened: Happened, due: datetime) -> None:
    """One row, unless it is there."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Telling).values(
        user_id=user_id,
        setup_id=happened.setup_id,
        way=way,
        occasion=happened.occasion.name,
        key=f"{happened.occasion.name}:{happened.setup_id}:{happened.once}",
        slug=happened.slug,
        code=happened.code,
        sentence=happened.sentence,
        at=happened.at,
        due=due,
        state=WAITING,
        delivery=secrets.token_hex(16),
        attempts=0,
        answer="",
    )
    session.execute(row.on_conflict_do_nothing(index_elements=["user_id", "way", "key"]))
