"""What a transaction changed, told to whoever has to follow, at its very end.

At the end, because whoever follows locks rows of its own: taken last, they cannot lock each other out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, sessionmaker


@dataclass(frozen=True, slots=True)
class Change:
    """``names`` are the columns that were set, all of them for a new row. A row need not be of a table."""

    row: Any
    names: frozenset[str]
    new: bool


Follower = Callable[[Session, list[Change]], None]
_followers: list[Follower] = []
_CHANGES = "changes"


def before_commit(follower: Follower) -> Follower:
    """Call this function before each commit that changed rows, within its transaction; in the order of asking."""
    _followers.append(follower)
    return follower


def note(session: Session, row: Any) -> None:
    """Tell the followers of something that changes no row."""
    session.info.setdefault(_CHANGES, []).append(Change(row, frozenset(), True))


def follow(sessions: sessionmaker[Session]) -> None:
    event.listen(sessions, "after_flush", _collect)
    event.listen(sessions, "before_commit", _tell)
    event.listen(sessions, "after_soft_rollback", _forget)


def _collect(session: Session, _context: object) -> None:
    changes = session.info.setdefault(_CHANGES, [])
    changes += [Change(row, _set(row), True) for row in session.new]
    changes += [Change(row, names, False) for row in session.dirty if (names := _set(row))]


def _set(row: Any) -> frozenset[str]:
    state = inspect(row)
    return frozenset(one.key for one in state.mapper.column_attrs if state.attrs[one.key].history.added)


def _tell(session: Session) -> None:
    session.flush()
    if changes := _together(session.info.pop(_CHANGES, [])):
        for follower in _followers:
            follower(session, changes)
            session.flush()
        session.info.pop(_CHANGES, None)


def _together(changes: list[Change]) -> list[Change]:
    """One for each row, however often it was flushed, in the order in which the rows first changed."""
    found: dict[int, Change] = {}
    for one in changes:
        before = found.get(id(one.row), one)
        found[id(one.row)] = Change(one.row, before.names | one.names, before.new or one.new)
    return list(found.values())


def _forget(session: Session, _previous: object) -> None:
    session.info.pop(_CHANGES, None)
