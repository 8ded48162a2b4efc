"""The mail server's address, as somebody sets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.mail import Outbox, Smtp, post_of
from wizard.mailserver import MailServer, mail_server
from wizard.settings import BadSetting, from_environment


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("smtp://mail.example", MailServer("mail.example", 587, "upgrade")),
        ("smtps://mail.example", MailServer("mail.example", 465, "first")),
        ("smtp://a%40b:p%2Fw@mail.example:25", MailServer("mail.example", 25, "upgrade", "a@b", "p/w")),
        ("smtp://relay.example:25?starttls=0", MailServer("relay.example", 25, "none")),
        ("smtp://127.0.0.1:2525", MailServer("127.0.0.1", 2525, "none")),
        ("smtp://127.0.0.1:2525?starttls=1", MailServer("127.0.0.1", 2525, "upgrade")),
    ],
)
def test_an_address_says_where_and_how(url: str, means: MailServer) -> None:
    assert mail_server(url) == means


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("mail.example:587", "look like"),
        ("https://mail.example", "look like"),
        ("smtp://mail.example/box", "look like"),
        ("smtp://u:hush@mail.example:99999", "port"),
        ("smtp://u:hush@mail.example?starttls=0", "in the clear"),
        ("smtp://u:hush@mail.example?tls=0", "question mark"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_at_the_start(tmp_path: Path, value: str, why: str) -> None:
    with pytest.raises(BadSetting, match=why) as refused:
        from_environment({"WIZARD_INSTANCE": str(tmp_path), "WIZARD_SMTP_URL": value})
    assert "WIZARD_SMTP_URL" in str(refused.value)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("value", ["nobody", "a@b, c@d", "Ä <ä@b.example>"])
def test_a_sender_must_be_an_address(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadSetting, match="WIZARD_MAIL_FROM"):
        from_environment({"WIZARD_INSTANCE": str(tmp_path), "WIZARD_MAIL_FROM": value})


def test_the_address_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "smtp").write_text("smtps://u:hush@mail.example\n")
    given = {"WIZARD_INSTANCE": str(tmp_path), "WIZARD_SMTP_URL_FILE": str(tmp_path / "smtp")}

    settings = from_environment(given)

    assert isinstance(post_of(settings), Smtp)
    assert "hush" not in repr(settings)


def test_without_one_mail_is_written_here(tmp_path: Path) -> None:
    public = {"WIZARD_PUBLIC_URL": "https://setup.example.org"}

    settings = from_environment({"WIZARD_INSTANCE": str(tmp_path), **public})

    assert isinstance(post_of(settings), Outbox)
    assert settings.mail_from == "PunchOut Setup <punchout-setup@setup.example.org>"
