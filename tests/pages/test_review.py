"""The desk's list: who is stuck, where and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.administrator import Page, Person
from tests.conftest import PersonMaker
from tests.fakes import FixedClock
from tests.pages.desk_data import SLUGS, counted, fails_at, setup_at
from wizard.ladder import Check
from wizard.models import ACTIVE, StepRecord, User
from wizard.models.database import Database
from wizard.review.wanted import DONE

ALL = ["Northwind Clinics", "Halden Schools", "Lumen Foods", "Ostrava 100% Tooling"]
GENERIC = Check.of("credentials.order_url_is_generic", False)


@pytest.fixture
def robin(person: PersonMaker) -> Person:
    """Robin looks after every organisation's setups."""
    return person("robin@host.example", None, ["specialist"], "Robin Achterberg")


@pytest.fixture
def four(robin: Person, database: Database, clock: FixedClock) -> None:
    """Four setups: stuck for six, four and no days, and one that is done."""
    with database.transaction() as session:
        robin_is = session.scalars(select(User)).one()
        halden = setup_at(
            session, "Halden Schools", "general-group", clock.at - timedelta(days=4), "Schulen Nord"
        )
        northwind = setup_at(session, "Northwind Clinics", "credentials", clock.at - timedelta(days=6))
        fails_at(northwind, "credentials", GENERIC, clock.at - timedelta(hours=2), robin_is)
        setup_at(session, "Lumen Foods", "group", clock.at, from_identity="LumenFoods0001112223")
        setup_at(session, "Ostrava 100% Tooling", None, clock.at - timedelta(days=90), mode=ACTIVE)
        halden.marketplace = "amazon.de"


def organisations(page: Page) -> list[str]:
    assert page.status == 200
    return [str(link.text) for link in page.tree.xpath("//tbody//td[1]/a")]


def row_of(page: Page, organisation: str) -> str:
    row = page.tree.xpath("//tr[td[1]/a[text()=$name]]", name=organisation)[0]
    return " ".join(row.text_content().split())


@pytest.mark.usefixtures("four")
def test_it_lists_every_organisation_the_one_stuck_longest_first_and_those_done_last(robin):
    page = robin.get("/review/")
    assert organisations(page) == ALL


@pytest.mark.usefixtures("four")
def test_a_line_says_where_it_stands_since_when_why_and_who_was_there(robin):
    row = row_of(robin.get("/review/"), "Northwind Clinics")
    for words in ("3 Credentials", "Open", "6 days", GENERIC.code, "Test mode", "amazon.com", "2 Mar, 07:00"):
        assert words in row
    assert "Robin Achterberg" in row


@pytest.mark.usefixtures("four")
def test_a_setup_that_is_done_is_not_stuck(robin):
    row = row_of(robin.get("/review/"), "Ostrava 100% Tooling")
    assert "All passed" in row
    assert "days" not in row


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=HALDEN", ["Halden Schools"]),
        ("q=schulen+nord", ["Halden Schools"]),
        ("q=LumenFoods0001", ["Lumen Foods"]),
        ("q=100%25", ["Ostrava 100% Tooling"]),
        ("q=%25", []),
        ("q=tool+ostr", ["Ostrava 100% Tooling"]),
        ("q=ooling", []),
        ("q=%232", ["Northwind Clinics"]),
        ("step=credentials", ["Northwind Clinics"]),
        (f"step={DONE}", ["Ostrava 100% Tooling"]),
        ("mode=active", ["Ostrava 100% Tooling"]),
        ("stuck=3", ["Northwind Clinics", "Halden Schools"]),
        ("stuck=5", ["Northwind Clinics"]),
        (f"code={GENERIC.code}", ["Northwind Clinics"]),
        ("code=payment.none", []),
        ("q=clinics&step=general-group", []),
        ("step=third&mode=fast&stuck=-1&code=nothing", ALL),
        ("who=mine", []),
        ("who=nobody", ALL),
        ("sort=name", sorted(ALL)),
        ("sort=newest", ["Ostrava 100% Tooling", "Lumen Foods", "Northwind Clinics", "Halden Schools"]),
        ("sort=seen&mode=test", ["Northwind Clinics", "Lumen Foods", "Halden Schools"]),
        ("after=x.y.z&stuck=99999999999999999999&q=99999999999999999999", []),
    ],
)  # fmt: skip
def test_it_finds(robin, asked, found):
    assert organisations(robin.get(f"/review/?{asked}")) == found


