"""People by their number, in one statement."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.models import User


def names_of(session: Session, users: Iterable[int]) -> dict[int, str]:
    found = select(User.id, User.name).where(User.id.in_(set(users)))
    return {row.id: row.name for row in session.execute(found)}
