"""What an answer means: one code for each cause."""

from __future__ import annotations

import pytest

from tests.fakes import FixedClock
from wizard.cxml.envelope import new_stamp
from wizard.cxml.order import write_response
from wizard.cxml.setup import write_setup_response
from wizard.cxml.status import Status
from wizard.failures import FAILURES
from wizard.outside import Answer, CallFailed
from wizard.procurement.verdict import BY_STATUS, UNREADABLE, Verdict, classify

STAMP = new_stamp("amazon.com", FixedClock().now())
SHOP = ("amazon.com", ".amazon.com")
DTD = b'<!DOCTYPE cXML [<!ENTITY x "y">]>'


def said(code: int, text: str = "", content: str = "") -> bytes:
    return write_response(Status(code, text, content), stamp=STAMP)


def opens(page: str) -> bytes:
    return write_setup_response(page, stamp=STAMP)


def judge(body: bytes, http: int = 200, expects: str = "start_page", loopback: bool = False) -> Verdict:
    answer = Answer(http, "text/xml", body, 0.1)
    return classify(answer, expects=expects, shop_hosts=SHOP, loopback=loopback)


MISSING = (
    "The payload 1733.1 has missing elements: UserEmail, looked for in Extrinsic[@name='UserEmail'], "
    "Extrinsic[@name='Email'], Contact/Email, ShipTo/Address/Email."
)

CASES: dict[str, list[tuple[bytes, int]]] = {
    "supplier.redirected": [(b"", 301), (opens("https://www.amazon.com/"), 307)],
    "supplier.not_cxml": [
        (b"<!doctype html><html></html>", 200),
        (b"<html><body>Sign in</body></html>", 401),
        (b'{"error": "no"}', 500),
        (b"", 200),
        (b"<other/>", 200),
    ],
    "supplier.malformed_cxml": [
        (said(200)[:-9], 200),
        (b"<cXML><Response/></cXML>", 200),
        (opens("https://www.amazon.com/").replace(b"<Status", b"<Other"), 200),
    ],
    "supplier.hostile_xml": [(DTD + b"<cXML>&x;</cXML>", 200)],
    "supplier.answer_too_large": [(b"<cXML>" + b"<a/>" * 500_000 + b"</cXML>", 200)],
    "supplier.bad_credentials": [(said(401), 200), (said(401), 500)],
    "supplier.missing_data": [
        (said(403, "failure", MISSING), 200),
        (said(403, "failure", "Required extrinsic UserEmail is absent."), 200),
        (said(403, "failure", "No e-mail in the payload."), 200),
        (said(403, "failure", "BrowserFormPost URL not provided"), 200),
    ],
    "supplier.not_permitted": [
        (said(403), 200),
        (said(403, "Forbidden", "The group is not active."), 200),
        (said(403, "Forbidden", "The user is not a member of this group."), 200),
    ],
    "supplier.refused": [(said(400), 400), (said(409), 200), (said(450), 200), (said(499), 200)],
    "supplier.trouble": [(said(500), 500), (said(560), 200), (said(599), 200), (said(302), 200)],
    "supplier.no_start_page": [(said(200), 200), (said(204), 200), (opens(" "), 200)],
    "supplier.start_page_not_allowed": [
        (opens("https://amazon.com.evil.example/"), 200),
        (opens("javascript:alert(1)"), 200),
        (opens("ftp://www.amazon.com/"), 200),
        (opens("http://127.0.0.1:8001/shop"), 200),
        (opens("https://user@www.amazon.com/"), 200),
    ],
    "ok": [
        (opens("https://www.amazon.com/eprocurement/start?token=1"), 200),
        (opens("https://amazon.com/"), 500),
    ],
}


@pytest.mark.parametrize(
    ("code", "body", "http"),
    [
        pytest.param(code, *case, id=f"{code} {number}")
        for code in CASES
        for number, case in enumerate(CASES[code], start=1)
    ],
)
def test_each_answer_to_a_setup_request_has_one_code(code: str, body: bytes, http: int) -> None:
    assert judge(body, http).code == code


def test_every_code_it_can_give_is_in_the_table_of_failures() -> None:
    codes = {code for _, code in BY_STATUS} | set(UNREADABLE.values()) | set(CASES)
    assert codes - {"ok"} <= set(FAILURES)


def test_what_was_seen_names_the_content_of_the_status() -> None:
    assert "UserEmail" in judge(said(403, "failure", MISSING)).seen


def test_the_start_page_comes_along() -> None:
    verdict = judge(opens("https://www.amazon.com/start?token=1"))
    assert (verdict.ok, verdict.start_page) == (True, "https://www.amazon.com/start?token=1")


def test_the_query_of_a_start_page_we_refuse_is_not_repeated() -> None:
    assert "token=1" not in judge(opens("https://evil.example/start?token=1")).seen


def test_a_start_page_on_this_machine_is_for_demonstrations_only() -> None:
    assert judge(opens("http://127.0.0.1:8001/shop"), loopback=True).ok


def test_an_order_needs_no_start_page() -> None:
    assert judge(said(200), expects="status").ok
    assert judge(said(201), expects="status").ok


def test_a_setup_request_processed_before_is_still_trouble() -> None:
    body = said(500, "", "This document has already been processed")
    assert judge(body).code == "supplier.trouble"
    assert judge(body, expects="status").ok


def test_a_call_that_failed_keeps_its_code_and_whether_it_may_have_left() -> None:
    for left in (True, False):
        failed = CallFailed("supplier.timed_out", "nothing", may_have_left=left, seconds=15)
        verdict = classify(failed, expects="status")
        assert (verdict.code, verdict.may_have_left, verdict.seconds) == ("supplier.timed_out", left, 15)


def test_whatever_was_answered_the_document_has_left() -> None:
    assert judge(b"", 502, expects="status").may_have_left
