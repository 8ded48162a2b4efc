"""Who is told of what: once, and nobody whom it does not concern."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.administrator import SECRET, Administrator
from tests.conftest import EVERYTHING, PersonMaker
from tests.fakes import FixedClock
from tests.pages.desk_data import fails_at, setup_at
from tests.pages.handing import by_link
from tests.telling.conftest import Post, Specialist
from wizard.journal import DESK, Entry, tell
from wizard.ladder import Check
from wizard.models import DeskEntry, Setup, User
from wizard.models.database import Database

WRONG = "purchasing_system.wrong_name"
GENERIC = Check.of("credentials.order_url_is_generic", False)


Fails = Callable[[int], None]


@pytest.fixture
def fails(alice: Administrator, clock: FixedClock) -> Fails:
    """``fails(3)``: Alice types a wrong name so many times, one after the other."""

    def fail(times: int) -> None:
        for _ in range(times):
            clock.forward(minutes=1)
            page = alice.answers("purchasing-system", purchasing_system="Precoro-US")
            assert page.status == 422

    return fail


def test_whoever_asked_for_nothing_is_told_nothing(
    alice: Administrator, robin: Specialist, post: Post, fails: Fails
) -> None:
    alice.passes("group")
    fails(3)
    post.works()
    assert post.rows == []


def test_three_times_the_same_check_is_told_once_with_code_sentence_who_and_link(
    alice: Administrator, robin: Specialist, post: Post, fails: Fails
) -> None:
    robin.wants()
    alice.passes("group")
    fails(2)
    post.works()
    assert post.letters == []

    fails(4)
    post.works()

    ((to, subject, text),) = post.letters
    assert to == "robin@host.example"
    assert subject == "Fails again and again: Alpha Clinics · PunchOut Purchasing"
    for words in (
        "“Set the purchasing system” was tried three times in a row",
        "For app.precoro.com the name to choose is Precoro",
        f"Check: {WRONG}.",
        "can fix it.",
        f"http://127.0.0.1:8000/review/{alice.setup_id} ",
    ):
        assert words in text


def test_who_wants_to_know_earlier_is_told_after_two(
    alice: Administrator, robin: Specialist, post: Post, fails: Fails
) -> None:
    robin.wants(times="2")
    alice.passes("group")
    fails(3)
    post.works()
    ((_, _, text),) = post.letters
    assert "“Set the purchasing system” was tried twice in a row" in text


def test_another_row_of_three_is_another_occasion(
    alice: Administrator, robin: Specialist, post: Post, fails: Fails
) -> None:
    robin.wants()
    alice.passes("group")
    fails(2)
    alice.answers("purchasing-system", group_in_view="General group")
    fails(2)
    assert post.rows == []

    alice.passes("purchasing-system")
    fails(3)
    alice.passes("purchasing-system")
    fails(3)

    assert [row.occasion for row in post.rows if row.way == "mail"].count("failing") == 2


def test_only_of_setups_that_she_works_on(
    alice: Administrator, robin: Specialist, post: Post, database: Database, fails: Fails
) -> None:
    robin.wants(scope="mine")
    alice.passes("group")
    fails(3)
    assert post.rows == []

    with database.transaction() as session:
        robin_is = session.scalars(select(User).where(User.email == robin.email)).one()
        session.get_one(DeskEntry, alice.setup_id).assigned_to_id = robin_is.id
    alice.passes("purchasing-system")
    fails(3)
    assert [row.occasion for row in post.rows] == ["failing"]


def test_going_live_is_told(
    alice: Administrator, robin: Specialist, post: Post, database: Database, clock: FixedClock
) -> None:
    robin.wants(occasions=["live"])
    with database.transaction() as session:
        session.get_one(Setup, alice.setup_id).went_active = clock.at
    post.works()
    ((_, subject, text),) = post.letters
    assert subject == "Live: Alpha Clinics"
    assert "from now on orders are real" in text


def test_a_setup_that_does_not_get_on_is_told_once_for_each_standstill(
    alice: Administrator, robin: Specialist, post: Post, clock: FixedClock
) -> None:
    robin.wants(days="2")
    alice.passes("group")
    clock.forward(days=1, hours=23)
    post.works()
    assert post.letters == []

    clock.forward(hours=1)
    for _ in range(3):
        post.works()
        clock.forward(days=1)
    assert [subject for _, subject, _ in post.letters] == ["Stuck: Alpha Clinics · PunchOut Purchasing"]
    assert "No step has passed for 2 days. The next one is “Set the purchasing system”." in post.letters[0][2]

    alice.passes("purchasing-system")
    clock.forward(days=2)
    post.works()
    assert len(post.letters) == 2


def test_what_was_stuck_before_she_asked_is_not_told(
    robin: Specialist, post: Post, database: Database, clock: FixedClock
) -> None:
    """Who begins to look after thousands does not begin with thousands of letters: the desk lists them."""
    with database.transaction() as session:
        setup_at(session, "Halden Schools", "credentials", clock.at - timedelta(days=40))
        late = setup_at(session, "Lumen Foods", "credentials", clock.at - timedelta(days=2))
        fails_at(late, "credentials", GENERIC, clock.at)
        setup_at(session, "Ostrava Tooling", None, clock.at - timedelta(days=2))
    robin.wants()
    clock.forward(days=2)
    post.works()
    ((_, subject, text),) = post.letters
    assert subject == "Stuck: Lumen Foods · Group of Lumen Foods"
    assert GENERIC.sentence in text
    assert f"Check: {GENERIC.code}." in text


@pytest.mark.parametrize("left", ["inactive", "no role"])
def test_a_specialist_who_has_left_is_told_nothing(
    alice: Administrator, robin: Specialist, post: Post, database: Database, left: str, fails: Fails
) -> None:
    robin.wants()
    alice.passes("group")
    fails(3)
    with database.transaction() as session:
        robin_is = session.scalars(select(User).where(User.email == robin.email)).one()
        if left == "inactive":
            robin_is.active = False
        else:
            robin_is.held.clear()
    alice.passes("purchasing-system")
    fails(3)
    post.works()
    assert post.letters == []
    assert [row.state for row in post.rows] == ["held"]


@pytest.fixture
def bea(person: PersonMaker, alice: Administrator) -> Administrator:
    """Bea administers Alpha Clinics too, and works on the setup that Alice began."""
    browser = person("bea@alpha.example", "Alpha Clinics", EVERYTHING, "Bea Baker")
    bea = Administrator(browser.client, browser.email, "Alpha Clinics")
    bea.setup = alice.setup
    return bea


def test_who_was_refused_is_told_when_somebody_else_passes_the_step(
    alice: Administrator, bea: Administrator, charlie: Administrator, post: Post, fails: Fails
) -> None:
    alice.passes("group")
    fails(2)
    bea.passes("purchasing-system")
    post.works()
    ((to, subject, text),) = post.letters
    assert to == "alice@alpha.example"
    assert subject == "Passes now: Alpha Clinics · PunchOut Purchasing"
    assert "“Set the purchasing system” passes now. Bea Baker tried it again." in text
    assert f"http://127.0.0.1:8000/setup/{alice.setup_id}/purchasing-system " in text
    assert "/review" not in text


def test_whoever_pressed_the_button_gets_no_mail_about_it(
    alice: Administrator, post: Post, fails: Fails
) -> None:
    alice.passes("group")
    fails(2)
    alice.passes("purchasing-system")
    post.works()
    assert post.letters == []


def test_a_step_that_was_never_refused_is_no_news(
    alice: Administrator, bea: Administrator, post: Post
) -> None:
    alice.passes("group")
    bea.passes("group", "purchasing-system")
    assert post.rows == []


def test_who_asked_a_colleague_is_told_when_the_colleague_has_passed_the_step(
    app: Flask, alice: Administrator, post: Post
) -> None:
    dana = by_link(app, alice, "group")
    dana.answers("group", shared_addresses=None)
    dana.passes("group")
    post.works()
    assert [to for to, *_ in post.letters] == ["dana@example.org", "alice@alpha.example"]
    assert "Dana Field, asked by Alice Archer tried it again." in post.letters[1][2]


def looks(database: Database, setup: int, at: FixedClock, passed: bool) -> None:
    """The desk runs a check of the credentials again, and writes down what came of it."""
    check = Check.of("supplier.bad_credentials", passed, seen="", supplier="Amazon Business", group="")
    kept = {name: check.as_json()[name] for name in ("code", "passed", "severity", "sentence", "exchange")}
    with database.transaction() as session:
        tell(session, Entry(setup, at.now(), None, DESK, "Ran it again.", "credentials", "", [kept]))


def test_a_check_that_passes_when_the_desk_runs_it_again_is_told_to_who_tried_the_step(
    alice: Administrator, bea: Administrator, post: Post, database: Database, clock: FixedClock
) -> None:
    alice.passes("group", "purchasing-system", "credentials")
    looks(database, alice.setup_id, clock, passed=True)
    looks(database, alice.setup_id, clock, passed=False)
    assert post.rows == []

    looks(database, alice.setup_id, clock, passed=True)
    looks(database, alice.setup_id, clock, passed=True)
    post.works()
    ((to, _, text),) = post.letters
    assert to == "alice@alpha.example"
    assert "“Paste the credentials” passes now. The desk tried it again." in text
    assert SECRET not in text


def test_a_customer_who_turned_it_off_gets_no_mail(
    alice: Administrator, bea: Administrator, post: Post, fails: Fails
) -> None:
    page = alice.get("/setup/told")
    assert "Such mail goes to alice@alpha.example" in page.words
    assert alice.post("/setup/told", {"mail": "off"}).status == 303
    alice.passes("group")
    fails(1)
    bea.passes("purchasing-system")
    assert post.rows == []

    alice.post("/setup/told", {"mail": "on"})
    fails(1)
    bea.passes("purchasing-system")
    assert len(post.rows) == 1
