"""Known secrets, put wherever one can get; then looked for in everything that leaves or is shown or kept."""

from __future__ import annotations

import io
import logging
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask

from tests.administrator import SECRET, Administrator
from tests.attacks.trying import dump, paths
from tests.fakes import FixedClock, ScriptedSupplier
from tests.telling.conftest import Post, Specialist
from tests.telling.receiver import Receiver
from wizard import accounts
from wizard.commands.checking import run as check
from wizard.commands.keeping import back_up
from wizard.commands.setups import export
from wizard.mailserver import mail_server
from wizard.models.database import Database
from wizard.outside import Answer
from wizard.settings import Settings

ANOTHER_SECRET = "Zy8Xw6Vu4Ts2Rq0Po9Nm7Lk5Ji3Hg1"[:30]
MAPS_KEY, METRICS_TOKEN = "AIzaSyCanaryOfTheMapsKey0123456789abcdef", "the-canary-of-the-metrics-token"
SMTP_PASSWORD = "canary-of-the-mail-server"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    server = mail_server(f"smtp://user:{SMTP_PASSWORD}@127.0.0.1:9")
    return replace(settings, google_maps_api_key=MAPS_KEY, metrics_token=METRICS_TOKEN, mail_server=server)


@pytest.fixture
def hook_secret(
    alice: Administrator, robin: Specialist, receiver: Receiver, supplier: ScriptedSupplier, clock: FixedClock
) -> str:
    """Alice's secret stands in the wrong box, comes back in the supplier's answers, is refused, and is kept at last;
    Robin is told of it, runs the checks again and writes to her."""
    secret = robin.wants_a_hook(receiver.url, times="2")
    alice.passes("group", "purchasing-system")
    alice.answers("credentials", from_identity=SECRET, shared_secret="")
    supplier.react = lambda _url, document: Answer(200, "text/html", document, 0.01)
    for typed in (SECRET, ANOTHER_SECRET, SECRET):
        clock.forward(minutes=1)
        alice.answers("credentials", shared_secret=typed)
    supplier.recovers()
    alice.passes("credentials")
    robin.post("/review/1", {"action": "visit", "reason": "Ticket 4711"})
    robin.post("/review/1", {"action": "rerun"})
    robin.post("/review/1", {"action": "note", "slug": "credentials", "readers": "asks", "text": "Please."})
    return secret


def looked_at(app: Flask, *people: Administrator | Specialist) -> Iterator[tuple[str, str]]:
    """Every page and document each of them can open."""
    for path in paths(app, "GET"):
        for person in people:
            answer = person.client.get(path)
            yield (
                f"{path} for {person.email}",
                answer.get_data().decode(errors="replace") + str(answer.headers),
            )
            answer.close()


def printed(capfd: pytest.CaptureFixture[str], settings: Settings) -> Iterator[tuple[str, str]]:
    """What the commands say of the setup."""
    export(Namespace(setup_ids=[1], organisation=None), settings)
    check(Namespace(setup_id=1, json=True), settings)
    said = capfd.readouterr()
    yield "printed", said.out + said.err


def bundled(robin: Specialist) -> Iterator[tuple[str, str]]:
    with ZipFile(io.BytesIO(robin.client.get("/review/1/bundle.zip").data)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name).decode()


def sent(post: Post, receiver: Receiver) -> Iterator[tuple[str, str]]:
    yield "letters", " ".join(" ".join(letter) for letter in post.letters)
    yield "webhooks", " ".join(message.body.decode() + message.signature for message in receiver.received)


def found_in(places: Iterator[tuple[str, str]], canaries: Sequence[str]) -> list[tuple[str, str]]:
    return [(where, one) for where, text in places for one in canaries if one in text]


def test_no_secret_is_in_anything_that_is_shown_sent_said_or_kept(
    app: Flask,
    alice: Administrator,
    robin: Specialist,
    hook_secret: str,
    post: Post,
    receiver: Receiver,
    settings: Settings,
    database: Database,
    clock: FixedClock,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    with database.transaction() as session:
        user = accounts.find_user(session, alice.email)
        assert user is not None
        link = accounts.make_link(session, user, clock.now())
        session_key = user.session_key
    ours = (MAPS_KEY, METRICS_TOKEN, SMTP_PASSWORD, settings.secret_key, *settings.sealing_keys)
    canaries = (SECRET, ANOTHER_SECRET, hook_secret, link, *ours)
    post.works()
    assert receiver.received
    assert post.letters

    metrics = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}).text
    everywhere = [
        *looked_at(app, alice, robin),
        *bundled(robin),
        *sent(post, receiver),
        ("metrics", metrics),
        *printed(capfd, settings),
        ("log", caplog.text),
    ]
    assert len(everywhere) > 100
    assert found_in(iter(everywhere), (*canaries, session_key)) == []

    backup = tmp_path / "backup.db"
    back_up(Namespace(file=backup), settings)
    kept = [("dump", dump(settings)), ("backup", backup.read_bytes().decode(errors="replace"))]
    assert session_key in kept[0][1]
    assert found_in(iter(kept), canaries) == []
