"""The roles a person can hold in a group, and which of them each kind of group offers."""

from __future__ import annotations

from sqlalchemy import select

from wizard.simulator.store import rows
from wizard.simulator.tables import GENERAL, PUNCHOUT, Group, Member

PUNCHOUT_BUYER = "Punchout Buyer"
REQUISITIONER = "Buyer (Requisitioner)"
OTHER_ROLES = ("Admin", "Finance", "Tech")
ALL_ROLES = (PUNCHOUT_BUYER, REQUISITIONER, *OTHER_ROLES)

# A new account starts in the general group with this role, which has to be removed before punching out.
ROLES_OF_A_NEW_ACCOUNT = [REQUISITIONER]


def offered(group: Group) -> tuple[str, ...]:
    """Punchout Buyer is on offer only in a PunchOut group whose purchasing system is set (protocol facts)."""
    may_punch_out = group.kind == PUNCHOUT and bool(group.from_identity)
    return ALL_ROLES if may_punch_out else ALL_ROLES[1:]


def general_group() -> Group:
    return rows().scalars(select(Group).where(Group.kind == GENERAL)).one()


def member(group: Group, email: str) -> Member | None:
    where = Member.group_id == group.id, Member.email == email.strip().lower()
    return rows().scalar(select(Member).where(*where))


def has_account(email: str) -> bool:
    """Whoever is in the general group has an account."""
    found = member(general_group(), email)
    return found is not None and not found.pending


def invite(group: Group, email: str, roles: list[str]) -> None:
    """Add a person: at once when there is an account, else pending. Somebody already here gets new roles."""
    found = member(group, email)
    if found is None:
        pending = not has_account(email)
        rows().add(Member(group_id=group.id, email=email.lower(), roles=roles, pending=pending))
    else:
        found.roles = roles
    rows().flush()


def accept(email: str) -> None:
    """The person opens the invitation: an account is made, every open invitation becomes a membership."""
    for invited in rows().scalars(select(Member).where(Member.email == email)):
        invited.pending = False
    if member(general_group(), email) is None:
        rows().add(Member(group_id=general_group().id, email=email, roles=ROLES_OF_A_NEW_ACCOUNT))


def is_requisitioner(group: Group, email: str) -> bool:
    """In this group or in the general one: either way checkout skips the procurement system."""
    found = (member(group, email), member(general_group(), email))
    return any(person is not None and REQUISITIONER in person.roles for person in found)


def trouble(group: Group, email: str) -> str:
    """Why this person cannot shop through this group; empty when nothing is in the way."""
    person = member(group, email)
    if person is None:
        return "not_in_group"
    if person.pending:
        return "invited"
    return "" if PUNCHOUT_BUYER in person.roles else "no_role"


TROUBLES = {
    "not_in_group": (
        "This e-mail address is not in the group",
        "Sign-in fails for a person the group does not know. Add this e-mail address to the group's people, "
        "spelled as in the purchasing system.",
    ),
    "invited": (
        "The invitation is still open",
        "This person was invited but has not accepted yet. Until then they are no member of the group.",
    ),
    "no_role": (
        "The role Punchout Buyer is missing",
        "This person is in the group but may not shop from a purchasing system. "
        "Edit the role and tick Punchout Buyer.",
    ),
}
