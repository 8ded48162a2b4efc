"""A zip archive that is sent while it is being made: nothing larger than one file is ever held."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


class _Outlet(io.RawIOBase):
    """Takes what the archive writes and gives it away; it cannot go back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def zipped(files: Iterable[tuple[str, str]], at: datetime) -> Iterator[bytes]:
    """:param files: name and text of each file; ``at`` is the time the archive gives them"""
    outlet = _Outlet()
    with ZipFile(outlet, "w") as archive:
        for name, text in files:
            entry = ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, text.encode())
            yield outlet.take()
    yield outlet.take()
