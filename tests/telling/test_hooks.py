"""Webhooks: signed, tried until they are taken, never led elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask

from tests.administrator import SECRET, Administrator
from tests.fakes import FixedClock, ScriptedSupplier
from tests.telling.conftest import Post, Specialist
from tests.telling.receiver import Receiver
from wizard.models import Setup
from wizard.models.database import Database
from wizard.outside import Answer, CallFailed, GuardedHook, judge_hook
from wizard.settings import Settings

GoesLive = Callable[[], None]


@pytest.fixture
def goes_live(database: Database, alice: object, clock: FixedClock) -> GoesLive:
    """Alice's setup goes live, which is told."""

    def go() -> None:
        with database.transaction() as session:
            session.get_one(Setup, 1).went_active = clock.at

    return go


def test_it_says_what_happened_and_proves_who_says_it(
    robin: Specialist, receiver: Receiver, post: Post, goes_live: GoesLive, clock: FixedClock
) -> None:
    secret = robin.wants_a_hook(receiver.url)
    goes_live()
    post.works()

    (message,) = receiver.received
    row = post.rows[-1]
    assert message.is_signed_with(secret)
    assert not message.is_signed_with("another secret")
    assert message.signature.startswith(f"t={int(clock.at.timestamp())},v1=")
    assert message.content_type == "application/json"
    assert message.said == {
        "event": "live",
        "setup": 1,
        "organisation": "Alpha Clinics",
        "group": "",
        "step": "",
        "code": "",
        "sentence": "The connection went active: from now on orders are real.",
        "url": "http://127.0.0.1:8000/review/1",
        "at": clock.at.isoformat(),
        "delivery": row.delivery,
    }
    assert (row.state, row.answer) == ("told", "HTTP 204")
    assert "Taken HTTP 204" in robin.get("/review/told").words


@pytest.mark.parametrize("first", [500, 503, 408, 429])
def test_it_is_tried_again_under_the_same_number_until_it_is_taken(
    robin: Specialist, receiver: Receiver, post: Post, goes_live: GoesLive, clock: FixedClock, first: int
) -> None:
    robin.wants_a_hook(receiver.url, by_mail=None)
    receiver.answers = [first]
    goes_live()
    post.works()
    post.works()
    assert len(receiver.received) == 1
    assert f"Waits HTTP {first}" in robin.get("/review/told").words

    clock.forward(seconds=15)
    post.works()
    one, other = receiver.received
    assert one.body == other.body
    assert one.signature != other.signature
    assert [row.state for row in post.rows] == ["told"]


def test_its_pauses_grow_and_after_two_days_it_is_given_up(
    robin: Specialist, receiver: Receiver, post: Post, goes_live: GoesLive, clock: FixedClock
) -> None:
    robin.wants_a_hook(receiver.url, by_mail=None)
    receiver.close()
    goes_live()
    began, tried = clock.at, list[datetime]()
    while post.rows[0].state == "waiting":
        post.works()
        tried.append(clock.at)
        clock.at = post.rows[0].due
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=15), timedelta(hours=6))
    assert timedelta(days=2) < tried[-1] - began < timedelta(days=2, hours=6)
    assert (post.rows[0].state, post.rows[0].answer) == ("refused", "connection refused")


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_other_refusals_are_final(
    robin: Specialist, receiver: Receiver, post: Post, goes_live: GoesLive, status: int
) -> None:
    robin.wants_a_hook(receiver.url, by_mail=None)
    receiver.answers = [status]
    goes_live()
    post.works()
    assert [(row.state, row.answer) for row in post.rows] == [("refused", f"HTTP {status}")]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_it_never_follows_a_redirect(
    robin: Specialist, receiver: Receiver, post: Post, goes_live: GoesLive, status: int
) -> None:
    robin.wants_a_hook(receiver.url, by_mail=None)
    receiver.answers, receiver.location = [status], receiver.url
    goes_live()
    post.works()
    assert len(receiver.received) == 1
    assert [row.state for row in post.rows] == ["refused"]
    assert post.rows[0].answer.startswith(f"HTTP {status}")


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/in",
        "https://10.0.0.1/in",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/in",
        "https://intranet/in",
        "https://hooks.example.org:8443/in",
        "https://user:word@hooks.example.org/in",
        "ftp://hooks.example.org/in",
        "https://127.0.0.1/in",
    ],
)
def test_only_public_hosts_over_https_can_be_called(url: str) -> None:
    assert judge_hook(url, loopback=False)
    with pytest.raises(CallFailed):
        GuardedHook().post(url, b"{}", {}, deadline=1)


