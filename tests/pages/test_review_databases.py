"""The desk's list is worked out by the database: both kinds must say what the ladder says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.databases import database_url, postgres, quick_folder, sqlite_file
from tests.fakes import FixedClock
from tests.pages.desk_data import SLUGS, exchange, fails_at, setup_at
from wizard.ladder import Check, Ladder
from wizard.models import Setup, StepRecord
from wizard.models.database import Database
from wizard.review.desk import desk
from wizard.review.reached import DONE, REACHED, WALKS, funnel
from wizard.review.wanted import Wanted
from wizard.steps import STEPS

__all__ = ["database_url", "postgres", "quick_folder", "sqlite_file"]
NOW = FixedClock().at
GENERIC = Check.of("credentials.order_url_is_generic", False)


@pytest.fixture
def filled(database_url: str) -> Iterator[Database]:
    """120 setups in every state there is, some with steps missing, reopened or never passed."""
    database = Database(database_url)
    chance = random.Random(8)
    with database.transaction() as session:
        for number in range(120):
            since = NOW - timedelta(days=number % 7)
            setup = setup_at(session, f"Organisation {number:03}", chance.choice([*SLUGS, None]), since)
            for record in setup.records if number % 5 else ():
                _disturb(record, chance)
            if number % 3 == 0:
                setup.records = [record for record in setup.records if chance.random() > 0.1]
                session.flush()
            if setup.record("credentials") is None:
                fails_at(setup, "credentials", GENERIC, since)
            session.add(exchange(setup, since))
    yield database
    database.close()


def _disturb(record: StepRecord, chance: random.Random) -> None:
    if chance.random() < 0.05:
        record.passed = None
    if chance.random() < 0.08:
        record.revision += 1
    if chance.random() < 0.05:
        record.refuted = NOW


def test_the_step_reached_is_the_one_the_ladder_says(filled: Database):
    query = select(Setup, REACHED).outerjoin(WALKS, WALKS.c.setup_id == Setup.id)
    with filled.read_only() as session:
        found = session.execute(query).all()
        following = [Ladder(STEPS, {one.slug: one for one in setup.records}, {}).next for setup, _ in found]
        counted, _ = funnel(session)
    numbers = [standing.number if standing else DONE for standing in following]
    assert [reached for _, reached in found] == numbers
    assert set(numbers) == set(range(1, DONE + 1))
    assert counted == [(step.short, sum(at > n for at in numbers)) for n, step in enumerate(STEPS, start=1)]


def test_pages_follow_one_another_without_gap_or_repetition(filled: Database):
    seen: list[int] = []
    stuck: list[int] = []
    after = ""
    with filled.read_only() as session:
        for _ in range(3):
            page = desk(session, Wanted(mode="test", after=after), NOW)
            seen += [row.setup.id for row in page.rows]
            stuck += [row.days if row.at else -1 for row in page.rows]
            after = page.following
    assert after == ""
    assert len(seen) == len(set(seen)) == 120
    assert stuck == sorted(stuck, reverse=True)


@pytest.mark.parametrize(
    "wanted",
    [Wanted(code=GENERIC.code), Wanted(q="ORGANISATION 1"), Wanted(q="#7"), Wanted(stuck=3), Wanted(step=3)],
)
def test_every_filter_finds_what_the_rows_say(filled: Database, wanted: Wanted):
    with filled.read_only() as session:
        every = desk(session, Wanted(), NOW).rows
        found = desk(session, wanted, NOW)
    assert 0 < len(found.rows) < 50 or found.following
    for row in found.rows:
        assert wanted.code in [check["code"] for one in row.setup.records for check in one.checks] + [""]
        assert wanted.step in (0, row.at.number if row.at else DONE)
        assert row.days >= wanted.stuck
        if wanted.q == "#7":
            assert row.setup.id == 7
        elif wanted.q:
            assert wanted.q.lower() in row.setup.organisation.name.lower()
    assert len(every) == 50
