"""Robin wants to be told; the worker's part is done when the test says so, by the clock of the test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.administrator import Page, Person
from tests.conftest import PersonMaker
from tests.fakes import FixedClock, ScriptedSupplier
from tests.telling.receiver import Receiver
from wizard.models import Mail, Telling
from wizard.models.database import Database
from wizard.outside import GuardedHook, NoAddresses, Outside
from wizard.procurement.sending import Hands
from wizard.sealing import Sealer
from wizard.settings import Settings
from wizard.telling import WEBHOOKS

FORM = "//form[@id='told-form']"
WISH: dict[str, Any] = {
    "occasions": ["stuck", "failing", "live"],
    "days": "3",
    "times": "3",
    "scope": "all",
    "by_mail": "y",
}


class Specialist(Person):
    """Somebody at the desk who decides what to be told."""

    def wants(self, **changes: Any) -> Page:
        """Saves the page of being told; None leaves a field out."""
        data = {**self.get("/review/told").fields(FORM), **WISH, **changes}
        sent = {name: value for name, value in data.items() if value is not None}
        return Page(self.client.post("/review/told", data=sent))

    def wants_a_hook(self, url: str, **changes: Any) -> str:
        """:returns: the secret, as the page shows it once"""
        assert self.wants(hook_url=url, **changes).status == 303
        page = self.get("/review/told")
        assert page.tree is not None
        return str(page.tree.xpath("//input[@id='secret']/@value")[0])


class Post:
    """What left, and the worker that lets it leave."""

    def __init__(self, hands: Hands) -> None:
        self.hands, self.database = hands, hands.database

    def works(self) -> None:
        """One sweep of the worker, and one try of every webhook whose time has come."""
        WEBHOOKS.sweep(self.hands)
        with self.database.read_only() as session:
            waiting = WEBHOOKS.waiting(session, self.hands.outside.clock.now())
        for number in waiting:
            WEBHOOKS.carry(self.hands, number)

    @property
    def letters(self) -> list[tuple[str, str, str]]:
        """To whom, subject and text, with the lines' ends taken for spaces; in the order of writing."""
        with self.database.read_only() as session:
            return [
                (mail.to_email, mail.subject, " ".join(self._text(mail).split()))
                for mail in session.scalars(select(Mail).order_by(Mail.id))
            ]

    @property
    def rows(self) -> list[Telling]:
        with self.database.read_only() as session:
            return list(session.scalars(select(Telling).order_by(Telling.id)))

    def _text(self, mail: Mail) -> str:
        assert mail.sealed_text is not None
        return self.hands.sealer.open(mail.text_row, mail.sealed_text).decode()


@pytest.fixture
def outside(supplier: ScriptedSupplier, clock: FixedClock) -> Outside:
    return Outside(supplier, NoAddresses(), clock, GuardedHook(loopback=True))


@pytest.fixture
def post(app: Flask, settings: Settings, database: Database, outside: Outside) -> Post:
    return Post(Hands(settings, database, outside, Sealer(settings.sealing_keys)))


@pytest.fixture
def robin(person: PersonMaker) -> Specialist:
    """Robin looks after every organisation's setups, and has not asked to be told anything yet."""
    browser = person("robin@host.example", None, ["specialist"], "Robin Reed")
    return Specialist(browser.client, browser.email)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()
