"""The migrations, one after the other, make just the tables that the models describe."""

from __future__ import annotations

from datetime import UTC, datetime

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select

from tests.pages.desk_data import setup_at
from wizard.accounts import add_user
from wizard.migrations import _config, upgrade_tables
from wizard.models import Handover, Mail, Model
from wizard.models.database import Database


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """The durable queue keeps tables of its own in the same database."""
    return kind != "table" or name in Model.metadata.tables


def test_a_migrated_database_lacks_nothing_and_has_nothing_more(database_url: str) -> None:
    database = Database(database_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_ours})
        differences = compare_metadata(context, Model.metadata)
    database.close()
    assert differences == []


def test_mails_and_whom_they_asked_stay_together_when_the_mails_table_is_made_anew(database_url: str) -> None:
    database, now = Database(database_url), datetime(2026, 3, 2, tzinfo=UTC)
    with database.transaction() as session:
        setup = setup_at(session, "Alpha Clinics", "group", now)
        asker, guest = (
            add_user(session, email, organisation="Alpha Clinics", roles=["approve"], now=now)
            for email in ("alice@alpha.example", "dana@alpha.example")
        )
        mail = Mail(
            organisation_id=1, message_id="m1", to_name="D", to_email="d@e.example", subject="S", made=now
        )
        facts = {"slug": "group", "name": "D", "email": "d@e.example", "token_hash": "t"}
        session.add(
            Handover(setup=setup, guest=guest, asked_by=asker, mail=mail, created=now, expires=now, **facts)
        )
    with database.engine.connect() as connection, connection.begin():
        command.downgrade(_config(connection), "0008")
    upgrade_tables(database)
    with database.read_only() as session:
        (row,) = session.scalars(select(Handover)).all()
        assert row.mail is not None
        assert (row.mail.message_id, row.mail.organisation_id) == ("m1", 1)
    database.close()
