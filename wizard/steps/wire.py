"""Which exchange showed it: the latest kept document of a kind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.models import Exchange, ShoppingSession

SETUP_REQUEST, CART, ORDER = "PunchOutSetupRequest", "PunchOutOrderMessage", "OrderRequest"


def last_exchange(session: Session, kind: str, *conditions: Any) -> int:
    """Its number, 0 when none is kept (any more)."""
    found = select(Exchange.id).where(Exchange.kind == kind, *conditions)
    return session.scalar(found.order_by(Exchange.id.desc()).limit(1)) or 0


def refused_cart(session: Session, visit: ShoppingSession, code: str) -> Exchange | None:
    """The cart of this person that was last refused so."""
    query = select(Exchange).where(
        Exchange.setup_id == visit.setup_id,
        Exchange.user_id == visit.user_id,
        Exchange.outcome == code,
        ~Exchange.outgoing,
    )
    return session.scalar(query.order_by(Exchange.id.desc()).limit(1))


def seen_of(exchange: Exchange | None) -> str:
    """What was seen, as the end of a sentence."""
    return ((exchange and exchange.seen) or "no further word").rstrip(".")
