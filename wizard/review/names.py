"""People by their number, in one statement."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.models import User


def names_of(session: Session, users: Iterable[int]) -> dict[int, str]:
    wanted = set(users) - {0}
    if not wanted:
        return {}
    return dict(session.execute(select(User.id, User.name).where(User.id.in_(wanted))).tuples().all())
