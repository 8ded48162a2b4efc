"""The pre-flight: before the test order, the supplier is asked as every person and for every location.

Here stands who is asked and what is known of them; ``lanes`` does the asking. The rows are the only truth. An
answer counts for as long as what was asked about is still so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload, lazyload

from wizard.models import (
    CREATE_REQUISITION,
    HeldRole,
    Location,
    Member,
    Preflight,
    PreflightResult,
    Setup,
    User,
)
from wizard.places import whole_places

RESTS_ON = ("group", "shop", "credentials")
"""The steps whose change makes older answers say nothing any more."""


@dataclass(frozen=True)
class Subject:
    """A person of the group or a location, with the newest answer that still speaks of them."""

    about: User | Location
    result: PreflightResult | None = None

    @property
    def user(self) -> User | None:
        return self.about if isinstance(self.about, User) else None

    @property
    def location(self) -> Location | None:
        return self.about if isinstance(self.about, Location) else None

    @property
    def passed(self) -> bool:
        return self.result is not None and self.result.ok

    @property
    def failed(self) -> bool:
        return self.result is not None and not self.result.ok


@dataclass(frozen=True)
class Progress:
    """How far a round is; ``names`` are being asked right now."""

    done: int
    total: int
    names: Sequence[str]


def subjects(session: Session, setup: Setup) -> list[Subject]:
    """Everybody who can be asked as, in the order of the list, then every location that takes deliveries."""
    places = whole_places(session, setup.organisation_id)
    newest = _newest(session, setup)
    return people_asked(session, setup) + [Subject(place, _of_place(place, newest)) for place in places]


def people_asked(session: Session, setup: Setup) -> list[Subject]:
    """The listed people who are active users of the host; where no list is kept, everybody who may request."""
    newest = _newest(session, setup)
    people = select(User).options(lazyload(User.held)).where(User.active)
    if setup.walk == "shop":
        may_shop = User.held.any(HeldRole.role == CREATE_REQUISITION)
        people = people.where(User.organisation_id == setup.organisation_id, may_shop).order_by(User.id)
    else:
        people = people.join(Member, Member.user_id == User.id).where(Member.setup_id == setup.id)
        people = people.order_by(Member.position)
    return [Subject(user, _of_person(user, newest)) for user in session.scalars(people)]


def begin(
    session: Session, setup: Setup, by: User, now: datetime, whom: Iterable[Subject]
) -> Preflight | None:
    """Make the rows of a round; in the same transaction it has to be handed to the workers.

    :returns: nothing when there is nobody to ask, or while a round is running
    """
    # Two presses at once: the second waits here, and then finds the round of the first.
    session.execute(select(Setup.id).where(Setup.id == setup.id).with_for_update())
    rows = [_row(position, subject) for position, subject in enumerate(whom, start=1)]
    if not rows or running(session, setup):
        return None
    preflight = Preflight(setup_id=setup.id, mode=setup.mode, started=now, started_by_id=by.id, results=rows)
    session.add(preflight)
    session.flush()
    return preflight


def stop(preflight: Preflight, now: datetime) -> None:
    """Ask nobody else; who is being asked right now still gets an answer."""
    preflight.stopped = now


def running(session: Session, setup: Setup) -> Preflight | None:
    return session.scalar(_unfinished().where(Preflight.setup_id == setup.id).limit(1))


def unfinished(session: Session) -> list[int]:
    """Every round, of whatever setup, in which somebody is still to be asked; oldest first."""
    return [preflight.id for preflight in session.scalars(_unfinished())]


def progress_of(session: Session, preflight: Preflight) -> Progress:
    counted = select(func.count(), func.count(PreflightResult.answered))
    total, done = session.execute(counted.where(PreflightResult.preflight_id == preflight.id)).one()
    asking = (
        select(PreflightResult)
        .options(joinedload(PreflightResult.user), joinedload(PreflightResult.location))
        .where(
            PreflightResult.preflight_id == preflight.id,
            PreflightResult.lane.is_not(None),
            PreflightResult.answered.is_(None),
        )
    )
    rows = session.scalars(asking.order_by(PreflightResult.position))
    return Progress(done, total, [row.name for row in rows])


def _row(position: int, subject: Subject) -> PreflightResult:
    return PreflightResult(
        position=position,
        user_id=subject.user.id if subject.user else None,
        email=subject.user.email if subject.user else "",
        location_id=subject.location.id if subject.location else None,
        location_revision=subject.location.revision if subject.location else None,
    )


def _unfinished() -> Select[Preflight]:
    waiting = select(PreflightResult.preflight_id).where(PreflightResult.answered.is_(None))
    return (
        select(Preflight).where(Preflight.stopped.is_(None), Preflight.id.in_(waiting)).order_by(Preflight.id)
    )


Newest = dict[tuple[int | None, int | None], PreflightResult]
"""By the number of a person, or of a location."""


def _newest(session: Session, setup: Setup) -> Newest:
    """The newest answer about each person and each location since the connection last changed."""
    person = case((PreflightResult.location_id.is_(None), PreflightResult.user_id))
    newest = (
        select(func.max(PreflightResult.id))
        .join(Preflight)
        .where(
            Preflight.setup_id == setup.id,
            PreflightResult.answered.is_not(None),
            PreflightResult.asked >= _since(setup),
        )
        .group_by(PreflightResult.location_id, person)
    )
    found = session.scalars(select(PreflightResult).where(PreflightResult.id.in_(newest)))
    return {(None if row.location_id else row.user_id, row.location_id): row for row in found}


def _of_person(user: User, newest: Newest) -> PreflightResult | None:
    result = newest.get((user.id, None))
    return result if result and result.email == user.email else None


def _of_place(place: Location, newest: Newest) -> PreflightResult | None:
    result = newest.get((None, place.id))
    return result if result and result.location_revision == place.revision else None


def _since(setup: Setup) -> datetime:
    changed = [record.changed for record in setup.records if record.slug in RESTS_ON and record.changed]
    return max([setup.created, *changed])