@pytest.mark.usefixtures("four")
def test_a_code_that_was_put_right_is_no_longer_found(robin, database):
    with database.transaction() as session:
        for record in session.scalars(select(StepRecord).where(StepRecord.slug == "credentials")):
            record.checks = [Check.of(GENERIC.code, True).as_json()]
    assert organisations(robin.get(f"/review/?code={GENERIC.code}")) == []


@pytest.mark.usefixtures("four")
def test_it_counts_how_many_passed_each_step(robin):
    bars = robin.get("/review/").tree.xpath("//ul[@class='funnel']/li")
    counts = [int(bar.xpath("string(b)")) for bar in bars]
    assert counts == [3, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1]


def test_an_empty_desk_says_so(robin):
    assert "No organisation has begun a setup yet." in robin.get("/review/").words


def test_a_reopened_step_is_where_the_setup_stands(robin, database, clock):
    with database.transaction() as session:
        setup = setup_at(session, "Northwind Clinics", "test-order", clock.at)
        setup.record("group").revision = 2
    row = row_of(robin.get("/review/?step=purchasing-system"), "Northwind Clinics")
    assert "2 System" in row
    assert "Check again" in row


@pytest.mark.parametrize("sort", ["", "&sort=seen", "&sort=name", "&sort=newest"])
def test_pages_follow_one_another_without_gap_or_repetition(robin, database, clock, sort):
    with database.transaction() as session:
        for number in range(120):
            slug = None if number % 4 == 0 else SLUGS[number % 3]
            setup_at(session, f"Organisation {number:03}", slug, clock.at - timedelta(days=number % 7))
    seen: list[str] = []
    page = robin.get(f"/review/?mode=test{sort}")
    while True:
        seen += organisations(page)
        following = page.tree.xpath("//a[@rel='next']/@href")
        if not following:
            break
        page = robin.get(following[0])
    assert len(seen) == 120
    assert len(set(seen)) == 120
    assert page.tree.xpath("//a[@rel='first']/@href") == [f"/review/?mode=test{sort}"]


def test_a_long_list_asks_the_database_no_more_than_a_short_one(robin, database, clock):
    def statements() -> int:
        with counted(database) as sent:
            assert robin.get("/review/").status == 200
        return len(sent)

    with database.transaction() as session:
        for number in range(3):
            setup_at(session, f"Organisation {number}", "payment", clock.at)
    statements()
    few = statements()
    with database.transaction() as session:
        for number in range(3, 60):
            setup_at(session, f"Organisation {number}", SLUGS[number % 12], clock.at)
    assert statements() == few


@pytest.mark.parametrize("address", ["", "1/", "1/state.json", "1/exchanges/1", "1/bundle.zip"])
def test_only_specialists_come_to_the_desk(alice, person, app, address):
    bob = person("bob@alpha.example", "Alpha Clinics", ["approve"])
    assert alice.get(f"/review/{address}").status == 403
    assert bob.get(f"/review/{address}").status == 403
    nobody = app.test_client().get(f"/review/{address}")
    assert nobody.status_code == 302
    assert "/sign-in" in nobody.location


@pytest.mark.parametrize("address", ["", "1/state.json", "1/timeline", "1/exchanges/1", "1/bundle.zip"])
def test_only_the_page_of_a_setup_takes_what_the_desk_has_to_say(robin, address):
    assert robin.post(f"/review/{address}").status == 405
