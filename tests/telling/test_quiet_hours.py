"""Quiet hours: nothing leaves, and afterwards one letter says what happened."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.administrator import Administrator
from tests.fakes import FixedClock
from tests.telling.conftest import Post, Specialist
from tests.telling.receiver import Receiver
from wizard.models import Setup, Subscription
from wizard.models.database import Database
from wizard.telling.quiet import leaves

NIGHT = {"quiet_from": "22:00", "quiet_until": "07:00", "zone": "Europe/Vienna"}
# (moment in UTC, when it may leave): Vienna is one hour ahead in winter, two from the morning of 29 March 2026 on.
TIMES = [
    ("2026-03-02T20:59", "2026-03-02T20:59"),
    ("2026-03-02T21:00", "2026-03-03T06:00"),
    ("2026-03-03T02:00", "2026-03-03T06:00"),
    ("2026-03-03T05:59", "2026-03-03T06:00"),
    ("2026-03-03T06:00", "2026-03-03T06:00"),
    ("2026-03-28T22:00", "2026-03-29T05:00"),
]


@pytest.mark.parametrize(("at", "leave"), TIMES)
def test_the_night_is_where_she_lives(at: str, leave: str) -> None:
    night = Subscription(quiet_from="22:00", quiet_until="07:00", zone="Europe/Vienna")
    assert leaves(night, _utc(at)) == _utc(leave)


@pytest.mark.parametrize(
    ("at", "leave"),
    [
        ("2026-03-02T11:59", "2026-03-02T11:59"),
        ("2026-03-02T12:30", "2026-03-02T13:00"),
        ("2026-03-02T13:00", "2026-03-02T13:00"),
    ],
)
def test_noon_can_be_quiet_too_and_a_zone_nobody_knows_is_utc(at: str, leave: str) -> None:
    noon = Subscription(quiet_from="12:00", quiet_until="13:00", zone="Mars/Olympus")
    assert leaves(noon, _utc(at)) == _utc(leave)


def test_without_quiet_hours_everything_leaves_at_once() -> None:
    assert leaves(None, _utc("2026-03-02T03:00")) == _utc("2026-03-02T03:00")
    always = Subscription(quiet_from="", quiet_until="", zone="UTC")
    assert leaves(always, _utc("2026-03-02T03:00")) == _utc("2026-03-02T03:00")


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_nothing_leaves_in_the_night_and_one_letter_in_the_morning_says_it_all(
    alice: Administrator,
    charlie: Administrator,
    robin: Specialist,
    receiver: Receiver,
    post: Post,
    database: Database,
    clock: FixedClock,
) -> None:
    robin.wants_a_hook(receiver.url, **NIGHT)
    charlie.starts_a_setup()
    clock.at = _utc("2026-03-02T23:00")
    with database.transaction() as session:
        session.get_one(Setup, alice.setup_id).went_active = clock.at
    clock.forward(hours=1)
    with database.transaction() as session:
        session.get_one(Setup, charlie.setup_id).went_active = clock.at
    post.works()
    assert (post.letters, receiver.received) == ([], [])
    assert "Next try: 3 Mar, 06:00" in robin.get("/review/told").words

    clock.at = _utc("2026-03-03T06:00")
    post.works()
    post.works()
    ((_, subject, text),) = post.letters
    assert subject == "2 things happened at your setups"
    assert text.index("Alpha Clinics, setup 1") < text.index("Other Ltd, setup 2")
    assert "2 March 2026, 23:00 UTC" in text
    assert [message.said["setup"] for message in receiver.received] == [1, 2]


def test_who_ends_the_quiet_hours_gets_what_waited(
    alice: Administrator, robin: Specialist, post: Post, database: Database, clock: FixedClock
) -> None:
    robin.wants(**NIGHT)
    clock.at = _utc("2026-03-02T23:00")
    with database.transaction() as session:
        session.get_one(Setup, alice.setup_id).went_active = clock.at
    robin.wants(quiet_from="", quiet_until="")
    post.works()
    assert len(post.letters) == 1


@pytest.mark.parametrize("typed", [("22:00", ""), ("", "07:00"), ("25:00", "07:00"), ("22:00", "seven")])
def test_half_or_strange_quiet_hours_are_refused_in_words(robin: Specialist, typed: tuple[str, str]) -> None:
    page = robin.wants(quiet_from=typed[0], quiet_until=typed[1])
    assert page.status == 422
    assert "Type" in page.words


@pytest.mark.parametrize("days", ["0", "91", "x", "", "1.5"])
def test_days_that_make_no_sense_are_refused_in_words(robin: Specialist, days: str) -> None:
    page = robin.wants(days=days)
    assert page.status == 422
    assert "Type the days as a whole number from 1 to 90." in page.words
