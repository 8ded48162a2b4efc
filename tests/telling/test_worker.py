"""Through real workers, on both kinds of database: once, whatever is killed, held or put back."""

from __future__ import annotations

import threading
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from tests.fakes import FixedClock
from tests.pages.desk_data import setup_at
from tests.procurement.processes import Workers, wait_until
from tests.telling.receiver import Receiver
from wizard import accounts
from wizard.commands.keeping import back_up, put_back, rotate
from wizard.models import Mail, Setup, Subscription, Telling
from wizard.models.database import Database
from wizard.outside import GuardedHook, NoAddresses, Outside, SystemClock
from wizard.outside.supplier import GuardedSupplier
from wizard.procurement.dispatch import close_clients
from wizard.procurement.sending import Hands
from wizard.sealing import Sealer, new_key
from wizard.settings import Settings
from wizard.telling import WEBHOOKS, sweep
from wizard.telling.subscribing import Wish, subscribe
from wizard.telling.tidying import prune

NOW = SystemClock().now()
ALL = ("stuck", "failing", "live")


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        database_url=database_url,
        instance=tmp_path,
        secret_key="a key for tests only",
        sealing_keys=(new_key(),),
        loopback_suppliers=True,
        quick_passwords=True,
    )


class Desk:
    """Robin wants everything by mail and webhook; one setup waits for a step since an hour."""

    def __init__(self, settings: Settings, database: Database, receiver: Receiver) -> None:
        self.settings, self.database, self.receiver = settings, database, receiver
        wish = Wish(ALL, True, 3, 3, True, receiver.url, "", "", "UTC")
        with database.transaction() as session:
            robin = accounts.add_user(
                session, "robin@host.example", organisation=None, roles=["specialist"], now=NOW
            )
            self.secret = subscribe(session, Sealer(settings.sealing_keys), robin, wish, NOW)
            setup_at(session, "Alpha Clinics", "credentials", NOW - timedelta(hours=1))

    def goes_live(self) -> None:
        with self.database.transaction() as session:
            session.get_one(Setup, 1).went_active = SystemClock().now()

    def hands(self, at: FixedClock, keys: tuple[str, ...] = ()) -> Hands:
        outside = Outside(GuardedSupplier(), NoAddresses(), at, GuardedHook(loopback=True))
        return Hands(self.settings, self.database, outside, Sealer(keys or self.settings.sealing_keys))

    def states(self) -> list[str]:
        with self.database.read_only() as session:
            return list(session.scalars(select(Telling.state).order_by(Telling.id)))

    def mails(self) -> list[str]:
        with self.database.read_only() as session:
            return list(session.scalars(select(Mail.state).order_by(Mail.id)))


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    receiver, database = Receiver(), Database(settings.database_url)
    yield Desk(settings, database, receiver)
    receiver.close()
    database.close()
    close_clients()


@pytest.fixture
def workers(settings: Settings, tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(settings, tmp_path / "workers.log")
    yield workers
    workers.kill()


def test_two_workers_tell_it_once_and_by_themselves(desk: Desk, workers: Workers) -> None:
    desk.goes_live()
    workers.start()
    workers.start()
    wait_until(lambda: desk.states() == ["told", "told"] and desk.mails() == ["written"], workers)
    (message,) = desk.receiver.received
    assert message.is_signed_with(desk.secret)
    assert message.said["event"] == "live"


def test_what_a_killed_worker_left_is_told_under_the_same_number(desk: Desk, workers: Workers) -> None:
    """It is killed after the message arrived and before its answer could be written down."""
    first = workers.start()
    desk.receiver.on_message = first.kill
    desk.goes_live()
    wait_until(lambda: len(desk.receiver.received) == 1, workers)
    first.wait()
    desk.receiver.on_message = None
    workers.start()
    wait_until(lambda: set(desk.states()) == {"told"}, workers)
    assert len({message.said["delivery"] for message in desk.receiver.received}) == 1


def test_a_message_whose_workflow_was_lost_is_carried_again(desk: Desk, workers: Workers) -> None:
    desk.receiver.answers = [503]
    desk.goes_live()
    workers.start()
    wait_until(lambda: len(desk.receiver.received) == 1, workers)
    table = "workflow_status" if desk.database.is_sqlite else "dbos.workflow_status"
    with desk.database.transaction() as session:
        session.execute(text(f"UPDATE {table} SET status = 'ERROR' WHERE workflow_uuid LIKE 'hook-%'"))
        session.execute(update(Telling).values(due=NOW))
    wait_until(lambda: set(desk.states()) == {"told"}, workers)


def test_many_sweeps_at_the_same_moment_find_and_tell_a_standstill_once(desk: Desk) -> None:
    hands, start = desk.hands(FixedClock(NOW + timedelta(days=4))), threading.Barrier(6)

    def run() -> None:
        start.wait()
        sweep(hands)

    sweepers = [threading.Thread(target=run) for _ in range(6)]
    for sweeper in sweepers:
        sweeper.start()
    for sweeper in sweepers:
        sweeper.join()
    assert sorted(desk.states()) == ["told", "waiting"]
    assert len(desk.mails()) == 1


def test_a_restored_backup_tells_nothing_of_before(desk: Desk, settings: Settings, tmp_path: Path) -> None:
    desk.goes_live()
    file = tmp_path / "kept.db"
    assert back_up(Namespace(file=file), settings) == 0
    with desk.database.transaction() as session:
        session.execute(update(Subscription).values(looked=NOW - timedelta(days=9)))
    assert put_back(Namespace(file=file), settings) == 0

    hands = desk.hands(FixedClock(SystemClock().now()))
    sweep(hands)
    with desk.database.read_only() as session:
        assert WEBHOOKS.waiting(session, hands.outside.clock.now()) == []
        assert session.scalars(select(Subscription.looked)).one() > NOW
    assert (desk.states(), desk.mails()) == (["held", "held"], [])


def test_a_new_key_seals_the_webhook_s_secret_and_a_letter_s_link_anew(desk: Desk) -> None:
    desk.goes_live()
    sweep(desk.hands(FixedClock(SystemClock().now())))
    newest = new_key()
    assert (
        rotate(Namespace(), replace(desk.settings, sealing_keys=(newest, *desk.settings.sealing_keys))) == 0
    )
    with desk.database.read_only() as session:
        kept = session.scalars(select(Subscription)).one()
        mail = session.scalars(select(Mail)).one()
        assert kept.sealed_hook_secret
        assert mail.sealed_unsubscribe
        assert Sealer([newest]).open(kept.secret_row, kept.sealed_hook_secret).decode() == desk.secret
        assert b"/told/" in Sealer([newest]).open(mail.unsubscribe_row, mail.sealed_unsubscribe)


def test_a_lost_key_means_a_new_secret_and_says_so(desk: Desk) -> None:
    desk.goes_live()
    hands = desk.hands(FixedClock(SystemClock().now()), (new_key(),))
    assert WEBHOOKS.carry(hands, _hook(desk)) == "refused"
    with desk.database.read_only() as session:
        assert "Make a new one" in session.get_one(Telling, _hook(desk)).answer
    assert desk.receiver.received == []


def test_what_is_old_is_forgotten_and_what_waits_is_not(desk: Desk) -> None:
    desk.goes_live()
    with desk.database.transaction() as session:
        session.execute(update(Telling).where(Telling.way == "mail").values(state="told"))
        prune(session, NOW + timedelta(days=1))
    assert desk.states() == ["waiting"]


def _hook(desk: Desk) -> int:
    with desk.database.read_only() as session:
        return session.scalars(select(Telling.id).where(Telling.way == "hook")).one()
