"""A supplier on a real port of this machine: it takes orders, and behaves as badly as the test says."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.fakes import FixedClock
from wizard.cxml.envelope import new_stamp, open_envelope
from wizard.cxml.order import write_response
from wizard.cxml.status import Status


class Call:
    """One POST as the supplier sees it."""

    def __init__(self, handler: BaseHTTPRequestHandler, document: bytes) -> None:
        self._handler, self.document = handler, document

    def answer(self, body: bytes, status: int = 200, content_type: str = "text/xml", **headers: str) -> None:
        self._handler.send_response(status)
        for name, value in {
            "Content-Type": content_type,
            "Content-Length": str(len(body)),
            **headers,
        }.items():
            self._handler.send_header(name, value)
        self._handler.end_headers()
        self._handler.wfile.write(body)

    def says(self, code: int, text: str = "", content: str = "", http: int = 200) -> None:
        stamp = new_stamp("supplier.example", FixedClock().now())
        self.answer(write_response(Status(code, text, content), stamp=stamp), http)

    def resets(self) -> None:
        """Close with RST instead of FIN."""
        connection = self._handler.connection
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()


Reaction = Callable[[Call], None]


def accepts(call: Call) -> None:
    call.says(200, "OK")


class Supplier:
    """``received`` are the documents that arrived whole, whatever was answered; ``react`` is how it answers."""

    def __init__(self, port: int = 0) -> None:
        self.received: list[bytes] = []
        self.react: Reaction = accepts
        self._released = threading.Event()
        supplier = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                document = self.rfile.read(length)
                if len(document) < length:
                    return  # Its sender died on the way: what is cut off is no order to any supplier.
                supplier.received.append(document)
                supplier.react(Call(self, document))

            def log_message(self, *_words: object) -> None:
                """Tests speak for themselves."""

        class Server(ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, *_facts: object) -> None:
                """A caller that was killed is no surprise here."""

        self._server = Server(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def payload_ids(self) -> list[str]:
        return [open_envelope(document).payload_id for document in self.received]

    def hangs(self, _call: Call) -> None:
        """Take the document and say nothing until the test is over."""
        self._released.wait()

    def close(self) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
