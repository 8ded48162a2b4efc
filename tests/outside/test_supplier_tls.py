"""The secure way: the name is proved, or the document stays here."""

import socket
import time
from datetime import UTC, datetime, timedelta

import pytest
import trustme

from wizard.outside.supplier import CallFailed, GuardedSupplier

DOCUMENT = b"<cXML>canary</cXML>"
LONG = 30.0
"""Seconds: more than any answer takes."""
ANSWER = b"<cXML/>"
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


def failure_of(line, url, deadline=LONG, hosts=("shop.example",)):
    with pytest.raises(CallFailed) as failed:
        line.post(url, DOCUMENT, deadline=deadline, hosts=hosts)
    return failed.value


def test_it_reaches_a_supplier_whose_certificate_proves_the_name(supplier_that, answers, line_to, authority):
    supplier = supplier_that(answers(ANSWER), tls=authority.context("shop.example"))
    line = line_to(("127.0.0.1", supplier.port))
    answer = line.post("https://shop.example/punchout", DOCUMENT, deadline=LONG, hosts=("shop.example",))
    assert answer.body == ANSWER
    assert b"Host: shop.example\r\n" in supplier.requests[0]


def test_the_supplier_is_told_the_name_and_not_the_address(supplier_that, answers, line_to, authority):
    told = []
    context = authority.context("shop.example")
    context.sni_callback = lambda connection, name, of: told.append(name)
    supplier = supplier_that(answers(ANSWER), tls=context)
    line_to(("127.0.0.1", supplier.port)).post(
        "https://shop.example/", DOCUMENT, deadline=LONG, hosts=("shop.example",)
    )
    assert told == ["shop.example"]


CERTIFICATES = {
    "unable to get local issuer certificate": lambda authority: trustme.CA().issue_cert("shop.example"),
    "certificate has expired": lambda authority: authority.ca.issue_cert("shop.example", not_after=YESTERDAY),
    "Hostname mismatch": lambda authority: authority.ca.issue_cert("other.example"),
    "Hostname mismatch, certificate": lambda authority: authority.ca.issue_cert("*.shop.example"),
    "Hostname": lambda authority: authority.ca.issue_cert("127.0.0.1"),
}


@pytest.mark.parametrize(("seen", "issue"), CERTIFICATES.items(), ids=CERTIFICATES)
def test_a_certificate_that_proves_nothing_keeps_the_document_here(
    supplier_that, answers, line_to, authority, seen, issue
):
    context = authority.context("shop.example")
    issue(authority).configure_cert(context)
    supplier = supplier_that(answers(ANSWER), tls=context)
    failed = failure_of(line_to(("127.0.0.1", supplier.port)), "https://shop.example/")
    assert (failed.code, failed.may_have_left) == ("supplier.tls_failed", False)
    assert seen in failed.seen
    assert supplier.requests == []


def test_an_authority_of_the_environment_is_not_trusted(supplier_that, answers, authority, monkeypatch):
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, authority.file)
    supplier = supplier_that(answers(ANSWER), tls=authority.context("127.0.0.1"))
    assert failure_of(GuardedSupplier(True), supplier.url).code == "supplier.tls_failed"


def test_a_supplier_without_tls_on_that_port_is_a_tls_failure(supplier_that, answers, line_to):
    supplier = supplier_that(answers(ANSWER), reads=False)
    failed = failure_of(line_to(("127.0.0.1", supplier.port)), "https://shop.example/")
    assert (failed.code, failed.may_have_left) == ("supplier.tls_failed", False)


def test_a_supplier_that_hangs_up_in_the_handshake_is_a_tls_failure(supplier_that, line_to):
    def behave(peer):
        peer.connection.recv(65536)
        peer.connection.shutdown(socket.SHUT_RDWR)

    failed = failure_of(
        line_to(("127.0.0.1", supplier_that(behave, reads=False).port)), "https://shop.example/"
    )
    assert (failed.code, failed.may_have_left) == ("supplier.tls_failed", False)


def test_a_handshake_that_never_ends_is_a_timeout_and_nothing_left(supplier_that, line_to):
    supplier = supplier_that(lambda peer: peer.wait_until_left_alone(), reads=False)
    failed = failure_of(line_to(("127.0.0.1", supplier.port)), "https://shop.example/", deadline=0.25)
    assert (failed.code, failed.may_have_left) == ("supplier.timed_out", False)


def test_a_secure_answer_that_drips_is_a_timeout_and_may_have_left(supplier_that, line_to, authority):
    said = []

    def behave(peer):
        peer.say(b"HTTP/1.1 200 OK\r\n")
        for _ in range(500):
            peer.say(b"X")
            said.append(b"X")
            time.sleep(0.02)

    supplier = supplier_that(behave, tls=authority.context("shop.example"))
    failed = failure_of(line_to(("127.0.0.1", supplier.port)), "https://shop.example/", deadline=1.5)
    supplier.close()
    assert (failed.code, failed.may_have_left) == ("supplier.timed_out", True)
    assert len(said) < 500


def test_a_resolver_that_names_this_machine_gets_nothing_without_the_demo(
    supplier_that, answers, line_to, authority
):
    supplier = supplier_that(answers(ANSWER), tls=authority.context("shop.example"))
    line = line_to(("127.0.0.1", supplier.port), loopback=False)
    failed = failure_of(line, "https://shop.example/")
    assert (failed.code, failed.may_have_left) == ("credentials.host_not_allowed", False)
    assert supplier.visits == 0