def test_a_public_address_will_do() -> None:
    assert judge_hook("https://hooks.example.org/in?team=7", loopback=False) is None


def test_an_address_that_cannot_be_called_is_not_saved(robin: Specialist, post: Post) -> None:
    page = robin.wants(hook_url="http://hooks.example.org/in")
    assert page.status == 422
    assert "has to start with https://" in page.words
    assert page.fields("//form[@id='told-form']")["hook_url"] == "http://hooks.example.org/in"


def test_the_secret_is_shown_once_and_kept_nowhere_in_the_clear(
    robin: Specialist, receiver: Receiver, post: Post, goes_live: GoesLive, settings: Settings, app: Flask
) -> None:
    secret = robin.wants_a_hook(receiver.url)
    page = robin.get("/review/told")
    assert secret not in page.text
    assert f"set, ends …{secret[-4:]}" in page.words

    robin.wants(hook_url=receiver.url)
    assert 'input id="secret"' not in robin.get("/review/told").text
    goes_live()
    post.works()
    file = settings.database_url.removeprefix("sqlite:///")
    kept = b"".join(Path(name).read_bytes() for name in (file, f"{file}-wal"))
    assert secret.encode() not in kept + receiver.received[0].body
    assert all(secret not in text for _, _, text in post.letters)
    assert secret not in repr(post.rows) + json.dumps([vars(row).get("answer") for row in post.rows])


def test_neither_letter_nor_webhook_repeats_what_a_supplier_says_of_the_shared_secret(
    alice: Administrator,
    robin: Specialist,
    receiver: Receiver,
    post: Post,
    supplier: ScriptedSupplier,
    clock: FixedClock,
) -> None:
    robin.wants_a_hook(receiver.url)
    alice.passes("group", "purchasing-system")
    supplier.react = lambda _url, document: Answer(200, "text/html", document, 0.01)
    for _ in range(3):
        clock.forward(minutes=1)
        assert alice.answers("credentials").status == 422
    post.works()
    ((_, subject, text),) = post.letters
    assert SECRET in supplier.received[-1][1].decode()
    assert SECRET not in subject + text + receiver.received[0].body.decode()
    assert receiver.received[0].said["step"] == "credentials"
    assert receiver.received[0].said["code"]


def test_a_new_secret_signs_from_the_next_try_on(
    robin: Specialist, receiver: Receiver, post: Post, goes_live: GoesLive
) -> None:
    old = robin.wants_a_hook(receiver.url, by_mail=None)
    goes_live()
    assert robin.post("/review/told", {"action": "renew"}).status == 303
    page = robin.get("/review/told")
    assert page.tree is not None
    new = str(page.tree.xpath("//input[@id='secret']/@value")[0])
    post.works()
    assert new != old
    assert receiver.received[0].is_signed_with(new)
    assert not receiver.received[0].is_signed_with(old)


def test_a_test_is_sent_in_every_way(robin: Specialist, receiver: Receiver, post: Post) -> None:
    secret = robin.wants_a_hook(receiver.url, quiet_from="00:00", quiet_until="23:59")
    assert robin.post("/review/told", {"action": "test"}).status == 303
    post.works()
    assert receiver.received[0].is_signed_with(secret)
    assert receiver.received[0].said["event"] == "test"
    ((_, subject, text),) = post.letters
    assert subject == "A test"
    assert "Nothing happened to any setup." in text


def test_what_waits_for_a_webhook_that_was_taken_out_does_not_leave(
    robin: Specialist, receiver: Receiver, post: Post, goes_live: GoesLive
) -> None:
    robin.wants_a_hook(receiver.url, by_mail=None)
    goes_live()
    robin.wants(hook_url="", by_mail=None)
    post.works()
    assert receiver.received == []
    assert [row.state for row in post.rows] == ["held"]
