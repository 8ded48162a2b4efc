"""The way to Google: guarded, within the time of one search, the key never in anything that is raised."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from requests import Request

from wizard.outside.addresses import MapsFailed, Place, Suggestion
from wizard.outside.call import CallFailed
from wizard.outside.line import Line

ATTRIBUTION = "Google Maps"
"""Google's terms want it beside whatever comes from them and is shown without a map."""


class ServiceOff(Exception):
    """The key does not open this service of Google's; another may do."""

    def __init__(self, seen: str) -> None:
        super().__init__(seen)
        self.seen = seen


class Service(Protocol):
    """One of Google's services that can search addresses."""

    def suggest(self, text: str, country: str | None, session: str) -> list[Suggestion]:
        """:raises MapsFailed: it does not work, :raises ServiceOff: another service may"""

    def details(self, place_id: str, session: str) -> Place:
        """:raises MapsFailed: it does not work, :raises ServiceOff: another service may"""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, as far as a client of Google's looks at one."""

    status_code: int
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """:raises MapsFailed: the body is not JSON"""
        try:
            return json.loads(self.body)
        except ValueError:
            pass
        raise MapsFailed("maps.unreachable", f"HTTP {self.status_code} without JSON")


@dataclass(frozen=True, slots=True)
class Wire:
    """Carries requests until ``ends`` (of the monotonic clock, seconds)."""

    line: Line
    key: str = field(repr=False)
    url: str
    ends: float

    def send(self, request: Request) -> Reply:
        """:raises MapsFailed: ``maps.unreachable``"""
        request.headers["Connection"] = "close"
        try:
            answer = self.line.exchange(request, self.ends - time.monotonic())
            return Reply(answer.status, answer.body)
        except CallFailed as error:
            seen = error.seen
        raise MapsFailed("maps.unreachable", seen)
