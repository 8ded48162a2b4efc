"""Which faults are switched on in which group, for how often, and whom they hit."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from wizard.simulator.faults import CART, FAULTS, TABLE, Fault
from wizard.simulator.store import rows
from wizard.simulator.tables import Group, Row
from wizard.simulator.trade import Visit


class Switch(Row):
    """A fault that is on. ``left``: how often it still strikes, None until it is switched off."""

    __tablename__ = "fault_switch"
    __table_args__ = (UniqueConstraint("group_id", "fault"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group.id"), index=True)
    fault: Mapped[str]
    left: Mapped[int | None]


class SpoiltCart(Row):
    """The fault that hit the cart of a visit."""

    __tablename__ = "spoilt_cart"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    fault: Mapped[str]


def switched_on(group: Group) -> dict[str, Switch]:
    """By the fault's key, in the order of the table."""
    found = {row.fault: row for row in rows().scalars(select(Switch).where(Switch.group_id == group.id))}
    return {fault.key: found[fault.key] for fault in TABLE if fault.key in found}


def switch_on(group: Group, fault: Fault, times: int | None) -> None:
    switch = switched_on(group).get(fault.key) or Switch(group_id=group.id, fault=fault.key)
    switch.left = times
    rows().add(switch)
    rows().flush()


def switch_off(group: Group, *keys: str) -> None:
    rows().execute(delete(Switch).where(Switch.group_id == group.id, Switch.fault.in_(keys)))


def is_on(group: Group, key: str) -> bool:
    return key in switched_on(group)


def strike(group: Group, where: str) -> Fault | None:
    """The first fault of the table that is on and acts there; it is one time fewer now."""
    hits = ((FAULTS[key], row) for key, row in switched_on(group).items() if where in FAULTS[key].acts_on)
    fault, switch = next(hits, (None, None))
    if switch is not None and switch.left is not None:
        switch.left -= 1
        if switch.left <= 0:
            rows().delete(switch)
    return fault


def spoil_cart(visit: Visit) -> None:
    """Let a fault that is on hit the cart that is about to go back."""
    fault = strike(visit.group, CART)
    if fault is None:
        return
    rows().add(SpoiltCart(visit_id=visit.id, fault=fault.key))
    if fault.spoil:
        visit.document = fault.spoil(visit.document)


def fault_of(visit: Visit) -> Fault | None:
    row = rows().get(SpoiltCart, visit.id)
    return FAULTS[row.fault] if row else None
