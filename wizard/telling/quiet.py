"""Quiet hours: when something may leave."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from wizard.models import Subscription

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zones() -> list[str]:
    """The time zones one can live in, UTC first."""
    return ["UTC", *sorted(name for name in available_timezones() if name.startswith(REGIONS))]


def leaves(subscription: Subscription | None, at: datetime) -> datetime:
    """When what comes up at this moment may leave: at once, or at the end of the quiet hours."""
    if subscription is None or subscription.quiet_from == subscription.quiet_until:
        return at
    zone = _zone(subscription.zone)
    begin, end = time.fromisoformat(subscription.quiet_from), time.fromisoformat(subscription.quiet_until)
    local = at.astimezone(zone)
    if not _within(local.time(), begin, end):
        return at
    day = local.date() if local.time() < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, zone).astimezone(UTC)


def _within(now: time, begin: time, end: time) -> bool:
    return begin <= now < end if begin < end else now >= begin or now < end


def _zone(name: str) -> tzinfo:
    """A zone this machine does not know counts as UTC: a letter at the wrong hour is better than none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
