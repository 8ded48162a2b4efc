"""The mail server as one address: ``smtp://user:password@host:587`` or ``smtps://user:password@host``.

``smtps`` speaks TLS from the first byte (RFC 8314), ``smtp`` turns to it by STARTTLS (RFC 3207) before anything
is said. Only a server on this machine, or one with ``?starttls=0``, is spoken to in the clear.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    tls: Literal["first", "upgrade", "none"]
    user: str = ""
    password: str = field(default="", repr=False)


def mail_server(url: str) -> MailServer:
    """:raises ValueError: the address cannot be used; the message says why, and never repeats the address"""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
        raise ValueError("it must look like smtp://user:password@host:587 or smtps://user:password@host")
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError:
        raise ValueError("its port must be a number up to 65535") from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    tls = _tls(parts.scheme, parts.hostname, parts.query)
    if password and tls == "none" and parts.hostname not in HERE:
        raise ValueError("it would send the password in the clear: leave out starttls=0")
    return MailServer(parts.hostname, port, tls, user, password)


def _tls(scheme: str, host: str, query: str) -> Literal["first", "upgrade", "none"]:
    if scheme == "smtps":
        return "first"
    asked = parse_qs(query, keep_blank_values=True)
    if set(asked) - {"starttls"} or asked.get("starttls", ["1"])[0] not in {"0", "1"}:
        raise ValueError("behind the question mark only starttls=0 or starttls=1 can stand")
    wanted = asked["starttls"][0] == "1" if asked else host not in HERE
    return "upgrade" if wanted else "none"
