"""A backup put back, on both kinds of database."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from tests.procurement.clinic import Clinic
from tests.procurement.loopback import Supplier
from tests.procurement.processes import WorkerHere, statuses, wait_until
from wizard.commands.keeping import back_up, put_back
from wizard.procurement.listing import ORDERS, found
from wizard.procurement.wanted import Wanted


def test_what_comes_back_is_found_and_numbers_go_on_behind_it(clinic: Clinic, tmp_path: Path) -> None:
    kept, file = clinic.orders().order_id, tmp_path / "kept.db"
    organisation = clinic.organisation.id
    clinic.session.commit()
    assert back_up(Namespace(file=file), clinic.settings) == 0

    assert put_back(Namespace(file=file), clinic.settings) == 0

    clinic.session.expire_all()
    assert [row.order_id for row in found(clinic.session, ORDERS, organisation, Wanted(q="gloves")).rows] == [
        kept
    ]
    assert clinic.orders().order_id != kept


def test_a_worker_sends_nothing_of_what_came_back(
    clinic: Clinic, shop: Supplier, worker: WorkerHere, tmp_path: Path
) -> None:
    clinic.orders()
    back_up(Namespace(file=tmp_path / "kept.db"), clinic.settings)
    put_back(Namespace(file=tmp_path / "kept.db"), clinic.settings)
    clinic.session.expire_all()
    later = clinic.orders().payload_id
    worker.start()
    wait_until(lambda: statuses(clinic) == ["unknown", "accepted"], worker)
    assert shop.payload_ids == [later]
