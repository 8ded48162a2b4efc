"""Brings a database to this version: our tables by Alembic, then those of the durable queue."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from wizard.models.database import Database
from wizard.procurement.dispatch import migrate_dbos
from wizard.review.placing import place_missing


def migrate(database: Database) -> None:
    """Bring every table to this version; safe to run again."""
    upgrade_tables(database)
    place_missing(database)
    migrate_dbos(database.engine.url.render_as_string(hide_password=False))


def upgrade_tables(database: Database) -> None:
    """Our own tables only, in one transaction."""
    with database.engine.connect() as connection, connection.begin():
        command.upgrade(_config(connection), "head")


def is_current(database: Database) -> bool:
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        return current == ScriptDirectory.from_config(_config(connection)).get_current_head()


def new_revision(database: Database, message: str) -> None:
    """Write a migration for what the models have and the database has not."""
    with database.engine.connect() as connection, connection.begin():
        command.revision(_config(connection), message=message, autogenerate=True)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config
