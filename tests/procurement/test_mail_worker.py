"""Mail through a real worker: carried by itself, and found again when what carried it was lost."""

from __future__ import annotations

from sqlalchemy import select, text

from tests.procurement.clinic import Clinic
from tests.procurement.processes import WorkerHere, wait_until
from wizard.mail import write
from wizard.mail.letter import address
from wizard.models import Mail
from wizard.procurement.dispatch import enqueue_mail


def _states(clinic: Clinic) -> list[str]:
    with clinic.database.read_only() as session:
        return list(session.scalars(select(Mail.state).order_by(Mail.id)))


def _writes(clinic: Clinic) -> None:
    mail = write(
        clinic.settings,
        clinic.sealer,
        clinic.clock.now(),
        organisation_id=clinic.setup.organisation_id,
        to=address("Dana Field", "dana@example.org"),
        subject="One step",
        text="Please.",
    )
    clinic.session.add(mail)
    clinic.session.flush()
    enqueue_mail(clinic.session, mail)


def test_a_mail_is_written_to_the_outbox_by_itself_and_one_that_got_lost_too(
    clinic: Clinic, worker: WorkerHere
) -> None:
    _writes(clinic)
    clinic.session.rollback()
    _writes(clinic)
    clinic.session.commit()
    table = "workflow_status" if clinic.database.is_sqlite else "dbos.workflow_status"
    with clinic.database.transaction() as session:
        session.execute(text(f"UPDATE {table} SET status = 'ERROR'"))
    worker.start()
    wait_until(lambda: _states(clinic) == ["written"], worker)
    _writes(clinic)
    clinic.session.commit()
    wait_until(lambda: _states(clinic) == ["written", "written"], worker)
    assert len(list((clinic.settings.instance / "outbox").iterdir())) == 2
