"""A mail as a row, and as the message that leaves (RFC 5322). The library's policy lets no header break out."""

from __future__ import annotations

import secrets
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from wizard.models import Mail
from wizard.sealing import Sealer
from wizard.settings import Settings

WHOLE_LINES = SMTP.clone(max_line_length=998)
"""RFC 5322, 2.1.1: as long as a line may be. A shorter one would have an address of ours encoded in pieces."""


class BadAddress(ValueError):
    """No mail can go to such an address."""


def address(name: str, email: str) -> Address:
    """:raises BadAddress: not an address that every mail server takes (RFC 5321: ASCII)"""
    try:
        if not email.isascii() or email.count("@") != 1:
            raise BadAddress(email)
        return Address(display_name=name, addr_spec=email)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise BadAddress(email) from error


def write(
    settings: Settings,
    sealer: Sealer,
    now: datetime,
    *,
    organisation_id: int | None,
    to: Address,
    subject: str,
    text: str,
    unsubscribe: str = "",
) -> Mail:
    """A mail to be sent; the row belongs into the transaction of what causes it.

    :param unsubscribe: the address that ends such mails, where they can be ended
    """
    host = urlsplit(settings.public_url).hostname or "localhost"
    mail = Mail(
        organisation_id=organisation_id,
        message_id=f"{secrets.token_hex(16)}@{host}",
        to_name=to.display_name,
        to_email=to.addr_spec,
        subject=" ".join(subject.split()),
        made=now,
    )
    mail.sealed_text = sealer.seal(mail.text_row, text.encode())
    if unsubscribe:
        mail.sealed_unsubscribe = sealer.seal(mail.unsubscribe_row, unsubscribe.encode())
    return mail


def letter(mail: Mail, text: str, sender: str, unsubscribe: str = "") -> EmailMessage:
    """The same bytes for every try, so that a mail that arrives twice can be known as one."""
    message = EmailMessage(policy=WHOLE_LINES if unsubscribe else SMTP)
    message["From"] = sender
    message["To"] = Address(display_name=mail.to_name, addr_spec=mail.to_email)
    message["Subject"] = mail.subject
    message["Date"] = mail.made
    message["Message-ID"] = f"<{mail.message_id}>"
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Never quoted-printable: it breaks a long link in two where a letter is read as the file it is.
    message.set_content(text, cte="7bit" if text.isascii() else "8bit")
    return message
