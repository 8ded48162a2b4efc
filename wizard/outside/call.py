"""One call to the world outside: its clock, its fuse, and how it failed."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Self


class CallFailed(Exception):
    """No usable answer came back.

    ``code`` is a check code of the table of failures; ``seen`` what was seen, in a few words without secrets;
    ``may_have_left`` whether the document may have reached the other side; ``seconds`` how long it took.
    """

    def __init__(self, code: str, seen: str, *, may_have_left: bool = False, seconds: float = 0.0) -> None:
        super().__init__(code, seen)
        self.code = code
        self.seen = seen
        self.may_have_left = may_have_left
        self.seconds = seconds

    def __str__(self) -> str:
        return f"{self.code}: {self.seen}"


class Call:
    """Shuts its socket when the time is up, whatever that waits for: a timeout per read never ends a drip."""

    def __init__(self, deadline: float) -> None:
        self.may_have_left = False
        self.expired = False
        self._started = time.monotonic()
        self._deadline = deadline
        self._socket: socket.socket | None = None
        self._fuse = threading.Timer(deadline, self._blow)
        self._fuse.daemon = True

    def __enter__(self) -> Self:
        self._fuse.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._fuse.cancel()
        if self._socket:
            self._socket.close()

    @property
    def seconds(self) -> float:
        """Seconds since the call began."""
        return time.monotonic() - self._started

    def left(self) -> float:
        """Seconds left, always more than none.

        :raises TimeoutError: the time is up
        """
        left = self._deadline - self.seconds
        if self.expired or left <= 0:
            raise TimeoutError("the time is up")
        return left

    def watch(self, connection: socket.socket) -> None:
        """Take charge of a fresh connection; a duplicate, since TLS takes the socket itself over."""
        self._socket = connection.dup()
        if self.expired:
            self._blow()

    def failed(self, code: str, seen: str) -> CallFailed:
        """The failure of this call, to be raised."""
        return CallFailed(code, seen, may_have_left=self.may_have_left, seconds=self.seconds)

    def _blow(self) -> None:
        self.expired = True
        if self._socket:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
