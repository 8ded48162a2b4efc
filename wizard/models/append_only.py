"""Tables whose rows the database itself lets nobody change or remove."""

from __future__ import annotations

from sqlalchemy import Connection, text

TABLES = ("setup_event",)
REFUSAL = "The timeline is only ever added to."
_FUNCTION = f"""CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"""
_STATEMENTS = ("UPDATE", "DELETE")


def protect(connection: Connection) -> None:
    """Refuse UPDATE and DELETE on these tables from now on."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_FUNCTION))
    for table in TABLES:
        for statement in _STATEMENTS:
            connection.execute(text(_trigger(connection, table, statement)))


def unprotect(connection: Connection) -> None:
    """Let a restore put other rows in place; the same transaction has to protect them again."""
    on = "ON {}" if connection.dialect.name == "postgresql" else ""
    for table in TABLES:
        for statement in _STATEMENTS:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {_name(table, statement)} {on.format(table)}"))


def _trigger(connection: Connection, table: str, statement: str) -> str:
    begin = f"CREATE TRIGGER {_name(table, statement)} BEFORE {statement} ON {table}"
    if connection.dialect.name == "postgresql":
        return f"{begin} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    return f"{begin} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"


def _name(table: str, statement: str) -> str:
    return f"{table}_no_{statement.lower()}"
