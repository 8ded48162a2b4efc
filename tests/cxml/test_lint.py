"""Lint: is it acceptable, and everything Amazon would stumble over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cxml import samples
from tests.cxml.samples import GLOVES, PENS
from wizard.cxml.findings import ADVICE, FINDINGS
from wizard.cxml.lint import Report, lint

ORDER_REFERENCE = "<OrderReference orderID='PO-1'><DocumentReference payloadID='1'/></OrderReference>"
CONFIRMED = f"<ConfirmationHeader type='accept'/>{ORDER_REFERENCE}"
SHIPPED = (
    f"<ShipNoticeHeader shipmentID='S-1'/><ShipNoticePortion>{ORDER_REFERENCE}"
    "<ShipNoticeItem quantity='1' lineNumber='1'/></ShipNoticePortion>"
)
ITEM = (
    "<ConfirmationItem quantity='1' lineNumber='1'>"
    "<ConfirmationStatus quantity='1' type='accept'/></ConfirmationItem>"
)
STREETLESS = "<ShipTo><Address addressID='NW-OAK'><Name xml:lang='en'>Oakland</Name></Address></ShipTo>"


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def line_of(report: Report, code: str) -> int | None:
    return next(finding.line for finding in report.findings if finding.code == code)


def request(kind: str, content: str = "", sender: str = "<SharedSecret>s</SharedSecret>") -> bytes:
    one = "<Credential domain='NetworkId'><Identity>Amazon</Identity>%s</Credential>"
    header = f"<Header><From>{one % ''}</From><To>{one % ''}</To><Sender>{one % sender}</Sender></Header>"
    stamp = "payloadID='1' timestamp='2025-11-23T12:00:00+00:00'"
    payload = f"<Request deploymentMode='test'><{kind}>{content}</{kind}></Request>"
    return f"<cXML {stamp}>{header}{payload}</cXML>".encode()


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (samples.setup_request(), "PunchOutSetupRequest"),
        (samples.order_request(), "OrderRequest"),
        (request("ProfileRequest"), "ProfileRequest"),
        (request("ConfirmationRequest", CONFIRMED), "ConfirmationRequest"),
        (request("ShipNoticeRequest", SHIPPED), "ShipNoticeRequest"),
    ],
)
def test_a_good_document_has_no_findings(document: bytes, kind: str) -> None:
    assert lint(document) == Report(kind, True, ())


@pytest.mark.parametrize(
    "document",
    [
        samples.setup_answer(),
        samples.bare_setup_answer(),
        samples.cart(),
        samples.eu_cart(),
        samples.cart_with_ship_to(),
        samples.bad_credentials(),
        samples.missing_data(),
        samples.not_permitted(),
        samples.trouble(),
        samples.order_received(),
    ],
)
def test_what_amazon_really_sends_is_accepted(document: bytes) -> None:
    report = lint(document)
    assert report.accepted
    assert codes(report) <= {"cxml.timestamp_odd", "cxml.timestamp_missing", "cxml.payload_id_missing"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "supplier.not_cxml"),
        (b"<html/>", "supplier.not_cxml"),
        (samples.cart()[:900], "supplier.malformed_cxml"),
        (b"<!DOCTYPE cXML [<!ENTITY a 'b'>]><cXML/>", "supplier.hostile_xml"),
        (b"<cXML>" + b"x" * 4_000_000, "supplier.answer_too_large"),
        (b"x" * 9_000_000, "supplier.answer_too_large"),
        (b"cxml-urlencoded=hello", "supplier.not_cxml"),
    ],
)
def test_what_the_door_refuses_has_no_kind(data: bytes, code: str) -> None:
    report = lint(data)
    assert (report.kind, report.accepted, codes(report)) == ("", False, {code})


@pytest.mark.parametrize("name", ["cxml-urlencoded", "cXML-base64"])
def test_a_form_pasted_as_a_file_is_unwrapped(name: str) -> None:
    assert lint(b" \n" + samples.form(samples.cart(), name) + b"\n").kind == "PunchOutOrderMessage"
    assert lint(b"a=1&" + samples.form(samples.cart(), name)).accepted


def test_a_multipart_body_pasted_as_a_file_is_unwrapped() -> None:
    assert lint(samples.multipart({"other": b"1", "cxml-urlencoded": samples.cart()})[1]).accepted


@pytest.mark.parametrize(
    ("document", "code", "accepted"),
    [
        (samples.setup_request(email=""), "cxml.user_email_missing", False),
        (
            samples.setup_request(email='<Extrinsic name="Email">rita</Extrinsic>'),
            "cxml.user_email_missing",
            False,
        ),
        (samples.setup_request(return_url=""), "cxml.return_url_missing", False),
        (samples.setup_request().replace(b"BuyerCookie", b"Cookie"), "cxml.buyer_cookie_missing", False),
        (samples.setup_request().replace(b'"create"', b'"edit"'), "cxml.operation_not_offered", False),
        (samples.setup_request().replace(b"BusinessUnit", b"Unit"), "cxml.business_unit_missing", True),
        (samples.setup_request().replace(b"SharedSecret", b"Secret"), "cxml.shared_secret_missing", False),
        (samples.setup_request().replace(b"Sender>", b"Other>"), "cxml.identity_missing", False),
        (samples.setup_request().replace(b">Amazon<", b">Staples<"), "cxml.to_identity", True),
        (
            samples.setup_request().replace(b' deploymentMode="test"', b""),
            "cxml.deployment_mode_missing",
            True,
        ),
        (samples.setup_request().replace(b"+01:00", b"Z"), "cxml.timestamp_odd", True),
        (samples.setup_request().replace(b"+01:00", b"+25:00"), "cxml.timestamp_odd", True),
        (samples.setup_request().replace(b"timestamp=", b"stamp="), "cxml.timestamp_missing", True),
        (samples.setup_request().replace(b"payloadID=", b"payload="), "cxml.payload_id_missing", True),
        (samples.setup_answer_without_start_page(), "supplier.no_start_page", False),
        (samples.setup_answer(""), "supplier.no_start_page", False),
        (samples.setup_answer("http://www.amazon.com/"), "supplier.start_page_not_allowed", False),
        (samples.setup_answer("https://amazon.com.evil.example/"), "supplier.start_page_not_allowed", False),
        (samples.setup_answer("https://notamazon.com/"), "supplier.start_page_not_allowed", False),
        (
            samples.setup_answer("https://www.amazon.com@evil.example/"),
            "supplier.start_page_not_allowed",
            False,
        ),
        (
            samples.setup_answer("https://evil.example\\.amazon.com/"),
            "supplier.start_page_not_allowed",
            False,
        ),
        (samples.setup_answer("https://www.amazon.com:8443/"), "supplier.start_page_not_allowed", False),
        (samples.setup_answer("https://[::1/"), "supplier.start_page_not_allowed", False),
        (samples.setup_answer("javascript:alert(1)"), "supplier.start_page_not_allowed", False),
        (samples.refusal(299), "cxml.status_unknown", True),
        (samples.cart([PENS, replace(GLOVES, auxiliary=None)]), "order.auxiliary_id_missing", False),
        (samples.cart([replace(PENS, price="1e3")]), "order.bad_amount", False),
        (samples.cart([PENS, replace(GLOVES, currency="EUR")]), "order.mixed_currency", False),
        (samples.cart(total="1.00"), "order.total_differs", False),
        (samples.cart(total=None), "cxml.total_missing", True),
        (samples.cart(cookie=""), "cxml.buyer_cookie_missing", False),
        (samples.empty_cart(), "order.cart_empty", False),
        (samples.nothing_changed(), "order.cart_empty", False),
        (samples.order_request([replace(PENS, auxiliary=None), GLOVES]), "order.auxiliary_id_missing", False),
        (samples.order_request(ship_to=""), "order.refused", False),
        (samples.order_request(kind="update"), "order.refused", False),
        (samples.order_request(ship_to=STREETLESS), "cxml.ship_to_incomplete", False),
        (samples.order_request(bill_to=STREETLESS.replace("Ship", "Bill")), "cxml.bill_to_incomplete", False),
        (samples.order_request(total="1.00"), "order.total_differs", False),
        (samples.order_request(order_id="PO/2025/00000000000000001"), "cxml.order_id_odd", True),
        (samples.order_request(bill_to=samples.BILL_TO + "<Payment/>"), "cxml.payment_present", True),
        (request("ConfirmationRequest"), "cxml.order_reference_missing", False),
        (request("ConfirmationRequest", ORDER_REFERENCE), "cxml.type_unknown", False),
        (request("ConfirmationRequest", CONFIRMED.replace("accept", "hope")), "cxml.type_unknown", False),
        (
            request("ConfirmationRequest", CONFIRMED + ITEM.replace("'accept'", "'maybe'")),
            "cxml.type_unknown",
            False,
        ),
        (
            request("ConfirmationRequest", CONFIRMED + ITEM.replace("quantity='1'", "quantity='1E3'")),
            "order.bad_amount",
            False,
        ),
        (
            request("ConfirmationRequest", CONFIRMED + ITEM.replace("lineNumber", "number")),
            "cxml.line_number_missing",
            False,
        ),
        (request("ConfirmationRequest", CONFIRMED + ITEM + ITEM), "cxml.line_repeated", True),
        (
            request("ConfirmationRequest", CONFIRMED, sender=""),
            "cxml.shared_secret_missing",
            False,
        ),
        (request("ShipNoticeRequest"), "cxml.order_reference_missing", False),
        (
            request("ShipNoticeRequest", SHIPPED.replace(" shipmentID='S-1'", "")),
            "cxml.shipment_id_missing",
            True,
        ),
        (request("ShipNoticeRequest", SHIPPED.replace("'1' l", "'x' l")), "order.bad_amount", False),
        (request("ProfileRequest", sender=""), "cxml.shared_secret_missing", False),
        (request("InvoiceDetailRequest"), "cxml.kind_unknown", False),
    ],
)
def test_it_finds_what_is_wrong(document: bytes, code: str, accepted: bool) -> None:
    report = lint(document)
    assert code in codes(report)
    assert report.accepted is accepted
    assert line_of(report, code)


def test_a_success_on_the_shop_or_below_may_be_opened() -> None:
    for page in ("https://amazon.com/x", "https://www.amazon.co.uk:443/x?y", "https://a.b.amazon.de/"):
        assert lint(samples.setup_answer(page)).accepted


def test_another_supplier_may_be_allowed() -> None:
    page = samples.setup_answer("https://shop.example.org/start")
    assert lint(page, hosts=("shop.example.org",)).accepted
    assert not lint(page, hosts=("example.org", ".shop.example")).accepted


def test_a_stand_in_on_loopback_may_be_allowed() -> None:
    page = samples.setup_answer("http://127.0.0.1:8001/shop")
    assert lint(page, hosts=("127.0.0.1",)).accepted
    assert not lint(page).accepted
    assert not lint(samples.setup_answer("http://a@127.0.0.1:8001/"), hosts=("127.0.0.1",)).accepted


def test_a_refusal_needs_no_start_page() -> None:
    answer = samples.setup_answer_without_start_page().replace(b'"200"', b'"401"')
    report = lint(answer)
    assert (report.kind, report.accepted) == ("PunchOutSetupResponse", True)


def test_each_line_without_an_auxiliary_id_is_named() -> None:
    bare = [replace(PENS, auxiliary=None), GLOVES, replace(GLOVES, auxiliary=" ")]
    report = lint(samples.cart(bare, total="165.68"))
    assert [found.line for found in report.findings if found.code == "order.auxiliary_id_missing"] == [5, 7]


def test_a_finding_names_the_line_of_the_element() -> None:
    report = lint(samples.setup_request(return_url="\n\n<BrowserFormPost/>"))
    assert line_of(report, "cxml.return_url_missing") == 7


def test_no_finding_repeats_a_secret() -> None:
    shown = str(lint(samples.setup_request(email="", return_url="")))
    assert samples.SECRET not in shown


def test_every_finding_of_the_table_has_a_sentence() -> None:
    assert all(sentence.endswith((".", "+00:00")) for _, sentence in FINDINGS.values())
    assert {code for code, (blocks, _) in FINDINGS.items() if not blocks} < ADVICE


def test_it_reads_a_thousand_documents() -> None:
    document = samples.setup_request(after=samples.SHIP_TO + "<!-- -->" * 60)
    assert len(document) > 2_000
    assert all(lint(document).accepted for _ in range(1_000))
