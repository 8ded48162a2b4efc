"""Every letter can be the last one: by its link, without signing in, or by the mail program's own button."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from tests.administrator import Administrator, Person
from tests.attacks.trying import dump
from tests.fakes import FixedClock
from tests.mail.server import Server
from tests.telling.conftest import Post, Specialist
from wizard.mail import Smtp, send
from wizard.models import Mail, Setup
from wizard.models.database import Database
from wizard.settings import Settings

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def link(alice: Administrator, robin: Specialist, post: Post, database: Database, clock: FixedClock) -> str:
    """Robin got a letter; the path of the link in it."""
    robin.wants()
    with database.transaction() as session:
        session.get_one(Setup, alice.setup_id).went_active = clock.at
    post.works()
    found = re.search(r"http://127\.0\.0\.1:8000(/told/\S+)", post.letters[0][2])
    assert found
    return found[1]


def goes_live_again(database: Database, clock: FixedClock) -> None:
    clock.forward(days=1)
    with database.transaction() as session:
        session.get_one(Setup, 1).went_active = clock.at


def test_looking_at_the_link_ends_nothing_and_its_button_does(
    app: Flask, link: str, post: Post, settings: Settings, database: Database, clock: FixedClock
) -> None:
    nobody, before = Person(app.test_client(), ""), dump(settings)
    page = nobody.get(link)
    assert "They tell robin@host.example" in page.words
    assert dump(settings) == before

    page = nobody.submit(link, form="//main//form")
    assert page.status == 200
    assert "No more of these mails" in page.words
    assert "No more of these mails" in nobody.get(link).words
    goes_live_again(database, clock)
    post.works()
    assert len(post.letters) == 1


def test_what_waits_does_not_leave_any_more(
    app: Flask, link: str, post: Post, database: Database, clock: FixedClock
) -> None:
    goes_live_again(database, clock)
    assert app.test_client().post(link, data=ONE_CLICK).status_code == 200
    post.works()
    assert len(post.letters) == 1
    assert post.rows[-1].state == "held"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mail_program_can_press_the_button_by_itself(
    app: Flask, link: str, robin: Specialist, kind: str
) -> None:
    answer = app.test_client().post(link, data=ONE_CLICK, content_type=kind)
    assert answer.status_code == 200
    fields = robin.get("/review/told").fields("//form[@id='told-form']")
    assert "by_mail" not in fields


def test_a_webhook_goes_on_and_the_page_says_so(app: Flask, link: str, robin: Specialist) -> None:
    robin.wants(hook_url="https://hooks.example.org/in")
    page = Person(app.test_client(), "").submit(link, form="//main//form")
    assert "Your webhook is still told." in page.words


def test_the_letter_tells_mail_programs_how(
    link: str, post: Post, database: Database, settings: Settings, clock: FixedClock
) -> None:
    server, settings = Server(), replace(settings, mail_from="PunchOut <punchout@example.org>")
    for _ in range(2):
        send(database, post.hands.sealer, Smtp(server.address()), settings.mail_from, 1, clock.now())
    server.close()
    (letter,) = server.letters
    raw = server.received[0].decode()
    assert f"List-Unsubscribe: <http://127.0.0.1:8000{link}>" in raw
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with database.read_only() as session:
        mail = session.get_one(Mail, 1)
        assert (mail.state, mail.sealed_text, mail.sealed_unsubscribe) == ("sent", None, None)


def test_the_link_is_kept_as_a_hash_only(link: str, settings: Settings) -> None:
    assert link.rpartition("/")[2] not in dump(settings)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_nobody_was_sent_says_so(app: Flask, link: str, method: str) -> None:
    answer = getattr(app.test_client(), method)("/told/" + "x" * 43)
    assert answer.status_code == 410
    assert "not known here" in answer.get_data(as_text=True)


def test_guessing_links_is_stopped(app: Flask, link: str) -> None:
    statuses = [app.test_client().post(f"/told/{number}").status_code for number in range(45)]
    assert statuses[0] == 410
    assert statuses[-1] == 429
