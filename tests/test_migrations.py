"""The migrations, one after the other, make just the tables that the models describe."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from wizard.models import Model
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
