"""People by their number, in one statement."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from wizard.models import Handover, User


def names_of(session: Session, users: Iterable[int]) -> dict[int, str]:
    """The name under what each of them did; of a colleague who did one step, also who asked."""
    asker = aliased(User)
    found = (
        select(User.id, User.name, asker.name.label("asker"))
        .outerjoin(Handover, Handover.guest_id == User.id)
        .outerjoin(asker, asker.id == Handover.asked_by_id)
        .where(User.id.in_(set(users)))
    )
    return {
        row.id: f"{row.name}, asked by {row.asker}" if row.asker else row.name
        for row in session.execute(found)
    }
