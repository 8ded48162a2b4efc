"""The columns of a sheet of people and the headings they are known by. The supplier does not publish its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.sheets.columns import words

HEADINGS: Mapping[str, Sequence[str]] = {
    "email": (
        *(
            "Email",
            "E-mail",
            "Email address",
            "E-mail address",
            "User email",
            "User email address",
            "Work email",
        ),
        *(
            "Member email",
            "Business email",
            "Login email",
            "Email ID",
            "Mail",
            "E-Mail-Adresse",
            "Adresse e-mail",
        ),
    ),
    "roles": ("Roles", "Role", "User role", "User roles", "Group roles", "Group role", "Assigned roles"),
    "punchout_buyer": ("Punchout Buyer", "Punch out Buyer", "Role Punchout Buyer"),
    "requisitioner": ("Buyer (Requisitioner)", "Requisitioner", "Buyer Requisitioner", "Role Requisitioner"),
    "status": ("Status", "User status", "Invitation status", "Invitation", "Account status", "Member status"),
    "group": ("Group", "Group name", "Groups", "Business group", "Group names", "Assigned group"),
    "first_name": ("First name", "Given name", "Forename"),
    "last_name": ("Last name", "Surname", "Family name"),
    "name": ("Name", "Full name", "User name", "Display name", "Person", "User", "Member"),
}
"""Our names for columns; the first heading of each is the one we write."""

NEEDED = ("email",)
_KNOWN = frozenset(words(heading) for headings in HEADINGS.values() for heading in headings)
_NOTES = frozenset(
    (
        *("buyer", "punchout buyer", "requisitioner", "administrator", "admin", "finance", "tech", "member"),
        *("active", "pending", "invited", "invitation pending"),
    )
)
"""What a copied row of the supplier's own list has beside an address."""


def is_heading(text: str) -> bool:
    return words(text) in _KNOWN


def says_nothing(text: str) -> bool:
    """Whether words beside an address are plainly no person."""
    return is_heading(text) or words(text) in _NOTES
