"""The table of failures: whole, sayable, and true to the contract of codes."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from wizard.failures import FAILURES, SEVERITIES, WHO
from wizard.ladder import Check
from wizard.steps import BY_SLUG

CONTRACT = tuple(
    """
group.name_missing group.is_punch_in group.shared_payment_methods_off group.shared_addresses_off group.name_taken
purchasing_system.wrong_name purchasing_system.wrong_group
credentials.missing credentials.cleaned credentials.swapped credentials.order_url_is_generic
credentials.order_url_unknown_shape credentials.punchout_url_unknown_shape credentials.marketplace_mismatch
credentials.not_https credentials.host_not_allowed credentials.used_elsewhere credentials.identity_of_another_group
supplier.name_not_found supplier.connection_refused supplier.tls_failed supplier.timed_out supplier.redirected
supplier.answer_too_large supplier.not_cxml supplier.malformed_cxml supplier.hostile_xml supplier.bad_credentials
supplier.missing_data supplier.not_permitted supplier.refused supplier.trouble supplier.no_start_page
supplier.start_page_not_allowed
ordering.purchaser_lacks_role ordering.purchaser_inactive ordering.supplier_missing
locations.none locations.incomplete locations.postal_code_invalid locations.state_invalid locations.phone_missing
locations.phone_invalid locations.inactive maps.no_key maps.key_refused maps.over_quota maps.unreachable
address_book.missing address_book.differs payment.none payment.no_default
people.none people.not_a_host_user people.email_differs people.lacks_punchout_buyer people.holds_requisitioner
people.lacks_requisitioner people.invitation_pending people.cannot_punch_out
order.cart_never_returned order.cart_unknown_session order.cart_expired order.cart_replayed order.cart_empty
order.auxiliary_id_missing order.bad_amount order.mixed_currency order.total_differs order.not_confirmed
order.not_approved order.refused order.outcome_unknown order.cart_too_old
go_live.name_differs go_live.orders_in_flight go_live.mode_mismatch
""".split()  # noqa: SIM905 - a table reads better than a list of quotes
)


@pytest.mark.parametrize("code", CONTRACT)
def test_every_code_others_rely_on_has_its_row(code: str) -> None:
    assert code in FAILURES


@pytest.mark.parametrize("code", sorted(FAILURES))
def test_every_row_is_whole(code: str) -> None:
    row = FAILURES[code]

    assert row.severity in SEVERITIES
    assert row.who in WHO
    assert row.step == "" or row.step in BY_SLUG
    assert row.failed.endswith((".", "}"))
    assert row.passed.endswith((".", "}"))
    assert row.severity == "info" or row.fix or code in {"supplier.answered"}


@pytest.mark.parametrize("code", sorted(FAILURES))
def test_every_row_can_be_said_with_its_facts(code: str) -> None:
    row = FAILURES[code]
    words = " ".join((row.passed, row.failed, row.fix))
    facts = {name: name.upper() for _, name, _, _ in string.Formatter().parse(words) if name}
    facts.pop("code", None)

    for passed in (True, False):
        check = Check.of(code, passed, **facts)
        assert "{" not in check.sentence + check.fix
        assert check.blocks is (not passed and row.severity == "error")


def test_maps_trouble_never_blocks() -> None:
    assert {row.severity for code, row in FAILURES.items() if code.startswith("maps.")} == {"warning"}


def test_every_code_is_met_by_a_test_of_behaviour() -> None:
    """A new row fails here until a test meets its code on a page or in an answer."""
    here, listing = Path(__file__), "test_help.py"
    tests = [file for file in here.parent.rglob("*.py") if file != here and file.name != listing]
    met = "".join(file.read_text(encoding="utf-8") for file in tests)
    symptoms = (here.parent / "pages" / listing).read_text(encoding="utf-8")
    unmet = [
        code for code in FAILURES if f'"{code}"' not in (symptoms if code.startswith("symptom.") else met)
    ]
    assert unmet == []
