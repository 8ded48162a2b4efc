"""What is found about the people on a list: who they are here, and which roles they hold there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select

from wizard.ladder import READ, TOLD, Around, Check
from wizard.models import CREATE_REQUISITION, HeldRole, Setup, User
from wizard.people import HostUser, Match, Roll, is_address, is_shared
from wizard.people.roles import PUNCHOUT_BUYER, REQUISITIONER
from wizard.profiles import HostProfile
from wizard.steps.named import Named, one_by_one, plain

RULES: Mapping[str, tuple[str, bool]] = {
    "require": ("people.lacks_requisitioner", True),
    "remove": ("people.holds_requisitioner", False),
}
"""The host's rule for Buyer (Requisitioner): the code for breaking it, and whether people shall hold the role."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: who it is in Amazon, and which roles were ticked or read for them."""

    email: str
    punchout_buyer: bool = False
    requisitioner: bool = False


def roll_of(setup: Setup, around: Around) -> Roll:
    """The organisation's users, by name."""
    held = exists().where(HeldRole.user_id == User.id, HeldRole.role == CREATE_REQUISITION)
    users = select(User.id, User.email, User.name, User.active, held)
    users = users.where(User.organisation_id == setup.organisation_id).order_by(User.name, User.id)
    return Roll(HostUser(*row) for row in around.session.execute(users))


def judge_matches(
    emails: Iterable[str], roll: Roll, host: HostProfile, evidence: str = TOLD
) -> Iterator[Check]:
    """Whether each is a user of the host who may request, and is written alike in both systems."""
    matches = [roll.find(email) for email in emails if is_address(email)]
    unknown = [Named(one.email, hint=_hint(one)) for one in matches if one.user is None]
    differing = [Named(one.email, known=one.user.email) for one in matches if one.user and one.differs]
    gone = plain(one.email for one in matches if one.gone)
    shared = plain(one.email for one in matches if is_shared(one.email))
    idle = plain(one.email for one in matches if one.user and not one.user.may_request)
    yield from one_by_one("people.not_a_host_user", unknown, evidence, host=host.name)
    yield from one_by_one("people.deactivated", gone, evidence, passes=False, host=host.name)
    yield from one_by_one("people.email_differs", differing, evidence, host=host.name)
    yield from one_by_one("people.shared_mailbox", shared, evidence, passes=False, host=host.name)
    yield from one_by_one("people.may_not_request", idle, evidence, passes=False, host=host.name)


def judge_roles(
    listed: Sequence[Listed], host: HostProfile, where: str, read: Iterable[str] = (), *, buyers: bool
) -> Iterator[Check]:
    """The host's rule on roles, person by person.

    :param read: the roles that a sheet told; the person said the others
    :param buyers: whether everybody needs Punchout Buyer as well
    """
    about_other, shall = RULES[host.requisitioner]
    rules = [("people.lacks_punchout_buyer", PUNCHOUT_BUYER, True)] if buyers else []
    for code, role, wanted in [*rules, (about_other, REQUISITIONER, shall)]:
        wrong = [
            Named(one.email, field=f"{role}_{n}")
            for n, one in enumerate(listed, start=1)
            if is_address(one.email) and getattr(one, role) is not wanted
        ]
        evidence = READ if role in read else TOLD
        yield from one_by_one(code, wrong, evidence, where=where, host=host.name)


def _hint(match: Match) -> str:
    return f"Perhaps {match.near.email} is meant. " if match.near else ""
