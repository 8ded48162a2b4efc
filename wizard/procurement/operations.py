"""What one may go to the shop for: one table of the PunchOut operations.

The cart itself says which of them the shop still takes for it (cXML ``operationAllowed``: ``create`` neither,
``inspect`` only looking, ``edit`` both).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.models import Requisition
from wizard.profiles import SupplierProfile

CREATE, EDIT, INSPECT = "create", "edit", "inspect"


@dataclass(frozen=True, slots=True)
class Operation:
    """``button`` and ``hint`` are what the page of a requisition says, with the supplier's name in braces.

    ``statuses``: in which a requisition may be taken along. ``replaces``: whether the cart that comes back takes
    the place of the requisition's lines; ``allowed``: with which words of the cart the shop takes it.
    """

    name: str
    button: str = ""
    hint: str = ""
    statuses: frozenset[str] = frozenset()
    replaces: bool = False
    allowed: frozenset[str] = frozenset()


OPERATIONS: Mapping[str, Operation] = {
    one.name: one
    for one in (
        Operation(CREATE),
        Operation(
            EDIT,
            button="Change the cart in the shop",
            hint="The shop opens with this cart. What you send back takes the place of these lines.",
            statuses=frozenset({"draft"}),
            replaces=True,
            allowed=frozenset({"edit"}),
        ),
        Operation(
            INSPECT,
            button="Look at it in the shop",
            hint="The shop shows this cart. Nothing changes here, whatever you do there.",
            statuses=frozenset({"draft", "in_approval", "approved"}),
            allowed=frozenset({"edit", "inspect"}),
        ),
    )
}


def offered(requisition: Requisition, profile: SupplierProfile) -> list[Operation]:
    """What one may go back to the shop for with this requisition, in the mode it was made in."""
    if requisition.mode != requisition.setup.mode:
        return []
    return [
        one
        for one in OPERATIONS.values()
        if one.name in profile.operations
        and requisition.status in one.statuses
        and requisition.operation_allowed in one.allowed
    ]
