"""When the database fails, and what every answer carries, broken ones too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import text

from tests.administrator import Administrator, Page, Person
from tests.attacks.trying import FROM_SUPPLIERS, dump, is_ours, paths
from tests.conftest import PersonMaker
from tests.moving_in import Applications
from tests.procurement.clinic import FORM
from wizard import create_app
from wizard.models import HeldRole
from wizard.models.database import Database
from wizard.outside import Outside
from wizard.pages import person, session
from wizard.procurement.dispatch import close_clients
from wizard.settings import Settings


@pytest.fixture
def app(applications: Applications, settings: Settings, outside: Outside) -> Iterator[Flask]:
    """One of its own for each test: some build pages into it."""
    app = applications.new(settings, outside)
    yield app
    app.extensions["wizard"].database.close()
    close_clients()


def _lose(database: Database, table: str) -> None:
    with database.engine.connect() as connection:
        connection.execute(text(f'ALTER TABLE "{table}" RENAME TO lost'))
        connection.commit()


def test_without_its_people_every_page_still_answers(alice: Administrator, database: Database) -> None:
    _lose(database, "user")

    answers = {path: alice.get(path) for path in ("/", "/setup/", "/sign-in", "/nowhere")}
    answers["/setup/new"] = Page(alice.client.post("/setup/new"))

    assert {path: page.status for path, page in answers.items()} == {
        **dict.fromkeys(("/", "/setup/", "/sign-in"), 503),
        "/nowhere": 404,
        "/setup/new": 400,
    }
    for page in answers.values():
        assert "Are my answers safe?" in page.words
        assert is_ours(page.response) or page.status == 503


def test_a_write_that_fails_ends_in_a_page_with_a_reference(
    database_url: str, app: Flask, person: PersonMaker
) -> None:
    app.add_url_rule("/breaks", "breaks", _break, methods=["POST"])

    page = person("bob@beta.example", "Beta", ["configuration"]).post("/breaks")

    assert page.status == 500
    assert "For the specialist: 500 · " in page.words
    assert "Bob" in page.words


def test_when_even_the_page_about_trouble_breaks_a_sentence_is_left(app: Flask) -> None:
    app.add_url_rule("/breaks", "breaks", _break)
    broken = DictLoader({"base.html": "{{ unfinished"})
    app.jinja_env.loader = ChoiceLoader([broken, app.create_global_jinja_loader()])

    for path, status in (("/nowhere", 404), ("/breaks", 500), ("/sign-in", 500)):
        page = app.test_client().get(path)
        assert page.status_code == status
        assert page.text.startswith(f"We cannot show our page about this. For the specialist: {status} · ")
        assert "Content-Security-Policy" in page.headers


def _break() -> str:
    """Writes what the database does not take, and leaves the session behind as that leaves it."""
    session().add(HeldRole(user_id=person().id, role="configuration"))
    session().flush()
    return ""


def test_suppliers_get_no_cookie_whatever_happens(app: Flask, database: Database) -> None:
    answers = [
        app.test_client().open(path, method=method, data=b"cxml-urlencoded=x", content_type=FORM)
        for path in FROM_SUPPLIERS
        for method in ("POST", "GET", "PUT", "OPTIONS")
    ]
    _lose(database, "shopping_session")
    answers += [app.test_client().post(path, data=b"x") for path in FROM_SUPPLIERS]

    assert [answer.headers.get("Set-Cookie") for answer in answers] == [None] * 10
    assert answers[-1].status_code == 503 or answers[-2].status_code == 503


def test_a_form_from_another_site_does_not_put_anybody_out(app: Flask) -> None:
    """It comes without the cookie; an answer that set a new one would replace it."""
    for path in paths(app, "POST"):
        answer = app.test_client().post(path, data={"setup": "1"})
        assert "Set-Cookie" not in answer.headers, path


def test_looking_changes_nothing(
    app: Flask, alice: Administrator, robin: Person, purchase: str, settings: Settings
) -> None:
    before = dump(settings)

    for path in paths(app, "GET"):
        for browser in (alice.client, robin.client, app.test_client()):
            assert is_ours(browser.get(path)), path
        assert is_ours(alice.client.head(path)), path
        assert is_ours(alice.client.options(path)), path

    assert dump(settings) == before


@pytest.mark.parametrize("shown", ["Bearer é", "Bearer ", "", "x" * 9000, "Bearer the-other-token"])
def test_numbers_are_for_whoever_has_the_token(settings: Settings, outside: Outside, shown: str) -> None:
    app = create_app(replace(settings, metrics_token="the-token"), outside)
    browser = app.test_client()

    assert browser.get("/metrics", headers={"Authorization": shown}).status_code == 404
    assert browser.get("/metrics", headers={"Authorization": "Bearer the-token"}).status_code == 200
    app.extensions["wizard"].database.close()


def test_without_a_token_nobody_reads_the_numbers_through_a_proxy(
    app: Flask, settings: Settings, outside: Outside
) -> None:
    behind = create_app(replace(settings, public_url="https://wizard.example"), outside)
    forwarded = {"X-Forwarded-For": "127.0.0.1", "Host": "127.0.0.1"}

    assert app.test_client().get("/metrics").status_code == 200
    for one in (app, behind):
        assert one.test_client().get("/metrics", headers=forwarded).status_code == 404
    behind.extensions["wizard"].database.close()
