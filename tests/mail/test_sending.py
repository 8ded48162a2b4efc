"""Mail leaves once, or says by a code why not."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from tests.attacks.trying import dump
from tests.fakes import FixedClock
from tests.mail.conftest import TEXT, TOKEN
from tests.mail.server import Server
from wizard.failures import FAILURES
from wizard.mail import GIVE_UP, BadAddress, Outbox, Post, Smtp, due, hold, send
from wizard.mailserver import MailServer
from wizard.models import Mail
from wizard.models.database import Database
from wizard.sealing import Sealer, new_key
from wizard.settings import Settings

Queued = Callable[..., int]
Sender = Callable[..., Mail]
FROM = "PunchOut Setup <punchout@example.org>"


@pytest.fixture
def sends(database: Database, sealer: Sealer, clock: FixedClock) -> Sender:
    """``sends(post, number)``: one try; the row afterwards."""

    def one_try(post: Post, number: int, keys: Sealer = sealer) -> Mail:
        state = send(database, keys, post, FROM, number, clock.now())
        with database.read_only() as session:
            mail = session.get_one(Mail, number)
            assert mail.state == state
            return mail

    return one_try


def test_a_letter_arrives_whole_and_its_text_is_forgotten_here(
    server: Server, queued: Queued, sends: Sender, settings: Settings
) -> None:
    number = queued()
    assert TOKEN not in dump(settings)

    mail = sends(Smtp(server.address()), number)

    (letter,) = server.letters
    assert letter.get_content().replace("\r\n", "\n") == TEXT
    assert (letter["From"], letter["To"]) == (FROM, "Dana Field <dana@example.org>")
    assert letter["Message-ID"] == f"<{mail.message_id}>"
    assert (mail.state, mail.problem, mail.sealed_text) == ("sent", "", None)
    assert sends(Smtp(server.address()), number).attempts == 1
    assert len(server.received) == 1


def test_without_a_server_it_is_written_where_only_its_owner_reads_it(
    tmp_path: Path, queued: Queued, sends: Sender
) -> None:
    folder = tmp_path / "outbox"

    mail = sends(Outbox(folder), queued())

    (file,) = folder.iterdir()
    assert mail.state == "written"
    assert TOKEN in file.read_text()
    assert file.stat().st_mode & 0o077 == folder.stat().st_mode & 0o077 == 0


def test_a_full_disk_is_named_and_the_mail_kept(tmp_path: Path, queued: Queued, sends: Sender) -> None:
    in_the_way = tmp_path / "outbox"
    in_the_way.write_text("a file where the folder should be")

    mail = sends(Outbox(in_the_way), queued())

    assert (mail.state, mail.problem) == ("queued", "mail.outbox_unwritable")


@pytest.mark.parametrize(
    ("verb", "reply", "state", "problem", "answer"),
    [
        ("hello", "554 go away", "queued", "mail.unreachable", ""),
        ("MAIL", "", "queued", "mail.unreachable", ""),
        ("AUTH", "535 wrong password", "queued", "mail.login_refused", "535"),
        ("RCPT", "450 greylisted", "queued", "mail.later", "450 greylisted"),
        ("RCPT", "550 no such user", "refused", "mail.address_refused", "550 no such user"),
        ("MAIL", "553 not your name", "refused", "mail.refused", "553 not your name"),
        ("taken", f"554 spam: {TOKEN}", "refused", "mail.refused", "554 spam: …"),
        ("taken", "451 busy", "queued", "mail.later", "451 busy"),
        ("QUIT", "500 what?", "sent", "", ""),
    ],
)
def test_what_a_server_says_has_a_code(
    server: Server,
    queued: Queued,
    sends: Sender,
    verb: str,
    reply: str,
    state: str,
    problem: str,
    answer: str,
) -> None:
    server.replies[verb] = reply

    mail = sends(Smtp(server.address("alice", "its password")), queued())

    assert (mail.state, mail.problem, mail.answer) == (state, problem, answer)
    assert not problem or problem in FAILURES


def test_a_server_that_is_away_gets_the_same_letter_once_it_is_back(
    server: Server, queued: Queued, sends: Sender, clock: FixedClock
) -> None:
    number = queued()
    for tries in range(1, 4):
        mail = sends(Smtp(MailServer("127.0.0.1", 1, "none")), number)
        assert (mail.state, mail.problem) == ("queued", "mail.unreachable")
        assert (due(mail) - clock.now()).total_seconds() == 15 * 2 ** (tries - 1)
        clock.forward(minutes=tries)

    assert sends(Smtp(server.address()), number).state == "sent"
    assert len(server.received) == 1


def test_after_five_days_nobody_tries_any_more(queued: Queued, sends: Sender, clock: FixedClock) -> None:
    number, away = queued(), Smtp(MailServer("127.0.0.1", 1, "none"))
    clock.forward(days=GIVE_UP.days, seconds=1)

    assert sends(away, number).state == "refused"


def test_the_line_is_made_safe_before_a_password_is_said(
    server: Server, queued: Queued, sends: Sender
) -> None:
    authority = trustme.CA()
    server.tls, trust = _offered(authority)

    assert sends(Smtp(server.address("alice", "p@ss"), trust), queued()).state == "sent"
    assert server.heard.index("STARTTLS") < server.heard.index("alice p@ss")


def test_a_certificate_nobody_vouches_for_ends_it_before_anything_is_said(
    server: Server, queued: Queued, sends: Sender
) -> None:
    server.tls, _ = _offered(trustme.CA())
    _, trust = _offered(trustme.CA())

    mail = sends(Smtp(server.address("alice", "p@ss"), trust), queued())

    assert (mail.state, mail.problem) == ("queued", "mail.tls_failed")
    assert [words.split(" ")[0].upper() for words in server.heard] == ["EHLO", "STARTTLS"]


def test_a_server_without_tls_gets_neither_password_nor_mail(
    server: Server, queued: Queued, sends: Sender
) -> None:
    wanted = replace(server.address("alice", "p@ss"), tls="upgrade")

    assert sends(Smtp(wanted), queued()).problem == "mail.tls_failed"
    assert server.received == []


@pytest.mark.parametrize("field", ["name", "subject"])
def test_nobody_adds_a_header_by_a_name_or_a_subject(
    server: Server, queued: Queued, sends: Sender, field: str
) -> None:
    odd = "Dana\r\nBcc: everybody@example.org"
    if field == "name":
        with pytest.raises(BadAddress):
            queued(name=odd)
    else:
        sends(Smtp(server.address()), queued(subject=odd))
        assert server.letters[0]["Bcc"] is None


def test_a_lost_key_is_named(server: Server, queued: Queued, sends: Sender) -> None:
    mail = sends(Smtp(server.address()), queued(), Sealer([new_key()]))

    assert (mail.state, mail.problem) == ("refused", "mail.text_lost")
    assert server.received == []


def test_a_mail_that_is_held_back_never_leaves(
    server: Server, queued: Queued, sends: Sender, database: Database
) -> None:
    number = queued()
    with database.transaction() as session:
        hold(session)

    mail = sends(Smtp(server.address()), number)

    assert (mail.state, mail.problem) == ("held", "mail.held")
    assert server.received == []


def test_no_log_tells_a_link_or_a_password(
    server: Server, queued: Queued, sends: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.replies["RCPT"] = f"550 {TOKEN}"
    post = Smtp(server.address("alice", "p@ss"))

    assert TOKEN not in sends(post, queued()).answer
    assert not {TOKEN, "p@ss"} & set(caplog.text.split())
    assert "p@ss" not in repr(server.address("alice", "p@ss")) + repr(post)


def _offered(authority: trustme.CA) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    offered, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(offered)
    authority.configure_trust(trust)
    return offered, trust
