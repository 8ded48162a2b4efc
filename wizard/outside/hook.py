"""The guarded line to a webhook: as careful as the one to a supplier, whoever typed the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from requests import Request

from wizard.outside.call import CallFailed
from wizard.outside.destinations import NOT_ALLOWED, NOT_HTTPS, judge_url
from wizard.outside.line import Answer, Line
from wizard.profiles import public_host

REFUSALS = {
    NOT_HTTPS: "the address does not start with https://",
    NOT_ALLOWED: "the address does not lead to a public host",
}
_HEADERS = {
    "Content-Type": "application/json",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "PunchOut Setup Wizard",
}


def judge_hook(url: str, *, loopback: bool) -> str | None:
    """Say why ``url`` cannot be a webhook, as a code of REFUSALS, or None. Any public host can, on port 443."""
    return judge_url(url, public_host(url), loopback=loopback)


class HookLine(Protocol):
    """Whatever carries a document to a webhook."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float) -> Answer:
        """Send ``body`` once, within ``deadline`` seconds for everything together.

        :raises CallFailed: there is no whole answer
        """


class GuardedHook:
    """The real line. ``loopback`` also allows 127.0.0.1, over plain http too."""

    def __init__(self, loopback: bool = False, *, line: Line | None = None) -> None:
        self._loopback = loopback
        self._line = line or Line(loopback=loopback)

    def post(self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float) -> Answer:
        if code := judge_hook(url, loopback=self._loopback):
            raise CallFailed(code, REFUSALS[code])
        request = Request("POST", url, data=body, headers={**_HEADERS, **headers})
        return self._line.exchange(request, deadline)
