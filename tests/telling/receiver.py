"""A webhook on a real port of this machine: it keeps what was posted, and answers as the test says."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Message:
    """One POST as the receiver sees it."""

    body: bytes
    signature: str
    content_type: str

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def is_signed_with(self, secret: str) -> bool:
        """As ``docs/operating.md`` tells a receiver to check it."""
        at, shown = (part.split("=", 1)[1] for part in self.signature.split(","))
        mine = hmac.new(secret.encode(), f"{at}.".encode() + self.body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(mine, shown)


class Receiver:
    """``answers`` are the statuses it answers with, one after the other; then it says 204.

    ``on_message`` is done before it answers.
    """

    def __init__(self) -> None:
        self.received: list[Message] = []
        self.answers: list[int] = []
        self.location = ""
        self.on_message: Callable[[], object] | None = None
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                message = Message(body, self.headers["X-Punchout-Signature"], self.headers["Content-Type"])
                receiver.received.append(message)
                if receiver.on_message:
                    receiver.on_message()
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Tests speak for themselves."""

        class Server(ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, *_facts: object) -> None:
                """A caller that was killed is no surprise here."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hook"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
