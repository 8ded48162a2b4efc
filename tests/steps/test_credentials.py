"""Step 3: the credentials, judged from the text and proved on the wire."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.administrator import IDENTITY, ORDER_URL, PUNCHOUT_URL, SECRET, Administrator
from tests.fakes import ScriptedSupplier, cxml_answer
from wizard.models import Exchange, Setup
from wizard.models.database import Database
from wizard.outside import Answer

PAGE_OF_AMAZON = f"""Set up your purchasing system
"From Identity" in cXML: {IDENTITY}
"Shared Secret" in cXML:\u00a0{SECRET}
Punchout URL
{PUNCHOUT_URL}
Purchase Order Request URL
“{ORDER_URL}”
Save"""


@pytest.fixture(autouse=True)
def _at_the_step(alice: Administrator) -> None:
    alice.walks_up_to("credentials")


def test_it_asks_the_supplier_for_real_and_passes_on_a_start_page(
    alice: Administrator, supplier: ScriptedSupplier
) -> None:
    assert alice.answers("credentials").location == alice.at("ordering")

    [(url, document)] = supplier.received
    assert url == PUNCHOUT_URL
    assert IDENTITY.encode() in document
    assert alice.email.encode() in document
    proved = [check["code"] for check in alice.step("credentials")["checks"] if check["evidence"] == "proved"]
    assert proved == ["supplier.answered"]


def test_one_paste_of_the_whole_page_fills_all_four(alice: Administrator, database: Database) -> None:
    empty = dict.fromkeys(("from_identity", "shared_secret", "punchout_url", "order_url"), "")

    assert alice.answers("credentials", pasted=PAGE_OF_AMAZON, **empty).status == 303

    with database.read_only() as session:
        setup = session.get_one(Setup, alice.setup_id)
        assert (setup.from_identity, setup.punchout_url, setup.order_url) == (
            IDENTITY,
            PUNCHOUT_URL,
            ORDER_URL,
        )
        assert setup.secret_ending == SECRET[-4:]
    assert "credentials.cleaned" in {check["code"] for check in alice.step("credentials")["checks"]}


@pytest.mark.parametrize("field", ["from_identity", "shared_secret", "punchout_url", "order_url"])
def test_a_missing_value_is_named_and_nobody_is_asked(
    alice: Administrator, supplier: ScriptedSupplier, field: str
) -> None:
    page = alice.answers("credentials", **{field: ""})

    assert page.status == 422
    assert page.codes() == {"credentials.missing"}
    assert supplier.received == []
    assert alice.answers("credentials").status == 303


def test_the_general_address_in_the_order_box_is_refused(alice: Administrator) -> None:
    page = alice.answers("credentials", order_url=PUNCHOUT_URL)

    assert "credentials.order_url_is_generic" in page.codes()
    assert "Orders sent here never arrive." in page.words
    assert page.value("order_url") == PUNCHOUT_URL


def test_swapped_addresses_are_noticed_and_one_button_swaps_them(
    alice: Administrator, supplier: ScriptedSupplier
) -> None:
    page = alice.answers("credentials", punchout_url=ORDER_URL, order_url=PUNCHOUT_URL)

    assert "credentials.swapped" in page.codes()
    assert supplier.received == []
    swapped = alice.client.post(alice.at("credentials"), data={**page.fields(), "swap": "1"})
    assert swapped.status_code == 303
    assert alice.looks_at("credentials").value("order_url") == ORDER_URL


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"punchout_url": "http://abintegrations.amazon.com/punchout"}, "credentials.not_https"),
        ({"punchout_url": "https://shop.example.org/punchout"}, "credentials.host_not_allowed"),
        ({"punchout_url": "https://www.amazon.com/gp/cart"}, "credentials.punchout_url_unknown_shape"),
        ({"order_url": "https://https-ats.amazonsedi.com/orders"}, "credentials.order_url_unknown_shape"),
        ({"punchout_url": "https://abintegrations.amazon.de/punchout"}, "credentials.marketplace_mismatch"),
    ],
)
def test_wrong_addresses_are_refused_before_anybody_is_asked(
    alice: Administrator, supplier: ScriptedSupplier, changes: dict[str, str], code: str
) -> None:
    page = alice.answers("credentials", **changes)

    assert page.status == 422
    assert code in page.codes()
    assert supplier.received == []


def test_what_the_supplier_says_is_named_and_a_right_answer_passes_afterwards(
    alice: Administrator, supplier: ScriptedSupplier
) -> None:
    supplier.fails("supplier.timed_out", "no whole answer within 15 seconds")

    page = alice.answers("credentials")
    assert page.status == 422
    assert "supplier.timed_out" in page.codes()

    supplier.recovers()
    assert alice.answers("credentials").status == 303


def test_a_web_page_instead_of_cxml_is_named(alice: Administrator, supplier: ScriptedSupplier) -> None:
    supplier.react = lambda _url, _document: Answer(200, "text/html", b"<html><body>Shop</body></html>", 0.01)

    assert "supplier.not_cxml" in alice.answers("credentials").codes()


def test_a_refused_secret_is_kept_sealed_so_that_it_need_not_be_pasted_again(
    alice: Administrator, supplier: ScriptedSupplier, database: Database
) -> None:
    supplier.fails("supplier.connection_refused")
    page = alice.answers("credentials")
    assert SECRET not in page.text
    assert SECRET[-4:] in page.words

    supplier.recovers()
    assert alice.answers("credentials", shared_secret="").status == 303
    with database.read_only() as session:
        setup = session.get_one(Setup, alice.setup_id)
        assert setup.sealed_draft is None
        assert setup.sealed_secret is not None
        assert SECRET.encode() not in setup.sealed_secret


def test_the_stored_secret_is_never_shown_and_blank_keeps_it(alice: Administrator) -> None:
    alice.passes("credentials")

    page = alice.looks_at("credentials")
    assert SECRET not in page.text
    assert f"ends …{SECRET[-4:]}" in page.words
    assert alice.answers("credentials", shared_secret="").status == 303


def test_the_same_values_again_reopen_nothing_and_another_secret_does(
    alice: Administrator, clinic: int
) -> None:
    alice.passes("credentials")
    before = alice.looks_at("credentials").value("version")

    alice.passes("credentials")
    assert alice.looks_at("credentials").value("version") == before

    alice.answers("credentials", shared_secret="B" * 30)
    assert alice.looks_at("credentials").value("version") != before


def test_credentials_of_another_setup_are_refused(alice: Administrator, charlie: Administrator) -> None:
    alice.passes("credentials")
    charlie.starts_a_setup()
    charlie.walks_up_to("credentials")

    page = charlie.answers("credentials")

    assert "credentials.used_elsewhere" in page.codes()
    assert "Alpha" not in page.text


def test_an_identity_that_does_not_resemble_the_group_is_only_a_warning(alice: Administrator) -> None:
    assert alice.answers("credentials", from_identity="Zanzibar1234567890").status == 303

    found = {check["code"]: check for check in alice.step("credentials")["checks"]}
    assert found["credentials.identity_of_another_group"]["passed"] is False
    assert found["credentials.identity_of_another_group"]["severity"] == "warning"


def test_a_secret_in_the_identity_s_box_is_not_taken_for_another_group_s_identity(
    alice: Administrator,
) -> None:
    alice.answers("credentials", from_identity=SECRET, shared_secret=IDENTITY)

    failed = {check["code"] for check in alice.step("credentials")["checks"] if not check["passed"]}
    assert failed == {"credentials.swapped"}


def test_every_exchange_is_kept_without_its_secret(
    alice: Administrator, supplier: ScriptedSupplier, database: Database
) -> None:
    supplier.react = lambda _url, _document: cxml_answer(f"<cXML>{SECRET}</cXML>".encode())
    alice.answers("credentials")
    supplier.recovers()
    alice.passes("credentials")

    with database.read_only() as session:
        exchanges = session.query(Exchange).all()
        assert [exchange.kind for exchange in exchanges] == ["PunchOutSetupRequest"] * 2
        for exchange in exchanges:
            assert SECRET not in exchange.request + exchange.answer + exchange.seen
            assert exchange.request_bytes > 500


@given(text=st.text(max_size=400) | st.binary(max_size=400).map(lambda some: some.decode("latin-1")))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_paste_makes_the_page_fail(alice: Administrator, text: str) -> None:
    answer = alice.post(alice.at("credentials"), {"pasted": text, "version": "0"})
    assert answer.status == (400 if "\0" in text else 422)
