"""The stand-in's own small SQLite file, and the one transaction each request gets.

Written by BEGIN IMMEDIATE over a write-ahead log, as plain SQLite loses updates of two browsers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.orm import Session

from wizard.simulator.tables import Row

PRAGMAS = ("busy_timeout=15000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


class Store:
    """One SQLite file, opened by any number of threads."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.engine = create_engine(f"sqlite:///{file}", hide_parameters=True)
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)
        Row.metadata.create_all(self.engine)

    def session(self, *, writes: bool) -> Session:
        return Session(self.engine.execution_options(writes=writes))

    def close(self) -> None:
        self.engine.dispose()


def _prepare(connection: Any, _record: object) -> None:
    # Otherwise the driver opens transactions by itself and BEGIN IMMEDIATE comes too late.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def store() -> Store:
    return cast(Store, current_app.extensions["simulator.store"])


def rows() -> Session:
    """This request's session: a POST may write, everything else only reads."""
    if "rows" not in g:
        # The body is read first: a slow sender must not hold the write lock.
        request.get_data()
        g.rows = store().session(writes=request.method == "POST")
    return cast(Session, g.rows)


def keep_rows(app: Flask) -> None:
    """Commit at the end of each request that went well, roll back otherwise."""

    @app.after_request
    def commit(response: Response) -> Response:
        if "rows" in g and request.method == "POST" and response.status_code < 500:
            g.rows.commit()
        return response

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        session = g.pop("rows", None)
        if session is not None:
            session.close()
