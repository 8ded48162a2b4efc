"""``backup``, ``restore`` and ``rotate-keys``: what keeps the data safe over the years.

A backup is one SQLite file, whichever database it was taken from.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from wizard.commands.parsing import Kinds, command
from wizard.migrations import migrate, upgrade_tables
from wizard.models import Mail, Model, PurchaseOrder, Setup, Subscription
from wizard.models.append_only import protect, unprotect
from wizard.models.database import Database
from wizard.outside import SystemClock
from wizard.procurement.heart import heart_of
from wizard.procurement.housekeeping import hold_everything
from wizard.review.placing import place_missing
from wizard.sealing import CannotOpen, Sealer
from wizard.settings import Settings

BATCH = 500
SEALED: tuple[tuple[type[Any], str, Callable[[Any], str]], ...] = (
    (Setup, "sealed_secret", lambda row: row.secret_row),
    (Setup, "sealed_draft", lambda row: row.draft_row),
    (PurchaseOrder, "sealed_document", lambda row: row.document_row),
    (Mail, "sealed_text", lambda row: row.text_row),
    (Mail, "sealed_unsubscribe", lambda row: row.unsubscribe_row),
    (Subscription, "sealed_hook_secret", lambda row: row.secret_row),
)
"""Every column that holds something sealed, and what it is sealed to."""


def add_to(kinds: Kinds) -> None:
    command(kinds, "backup", back_up, "copy the whole database while it runs").add_argument(
        "file", type=Path, metavar="FILE"
    )
    command(kinds, "restore", put_back, "put a backup in place; it sends nothing by itself").add_argument(
        "file", type=Path, metavar="FILE"
    )
    command(kinds, "rotate-keys", rotate, "seal every secret anew under the newest key", needs_tables=True)


def back_up(options: argparse.Namespace, settings: Settings) -> int:
    """One read transaction sees one moment; the file appears whole or not at all."""
    source = Database(settings.database_url)
    if not source.is_sqlite:
        source.engine = source.engine.execution_options(isolation_level="REPEATABLE READ")
    started = options.file.with_name(options.file.name + ".part")
    started.unlink(missing_ok=True)
    if not started.parent.is_dir():
        print(f"There is no folder {started.parent}.", file=sys.stderr)
        return 1
    target = Database(f"sqlite:///{started}")
    upgrade_tables(target)
    with source.engine.connect() as reading, target.engine.begin() as writing:
        rows = _copy(reading, writing)
    with target.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
    target.close()
    source.close()
    started.chmod(0o600)
    os.replace(started, options.file)
    print(f"{rows} rows kept in {options.file}. The keys are not in it: keep those elsewhere.")
    return 0


def put_back(options: argparse.Namespace, settings: Settings) -> int:
    target = Database(settings.database_url)
    migrate(target)
    try:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "backup.db"
            shutil.copyfile(options.file, copy)
            source = Database(f"sqlite:///{copy}")
            upgrade_tables(source)
            with source.engine.connect() as reading, target.engine.begin() as writing:
                unprotect(writing)
                _empty(writing)
                rows = _copy(reading, writing)
                protect(writing)
                _continue_numbers(writing)
                parked = _held(writing)
            source.close()
    except (OSError, DatabaseError) as error:
        print(f"{options.file} is not a backup we can read ({type(error).__name__}).", file=sys.stderr)
        return 1
    place_missing(target)
    heart_of(target).wake(SystemClock().now())
    target.close()
    print(f"{rows} rows restored. {parked} orders wait for a person to decide; nothing is sent by itself.")
    return 0


def _held(writing: Connection) -> int:
    """In the transaction that puts the orders back: killed in between, a worker would send them."""
    with Session(writing) as session:
        parked = hold_everything(session, SystemClock().now())
        session.commit()
    return parked


def rotate(_options: argparse.Namespace, settings: Settings) -> int:
    """Each batch is committed by itself, so that it may be stopped and run again."""
    database, sealer = Database(settings.database_url), Sealer(settings.sealing_keys)
    done = lost = 0
    for model, column, belongs_to in SEALED:
        last = 0
        while True:
            with database.transaction() as session:
                found = _next_sealed(session, model, column, last)
                for row in found:
                    if sealer.is_newest(getattr(row, column)):
                        continue
                    try:
                        secret = sealer.open(belongs_to(row), getattr(row, column))
                    except CannotOpen:
                        lost += 1
                        continue
                    setattr(row, column, sealer.seal(belongs_to(row), secret))
                    done += 1
            if not found:
                break
            last = found[-1].id
    database.close()
    print(f"{done} secrets sealed under the newest key.")
    if lost:
        print(f"{lost} could not be opened with any key: these have to be entered again.", file=sys.stderr)
    return int(bool(lost))


def _next_sealed(session: Session, model: type[Any], column: str, last: int) -> list[Any]:
    held = select(model).where(getattr(model, column).is_not(None), model.id > last)
    return list(session.scalars(held.order_by(model.id).limit(BATCH)))


def _copy(reading: Connection, writing: Connection) -> int:
    copied = 0
    for table in Model.metadata.sorted_tables:
        for rows in reading.execution_options(yield_per=BATCH).execute(select(table)).mappings().partitions():
            writing.execute(insert(table), [dict(row) for row in rows])
            copied += len(rows)
    return copied


def _empty(writing: Connection) -> None:
    for table in reversed(Model.metadata.sorted_tables):
        writing.execute(delete(table))


def _continue_numbers(writing: Connection) -> None:
    """PostgreSQL counts beside the tables: go on behind the highest number that came with the backup."""
    if writing.dialect.name == "postgresql":
        for table in Model.metadata.sorted_tables:
            if "id" in table.columns:
                writing.execute(text(_behind_the_highest(table)))


def _behind_the_highest(table: Table) -> str:
    name = f'"{table.name}"'
    return (
        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "  # noqa: S608 - our own table names
        f"(SELECT coalesce(max(id), 0) + 1 FROM {name}), false)"
    )
