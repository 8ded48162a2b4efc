"""How a setup begins: empty, or filled in with what another one says of the same organisation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from wizard.ladder import Around
from wizard.models import Setup, User
from wizard.profiles import SupplierProfile
from wizard.steps import steps_of
from wizard.steps.taking import new_record


def begin(
    session: Session, organisation_id: int | None, supplier: SupplierProfile, person: User, now: datetime
) -> Setup:
    """A new setup with its first step open. Every setup is made here."""
    setup = Setup(
        organisation_id=organisation_id,
        supplier_profile=supplier.key,
        walk=supplier.walk,
        created=now,
        created_by_id=person.id,
    )
    session.add(setup)
    session.flush()
    return setup


def fill_in_like(like: Setup, setup: Setup, around: Around) -> list[str]:
    """Put into a new setup's forms what is as true of it; nothing passes by that.

    :return: the titles of the steps in which something is filled in
    """
    titles = []
    for step in steps_of(setup).values():
        if answers := step.taken_over(like, setup, around):
            new_record(step, setup).answers = answers
            titles.append(step.title)
    return titles
