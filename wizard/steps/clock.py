"""The clock on a cart: for some days the supplier promises the prices the cart came with."""

from __future__ import annotations

from datetime import datetime, timedelta

from wizard.ladder import PROVED, Check
from wizard.models import Requisition
from wizard.profiles import SupplierProfile

TOO_OLD = "order.cart_too_old"
WAITING = frozenset({"draft", "in_approval"})
"""Statuses in which time still matters: afterwards the order has been made."""


def clock_check(requisition: Requisition, supplier: SupplierProfile, now: datetime) -> Check | None:
    """How long the cart's prices still hold (protocol facts: at Amazon 7 days after checkout);
    nothing where the supplier does not say."""
    if requisition.status not in WAITING or not supplier.cart_days:
        return None
    until = (requisition.priced or requisition.created) + timedelta(days=supplier.cart_days)
    return Check.of(
        TOO_OLD,
        now < until,
        PROVED,
        days=supplier.cart_days,
        supplier=supplier.name,
        left=_in_words(until - now),
        until=f"{until:%-d %B %Y, %H:%M} UTC",
    )


def _in_words(left: timedelta) -> str:
    """The nearest number of days, so that a cart a minute old has all of them; hours on the last one."""
    if left.days:
        days = round(left / timedelta(days=1))
        return "1 day" if days == 1 else f"{days} days"
    hours = left.seconds // 3600
    return "less than 1 hour" if not hours else "1 hour" if hours == 1 else f"{hours} hours"
