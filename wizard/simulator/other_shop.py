"""A shop that is not Amazon: no roles, no address book, no switch; it lets carts be changed and looked at.

It goes by a DUNS number. What is a test and what is real, each document says (``deploymentMode``).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from wizard.cxml.envelope import Credential, Envelope
from wizard.cxml.item import BadLine
from wizard.cxml.setup import read_carried_lines
from wizard.simulator.answers import Declined
from wizard.simulator.catalogue import BY_PART
from wizard.simulator.store import rows
from wizard.simulator.tables import PUNCHOUT, SHOP, Group, Row
from wizard.simulator.trade import Visit

CREATE, EDIT, INSPECT = "create", "edit", "inspect"
AMAZON, AMAZON_DOMAIN, DUNS = "Amazon", "NetworkId", "DUNS"
FIRST_NUMBER = 128_000_000


@dataclass(frozen=True, slots=True)
class Trader:
    """By which names a group and its purchasing system call each other, and what it takes of them."""

    domain: str
    identity: str
    cart_from: tuple[Credential, ...]
    operations: tuple[str, ...]
    operation_allowed: str


def trader(group: Group) -> Trader:
    if group.kind != SHOP:
        both = (Credential(DUNS, "128990368"), Credential(AMAZON_DOMAIN, AMAZON))
        return Trader(AMAZON_DOMAIN, AMAZON, both, (CREATE,), CREATE)
    number = str(FIRST_NUMBER + group.id)
    return Trader(DUNS, number, (Credential(DUNS, number),), (CREATE, EDIT, INSPECT), EDIT)


def talks(group: Group) -> bool:
    """Whether a purchasing system can talk to this group."""
    return group.kind in (PUNCHOUT, SHOP)


class Errand(Row):
    """A visit with a cart that was brought along, to change it or to look at it."""

    __tablename__ = "errand"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    operation: Mapped[str]


def operation_of(visit: Visit) -> str:
    found = rows().get(Errand, visit.id)
    return found.operation if found else CREATE


def bring_along(visit: Visit, operation: str, envelope: Envelope) -> None:
    """Put what was brought along into the visit's cart.

    :raises Declined: 400 for a line that cannot be read or is not sold here
    """
    if operation == CREATE:
        return
    try:
        lines = read_carried_lines(envelope)
    except BadLine as bad:
        raise Declined(400, "Bad Request", bad.sentence, group=visit.group) from bad
    unknown = next((line for line in lines if line.part not in BY_PART), None)
    if unknown or not lines:
        content = f"SupplierPartID {unknown.part} is not sold here." if unknown else "No ItemOut came along."
        raise Declined(400, "Bad Request", content, group=visit.group)
    visit.basket = {line.part: int(line.quantity) for line in lines}
    rows().add(Errand(visit_id=visit.id, operation=operation))
