"""The organisation's locations, and which of them things can be delivered to."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.models import Location
from wizard.places.judging import Flaw, judge
from wizard.places.postal import FIELDS, Postal


def active_places(session: Session, organisation_id: int) -> list[Location]:
    """Active locations, oldest first."""
    found = select(Location).where(Location.organisation_id == organisation_id, Location.active)
    return list(session.scalars(found.order_by(Location.id)))


def whole_places(session: Session, organisation_id: int) -> list[Location]:
    """Active locations whose address is whole by the rules of its country, oldest first."""
    return [location for location in active_places(session, organisation_id) if is_whole(location)]


def begun(location: Location) -> bool:
    """Whether somebody started on the address; a country alone is only the form's proposal."""
    return any(getattr(location, name).strip() for name in FIELDS if name != "country")


def flaws(location: Location) -> tuple[Flaw, ...]:
    return judge(Postal.of(location))


def is_whole(location: Location) -> bool:
    return location.active and not flaws(location)


def fingerprint(location: Location) -> str:
    """Changes with the address and with nothing else: a new name of the location is no new address."""
    typed = "\n".join(getattr(location, name) for name in FIELDS)
    return hashlib.sha256(typed.encode()).hexdigest()[:16]
