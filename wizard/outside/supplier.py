"""The guarded line to a supplier: the raw document out, the answer back, or a code that says why not."""

from __future__ import annotations

from typing import Protocol

from requests import Request

from wizard.outside.call import CallFailed
from wizard.outside.destinations import REFUSALS, AllowedHosts, judge_url
from wizard.outside.line import Answer, Line

__all__ = ["AllowedHosts", "Answer", "CallFailed", "GuardedSupplier", "SupplierLine", "judge_url"]

# Amazon answers a form-encoded document with HTTP 400 (observed). Nothing compressed is asked for.
_HEADERS = {
    "Content-Type": "text/xml; charset=UTF-8",
    "Accept": "text/xml, application/xml",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "PunchOut Setup Wizard",
}


class SupplierLine(Protocol):
    """Whatever carries a document to a supplier."""

    def post(self, url: str, document: bytes, *, deadline: float, hosts: AllowedHosts) -> Answer:
        """Send ``document`` once, within ``deadline`` seconds for everything together.

        :raises CallFailed: there is no whole answer
        """


class GuardedSupplier:
    """The real line. ``loopback`` also allows suppliers on 127.0.0.1, over plain http too."""

    def __init__(self, loopback: bool = False, *, line: Line | None = None) -> None:
        self._loopback = loopback
        self._line = line or Line(loopback=loopback)

    def post(self, url: str, document: bytes, *, deadline: float, hosts: AllowedHosts) -> Answer:
        if code := judge_url(url, hosts, loopback=self._loopback):
            raise CallFailed(code, REFUSALS[code])
        return self._line.exchange(Request("POST", url, data=document, headers=_HEADERS), deadline)
