"""The guarded line: one HTTP exchange, within one deadline, to judged addresses, with a capped answer.

It drives the adapter of ``requests`` itself. A session reads the whole body of a redirect before it hands the
answer over, and a hardened session judges only the first of a name's addresses.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from requests import PreparedRequest, Request, RequestException, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from wizard.outside.call import Call
from wizard.outside.destinations import NOT_ALLOWED
from wizard.outside.names import Address, Resolve, look_up, look_up_within, may_connect
from wizard.outside.symptoms import explain, is_cut_off

LARGEST_ANSWER = 2_000_000
"""Bytes of a body after inflation."""

_BITE = 65_536
_HOST_IN_LOCATION = re.compile(r"https?://([A-Za-z0-9.-]{1,80})(?=[:/?#]|$)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the body is inflated, at most 2 MB, and cut short where the other side cut it short."""

    status: int
    media_type: str
    body: bytes = field(repr=False)
    seconds: float


class Line:
    """Makes calls; ``resolve`` and ``authorities`` (a file of certificates) can be other than the system's.

    With ``loopback`` this machine may be called too.
    """

    def __init__(
        self, *, loopback: bool = False, resolve: Resolve = look_up, authorities: str | Literal[True] = True
    ) -> None:
        self._loopback = loopback
        self._resolve = resolve
        self._authorities = authorities

    def exchange(self, request: Request, deadline: float) -> Answer:
        """Send ``request`` and wait for the whole answer, ``deadline`` seconds for everything together.

        :raises CallFailed: with the code of what went wrong
        """
        with Call(deadline) as call:
            try:
                return self._exchange(request.prepare(), call)
            except (RequestException, HTTPError, OSError) as error:
                failure = explain(error, call)
        # Raised out here so that the library's own error, which holds the request, does not hang on it.
        raise failure

    def _exchange(self, request: PreparedRequest, call: Call) -> Answer:
        addresses = self._addresses(str(request.url), call)
        with closing(_Adapter(call, addresses)) as adapter:
            response = adapter.send(request, stream=True, timeout=call.left(), verify=self._authorities)
            with closing(response):
                _refuse_redirect(response, call)
                media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
                return Answer(response.status_code, media_type, _body(response, call), call.seconds)

    def _addresses(self, url: str, call: Call) -> Sequence[Address]:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        addresses = look_up_within(call.left(), self._resolve, str(parts.hostname), port)
        if not all(may_connect(numeric, loopback=self._loopback) for numeric, _port in addresses):
            raise call.failed(NOT_ALLOWED, "the name leads to an address that is not public")
        return addresses


def _refuse_redirect(response: Response, call: Call) -> None:
    if 300 <= response.status_code < 400:
        host = _HOST_IN_LOCATION.match(response.headers.get("Location", ""))
        seen = f"HTTP {response.status_code}" + (f" to {host[1]}" if host else "")
        raise call.failed("supplier.redirected", seen)


def _body(response: Response, call: Call) -> bytes:
    """Read and inflate bite by bite; an answer its sender cut off is left to the reader of the document."""
    whole = bytearray()
    try:
        while bite := response.raw.read1(_BITE, decode_content=True):
            whole += bite
            if len(whole) > LARGEST_ANSWER:
                raise call.failed("supplier.answer_too_large", f"more than {LARGEST_ANSWER:,} bytes")
    except HTTPError as error:
        if not is_cut_off(error):
            raise
    # A blown fuse looks like the end of the body.
    call.left()
    return bytes(whole)


class _Watched(HTTPConnection):
    """A connection to the addresses we judged, and to no other, under the call's fuse."""

    def __init__(self, call: Call, addresses: Sequence[Address], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._call = call
        self._addresses = addresses

    def connect(self) -> None:
        super().connect()
        self._call.may_have_left = True

    def _new_conn(self) -> socket.socket:
        connection = _connect(self._call, self._addresses)
        self._call.watch(connection)
        return connection


class _WatchedTLS(_Watched, HTTPSConnection):
    """The same, with TLS; name and certificate are compared as ever."""


def _connect(call: Call, addresses: Sequence[Address]) -> socket.socket:
    """Connect to the first address that lets us, sharing the time among those not tried yet."""
    *others, last = addresses
    for tried, address in enumerate(others):
        try:
            return socket.create_connection(address, timeout=call.left() / (len(addresses) - tried))
        except OSError:
            continue
    return socket.create_connection(last, timeout=call.left())


class _Adapter(HTTPAdapter):
    """Lets urllib3 make our connections in place of its own."""

    def __init__(self, call: Call, addresses: Sequence[Address]) -> None:
        super().__init__()
        self._watching = (call, addresses)

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> HTTPConnectionPool:
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        kind = _WatchedTLS if isinstance(pool, HTTPSConnectionPool) else _Watched
        pool.ConnectionCls = partial(kind, *self._watching)
        return cast(HTTPConnectionPool, pool)
