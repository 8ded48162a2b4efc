"""Files of an SQLite database that were copied and put back by hand: nothing in them sends by itself."""

from __future__ import annotations

import shutil
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.procurement.clinic import Clinic
from tests.procurement.loopback import Supplier
from tests.procurement.processes import (
    Process,
    WorkerHere,
    Workers,
    settled,
    statuses,
    statuses_in,
    wait_until,
)
from wizard.commands.keeping import back_up, put_back
from wizard.migrations import migrate
from wizard.models import OrderEvent, Requisition, User
from wizard.models.database import Database
from wizard.procurement import approval
from wizard.procurement.dispatch import close_clients
from wizard.procurement.heart import PutBack, heart_of
from wizard.procurement.sending import send
from wizard.settings import Settings

SENTENCE = "Restored from a backup. It may have been sent since that backup was made."


@pytest.fixture
def folder(quick_folder: Path) -> Path:
    """As ``instance/`` is: the database and what lies beside it, and nothing else."""
    folder = quick_folder / "instance"
    folder.mkdir()
    return folder


@pytest.fixture
def database_url(folder: Path, empty_database: Path) -> str:
    shutil.copyfile(empty_database, folder / "wizard.db")
    return f"sqlite:///{folder / 'wizard.db'}"


@dataclass
class Operator:
    """Starts and stops workers, and copies what is not to be copied."""

    clinic: Clinic
    log: Path
    rita: int
    workers: list[Workers] = field(default_factory=list)

    def starts(self, settings: Settings | None = None) -> Process:
        """An operator who starts a second one does it the same way."""
        self.workers.append(Workers(settings or self.clinic.settings, self.log))
        return self.workers[-1].start()

    def sees(self, *expected: str, there: Database | None = None) -> None:
        database = there or self.clinic.database
        wait_until(lambda: statuses_in(database) == list(expected), self.workers[-1])

    def confirms(self, draft: int, there: Database | None = None) -> None:
        """A draft from before: a visit begun now, by the clock of the test, is over by the worker's."""
        with (there or self.clinic.database).transaction() as session:
            found, rita = session.get_one(Requisition, draft), session.get_one(User, self.rita)
            assert approval.confirm(session, self.clinic.ordering, found, rita)

    def stops(self, worker: Process) -> None:
        worker.terminate()
        assert worker.wait(60) == 0, self.workers[-1].words

    def kills(self) -> None:
        for workers in self.workers:
            workers.kill()

    def has_everything_sent(self) -> None:
        worker = WorkerHere(self.clinic)
        worker.start()
        wait_until(lambda: settled(self.clinic), worker)
        worker.stop()

    @property
    def words(self) -> str:
        return self.workers[-1].words

    def closes(self) -> None:
        """What the web application has open; whoever puts files back stops it first."""
        self.clinic.session.close()
        self.clinic.database.close()
        close_clients()


@pytest.fixture
def operator(clinic: Clinic, shop: Supplier, tmp_path: Path) -> Iterator[Operator]:
    """A worker has run before: it knows its files."""
    clinic.orders_at(shop.url)
    operator = Operator(clinic, tmp_path / "workers.log", clinic.rita.id)
    clinic.orders()
    operator.has_everything_sent()
    yield operator
    operator.kills()


def copy_over(source: Path, target: Path) -> None:
    """Into the files that are there, as ``cp -r`` does."""
    shutil.copytree(source, target, copy_function=shutil.copyfile, dirs_exist_ok=True)


def copy_anew(source: Path, target: Path) -> None:
    shutil.rmtree(target)
    shutil.copytree(source, target)


def only_the_database(source: Path, target: Path) -> None:
    for file in source.glob("wizard.db*"):
        if file.suffix not in {".place", ".beat"}:
            shutil.copyfile(file, target / file.name)


@pytest.mark.parametrize("puts_back", [copy_over, copy_anew, only_the_database])
def test_an_order_sent_since_the_copy_is_not_sent_again(
    operator: Operator, shop: Supplier, folder: Path, tmp_path: Path, puts_back: Callable[[Path, Path], None]
) -> None:
    draft = operator.clinic.shops().id
    operator.clinic.orders()
    shutil.copytree(folder, tmp_path / "copy")
    assert (tmp_path / "copy" / "wizard.db-wal").exists()
    operator.has_everything_sent()
    operator.closes()

    puts_back(tmp_path / "copy", folder)
    operator.starts()
    operator.sees("accepted", "unknown")
    operator.confirms(draft)
    operator.sees("accepted", "unknown", "accepted")

    assert len(shop.payload_ids) == len(set(shop.payload_ids)) == 3
    with operator.clinic.database.read_only() as session:
        assert session.scalars(select(OrderEvent.sentence).where(OrderEvent.status == "unknown")).all() == [
            SENTENCE
        ]
    assert "put back by hand" in operator.words


def test_a_copy_elsewhere_is_another_instance_and_sends_nothing_of_what_it_found(
    operator: Operator, shop: Supplier, folder: Path, tmp_path: Path
) -> None:
    clinic, draft = operator.clinic, operator.clinic.shops().id
    clinic.orders()
    shutil.copytree(folder, tmp_path / "elsewhere")
    there = Database(f"sqlite:///{tmp_path / 'elsewhere' / 'wizard.db'}")
    operator.has_everything_sent()

    operator.starts(replace(clinic.settings, database_url=there.url))
    operator.sees("accepted", "unknown", there=there)
    operator.confirms(draft, there)
    operator.sees("accepted", "unknown", "accepted", there=there)

    there.close()
    assert len(shop.payload_ids) == len(set(shop.payload_ids)) == 3


