"""Small stand-ins for the outside, handed to ``create_app``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from wizard.cxml.envelope import new_stamp
from wizard.cxml.setup import write_setup_response
from wizard.outside import Answer, CallFailed

START_PAGE = "http://127.0.0.1:9/shop/1"
Reaction = Callable[[str, bytes], Answer]


class FixedClock:
    """Tells the time the test sets; it moves only when told."""

    def __init__(self, at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, **much: float) -> None:
        self.at += timedelta(**much)


def cxml_answer(document: bytes, http_status: int = 200) -> Answer:
    return Answer(http_status, "text/xml", document, 0.01)


def shop_opens(_url: str, _document: bytes, at: str = START_PAGE) -> Answer:
    return cxml_answer(write_setup_response(at, stamp=new_stamp("127.0.0.1", datetime.now(UTC))))


class ScriptedSupplier:
    """Answers by ``react``; remembers what it was sent."""

    def __init__(self) -> None:
        self.react: Reaction = shop_opens
        self.received: list[tuple[str, bytes]] = []

    def post(self, url: str, document: bytes, *, deadline: float, hosts: tuple[str, ...]) -> Answer:
        self.received.append((url, document))
        return self.react(url, document)

    def fails(self, code: str, seen: str = "as the test wants it") -> None:
        def fail(_url: str, _document: bytes) -> Answer:
            raise CallFailed(code, seen, may_have_left=False, seconds=0.01)

        self.react = fail

    def recovers(self) -> None:
        self.react = shop_opens
