"""What a description would change, before anything is tried or written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wizard.accounts import find_user
from wizard.ladder import Around, Ladder, NoSuch, Step
from wizard.models import CONFIGURATION, TEST, HeldRole, Organisation, Setup, User
from wizard.procurement.suppliers import supplier_of
from wizard.profiles import supplier_profile
from wizard.services import Services
from wizard.setup_files.describing import Description
from wizard.setup_files.filling import filled
from wizard.setup_files.lookup import Lookup
from wizard.setup_files.words import difference
from wizard.steps import ladder_of, steps_of
from wizard.steps.taking import public_answers

TEXTS = ("marketplace", "group_name", "to_identity", "identity_domain", "shop_url", "from_identity", "punchout_url",
         "order_url")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A step that will be tried; without ``lines`` its answers stay and are only proved anew."""

    slug: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What will become of one description. ``setup`` is 0 for a new one; ``problem`` why nothing can be done.

    ``revisions`` are those of the saved answers it was compared with; ``reopens`` names steps outside the file.
    """

    description: Description
    setup: int = 0
    organisation: int = 0
    person: int = 0
    revisions: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    reopens: tuple[str, ...] = ()
    open_from: str = ""
    problem: str = ""


def plan_of(
    description: Description, session: Session, services: Services, lookup: Lookup, email: str = ""
) -> Plan:
    """:param email: in whose name it will be done; left out: whoever holds the role Configuration longest"""
    try:
        organisation = _organisation(description, session)
        person = configurator(session, organisation, email)
        setup = _found(description, organisation, session)
        return _compared(description, setup, organisation, person, session, services, lookup)
    except NoSuch as missing:
        return Plan(description, problem=str(missing))


def configurator(session: Session, organisation: Organisation, email: str = "") -> User:
    """Whose word it is.

    :raises NoSuch: nobody active of the organisation, or not this person, holds the role Configuration
    """
    if email:
        user = find_user(session, email)
        if user is None or user.organisation_id != organisation.id or not user.may(CONFIGURATION):
            raise NoSuch(f"{email} does not hold the role Configuration at {organisation.name}.")
        return user
    holders = select(User).join(HeldRole).where(HeldRole.role == CONFIGURATION, User.active)
    found = session.scalar(
        holders.where(User.organisation_id == organisation.id).order_by(HeldRole.id).limit(1)
    )
    if found is None:
        raise NoSuch(f"Nobody at {organisation.name} holds the role Configuration. Add one with add-user.")
    return found


def revisions_of(setup: Setup) -> dict[str, int]:
    return {record.slug: record.revision for record in setup.records if record.revision}


def open_from(setup: Setup, ladder: Ladder, description: Description) -> str:
    """The first step that is still to be done, and why the file did not do it; nothing when all have passed."""
    standing = ladder.next
    if standing is None:
        return ""
    named = standing.slug in description.steps
    why = (
        steps_of(setup)[standing.slug].by_hand or standing.why or ("" if named else "It is not in the file.")
    )
    return f"“{standing.title}”. {why}".rstrip()


def _organisation(description: Description, session: Session) -> Organisation:
    found = session.scalar(select(Organisation).where(Organisation.name == description.organisation))
    if found is None:
        raise NoSuch("There is no organisation of this name. Add its people with add-user first.")
    return found


def _found(description: Description, organisation: Organisation, session: Session) -> Setup | None:
    own = select(Setup).where(
        Setup.organisation_id == organisation.id, Setup.supplier_profile == description.supplier
    )
    if description.number:
        setup = session.scalar(own.where(Setup.id == description.number))
        if setup is None:
            raise NoSuch(f"{organisation.name} has no setup {description.number} with this supplier.")
        return setup
    named = own.where(
        Setup.marketplace == description.marketplace,
        func.lower(Setup.group_name) == func.lower(description.group),
    )
    found = list(session.scalars(named.limit(2)))
    if len(found) > 1:
        raise NoSuch("There are several setups of this name. Say which one by its id.")
    return found[0] if found else None


def _compared(
    description: Description,
    kept: Setup | None,
    organisation: Organisation,
    person: User,
    session: Session,
    services: Services,
    lookup: Lookup,
) -> Plan:
    setup = kept or _unborn(description, organisation, services)
    supplier = supplier_of(setup, services.settings.supplier_profiles)
    around = Around(person, supplier, services, session)
    ladder = ladder_of(setup, around)
    changes = tuple(_changes(description, setup, ladder, lookup, around))
    reopened = [standing for one in changes if one.lines for standing in ladder.reopens(one.slug)]
    return Plan(
        description,
        setup=kept.id if kept else 0,
        organisation=organisation.id,
        person=person.id,
        revisions=revisions_of(setup),
        changes=changes,
        reopens=tuple(dict.fromkeys(one.title for one in reopened if one.slug not in description.steps)),
        open_from=open_from(setup, ladder, description),
    )


def _unborn(description: Description, organisation: Organisation, services: Services) -> Setup:
    """What a new setup is before anything of it is kept."""
    profile = supplier_profile(description.supplier, services.settings.supplier_profiles)
    return Setup(
        organisation_id=organisation.id,
        supplier_profile=profile.key,
        walk=profile.walk,
        mode=TEST,
        **dict.fromkeys(TEXTS, ""),
    )


def _changes(
    description: Description, setup: Setup, ladder: Ladder, lookup: Lookup, around: Around
) -> Iterator[Change]:
    """Step by step, up to the first one that is open and that the file does not answer."""
    for slug, step in steps_of(setup).items():
        if slug in description.steps:
            lines = _lines(step, description.steps[slug], setup, lookup, around)
            if lines or not ladder[slug].passed:
                yield Change(slug, step.title, lines)
        elif not ladder[slug].passed:
            return


def _lines(
    step: Step, told: Mapping[str, Any], setup: Setup, lookup: Lookup, around: Around
) -> tuple[str, ...]:
    with filled(step, told, lookup, setup, around) as form:
        answers = step.answers(form, setup, around)
    record = setup.record(step.slug)
    kept = record.answers if record and record.revision else {}
    before, after = (step.told(one, setup, around) if one else {} for one in (kept, answers))
    for name in step.private:
        if answers.get(name):
            before[name], after[name] = kept.get(name), public_answers(step, answers, around)[name]
    unshown = step.unshown(answers, around)
    return tuple(
        line
        for name in step.in_file
        for line in difference(name, before.get(name), after.get(name), shown=name not in unshown)
    )
