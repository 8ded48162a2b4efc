"""Times: whatever suppliers write is read, only the official form is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.cxml.moments import read_moment, write_moment

NOON = datetime(2025, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2025-11-23T12:00:00+00:00",
        "2025-11-23T12:00:00.000Z",
        "2025-11-23T14:00:00+02:00",
        "2025-11-23T17:30:00+0530",
        "2025-11-23T17:30:00 +5:30",
        "2025-11-23T04:00:00-08",
        "2025-11-23 12:00:00",
        "2025-11-23T12:00",
        " 2025-11-23T12:00:00z\n",
    ],
)
def test_it_reads_every_spelling_of_one_time(text: str) -> None:
    assert read_moment(text) == NOON


@pytest.mark.parametrize("offset", ["+99:00", "-25:61", "+14:30", "+00:75"])
def test_an_impossible_offset_is_read_as_utc(offset: str) -> None:
    assert read_moment(f"2025-11-23T12:00:00{offset}") == NOON


def test_it_keeps_milliseconds() -> None:
    assert read_moment("2025-11-23T12:00:00.123Z") == NOON + timedelta(milliseconds=123)


def test_a_day_without_a_clock_is_its_midnight() -> None:
    assert read_moment("2025-11-23") == NOON - timedelta(hours=12)


@pytest.mark.parametrize(
    "text", ["", "soon", "2025-13-01", "2025-02-30T00:00:00Z", "0000-01-01", "23/11/2025"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_moment(text) is None


@given(st.text(max_size=40) | st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", fullmatch=True))
def test_no_text_does_more_than_not_being_a_time(text: str) -> None:
    moment = read_moment(text)
    assert moment is None or moment.astimezone(UTC)


def test_it_writes_the_offset_and_never_z() -> None:
    assert write_moment(NOON.replace(microsecond=7)) == "2025-11-23T12:00:00+00:00"
    assert write_moment(NOON.astimezone(timezone(-timedelta(hours=8)))) == "2025-11-23T04:00:00-08:00"


def test_it_writes_no_time_whose_place_is_unknown() -> None:
    with pytest.raises(ValueError, match="offset"):
        write_moment(NOON.replace(tzinfo=None))
