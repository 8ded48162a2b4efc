"""Who takes a letter: a mail server, or a folder where none is set up."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from contextlib import closing, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import ClassVar, Protocol

from wizard.mailserver import MailServer
from wizard.settings import Settings

PATIENCE = 20.0
"""Seconds a server may stay silent."""
_LONG = re.compile(r"[\w-]{32,}")
_UNSEEN = re.compile(r"[^\x20-\x7e]+")


class NotTaken(Exception):
    """The letter was not taken.

    :param code: the check code of the cause
    :param answer: what the server said, without anything that could be a secret
    :param final: whether the same letter would be refused again
    """

    def __init__(self, code: str, answer: str = "", *, final: bool = False) -> None:
        super().__init__(code)
        self.code, self.answer, self.final = code, answer, final


class Post(Protocol):
    """Takes letters. ``state`` is what becomes of a mail that was taken."""

    state: ClassVar[str]

    def take(self, letter: EmailMessage) -> None:
        """:raises NotTaken: it has to be tried again, or never"""


class Outbox:
    """A folder of ``.eml`` files, for their owner only: a letter may hold a link that signs somebody in."""

    state: ClassVar[str] = "written"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, letter: EmailMessage) -> None:
        name = f"{letter['Date'].datetime:%Y%m%d-%H%M%S}-{letter['Message-ID'][1:9]}.eml"
        started = self._folder / f".{name}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            started.unlink(missing_ok=True)
            with os.fdopen(os.open(started, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(letter.as_bytes())
            started.replace(self._folder / name)
        except OSError as error:
            raise NotTaken("mail.outbox_unwritable") from error


class Smtp:
    """A mail server. Certificates are checked, always.

    :param trust: whose certificates count; the system's, unless a test says otherwise
    """

    state: ClassVar[str] = "sent"

    def __init__(self, server: MailServer, trust: ssl.SSLContext | None = None) -> None:
        self._server, self._trust = server, trust or ssl.create_default_context()

    def take(self, letter: EmailMessage) -> None:
        try:
            with closing(self._line()) as line:
                self._begin(line)
                line.send_message(letter)
                with suppress(smtplib.SMTPException, OSError):
                    line.quit()
        except smtplib.SMTPAuthenticationError as error:
            raise NotTaken("mail.login_refused", str(error.smtp_code)) from None
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            raise _refusal("mail.address_refused", code, words) from None
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
            raise NotTaken("mail.unreachable") from error
        except smtplib.SMTPResponseException as error:
            raise _refusal("mail.refused", error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPException as error:
            raise NotTaken("mail.refused", type(error).__name__, final=True) from None
        except ssl.SSLError as error:
            raise NotTaken("mail.tls_failed") from error
        except OSError as error:
            raise NotTaken("mail.unreachable") from error

    def _line(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        if self._server.tls == "first":
            return smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=self._trust)
        return smtplib.SMTP(host, port, timeout=PATIENCE)

    def _begin(self, line: smtplib.SMTP) -> None:
        if self._server.tls == "upgrade":
            try:
                line.starttls(context=self._trust)
            except smtplib.SMTPNotSupportedError as error:
                raise NotTaken("mail.tls_failed") from error
        if self._server.user:
            try:
                line.login(self._server.user, self._server.password)
            except smtplib.SMTPNotSupportedError as error:
                raise NotTaken("mail.login_refused") from error


def post_of(settings: Settings) -> Post:
    server = settings.mail_server
    return Smtp(server) if server else Outbox(settings.instance / "outbox")


def _refusal(code: str, number: int, words: bytes | str) -> NotTaken:
    """RFC 5321, 4.2.1: a number in the five hundreds is final, one in the four hundreds passes."""
    said = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    answer = _LONG.sub("…", _UNSEEN.sub(" ", f"{number} {said}")).strip()[:200]
    return NotTaken(code if number >= 500 else "mail.later", answer, final=number >= 500)
