"""Many who act at the same moment: one comes through, the others are told, nothing breaks."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from tests.administrator import IDENTITY, ORDER_URL, Administrator
from tests.attacks.trying import AT_ONCE, tabs, together, token_at
from tests.fakes import FixedClock
from tests.pages.handing import ASK, DANA
from wizard import accounts
from wizard.models import Handover, Mail, SignInAttempt, StepRecord, Supplier
from wizard.models.database import Database

PASSWORD = "correct horse battery"


@pytest.fixture
def bob(database: Database, clock: FixedClock) -> str:
    """Bob has a password; his e-mail address."""
    with database.transaction() as session:
        user = accounts.add_user(
            session, "bob@beta.example", organisation="Beta", roles=["configuration"], now=clock.now()
        )
        accounts.set_password(user, PASSWORD, quick=True)
        return user.email


@pytest.mark.parametrize("slug", ["group", "credentials"])
def test_of_many_who_take_a_step_one_is_kept(
    database_url: str, app: Flask, alice: Administrator, database: Database, slug: str
) -> None:
    alice.walks_up_to(slug)
    sent = {**alice.looks_at(slug).fields(), **alice.right_answers(slug)}
    browsers = tabs(app, alice)

    came = together(lambda n: browsers[n].post(alice.at(slug), data=sent).status_code)

    assert came == {303: 1, 409: AT_ONCE - 1}
    with database.read_only() as session:
        kept = select(StepRecord.revision).where(StepRecord.slug == slug)
        assert session.scalars(kept).all() == [1]


def test_of_many_who_change_a_step_one_is_kept(
    database_url: str, app: Flask, alice: Administrator, database: Database
) -> None:
    alice.passes("group")
    sent = {**alice.looks_at("group").fields(), **alice.right_answers("group")}
    browsers = tabs(app, alice)

    came = together(
        lambda n: browsers[n].post(alice.at("group"), data={**sent, "group_name": f"Group {n}"}).status_code
    )

    assert came == {303: 1, 409: AT_ONCE - 1}
    with database.read_only() as session:
        assert session.scalars(select(StepRecord.revision)).all() == [2]


def test_two_setups_that_make_the_same_supplier_end_with_one(
    database_url: str, app: Flask, alice: Administrator, database: Database
) -> None:
    forms = []
    for number, group in enumerate(("First", "Second")):
        alice.starts_a_setup()
        alice.answers("group", group_name=group)
        alice.answers("purchasing-system", group_in_view=group)
        alice.answers("credentials", from_identity=group + IDENTITY, order_url=f"{ORDER_URL[:-1]}{number}")
        answers = {**alice.looks_at("ordering").fields(), **alice.right_answers("ordering")}
        forms.append((alice.at("ordering"), answers))
    browsers = tabs(app, alice)

    came = together(lambda n: browsers[n].post(forms[n % 2][0], data=forms[n % 2][1]).status_code)

    assert set(came) == {303, 409}
    with database.read_only() as session:
        assert len(session.scalars(select(Supplier)).all()) == 1


def test_of_many_who_use_a_link_one_comes_in(
    database_url: str, app: Flask, alice: Administrator, database: Database, clock: FixedClock
) -> None:
    with database.transaction() as session:
        user = accounts.find_user(session, alice.email)
        assert user is not None
        path = f"/sign-in/{accounts.make_link(session, user, clock.now())}"
    browsers = [app.test_client() for _ in range(AT_ONCE)]
    tokens = [token_at(browser, path) for browser in browsers]

    came = together(lambda n: browsers[n].post(path, data={"csrf_token": tokens[n]}).status_code)

    assert came == {303: 1, 410: AT_ONCE - 1}
    assert sum(browser.get("/setup/").status_code == 200 for browser in browsers) == 1


def test_guessing_together_gains_nothing_and_leaves_nothing_behind(
    database_url: str, app: Flask, bob: str, database: Database
) -> None:
    browsers = [app.test_client() for _ in range(AT_ONCE)]
    tokens = [token_at(browser, "/sign-in") for browser in browsers]

    def guess(number: int) -> int:
        sent = {"csrf_token": tokens[number], "email": bob, "password": f"guess {number}"}
        return browsers[number].post("/sign-in", data=sent).status_code

    came = together(guess)

    assert came[422] + came[429] == AT_ONCE
    assert came[422] <= accounts.TRIES_PER_ACCOUNT
    with database.read_only() as session:
        assert len(session.scalars(select(SignInAttempt)).all()) == 2 * came[422]


def test_signing_in_leaves_no_count_behind(
    database_url: str, app: Flask, bob: str, database: Database
) -> None:
    browser = app.test_client()
    sent = {"csrf_token": token_at(browser, "/sign-in"), "email": bob, "password": PASSWORD}

    assert browser.post("/sign-in", data=sent).status_code == 303
    with database.read_only() as session:
        assert session.scalars(select(SignInAttempt)).all() == []


def test_of_many_who_ask_a_colleague_one_is_heard(
    database_url: str, app: Flask, alice: Administrator, database: Database
) -> None:
    here = f"{alice.at('group')}/colleague"
    sent = {**alice.get(here).fields(ASK), **DANA, "action": "ask"}
    browsers = tabs(app, alice)

    came = together(lambda n: browsers[n].post(here, data=sent).status_code)

    assert came == {303: AT_ONCE}
    with database.read_only() as session:
        assert len(session.scalars(select(Handover.id)).all()) == 1
        assert len(session.scalars(select(Mail.id)).all()) == 1
