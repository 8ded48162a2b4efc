"""Secrets are planted everywhere, and then looked for everywhere."""

from __future__ import annotations

import csv
import io
import json
import logging
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from tests.administrator import (
    IDENTITY,
    ORDER_URL,
    PUNCHOUT_URL,
    SECRET,
    Administrator,
    Page,
    Person,
    Specialist,
)
from tests.attacks.trying import paths, token_at
from tests.fakes import FixedClock
from wizard import accounts
from wizard.commands.keeping import back_up
from wizard.models import Location, Setup, User
from wizard.models.database import Database
from wizard.procurement.shopping import connection_of
from wizard.sealing import Sealer
from wizard.settings import Settings

MAPS_KEY = "AIzaSyCanaryOfTheMapsKey0123456789abcdef"
PASTED = (
    f"From Identity: {IDENTITY}\nShared Secret: {SECRET}\n"
    f"Punchout URL: {PUNCHOUT_URL}\nPurchase Order Request URL: {ORDER_URL}"
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, google_maps_api_key=MAPS_KEY)


@pytest.fixture
def canaries(
    settings: Settings, database: Database, alice: Administrator, clock: FixedClock
) -> tuple[str, ...]:
    """Every secret there is: nothing that is shown or kept may hold one of them."""
    with database.transaction() as session:
        user = accounts.find_user(session, alice.email)
        assert user is not None
        link = accounts.make_link(session, user, clock.now())
        return (SECRET, MAPS_KEY, settings.secret_key, *settings.sealing_keys, link, user.session_key)


def shown(app: Flask, *people: Person) -> Iterator[tuple[str, TestResponse, str]]:
    """Everything each of them can open: its address, the answer and its text."""
    for path in paths(app, "GET"):
        for person in people:
            answer = person.client.get(path)
            yield path, answer, answer.get_data().decode(errors="replace")
            answer.close()


def test_no_page_no_document_and_no_log_shows_one(
    app: Flask,
    alice: Administrator,
    robin: Specialist,
    purchase: str,
    canaries: tuple[str, ...],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    robin.opens(1)
    alice.answers("credentials", shared_secret="B" + SECRET[1:], from_identity="")
    alice.post("/nowhere")
    alice.answers("credentials")

    found = {
        f"{path} {number}": text + str(answer.headers)
        for number, (path, answer, text) in enumerate(shown(app, alice, robin))
    }
    for number in range(1, 6):
        found[f"exchange {number}"] = robin.get(f"/review/1/exchanges/{number}").text
    with ZipFile(io.BytesIO(robin.client.get("/review/1/bundle.zip").data)) as archive:
        found |= {name: archive.read(name).decode() for name in archive.namelist()}
    said = capfd.readouterr()
    found |= {"the log": caplog.text, "standard output": said.out, "standard error": said.err}

    for where, text in found.items():
        assert [canary for canary in canaries if canary in text] == [], where


def test_neither_the_database_nor_its_backup_keeps_one_in_the_clear(
    purchase: str, canaries: tuple[str, ...], settings: Settings, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    assert back_up(Namespace(file=backup), settings) == 0
    own = Path(settings.database_url.removeprefix("sqlite:///"))
    *others, session_key = canaries
    assert session_key.encode() in backup.read_bytes()

    for file in (backup, own, *own.parent.glob(f"{own.name}-*")):
        kept = file.read_bytes()
        assert [canary for canary in others if canary.encode() in kept] == [], file.name


def test_no_object_tells_one_when_it_is_printed(
    app: Flask, alice: Administrator, canaries: tuple[str, ...], database: Database, settings: Settings
) -> None:
    alice.passes("group", "purchasing-system", "credentials")
    services = app.extensions["wizard"]
    sealer = Sealer(settings.sealing_keys)
    with database.read_only() as session:
        setup = session.get_one(Setup, alice.setup_id)
        things: list[Any] = [services, settings, sealer, setup, setup.records, connection_of(setup, sealer)]
        things += [session.get_one(User, 1), setup.records[0].answers, database.engine]

        text = " ".join(repr(thing) + str(thing) for thing in things)
    assert [canary for canary in canaries if canary in text] == []


@pytest.mark.parametrize("field", ["pasted", "shared_secret"])
def test_the_page_of_a_stale_form_does_not_hold_the_secret(alice: Administrator, field: str) -> None:
    alice.passes("group", "purchasing-system", "credentials")
    typed = {**alice.looks_at("credentials").fields(), "version": "0", "from_identity": "", "order_url": ""}
    typed |= {f"more_{number}": "x" for number in range(200)}

    page = Page(alice.client.post(alice.at("credentials"), data={**typed, field: PASTED}))

    assert page.status == 409
    assert SECRET not in page.text
    again = {**page.fields("//main//form"), "shared_secret": SECRET}
    if field == "pasted":
        assert (again["from_identity"], again["order_url"]) == (IDENTITY, ORDER_URL)
        assert Page(alice.client.post(alice.at("credentials"), data=again)).status == 303


def test_a_refused_page_holds_no_secret_that_was_pasted_or_is_too_long(alice: Administrator) -> None:
    alice.passes("group", "purchasing-system")

    for typed in ({"pasted": PASTED.replace(ORDER_URL, "")}, {"shared_secret": SECRET * 80}):
        page = alice.answers("credentials", **{"order_url": "", "shared_secret": "", **typed})
        assert page.status == 422
        assert SECRET not in page.text + json.dumps(alice.state) + alice.looks_at("credentials").text


def test_an_unknown_person_costs_as_many_hashes_as_a_known_one() -> None:
    class Counting(PasswordHasher):
        times = 0

        def hash(self, *given: Any, **more: Any) -> str:
            self.times += 1
            return super().hash(*given, **more)

        def verify(self, *given: Any, **more: Any) -> Any:
            self.times += 1
            return super().verify(*given, **more)

    words = Counting(time_cost=1, memory_cost=8, parallelism=1)
    known = accounts.hasher(quick=True).hash("correct horse battery")
    for kept in (known, None):
        words.times = 0
        assert not accounts._fits(words, kept, "not the password")
        assert words.times == 1


def test_a_token_planted_before_signing_in_is_worth_nothing_afterwards(
    app: Flask, alice: Administrator, database: Database, clock: FixedClock
) -> None:
    with database.transaction() as session:
        user = accounts.find_user(session, alice.email)
        assert user is not None
        path = f"/sign-in/{accounts.make_link(session, user, clock.now())}"
    browser = app.test_client()
    planted = token_at(browser, path)

    assert browser.post(path, data={"csrf_token": planted}).status_code == 303

    assert browser.get("/setup/").status_code == 200
    assert browser.post("/setup/new", data={"csrf_token": planted}).status_code == 400


def test_texts_of_people_are_never_taken_for_markup_or_a_formula(
    app: Flask, alice: Administrator, robin: Specialist, purchase: str, database: Database
) -> None:
    odd = '=1+1"><script>alert(1)</script>{{7*191}}'
    with database.transaction() as session:
        setup = session.get_one(Setup, alice.setup_id)
        assert setup.supplier is not None
        setup.group_name = setup.organisation.name = setup.supplier.name = odd
        for user in setup.organisation.users:
            user.name = odd
        session.get_one(Location, 1).name = session.get_one(Location, 1).street1 = odd
    alice.answers("address-book")

    for path, answer, text in shown(app, alice, robin):
        assert answer.mimetype != "text/html" or "<script>alert" not in text, path
        assert "1337" not in text, path
    table = alice.client.get("/locations/address-book.csv").get_data().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert f"'{odd}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]
