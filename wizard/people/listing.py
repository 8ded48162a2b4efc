"""The sheet that adds people to the group at the supplier: everybody with the right roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wizard.people.headings import HEADINGS
from wizard.people.roles import PUNCHOUT_BUYER, REQUISITIONER, ROLES, WORDS

COLUMNS = ("email", "roles", "name", "group")


@dataclass(frozen=True, slots=True)
class Invited:
    """A person as the supplier should have them. ``email`` as the host writes it."""

    email: str
    name: str = ""


def wanted_roles(rule: str) -> frozenset[str]:
    """:param rule: the host's for Buyer (Requisitioner), ``remove`` or ``require``"""
    return frozenset(ROLES if rule == "require" else (PUNCHOUT_BUYER,))


def cells_of(person: Invited, group: str, rule: str) -> Mapping[str, str]:
    """The person by our names for columns."""
    roles = wanted_roles(rule)
    first, _, last = person.name.rpartition(" ")
    return {
        "email": person.email,
        "roles": "; ".join(WORDS[role] for role in ROLES if role in roles),
        PUNCHOUT_BUYER: "Yes",
        REQUISITIONER: "Yes" if REQUISITIONER in roles else "No",
        "name": person.name,
        "first_name": first or last,
        "last_name": last if first else "",
        "group": group,
    }


def sheet_of(people: Iterable[Invited], group: str, rule: str) -> list[list[str]]:
    """Our own sheet: one row of headings, then a row for each person."""
    head = [HEADINGS[name][0] for name in COLUMNS]
    cells = (cells_of(person, group, rule) for person in people)
    return [head, *([row[name] for name in COLUMNS] for row in cells)]
