"""An SQLite database counts, and a file beside it counts along: one put back by hand is behind, or elsewhere.

Every order that is claimed is a beat, in the database first, then in the file, and only then does it leave. So a copy
in which an order still waits that has left since is always behind the file, or lies among other files.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from wizard.models import Beat
from wizard.models.database import Database
from wizard.procurement.beside import Beside
from wizard.procurement.housekeeping import hold_everything


class PutBack(RuntimeError):
    """The database was put back by hand under a living worker; the next start holds what waits in it."""


class Heart(Protocol):
    def wake(self, now: datetime) -> int | None:
        """To be called before anything is taken up. What was put back by hand is held, in one transaction.

        :returns: how many orders wait for a decision then; None when nothing was put back
        """

    def beats(self) -> AbstractContextManager[Session]:
        """A writing transaction that counts; when it is over, the file has counted along.

        :raises PutBack: nothing was written
        """


def heart_of(database: Database) -> Heart:
    return FileHeart(database, Beside(database.file)) if database.file else NoHeart(database)


class FileHeart:
    def __init__(self, database: Database, beside: Beside) -> None:
        self._database, self._beside = database, beside

    def wake(self, now: datetime) -> int | None:
        with self._database.transaction() as session:
            number, put_back = self._look(session)
            held = hold_everything(session, now) if put_back else None
            self._record(session, number + 1)
        self._beside.keep(number + 1)
        return held

    @contextmanager
    def beats(self) -> Iterator[Session]:
        with self._database.transaction() as session:
            number, put_back = self._look(session)
            if put_back:
                raise PutBack("The database was put back by hand while this worker ran.")
            self._record(session, number + 1)
            yield session
        self._beside.keep(number + 1)

    def _look(self, session: Session) -> tuple[int, bool]:
        """The highest number known, and whether the database was put back. The file cannot run ahead of the
        database meanwhile: whoever counts waits for our transaction."""
        known, last = session.execute(select(Beat.number, Beat.place)).one_or_none(), self._beside.last()
        elsewhere = known is not None and known.place != self._beside.place()
        number = known.number if known else 0
        return max(number, last), elsewhere or number < last or self._beside.is_copied()

    def _record(self, session: Session, number: int) -> None:
        session.execute(delete(Beat))
        session.execute(insert(Beat).values(id=1, number=number, place=self._beside.place()))


class NoHeart:
    """PostgreSQL lies in no folder that anybody copies back; a dump put back into it is not noticed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def wake(self, _now: datetime) -> int | None:
        return None

    def beats(self) -> AbstractContextManager[Session]:
        return self._database.transaction()
