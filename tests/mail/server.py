"""A mail server on a real port of this machine: it speaks enough SMTP (RFC 5321) and says what the test wants."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from wizard.mailserver import MailServer


@dataclass
class Server:
    """``replies`` names what it answers to a verb instead of yes; ``trust`` makes it offer TLS."""

    replies: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    heard: list[str] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        server = self

        class Line(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with closing(self):
                    _talk(server, self)

            def close(self) -> None:
                self.finish()
                self.connection.close()

        self._tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line)
        self._tcp.daemon_threads = True
        self._thread = threading.Thread(target=self._tcp.serve_forever, args=(0.02,))
        self._thread.start()
        self.port = int(self._tcp.server_address[1])

    def close(self) -> None:
        self._tcp.shutdown()
        self._tcp.server_close()
        self._thread.join()

    def address(self, user: str = "", password: str = "") -> MailServer:
        return MailServer("127.0.0.1", self.port, "upgrade" if self.tls else "none", user, password)

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=default) for raw in self.received]  # type: ignore[misc]


def _talk(server: Server, line: socketserver.StreamRequestHandler) -> None:
    def say(words: str) -> None:
        line.wfile.write(words.encode() + b"\r\n")

    say(server.replies.get("hello", "220 ready"))
    while spoken := line.rfile.readline().decode("ascii", "replace").strip():
        verb = spoken.split(" ")[0].split(":")[0].upper()
        server.heard.append(_unsealed(spoken) if verb == "AUTH" else spoken)
        if verb in server.replies:
            if not server.replies[verb]:
                return  # hangs up without a word
            say(server.replies[verb])
        elif verb == "EHLO":
            for offer in ("here", *(("STARTTLS",) if server.tls else ()), "AUTH PLAIN"):
                say(f"250{' ' if offer == 'AUTH PLAIN' else '-'}{offer}")
        elif verb == "STARTTLS" and server.tls:
            say("220 go on")
            line.finish()
            line.request = server.tls.wrap_socket(line.connection, server_side=True)
            line.setup()
        elif verb == "DATA":
            say("354 go on")
            _read(server, line)
            say(server.replies.get("taken", "250 taken"))
        elif verb == "QUIT":
            say("221 bye")
            return
        else:
            say("235 come in" if verb == "AUTH" else "250 yes")


def _read(server: Server, line: socketserver.StreamRequestHandler) -> None:
    lines = []
    while (text := line.rfile.readline()) not in (b".\r\n", b""):
        lines.append(text.removeprefix(b"."))
    server.received.append(b"".join(lines))


def _unsealed(spoken: str) -> str:
    return base64.b64decode(spoken.split(" ")[-1]).decode().replace("\0", " ").strip()
