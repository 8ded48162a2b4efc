"""What happened to an order, from its approval on: oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from wizard.models import Approval, PurchaseOrder
from wizard.procurement.orders import IN_WORDS


@dataclass(frozen=True, slots=True)
class Happening:
    """``title`` is what the order was after it, ``who`` the person who did it, "" where it happened by itself."""

    at: datetime
    title: str
    sentence: str
    who: str = ""


def history(order: PurchaseOrder) -> list[Happening]:
    """Approvals come before the order that the last of them made."""
    approvals = [_decided(approval) for approval in order.requisition.approvals]
    return sorted([*approvals, *_events(order)], key=lambda happening: happening.at)


def _decided(approval: Approval) -> Happening:
    title = "Approved" if approval.approved else "Not approved"
    return Happening(approval.at, title, approval.reason, approval.approver.name if approval.approver else "")


def _events(order: PurchaseOrder) -> Iterator[Happening]:
    for event in order.events:
        who = event.user.name if event.user else ""
        yield Happening(event.at, IN_WORDS[event.status], event.sentence, who)
