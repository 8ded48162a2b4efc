"""Which exchange showed it: the latest kept document of a kind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.models import Exchange

SETUP_REQUEST, CART, ORDER = "PunchOutSetupRequest", "PunchOutOrderMessage", "OrderRequest"


def last_exchange(session: Session, kind: str, *conditions: Any) -> int:
    """Its number, 0 when none is kept (any more)."""
    found = select(Exchange.id).where(Exchange.kind == kind, *conditions)
    return session.scalar(found.order_by(Exchange.id.desc()).limit(1)) or 0
