"""Backup, restore and new keys."""

from __future__ import annotations

import sqlite3
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.administrator import SECRET, Administrator, Person
from tests.pages.handing import asks, link_on
from wizard.commands.keeping import back_up, put_back, rotate
from wizard.models import Mail, Setup
from wizard.models.database import Database
from wizard.sealing import CannotOpen, Sealer, new_key
from wizard.settings import Settings


@pytest.fixture
def kept(alice: Administrator, clinic: int, settings: Settings, tmp_path: Path) -> Path:
    """A backup of a setup whose credentials have passed."""
    alice.walks_up_to("ordering")
    file = tmp_path / "kept.db"
    assert back_up(Namespace(file=file), settings) == 0
    return file


def _secret(settings: Settings, number: int = 1) -> bytes:
    database = Database(settings.database_url)
    with database.read_only() as session:
        setup = session.get_one(Setup, number)
        assert setup.sealed_secret is not None
        found = Sealer(settings.sealing_keys).open(setup.secret_row, setup.sealed_secret)
    database.close()
    return found


def test_what_was_lost_comes_back(kept: Path, settings: Settings, alice: Administrator) -> None:
    alice.answers("group", group_name="Changed afterwards")
    alice.starts_a_setup()

    assert put_back(Namespace(file=kept), settings) == 0

    page = alice.get("/setup/1/group")
    assert page.value("group_name") == "PunchOut Purchasing"
    assert alice.get("/setup/2/").status == 404
    assert _secret(settings) == SECRET.encode()


def test_work_goes_on_after_a_restore(kept: Path, settings: Settings, alice: Administrator) -> None:
    put_back(Namespace(file=kept), settings)
    alice.starts_a_setup()

    assert alice.answers("group", group_name="Another").status == 303


def test_a_backup_holds_no_secret_in_the_clear_and_only_its_owner_reads_it(kept: Path) -> None:
    assert SECRET.encode() not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_backup_is_one_whole_file(kept: Path) -> None:
    with sqlite3.connect(kept) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM setup").fetchone() == (1,)
    connection.close()


def test_something_else_than_a_backup_is_refused_and_changes_nothing(
    alice: Administrator, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alice.passes("group")
    nonsense = tmp_path / "nonsense.db"
    nonsense.write_bytes(b"not a database" * 100)

    assert put_back(Namespace(file=nonsense), settings) == 1
    assert put_back(Namespace(file=tmp_path / "gone.db"), settings) == 1

    assert "is not a backup we can read" in capsys.readouterr().err
    assert alice.looks_at("group").value("group_name") == "PunchOut Purchasing"


def test_new_keys_seal_everything_anew_and_may_be_run_twice(
    alice: Administrator, clinic: int, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    alice.walks_up_to("ordering")
    newest = new_key()
    both = replace(settings, sealing_keys=(newest, *settings.sealing_keys))

    assert rotate(Namespace(), both) == 0
    assert "1 secrets sealed" in capsys.readouterr().out
    assert rotate(Namespace(), both) == 0
    assert "0 secrets sealed" in capsys.readouterr().out

    assert _secret(replace(settings, sealing_keys=(newest,))) == SECRET.encode()
    with pytest.raises(CannotOpen):
        _secret(settings)


def test_a_lost_key_means_entering_the_secret_again_and_nothing_else(
    alice: Administrator, clinic: int, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    alice.walks_up_to("ordering")

    assert rotate(Namespace(), replace(settings, sealing_keys=(new_key(),))) == 1
    assert "have to be entered again" in capsys.readouterr().err


def test_a_restored_backup_sends_no_mail_and_opens_no_link(
    app: Flask, alice: Administrator, settings: Settings, tmp_path: Path
) -> None:
    link, file = link_on(asks(alice, "group")), tmp_path / "kept.db"
    assert back_up(Namespace(file=file), settings) == 0
    assert put_back(Namespace(file=file), settings) == 0

    page = Person(app.test_client(), "").get(link)
    assert (page.status, page.codes()) == (410, {"handover.taken_back"})
    database = Database(settings.database_url)
    with database.read_only() as session:
        mail = session.scalars(select(Mail)).one()
        assert (mail.state, mail.problem) == ("held", "mail.held")
    database.close()


def test_a_mail_that_waits_is_sealed_anew_too(alice: Administrator, settings: Settings) -> None:
    asks(alice, "group")
    newest = new_key()

    assert rotate(Namespace(), replace(settings, sealing_keys=(newest, *settings.sealing_keys))) == 0

    database = Database(settings.database_url)
    with database.read_only() as session:
        mail = session.scalars(select(Mail)).one()
        assert mail.sealed_text is not None
        assert b"Dana Field" in Sealer([newest]).open(mail.text_row, mail.sealed_text)
    database.close()
