"""Suppliers on this machine that behave exactly as badly as a test tells them to."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
import trustme

from wizard.outside.line import Line
from wizard.outside.supplier import GuardedSupplier


class Peer:
    """The supplier's end of one connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def request(self) -> bytes:
        """Read one whole request, or what there is of it."""
        whole = b""
        while b"\r\n\r\n" not in whole and (part := self.connection.recv(65536)):
            whole += part
        head, _, body = whole.partition(b"\r\n\r\n")
        lengths = [line[15:] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        while lengths and len(body) < int(lengths[0]) and (part := self.connection.recv(65536)):
            body += part
        return head + b"\r\n\r\n" + body

    def say(self, data: bytes) -> None:
        self.connection.sendall(data)

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def wait_until_left_alone(self) -> None:
        while self.connection.recv(65536):
            continue


Behaviour = Callable[[Peer], None]


@dataclass
class Supplier:
    """A server on 127.0.0.1; keeps every request in ``requests`` and counts ``visits``."""

    behave: Callable[["Supplier", Peer], None]
    tls: ssl.SSLContext | None = None
    requests: list[bytes] = field(default_factory=list)
    visits: int = 0

    def __post_init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.url = f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}/punchout"
        self.threads = [threading.Thread(target=self._open)]
        self.threads[0].start()

    def _open(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.door.accept()
                self.visits += 1
                self.threads.append(threading.Thread(target=self._serve, args=[connection]))
                self.threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        with contextlib.suppress(OSError), contextlib.ExitStack() as closing:
            closing.callback(connection.close)
            if self.tls:
                connection = closing.enter_context(self.tls.wrap_socket(connection, server_side=True))
            self.behave(self, Peer(connection))

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        for thread in self.threads:
            thread.join(10)


Open = Callable[..., Supplier]


@pytest.fixture
def supplier_that() -> Iterator[Open]:
    """Opens suppliers: ``supplier_that(answers(...))``; ``reads=False`` leaves the request unread."""
    opened: list[Supplier] = []

    def open_(behaviour: Behaviour, *, reads: bool = True, tls: ssl.SSLContext | None = None) -> Supplier:
        def behave(supplier: Supplier, peer: Peer) -> None:
            if reads:
                supplier.requests.append(peer.request())
            behaviour(peer)

        opened.append(Supplier(behave, tls))
        return opened[-1]

    yield open_
    for supplier in opened:
        supplier.close()


def answer(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/xml; charset=UTF-8", *headers]
    if length != -1:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture
def answers() -> Callable[..., Behaviour]:
    """A behaviour: says ``body`` with a length that can lie (-1: none) and hangs up."""
    return lambda *args, **options: lambda peer: peer.say(answer(*args, **options))


@dataclass
class Authority:
    """An authority the line trusts, and what it certifies."""

    ca: trustme.CA
    file: str

    def context(self, *names: str, **options: object) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*names, **options).configure_cert(context)
        return context


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    ca = trustme.CA()
    file = tmp_path_factory.mktemp("authority") / "ca.pem"
    ca.cert_pem.write_to_path(str(file))
    return Authority(ca, str(file))


@pytest.fixture
def line(authority: Authority) -> GuardedSupplier:
    """The guarded line as the demo opens it, trusting the tests' authority too."""
    return GuardedSupplier(True, line=Line(loopback=True, authorities=authority.file))


@pytest.fixture
def line_to(authority: Authority) -> Callable[..., GuardedSupplier]:
    """The line with a telephone book of its own: every name leads to the given addresses."""

    def open_(*addresses: tuple[str, int], loopback: bool = True) -> GuardedSupplier:
        def resolve(_name: str, _port: int) -> tuple[tuple[str, int], ...]:
            return addresses

        return GuardedSupplier(
            loopback, line=Line(loopback=loopback, resolve=resolve, authorities=authority.file)
        )

    return open_
