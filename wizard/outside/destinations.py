"""Where a call may go: judged by the address alone, before anything touches the network."""

from __future__ import annotations

import re
from collections.abc import Iterable

AllowedHosts = tuple[str, ...]
"""Exact hosts of the supplier profile, or ``.amazon.com`` for everything below a domain."""

NOT_HTTPS = "credentials.not_https"
NOT_ALLOWED = "credentials.host_not_allowed"

REFUSALS = {
    NOT_HTTPS: "the address does not start with https://",
    NOT_ALLOWED: "the address does not lead to one of the supplier's hosts",
}

# Narrower than RFC 3986 on purpose: user info, brackets, percent signs and anything but ASCII
# in the host are where two readers of one address come to name two hosts.
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]{1,253})(?::(?P<port>[0-9]{1,5}))?(?P<rest>[/?#][!-\[\]-~]*)?",
    re.ASCII | re.IGNORECASE,
)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LOOPBACK = "127.0.0.1"


def judge_url(url: str, hosts: Iterable[str], *, loopback: bool) -> str | None:
    """Say why we may not call ``url``: ``credentials.not_https``, ``credentials.host_not_allowed``, or None.

    With ``loopback`` any port of 127.0.0.1 is allowed too, plain http included.
    """
    found = _ADDRESS.fullmatch(url)
    if found and loopback and found["host"] == _LOOPBACK and 0 < int(found["port"] or 80) < 65536:
        return None
    if url[:8].lower() != "https://":
        return NOT_HTTPS
    if found and int(found["port"] or 443) == 443 and _is_on(hosts, found["host"].lower()):
        return None
    return NOT_ALLOWED


def _is_on(hosts: Iterable[str], host: str) -> bool:
    """Whether ``host`` is one of ``hosts`` or below one that starts with a dot."""
    sound = all(_LABEL.fullmatch(label) for label in host.split("."))
    return sound and any(host == known or (known[:1] == "." and host.endswith(known)) for known in hosts)
