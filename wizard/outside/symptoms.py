"""From what the network libraries raise to the code that names it."""

from __future__ import annotations

import http.client
import os
import socket
import ssl
from collections.abc import Iterator

from urllib3.exceptions import DecodeError

from wizard.outside.call import Call, CallFailed

NOT_HTTP = ("supplier.not_cxml", "the answer is not HTTP")

# The first kind found anywhere along the chain of causes decides; narrow kinds stand before wide ones.
_SIGNS: tuple[tuple[type[BaseException], str, str], ...] = (
    (TimeoutError, "supplier.timed_out", ""),
    (socket.gaierror, "supplier.name_not_found", "the name leads nowhere"),
    (ssl.SSLError, "supplier.tls_failed", "no secure connection"),
    (http.client.RemoteDisconnected, "supplier.connection_refused", "closed without an answer"),
    (http.client.LineTooLong, "supplier.answer_too_large", "a header without end"),
    (http.client.HTTPException, *NOT_HTTP),
    (DecodeError, "supplier.not_cxml", "the answer is not compressed the way it says"),
    (OSError, "supplier.connection_refused", "the connection broke"),
)


def explain(error: BaseException, call: Call) -> CallFailed:
    """Name what ended the call; a blown fuse comes before everything it caused."""
    if call.expired:
        return call.failed("supplier.timed_out", _waited(call))
    causes = tuple(_causes(error))
    for kind, code, words in _SIGNS:
        for cause in causes:
            if isinstance(cause, kind):
                return call.failed(code, _detail(cause) or words or _waited(call))
    return call.failed(*NOT_HTTP)


def _waited(call: Call) -> str:
    seconds = max(1, round(call.seconds))
    return f"we waited {seconds} second{'' if seconds == 1 else 's'}"


def is_cut_off(error: BaseException) -> bool:
    """Whether the other side closed in good order before the promised end."""
    return any(isinstance(cause, http.client.IncompleteRead) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        # What requests raises is an OSError itself, whatever lies below.
        if type(error).__module__.partition(".")[0] != "requests":
            yield error
        error = error.__cause__ or error.__context__


def _detail(cause: BaseException) -> str:
    """The system's own few words, never an exception's text: that may quote the address with its query."""
    if isinstance(cause, ssl.SSLCertVerificationError):
        return cause.verify_message
    if isinstance(cause, ssl.SSLError):
        return (cause.reason or "").replace("_", " ").lower()
    if isinstance(cause, OSError) and cause.errno and cause.errno > 0:
        return os.strerror(cause.errno).lower()
    return ""
