"""Signing in: links, passwords, the throttle, and where a sign-in may lead."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.administrator import Administrator, Page, Person
from tests.fakes import FixedClock
from wizard import accounts
from wizard.models.database import Database
from wizard.pages.account import own_path

PASSWORD = "correct horse battery"


@pytest.fixture
def bob(app: Flask, database: Database, clock: FixedClock) -> Person:
    """Bob has a password and is not signed in."""
    with database.transaction() as session:
        user = accounts.add_user(
            session,
            "bob@alpha.example",
            organisation="Alpha Clinics",
            roles=["configuration"],
            now=clock.now(),
        )
        accounts.set_password(user, PASSWORD, quick=True)
    return Person(app.test_client(), "bob@alpha.example")


def _link(database: Database, email: str, clock: FixedClock) -> str:
    with database.transaction() as session:
        user = accounts.find_user(session, email)
        assert user is not None
        return accounts.make_link(session, user, clock.now())


def _try(browser: Person, password: str, email: str = "bob@alpha.example", query: str = "") -> Page:
    return browser.post(f"/sign-in{query}", {"email": email, "password": password})


def test_a_link_shows_a_page_with_a_button_and_looking_does_not_use_it_up(
    bob: Person, database: Database, clock: FixedClock
) -> None:
    token = _link(database, bob.email, clock)

    assert bob.get(f"/sign-in/{token}").status == 200
    assert bob.get(f"/sign-in/{token}").status == 200
    assert bob.post(f"/sign-in/{token}").location == "/"
    assert bob.get("/setup/").status == 200


def test_a_link_works_once(app: Flask, bob: Person, database: Database, clock: FixedClock) -> None:
    token = _link(database, bob.email, clock)
    bob.post(f"/sign-in/{token}")

    somebody_else = Person(app.test_client(), "")
    assert somebody_else.get(f"/sign-in/{token}").status == 410
    assert somebody_else.post(f"/sign-in/{token}").status == 410
    assert somebody_else.get("/setup/").status == 302


def test_a_link_does_not_live_for_ever(bob: Person, database: Database, clock: FixedClock) -> None:
    token = _link(database, bob.email, clock)
    clock.forward(days=2, seconds=1)

    assert bob.post(f"/sign-in/{token}").status == 410


def test_a_password_signs_in(bob: Person) -> None:
    assert _try(bob, PASSWORD).location == "/"
    assert "Bob" in bob.get("/setup/").words


def test_a_wrong_password_and_an_unknown_person_read_the_same(bob: Person) -> None:
    wrong = _try(bob, "not the password")
    unknown = _try(bob, PASSWORD, email="nobody@alpha.example")

    assert wrong.status == unknown.status == 422
    assert wrong.words.replace("bob", "") == unknown.words.replace("nobody", "")
    assert "not the password" not in wrong.text


def test_guessing_is_stopped_and_ends_after_a_while(bob: Person, clock: FixedClock) -> None:
    for _ in range(accounts.TRIES_PER_ACCOUNT):
        assert _try(bob, "not the password").status == 422
    assert _try(bob, PASSWORD).status == 429
    assert _try(bob, PASSWORD, email="other@alpha.example").status == 422

    clock.forward(minutes=16)
    assert _try(bob, PASSWORD).status == 303


def test_signing_out_ends_it(bob: Person) -> None:
    _try(bob, PASSWORD)
    bob.client.post(
        "/sign-out", data={"csrf_token": bob.get("/setup/").fields("//header//form")["csrf_token"]}
    )

    assert bob.get("/setup/").status == 302


def test_signing_out_ends_a_copied_cookie_too(app: Flask, bob: Person) -> None:
    _try(bob, PASSWORD)
    cookie = bob.client.get_cookie("punchout")
    assert cookie is not None
    copy = Person(app.test_client(), bob.email)
    copy.client.set_cookie("punchout", cookie.value)
    assert copy.get("/setup/").status == 200

    bob.client.post(
        "/sign-out", data={"csrf_token": bob.get("/setup/").fields("//header//form")["csrf_token"]}
    )

    assert copy.get("/setup/").status == 302
    assert _try(bob, PASSWORD).status == 303
    assert copy.get("/setup/").status == 302


def test_signing_in_leads_back_to_where_one_wanted_to_go(bob: Person) -> None:
    wanted = bob.get("/requisitions/").location

    assert wanted.startswith("/sign-in?next=")
    assert _try(bob, PASSWORD, query=wanted.removeprefix("/sign-in")).location == "/requisitions/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/%0d%0aSet-Cookie:x=1\r\n",
        "evil.example",
        "",
    ],
)
def test_signing_in_never_leads_elsewhere(target: str) -> None:
    assert own_path(target) is None


def test_somebody_who_left_cannot_come_in_and_is_put_out(
    bob: Person, database: Database, clock: FixedClock
) -> None:
    _try(bob, PASSWORD)
    token = _link(database, bob.email, clock)
    with database.transaction() as session:
        user = accounts.find_user(session, bob.email)
        assert user is not None
        user.active = False

    assert bob.get("/setup/").status == 302
    assert bob.post(f"/sign-in/{token}").status == 410
    assert _try(bob, PASSWORD).status == 422


def test_a_new_password_ends_every_session(bob: Person, database: Database) -> None:
    _try(bob, PASSWORD)
    with database.transaction() as session:
        user = accounts.find_user(session, bob.email)
        assert user is not None
        accounts.set_password(user, "another long password", quick=True)

    assert bob.get("/setup/").status == 302


def test_the_cookie_is_new_at_sign_in_and_out_of_reach_of_scripts(bob: Person) -> None:
    response = _try(bob, PASSWORD).response

    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_form_without_its_token_is_refused_in_words(alice: Administrator) -> None:
    response = alice.client.post(alice.at("group"), data={"group_name": "x"})

    assert response.status_code == 400
    assert "Load the page again" in response.get_data(as_text=True)


def test_strange_host_names_are_refused(app: Flask) -> None:
    assert app.test_client().get("/sign-in", headers={"Host": "evil.example"}).status_code == 400
