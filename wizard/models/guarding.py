"""What the specialist's desk may write: its own tables, and what it causes. Everything else is the customer's."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection

DESK = "wizard_desk"
"""The execution option of connections that are the desk's."""
WRITABLE = frozenset(
    {
        "desk_entry",
        "exchange",
        "look",
        "note",
        "setup_event",
        "telling",
        "visit",
    }
)
_READS = re.compile(r"\s*(?:SELECT|PRAGMA|BEGIN|COMMIT|ROLLBACK|SET TRANSACTION)\b", re.IGNORECASE)
_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?:"?\w+"?\.)?"?(\w+)', re.IGNORECASE)


class NotTheDesks(PermissionError):
    """A statement of the desk would have changed what belongs to the customer."""


def guard_desk(
    connection: Connection, _cursor: Any, statement: str, _values: Any, _context: Any, _many: bool
) -> None:
    """:raises NotTheDesks: nothing was sent to the database"""
    if not connection.get_execution_options().get(DESK) or _READS.match(statement):
        return
    written = _WRITES.match(statement)
    if written is None or written[1] not in WRITABLE:
        raise NotTheDesks(written[1] if written else statement.split(None, 1)[0])
