"""The desk's list is worked out by the database: both kinds must say what the ladder says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests.fakes import FixedClock
from tests.pages.desk_data import SLUGS, exchange, fails_at, setup_at
from wizard.ladder import Check, Ladder
from wizard.models import DeskEntry, StepRecord
from wizard.models.database import Database
from wizard.review.desk import desk, funnel
from wizard.review.wanted import Wanted
from wizard.steps import STEPS

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


def test_the_step_kept_is_the_one_the_ladder_says(filled: Database):
    with filled.read_only() as session:
        entries = session.scalars(select(DeskEntry).options(joinedload(DeskEntry.setup))).all()
        following = [Ladder(STEPS, {r.slug: r for r in entry.setup.records}, {}).next for entry in entries]
        picture = funnel(session)
    assert len(entries) == 120
    assert [(entry.at, entry.state, entry.done) for entry in entries] == [
        (standing.slug, standing.state, False) if standing else ("", "", True) for standing in following
    ]
    numbers = [standing.number if standing else len(STEPS) + 1 for standing in following]
    assert set(numbers) == set(range(1, len(STEPS) + 2))
    assert [(bar.name, bar.passed) for bar in picture.bars] == [
        (step.short, sum(at > n for at in numbers)) for n, step in enumerate(STEPS, start=1)
    ]


def test_pages_follow_one_another_without_gap_or_repetition(filled: Database):
    seen: list[int] = []
    stuck: list[int] = []
    after = ""
    with filled.read_only() as session:
        for _ in range(3):
            page = desk(session, Wanted(mode="test", after=after), NOW, 0)
            seen += [row.setup_id for row in page.rows]
            stuck += [-1 if row.done else (NOW - row.since).days for row in page.rows]
            after = page.following
    assert after == ""
    assert len(seen) == len(set(seen)) == 120
    assert stuck == sorted(stuck, reverse=True)


def test_every_filter_finds_what_the_rows_say(filled: Database):
    with filled.read_only() as session:
        assert len(desk(session, Wanted(), NOW, 0).rows) == 50
        by_code = desk(session, Wanted(code=GENERIC.code), NOW, 0).rows
        by_word = desk(session, Wanted(q="organ 011"), NOW, 0).rows
        by_number = desk(session, Wanted(q="#7"), NOW, 0).rows
        stuck = desk(session, Wanted(stuck=3), NOW, 0).rows
        by_step = desk(session, Wanted(step="credentials"), NOW, 0).rows
    assert {row.failing for row in by_code} == {GENERIC.code}
    assert {row.organisation.name for row in by_word} == {"Organisation 011"}
    assert [row.setup_id for row in by_number] == [7]
    assert stuck
    assert min((NOW - row.since).days for row in stuck) >= 3
    assert {row.at for row in by_step} == {"credentials"}
