"""Times as cXML writes them (ISO 8601 with an offset) and as suppliers really write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d{1,2}:?\d{0,2})?",
    re.ASCII,
)
OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?", re.ASCII)


def read_moment(text: str) -> datetime | None:
    """The aware time in `text`, None when there is none. A missing or impossible offset is read as UTC.

    Never a reason to refuse: observed Amazon captures carry `Z` with milliseconds and impossible offsets.
    """
    match = MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    day, clock, fraction, offset = match.groups()
    try:
        naive = datetime.fromisoformat(f"{day}T{clock or '00:00'}")
        aware = naive.replace(
            microsecond=int((fraction or "0")[:6].ljust(6, "0")), tzinfo=_zone(offset or "Z")
        )
        aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return aware


def write_moment(moment: datetime) -> str:
    """`YYYY-MM-DDThh:mm:ss±hh:mm`, never with `Z`; `moment` must be aware."""
    if moment.utcoffset() is None:
        raise ValueError("A time without an offset cannot go into a cXML document.")
    return moment.isoformat(timespec="seconds")


def _zone(offset: str) -> timezone:
    match = OFFSET.fullmatch(offset)
    if match is None:
        return UTC
    sign, hours, minutes = match.groups()
    span = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if span > timedelta(hours=14) or int(minutes or 0) > 59:
        return UTC
    return timezone(-span if sign == "-" else span) if span else UTC