def test_a_folder_that_was_moved_goes_on_where_it_was(
    operator: Operator, shop: Supplier, folder: Path
) -> None:
    operator.clinic.orders()
    operator.closes()
    folder.rename(folder.with_name("moved"))
    moved = Database(f"sqlite:///{folder.with_name('moved') / 'wizard.db'}")

    operator.starts(replace(operator.clinic.settings, database_url=moved.url))
    operator.sees("accepted", "accepted", there=moved)

    moved.close()
    assert len(shop.payload_ids) == len(set(shop.payload_ids)) == 2


@pytest.mark.parametrize("killed", [False, True])
def test_a_worker_that_is_started_again_goes_on(operator: Operator, shop: Supplier, killed: bool) -> None:
    operator.clinic.orders()
    worker = operator.starts()
    operator.sees("accepted", "accepted")
    operator.kills() if killed else operator.stops(worker)
    operator.clinic.orders()

    operator.starts()
    operator.sees("accepted", "accepted", "accepted")

    assert len(shop.payload_ids) == len(set(shop.payload_ids)) == 3


def test_workers_on_one_file_agree_where_they_are(operator: Operator, shop: Supplier) -> None:
    drafts = [operator.clinic.shops().id for _ in range(3)]
    operator.clinic.session.commit()
    for draft in drafts:
        operator.confirms(draft)
        operator.starts()
    operator.sees(*["accepted"] * 4)
    assert len(shop.payload_ids) == len(set(shop.payload_ids)) == 4
    assert "put back by hand" not in operator.words


def test_what_is_ordered_after_a_restore_is_sent_at_the_next_start(
    operator: Operator, shop: Supplier, tmp_path: Path
) -> None:
    operator.clinic.orders()
    back_up(Namespace(file=tmp_path / "kept.db"), operator.clinic.settings)
    operator.has_everything_sent()

    put_back(Namespace(file=tmp_path / "kept.db"), operator.clinic.settings)
    operator.clinic.session.expire_all()
    operator.clinic.orders()
    operator.starts()
    operator.sees("accepted", "unknown", "accepted")

    assert len(shop.payload_ids) == len(set(shop.payload_ids)) == 3
    assert "put back by hand" not in operator.words


def test_a_backup_that_was_put_in_place_as_the_database_is_held_as_well(
    operator: Operator, shop: Supplier, folder: Path, tmp_path: Path
) -> None:
    """It has no tables of the durable queue: the worker's sweep would queue what waits in it."""
    draft = operator.clinic.shops().id
    operator.clinic.orders()
    back_up(Namespace(file=tmp_path / "kept.db"), operator.clinic.settings)
    operator.has_everything_sent()
    operator.closes()

    shutil.copyfile(tmp_path / "kept.db", folder / "wizard.db")
    migrate(operator.clinic.database)
    operator.starts()
    operator.sees("accepted", "unknown")
    operator.confirms(draft)
    operator.sees("accepted", "unknown", "accepted")

    assert len(shop.payload_ids) == len(set(shop.payload_ids)) == 3


def test_an_order_that_left_at_once_after_the_copy_is_noticed_too(
    clinic: Clinic, folder: Path, tmp_path: Path
) -> None:
    """No worker was started since, and none had the time for a beat of its own."""
    heart = heart_of(clinic.database)
    assert heart.wake(clinic.clock.now()) is None
    order = clinic.orders().id
    shutil.copytree(folder, tmp_path / "copy")
    send(clinic.hands, order)
    clinic.session.close()
    clinic.database.close()
    close_clients()

    only_the_database(tmp_path / "copy", folder)

    assert statuses(clinic) == ["queued"]
    sent = len(clinic.supplier.received)
    with pytest.raises(PutBack):
        send(clinic.hands, order)
    assert len(clinic.supplier.received) == sent
    assert heart.wake(clinic.clock.now()) == 1
    assert statuses(clinic) == ["unknown"]
    assert heart.wake(clinic.clock.now()) is None


def test_a_beat_of_yesterday_is_a_copy_even_where_the_marker_was_left_alone(
    clinic: Clinic, folder: Path
) -> None:
    """Programs that put files back skip those whose size and age are the same."""
    heart = heart_of(clinic.database)
    heart.wake(clinic.clock.now())
    clinic.orders()
    yesterday = time.time_ns() - 86_400 * 10**9
    (folder / "wizard.db.beat").write_text(f"1 {yesterday}\n")

    assert heart.wake(clinic.clock.now()) == 1
    assert heart.wake(clinic.clock.now()) is None


def test_what_lies_beside_is_its_owners_and_the_marker_is_written_once(clinic: Clinic, folder: Path) -> None:
    heart, marker = heart_of(clinic.database), folder / "wizard.db.place"
    heart.wake(clinic.clock.now())
    written = marker.stat()
    heart.wake(clinic.clock.now())
    assert marker.stat().st_ctime_ns == written.st_ctime_ns
    assert {file.stat().st_mode & 0o777 for file in (marker, folder / "wizard.db.beat")} == {0o600}
