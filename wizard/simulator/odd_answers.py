"""What leaves in place of an answer when the stand-in misbehaves: other bytes, or a connection ill-treated.

All of it ends by itself: after ``LONGEST`` seconds, after ``MOST`` bytes, or when the other side hangs up.
"""

from __future__ import annotations

import os
import selectors
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterator

from flask import Response, request

from wizard.cxml.order import write_response
from wizard.cxml.setup import write_setup_response
from wizard.cxml.status import Status
from wizard.simulator.answers import say, stamp

Instead = Callable[[bytes], Response]
"""From the document that was to be said to what is answered."""

LONGEST = 90.0
MOST = 64_000_000
BITE = 64_000
FOREIGN = "https://shop.elsewhere.example/start"
SIGN_IN_PAGE = """\
<!doctype html>
<html lang="en"><head><title>Sign in</title></head>
<body><h1>Sign in</h1><p>Type your e-mail address to go on.</p></body></html>
"""
NO_DOCUMENT = '{"status": 200, "message": "OK"}\n'
HOSTILE = b"""\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML [<!ENTITY file SYSTEM "file:///etc/hostname">]>
<cXML payloadID="1@stand-in.example.org" timestamp="2026-01-01T00:00:00+00:00">
<Response><Status code="200" text="OK">&file;</Status></Response></cXML>
"""
OPENING = b'<?xml version="1.0" encoding="UTF-8"?>\n<cXML><Response><Status code="200" text="OK">'


def web_page(_answer: bytes) -> Response:
    return Response(SIGN_IN_PAGE, content_type="text/html; charset=UTF-8")


def bad_request(_answer: bytes) -> Response:
    """As Amazon answers what is no document at all."""
    return Response("Bad Request\n", 400, content_type="text/plain; charset=UTF-8")


def json_text(_answer: bytes) -> Response:
    return Response(NO_DOCUMENT, content_type="application/json")


def nothing(_answer: bytes) -> Response:
    return say(b"")


def elsewhere(_answer: bytes) -> Response:
    return Response(status=307, headers={"Location": request.host_url})


def mismatched(answer: bytes) -> Response:
    """Every tag is there, but one is closed by another's name."""
    return say(answer.replace(b"</Response>", b"</Answer>"))


def cut_off(answer: bytes) -> Response:
    """The length of the whole is promised, half of it is sent."""
    response = say(answer)
    response.response = iter([answer[: len(answer) // 2]])
    response.content_length = len(answer)
    return response


def hostile(_answer: bytes) -> Response:
    return say(HOSTILE)


def as_http_500(answer: bytes) -> Response:
    return say(answer, 500)


def bare_200(_answer: bytes) -> Response:
    """Said yes, and nothing else."""
    return say(write_response(Status(200, "OK", ""), stamp=stamp()))


def foreign_start_page(_answer: bytes) -> Response:
    return say(write_setup_response(FOREIGN, stamp=stamp()))


def processed_before(_answer: bytes) -> Response:
    """As Amazon answers a document it took before."""
    status = Status(500, "Internal Server Error", "This payloadID has already been processed.")
    return say(write_response(status, stamp=stamp()))


def slow(answer: bytes) -> Response:
    """Not a word until it is too late for anybody."""
    caller = _caller()

    def pieces() -> Iterator[bytes]:
        stays(caller, LONGEST)
        yield answer

    return _streamed(pieces())


def drip(answer: bytes) -> Response:
    """A byte each second: every single wait is short, all of them together are not."""
    caller, end = _caller(), time.monotonic() + LONGEST

    def pieces() -> Iterator[bytes]:
        for byte in answer:
            yield bytes([byte])
            if time.monotonic() > end or not stays(caller, 1.0):
                return

    return _streamed(pieces())


def endless(_answer: bytes) -> Response:
    """A document that goes on and on."""

    def pieces() -> Iterator[bytes]:
        yield OPENING
        for _ in range(MOST // BITE):
            yield b"and so on " * (BITE // 10)

    return _streamed(pieces())


def bomb(_answer: bytes) -> Response:
    """A few kilobytes that swell to many megabytes when they are inflated."""

    def pieces() -> Iterator[bytes]:
        packer = zlib.compressobj(wbits=31)
        yield packer.compress(OPENING)
        for _ in range(MOST // BITE):
            yield packer.compress(b" " * BITE)
        yield packer.flush()

    response = _streamed(pieces())
    response.content_encoding = "gzip"
    return response


def hang_up(_answer: bytes) -> Response:
    """The connection is closed in good order, without a word."""
    return _streamed(iter(_give_up, b""))


def reset(answer: bytes) -> Response:
    """The connection is torn down (RST)."""
    caller, response = _caller(), hang_up(answer)
    if caller is not None:
        # Only once the server has done with the socket: until then it still looks for bytes to read.
        response.call_on_close(lambda: _tear_down(caller))
    return response


def _give_up() -> bytes:
    # The server takes this for a caller who has gone, and closes without answering.
    raise ConnectionAbortedError


def _tear_down(caller: socket.socket) -> None:
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # A close() of the object would wait for the files the server has made of it.
    os.close(caller.detach())


def _streamed(pieces: Iterator[bytes]) -> Response:
    return Response(pieces, content_type="text/xml; charset=UTF-8")


def _caller() -> socket.socket | None:
    """The connection itself, as werkzeug's server hands it over; a test client has none."""
    found: socket.socket | None = request.environ.get("werkzeug.socket")
    return found


def stays(caller: socket.socket | None, seconds: float) -> bool:
    """Wait; False as soon as nobody waits with us any more."""
    if caller is None:
        return False
    with selectors.DefaultSelector() as selector:
        selector.register(caller, selectors.EVENT_READ)
        # After its request a caller has nothing more to send: bytes to read are its end.
        return not selector.select(seconds)
