"""What time it is here: one clock for all, which tests may set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast

from flask import current_app

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    return cast(Clock, current_app.config["CLOCK"])()


def cancel_after() -> timedelta:
    """How long a test order lives."""
    return timedelta(seconds=current_app.config["CANCEL_AFTER"])


def in_words(span: timedelta) -> str:
    """A length of time as people say it: "1 hour", "90 seconds"."""
    seconds = max(0, round(span.total_seconds()))
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size * 2 or seconds == size:
            count = seconds // size
            return f"{count} {word}{'s' if count != 1 else ''}"
    return f"{seconds} second{'s' if seconds != 1 else ''}"
