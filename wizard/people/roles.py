"""The two roles that decide, as the supplier's sheets say them."""

from __future__ import annotations

import re

PUNCHOUT_BUYER, REQUISITIONER = ROLES = ("punchout_buyer", "requisitioner")
WORDS = {PUNCHOUT_BUYER: "Punchout Buyer", REQUISITIONER: "Buyer (Requisitioner)"}

KNOWN = {
    "punchoutbuyer": PUNCHOUT_BUYER,
    "buyerrequisitioner": REQUISITIONER,
    "requisitionerbuyer": REQUISITIONER,
    "requisitioner": REQUISITIONER,
    "buyer": REQUISITIONER,
}
"""Names of roles by their letters."""
YES = frozenset(
    """
    1 active checked enabled granted ja on oui selected si sí ticked true wahr x y yes ✓ ✔ ☑ ✅
    """.split()  # noqa: SIM905 - a table reads better than a list of quotes
)
NO = frozenset(
    """
    - – — 0 disabled false falsch inactive n nein no non none not off unticked ☐ ✗ ✘ ❌
    """.split()  # noqa: SIM905 - a table reads better than a list of quotes
).union([""])
PENDING = re.compile(r"pending|invited|invite sent|not (yet )?accepted|awaiting|expired", re.IGNORECASE)
_BETWEEN = re.compile(r"[;,|/+&\n]")
_NO_LETTER = re.compile(r"[\W\d_]+")


def roles_in(cell: str) -> frozenset[str]:
    """The roles named in one cell, whatever others stand beside them."""
    said = (_NO_LETTER.sub("", name.casefold()) for name in _BETWEEN.split(cell))
    return frozenset(KNOWN[name] for name in said if name in KNOWN)


def holds(role: str, cell: str) -> bool:
    """What a cell below the role's own heading says. A doubt never counts for the person."""
    said = cell.strip().casefold()
    return said in YES if role == PUNCHOUT_BUYER else said not in NO


def is_pending(status: str) -> bool:
    return PENDING.search(status) is not None
