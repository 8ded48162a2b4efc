"""Two small files beside an SQLite database: a marker that is never written again, and the last beat.

Nobody can set a file's time of change: a marker put back, even with the same bytes, has another one.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LATE = 60 * 10**9
"""Nanoseconds between writing a beat and giving it its name; one that took longer was copied."""
WORDS = b"Leave this file alone: by it a worker notices that the database beside it was put back by hand.\n"


class Beside:
    def __init__(self, database: Path) -> None:
        self._database = database
        self._marker = database.with_name(f"{database.name}.place")
        self._beat = database.with_name(f"{database.name}.beat")

    def place(self) -> str:
        """Which files these are; the marker is made when first asked for."""
        base, marker = self._database.stat(), self._marked()
        return f"{base.st_dev}:{base.st_ino} {marker.st_dev}:{marker.st_ino}:{marker.st_ctime_ns}"

    def last(self) -> int:
        """The last beat written down; none counts as the first, and so does one that a power cut emptied."""
        number, _ = self._read()
        return number

    def is_copied(self) -> bool:
        """A marker of the same size and age is skipped by some programs that put files back; the beat is not."""
        _, written = self._read()
        return bool(written) and self._beat.stat().st_ctime_ns - written > LATE

    def keep(self, number: int) -> None:
        """It only ever grows, whichever worker comes last, and it is on the disk before anything leaves."""
        with self._alone():
            if number > self.last():
                self._write(number)

    def _marked(self) -> os.stat_result:
        try:
            handle = os.open(self._marker, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return self._marker.stat()
        with os.fdopen(handle, "wb") as file:
            file.write(WORDS)
        return self._marker.stat()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        handle = os.open(self._marker, os.O_RDONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _write(self, number: int) -> None:
        started = self._beat.with_name(f"{self._beat.name}.part")
        handle = os.open(started, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            # By the clock of the file system, which need not be ours.
            file.write(f"{number} {os.fstat(handle).st_mtime_ns}\n")
            file.flush()
            os.fsync(handle)
        os.replace(started, self._beat)
        folder = os.open(self._beat.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def _read(self) -> tuple[int, int]:
        try:
            number, written = self._beat.read_text().split()
            return int(number), int(written)
        except (FileNotFoundError, ValueError):
            return 0, 0
