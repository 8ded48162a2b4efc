"""What can happen on the way to a supplier over plain http, and what it is called."""

import gzip
import logging
import socket
import threading
import time
import traceback
import tracemalloc
import zlib

import pytest

from wizard.outside.line import LARGEST_ANSWER, Line
from wizard.outside.supplier import CallFailed, GuardedSupplier

DOCUMENT = "<cXML><SharedSecret>canary-secret-é</SharedSecret></cXML>".encode()
ANSWER = b'<?xml version="1.0"?><cXML><Response/></cXML>'
SHORT, LONG = 0.5, 30.0
"""Seconds: enough to get through to a supplier that then does nothing, and more than any answer takes."""


def endless(peer):
    peer.say(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        peer.say(b"x" * 65536)


def silent(peer):
    peer.wait_until_left_alone()


def says(data):
    return lambda peer: peer.say(data)


def says_then_resets(data):
    def behave(peer):
        peer.say(data)
        # The reset must not overtake what was said.
        time.sleep(0.05)
        peer.reset()

    return behave


def says_then_waits(data):
    def behave(peer):
        peer.say(data)
        silent(peer)

    return behave


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = HEAD + b"Content-Encoding: gzip\r\n\r\n"
BOMB = gzip.compress(bytes(64_000_000), 1)

EVENTS = {
    "supplier.connection_refused": {
        "hangs up at once": lambda peer: None,
        "resets at once": lambda peer: peer.reset(),
        "resets in the headers": says_then_resets(b"HTTP/1.1 200 OK\r\nConte"),
        "resets in the body": says_then_resets(HEAD + b"Content-Length: 99\r\n\r\nabc"),
    },
    "supplier.timed_out": {
        "never answers": silent,
        "stops after the status line": says_then_waits(b"HTTP/1.1 200 OK\r\n"),
        "stops after the headers": says_then_waits(HEAD + b"Content-Length: 9\r\n\r\n"),
        "stops in the body": says_then_waits(HEAD + b"Content-Length: 9\r\n\r\nabc"),
        "stops in a chunk": says_then_waits(CHUNKED + b"9\r\nabc"),
        "stops in a body without length": says_then_waits(HEAD + b"\r\n" + ANSWER),
    },
    "supplier.answer_too_large": {
        "sends a body without end": endless,
        "sends one byte too many": says(HEAD + b"\r\n" + b"x" * (LARGEST_ANSWER + 1)),
        "sends a gzip bomb": says(GZIP + BOMB),
        "sends a header without end": says(HEAD + b"X: " + b"x" * 70_000),
    },
    "supplier.not_cxml": {
        "says it compressed and did not": says(GZIP + ANSWER),
        "is a mail server": says(b"220 mail.example ESMTP\r\n"),
        "sends hundreds of headers": says(HEAD + b"X: y\r\n" * 200 + b"\r\n"),
        "contradicts its own length": says(HEAD + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"),
    },
    "supplier.redirected": {
        "redirects for good": says(b"HTTP/1.1 301 Moved\r\nLocation: https://evil.example/\r\n\r\n"),
        "redirects to a strange place": says(b"HTTP/1.1 307 X\r\nLocation: http://[::1]:x\\@%\r\n\r\n"),
        "redirects without saying where": says(b"HTTP/1.1 302 Found\r\n\r\n"),
        "says not modified": says(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    },
}
CASES = [(code, name) for code, events in EVENTS.items() for name in events]


def failure_of(line, url, deadline=LONG, document=DOCUMENT, hosts=()):
    with pytest.raises(CallFailed) as failed:
        line.post(url, document, deadline=deadline, hosts=hosts)
    return failed.value


@pytest.mark.parametrize(("code", "name"), CASES)
def test_every_bad_supplier_has_its_code_and_may_have_the_document(supplier_that, line, code, name):
    supplier = supplier_that(EVENTS[code][name])
    failed = failure_of(line, supplier.url, deadline=SHORT if code == "supplier.timed_out" else LONG)
    assert (failed.code, failed.may_have_left) == (code, True)
    assert supplier.visits == 1


DRIPS = {
    "the headers": (b"HTTP/1.1 200 OK\r\n", b"X"),
    "the body": (HEAD + b"\r\n", b"x"),
    "chunks": (CHUNKED, b"1\r\nx\r\n"),
    "early answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "an empty gzip stream": (GZIP, gzip.compress(b"")),
}


@pytest.mark.parametrize(("start", "drop"), DRIPS.values(), ids=DRIPS)
def test_we_leave_a_supplier_that_would_drip_on(supplier_that, line, start, drop):
    said = []

    def behave(peer):
        peer.say(start)
        for _ in range(200):
            peer.say(drop)
            said.append(drop)
            time.sleep(0.02)

    supplier = supplier_that(behave)
    assert failure_of(line, supplier.url, deadline=SHORT).code == "supplier.timed_out"
    supplier.close()
    assert len(said) < 200


@pytest.mark.parametrize(("code", "name"), CASES)
def test_no_failure_shows_the_document(supplier_that, line, caplog, code, name):
    caplog.set_level(logging.DEBUG)
    failed = failure_of(line, supplier_that(EVENTS[code][name]).url, deadline=SHORT)
    assert (failed.__cause__, failed.__context__) == (None, None)
    shown = [str(failed), repr(failed), repr(vars(failed)), *traceback.format_exception(failed), caplog.text]
    assert "canary" not in "".join(shown)


def test_the_supplier_gets_the_raw_document_once(supplier_that, line, answers):
    supplier = supplier_that(answers(ANSWER))
    line.post(supplier.url, DOCUMENT, deadline=LONG, hosts=())
    (request,) = supplier.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert body == DOCUMENT
    assert b"POST /punchout HTTP/1.1" in head
    assert b"Content-Type: text/xml; charset=UTF-8" in head
    assert f"Host: 127.0.0.1:{supplier.port}".encode() in head


@pytest.mark.parametrize(
    "status", ["200 OK", "400 Bad Request", "403 Forbidden", "500 Internal Server Error"]
)
def test_an_answer_is_handed_over_whatever_its_http_status(supplier_that, line, answers, status):
    answer = line.post(supplier_that(answers(ANSWER, status=status)).url, DOCUMENT, deadline=LONG, hosts=())
    assert (answer.status, answer.media_type, answer.body) == (int(status[:3]), "text/xml", ANSWER)
    assert 0 < answer.seconds < 5
    assert "Response" not in repr(answer)


def raw_deflate(data):
    squeezed = zlib.compressobj(wbits=-15)
    return squeezed.compress(data) + squeezed.flush()


@pytest.mark.parametrize(
    ("encoding", "squeeze"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
    ],
)
def test_a_compressed_answer_is_inflated(supplier_that, line, answers, encoding, squeeze):
    supplier = supplier_that(answers(squeeze(ANSWER), f"Content-Encoding: {encoding}"))
    assert line.post(supplier.url, DOCUMENT, deadline=LONG, hosts=()).body == ANSWER


def test_an_answer_of_just_the_greatest_size_passes(supplier_that, line, answers):
    supplier = supplier_that(answers(b"x" * LARGEST_ANSWER))
    assert len(line.post(supplier.url, DOCUMENT, deadline=LONG, hosts=()).body) == LARGEST_ANSWER


CUT_OFF = {
    "before the promised length": HEAD + b"Content-Length: 999\r\n\r\n" + ANSWER[:20],
    "in a chunk": CHUNKED + b"99\r\n" + ANSWER[:20],
    "by a length that is too short": HEAD + b"Content-Length: 20\r\n\r\n" + ANSWER,
    "without any length": HEAD + b"\r\n" + ANSWER[:20],
    "while compressed": HEAD + b"Content-Encoding: identity\r\nContent-Length: 999\r\n\r\n" + ANSWER[:20],
}


@pytest.mark.parametrize("said", CUT_OFF.values(), ids=CUT_OFF)
def test_an_answer_cut_off_is_left_to_the_reader_of_the_document(supplier_that, line, said):
    assert line.post(supplier_that(says(said)).url, DOCUMENT, deadline=LONG, hosts=()).body == ANSWER[:20]


def test_a_supplier_that_answers_before_it_read_everything_is_heard(supplier_that, line):
    def behave(peer):
        peer.say(HEAD + b"Content-Length: %d\r\n\r\n" % len(ANSWER) + ANSWER)
        silent(peer)

    supplier = supplier_that(behave, reads=False)
    assert line.post(supplier.url, DOCUMENT, deadline=LONG, hosts=()).body == ANSWER


def test_a_supplier_that_does_not_read_cannot_hold_us(supplier_that, line):
    release = threading.Event()
    supplier = supplier_that(lambda peer: release.wait(10), reads=False)
    failed = failure_of(line, supplier.url, deadline=SHORT, document=b"x" * 20_000_000)
    release.set()
    assert (failed.code, failed.may_have_left) == ("supplier.timed_out", True)


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip"])
def test_a_bomb_never_lies_inflated_in_memory(supplier_that, line, encoding):
    bomb = gzip.compress(BOMB) if "," in encoding else BOMB
    supplier = supplier_that(says(HEAD + f"Content-Encoding: {encoding}\r\n\r\n".encode() + bomb))
    tracemalloc.start()
    failed = failure_of(line, supplier.url)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert failed.code == "supplier.answer_too_large"
    assert peak < 12_000_000


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
def test_the_document_is_never_posted_to_where_a_redirect_leads(supplier_that, line, answers, status):
    elsewhere = supplier_that(answers(ANSWER))
    supplier = supplier_that(answers(b"", f"Location: {elsewhere.url}?token=canary", status=status))
    failed = failure_of(line, supplier.url)
    assert (failed.code, failed.seen) == ("supplier.redirected", f"HTTP {status[:3]} to 127.0.0.1")
    assert (supplier.visits, elsewhere.visits) == (1, 0)


def test_what_was_seen_is_said_in_a_few_words(supplier_that, line):
    seen = {
        name: failure_of(line, supplier_that(EVENTS[code][name]).url).seen
        for code, name in CASES
        if code in ("supplier.not_cxml", "supplier.connection_refused")
    }
    assert seen == {
        "hangs up at once": "closed without an answer",
        "resets at once": "connection reset by peer",
        "resets in the headers": "connection reset by peer",
        "resets in the body": "connection reset by peer",
        "says it compressed and did not": "the answer is not compressed the way it says",
        "is a mail server": "the answer is not HTTP",
        "sends hundreds of headers": "the answer is not HTTP",
        "contradicts its own length": "the answer is not HTTP",
    }


def test_the_body_of_a_redirect_is_not_even_read(supplier_that, line):
    def behave(peer):
        peer.say(b"HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\n\r\n")
        endless(peer)

    assert failure_of(line, supplier_that(behave).url).code == "supplier.redirected"


def test_a_name_that_does_not_exist_is_named_so():
    line = GuardedSupplier()
    failed = failure_of(line, "https://supplier.invalid/punchout", hosts=("supplier.invalid",))
    assert (failed.code, failed.may_have_left) == ("supplier.name_not_found", False)


@pytest.mark.parametrize("error", [socket.gaierror(-3, "Temporary failure"), UnicodeError("label too long")])
def test_a_look_up_that_fails_is_a_name_not_found(error):
    def resolve(name, port):
        raise error

    failed = failure_of(
        GuardedSupplier(line=Line(resolve=resolve)), "https://shop.example/", hosts=("shop.example",)
    )
    assert (failed.code, failed.may_have_left) == ("supplier.name_not_found", False)


def test_a_name_without_addresses_is_not_found(line_to):
    failed = failure_of(line_to(), "https://shop.example/", hosts=("shop.example",))
    assert failed.code == "supplier.name_not_found"


def test_a_look_up_that_hangs_ends_with_the_deadline():
    release = threading.Event()

    def resolve(name, port):
        release.wait(10)
        return []

    line = GuardedSupplier(line=Line(resolve=resolve))
    failed = failure_of(line, "https://shop.example/", deadline=SHORT, hosts=("shop.example",))
    release.set()
    assert (failed.code, failed.may_have_left) == ("supplier.timed_out", False)


def test_a_closed_port_refuses_and_nothing_left(line):
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    failed = failure_of(line, f"http://127.0.0.1:{port}/punchout")
    assert (failed.code, failed.seen) == ("supplier.connection_refused", "connection refused")
    assert not failed.may_have_left


@pytest.fixture
def full_house():
    """An address where nobody is let in and nobody is turned away."""
    with socket.socket() as door, socket.socket() as first, socket.socket() as second:
        door.bind(("127.0.0.1", 0))
        door.listen(0)
        for caller in (first, second):
            caller.setblocking(False)
            caller.connect_ex(door.getsockname())
        yield door.getsockname()


def test_an_address_that_lets_nobody_in_ends_with_the_deadline_and_nothing_left(line, full_house):
    failed = failure_of(line, f"http://127.0.0.1:{full_house[1]}/", deadline=SHORT)
    assert (failed.code, failed.may_have_left) == ("supplier.timed_out", False)


def test_an_address_that_lets_nobody_in_leaves_time_for_the_next(
    supplier_that, answers, line_to, authority, full_house
):
    supplier = supplier_that(answers(ANSWER), tls=authority.context("shop.example"))
    line = line_to(full_house, ("127.0.0.1", supplier.port))
    assert line.post("https://shop.example/", DOCUMENT, deadline=3, hosts=("shop.example",)).body == ANSWER


def test_no_time_at_all_is_a_timeout_and_nothing_left(supplier_that, line, answers):
    supplier = supplier_that(answers(ANSWER))
    failed = failure_of(line, supplier.url, deadline=0)
    assert (failed.code, failed.may_have_left, supplier.visits) == ("supplier.timed_out", False, 0)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://shop.example/", "credentials.not_https"),
        ("https://evil.example/", "credentials.host_not_allowed"),
        ("https://shop.example:8443/", "credentials.host_not_allowed"),
    ],
)
def test_a_refused_address_is_not_even_looked_up(url, code):
    looked_up = []
    line = GuardedSupplier(line=Line(resolve=lambda name, port: looked_up.append(name) or []))
    failed = failure_of(line, url, hosts=("shop.example",))
    assert (failed.code, failed.may_have_left, looked_up) == (code, False, [])


def test_without_the_demo_this_machine_is_refused(supplier_that, answers):
    supplier = supplier_that(answers(ANSWER))
    assert failure_of(GuardedSupplier(), supplier.url).code == "credentials.not_https"
    assert supplier.visits == 0


def test_the_next_address_is_tried_when_the_first_does_not_answer(supplier_that, answers, line_to, authority):
    supplier = supplier_that(answers(ANSWER), tls=authority.context("shop.example"))
    with socket.create_server(("127.0.0.1", 0)) as door:
        closed = door.getsockname()
    line = line_to(closed, ("127.0.0.1", supplier.port))
    assert line.post("https://shop.example/", DOCUMENT, deadline=LONG, hosts=("shop.example",)).body == ANSWER


def test_a_document_that_may_have_left_is_not_sent_to_the_next_address(
    supplier_that, answers, line_to, authority
):
    first = supplier_that(lambda peer: peer.reset(), tls=authority.context("shop.example"))
    second = supplier_that(answers(ANSWER), tls=authority.context("shop.example"))
    line = line_to(("127.0.0.1", first.port), ("127.0.0.1", second.port))
    failed = failure_of(line, "https://shop.example/", hosts=("shop.example",))
    assert (failed.code, failed.may_have_left, second.visits) == ("supplier.connection_refused", True, 0)


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_ignored(supplier_that, line, answers, monkeypatch, name):
    proxy, supplier = supplier_that(answers(b"from the proxy")), supplier_that(answers(ANSWER))
    monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    assert line.post(supplier.url, DOCUMENT, deadline=LONG, hosts=()).body == ANSWER
    assert proxy.visits == 0


def test_a_netrc_of_the_environment_is_ignored(supplier_that, line, answers, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n")
    monkeypatch.setenv("NETRC", str(netrc))
    supplier = supplier_that(answers(ANSWER))
    line.post(supplier.url, DOCUMENT, deadline=LONG, hosts=())
    assert b"authorization" not in supplier.requests[0].lower()


def test_calls_side_by_side_do_not_disturb_each_other(supplier_that, line, answers):
    slow, quick = supplier_that(silent), supplier_that(answers(ANSWER))
    codes = []
    waiting = threading.Thread(target=lambda: codes.append(failure_of(line, slow.url, deadline=SHORT).code))
    waiting.start()
    bodies = {line.post(quick.url, DOCUMENT, deadline=LONG, hosts=()).body for _ in range(5)}
    waiting.join()
    assert (codes, bodies) == (["supplier.timed_out"], {ANSWER})


def test_no_connection_and_no_thread_is_left_behind(supplier_that, line, answers):
    before = threading.active_count()
    supplier = supplier_that(answers(ANSWER))
    line.post(supplier.url, DOCUMENT, deadline=30, hosts=())
    supplier.close()
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join(5)
    assert threading.active_count() <= before
