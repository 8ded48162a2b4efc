"""Asking for a visit to the shop: who asks, where, and what is kept of it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.fakes import START_PAGE
from tests.procurement.clinic import SECRET, Clinic
from wizard.cxml.envelope import open_envelope
from wizard.cxml.setup import read_setup_request
from wizard.models import ACTIVE, TEST, Exchange, ShoppingSession
from wizard.procurement.shopping import Connection, hashed, punchout_url, try_setup_request
from wizard.procurement.verdict import Verdict
from wizard.profiles import supplier_profile

AMAZON = supplier_profile("amazon_business")


def prove(clinic: Clinic, mode: str | None = None, connection: Connection | None = None) -> Verdict:
    return try_setup_request(
        clinic.session,
        clinic.outside,
        clinic.settings,
        clinic.sealer,
        clinic.setup,
        clinic.rita,
        mode=mode,
        connection=connection,
    )


def test_proving_the_credentials_begins_no_visit_but_keeps_the_exchange(clinic: Clinic) -> None:
    verdict = prove(clinic)
    assert (verdict.ok, verdict.start_page) == (True, START_PAGE)
    assert clinic.session.scalar(select(func.count()).select_from(ShoppingSession)) == 0
    kept = clinic.session.scalars(select(Exchange)).one()
    assert (kept.kind, kept.outcome, kept.user_id) == ("PunchOutSetupRequest", "ok", clinic.rita.id)


def test_nothing_kept_holds_the_secret_or_the_token(clinic: Clinic) -> None:
    visit = clinic.visits()
    kept = clinic.session.scalars(select(Exchange)).one()
    everything = " ".join(str(getattr(kept, column.key)) for column in Exchange.__table__.columns)
    assert SECRET not in everything
    assert visit.token not in everything


def test_no_transaction_is_open_while_we_wait_for_the_supplier(clinic: Clinic) -> None:
    open_while_asking = []
    answer = clinic.supplier.react

    def look(url: str, document: bytes):  # type: ignore[no-untyped-def]
        open_while_asking.append(clinic.session.in_transaction())
        return answer(url, document)

    clinic.supplier.react = look
    prove(clinic)
    clinic.visits()
    assert open_while_asking == [False, False]


def test_credentials_that_are_not_kept_yet_can_be_proved(clinic: Clinic) -> None:
    typed = Connection("Other1234567890", "T" * 30, "http://127.0.0.1:9/other/punchout")
    assert prove(clinic, connection=typed).ok
    url, document = clinic.supplier.received[-1]
    sender = open_envelope(document).sender[0]
    assert (url, sender.identity, sender.secret) == (typed.punchout_url, "Other1234567890", "T" * 30)


@pytest.mark.parametrize(
    ("mode", "url", "deployment"),
    [
        (TEST, "http://127.0.0.1:9/punchout/test", "test"),
        (ACTIVE, "http://127.0.0.1:9/punchout", "production"),
    ],
)
def test_the_mode_shows_in_the_address_and_in_the_document(
    clinic: Clinic, mode: str, url: str, deployment: str
) -> None:
    prove(clinic, mode=mode)
    called, document = clinic.supplier.received[-1]
    assert (called, open_envelope(document).mode) == (url, deployment)


def test_an_address_without_the_test_ending_is_used_as_pasted() -> None:
    assert punchout_url("https://x.example/punchout", TEST, AMAZON) == "https://x.example/punchout"
    assert punchout_url("https://x.example/punchout", ACTIVE, AMAZON) == "https://x.example/punchout"


def test_a_secret_nobody_can_open_any_more_is_named(clinic: Clinic) -> None:
    clinic.setup.sealed_secret = b"sealed under a key that is lost"
    assert prove(clinic).code == "credentials.secret_lost"
    assert clinic.supplier.received == []


def test_each_visit_has_a_token_and_a_cookie_of_its_own(clinic: Clinic) -> None:
    first, second = clinic.visits(), clinic.visits()
    assert len({first.token, second.token, first.cookie, second.cookie}) == 4
    assert len(first.token) >= 43
    with clinic.database.read_only() as session:
        hashes = session.scalars(select(ShoppingSession.token_hash).order_by(ShoppingSession.id)).all()
    assert hashes == [hashed(first.token), hashed(second.token)]


def test_a_location_without_a_whole_address_is_left_out_of_the_request(clinic: Clinic) -> None:
    clinic.location.street1 = ""
    clinic.session.commit()
    clinic.visits(location=clinic.location)
    assert read_setup_request(open_envelope(clinic.supplier.received[-1][1])).ship_to is None
