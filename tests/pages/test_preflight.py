"""The pre-flight as the administrator sees it: start, progress, answers in words, and what they prove."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.administrator import SECRET, Administrator, Page
from tests.fakes import ScriptedSupplier, shop_opens
from tests.pages.flying import Work, listed, rita, rita_refused, works
from wizard.cxml.envelope import open_envelope
from wizard.cxml.setup import read_setup_request
from wizard.failures import FAILURES
from wizard.ladder import Around
from wizard.models import PreflightResult, Setup, User
from wizard.models.database import Database
from wizard.outside import Answer
from wizard.profiles import supplier_profile
from wizard.steps import BY_SLUG
from wizard.steps.punching_out import answer_of

__all__ = ["listed", "rita", "rita_refused", "works"]

BY_A_CALL = (
    *(code for code in FAILURES if code.startswith("supplier.")),
    "credentials.not_https",
    "credentials.host_not_allowed",
    "credentials.missing",
    "credentials.secret_lost",
)


def asked_as(supplier: ScriptedSupplier) -> list[str]:
    return [read_setup_request(open_envelope(document)).person.email for _, document in supplier.received]


def buttons(page: Page) -> list[str]:
    return [" ".join(button.text_content().split()) for button in page.tree.xpath("//main//button")]


def test_it_is_locked_until_the_people_are_checked(
    alice: Administrator, clinic: int, supplier: ScriptedSupplier, works: Work
) -> None:
    alice.walks_up_to("people")
    supplier.received.clear()
    page = alice.get(alice.at("preflight"))
    assert "Locked. Opens after “Add the people” has passed." in page.words
    assert buttons(page) == []
    assert alice.post(alice.at("preflight")).location == alice.at("preflight")
    works()
    assert supplier.received == []


def test_it_says_before_the_first_question_what_an_answer_proves_and_what_not(
    alice: Administrator, listed: str
) -> None:
    page = alice.get(listed)
    assert "It proves that Amazon Business knows your credentials and took this e-mail address." in page.words
    assert "It does not prove that the person is in the group" in page.words
    assert "Amazon Business shows that only in its shop." in page.words
    assert buttons(page) == ["Ask for 2 people and 1 address"]


def test_everybody_is_asked_as_after_leaving_the_page(
    alice: Administrator, listed: str, rita: str, supplier: ScriptedSupplier, works: Work
) -> None:
    assert alice.post(listed).location == listed
    waiting = alice.get(listed)
    assert "0 of 3. Waiting for its turn…" in waiting.words
    assert waiting.tree.xpath("//main//a[normalize-space()='Refresh']/@href") == [listed]
    assert waiting.tree.xpath("//head/noscript/meta[@http-equiv='refresh']")
    works()
    assert asked_as(supplier) == [alice.email, rita, alice.email]
    over = alice.get(listed)
    assert "Taken: 2 people and 1 address" in over.words
    assert not over.tree.xpath("//meta[@http-equiv='refresh'] | //*[@data-running]")
    assert buttons(over) == ["Ask again for 2 people and 1 address"]


def test_progress_names_who_is_being_asked(
    alice: Administrator, listed: str, supplier: ScriptedSupplier, works: Work
) -> None:
    seen = []

    def look(url: str, document: bytes) -> Answer:
        seen.append(" ".join(alice.get(listed).tree.get_element_by_id("progress").text_content().split()))
        return shop_opens(url, document)

    supplier.react = look
    alice.post(listed)
    works()
    assert seen == ["0 of 3: Alice Archer…", "1 of 3: Rita Vance…", "2 of 3: Seattle clinic…"]


@pytest.mark.usefixtures("rita_refused")
def test_who_is_refused_is_named_with_code_cause_and_fix(
    alice: Administrator, listed: str, works: Work
) -> None:
    alice.post(listed)
    works()
    page = alice.get(listed)
    (refused,) = page.tree.xpath("//li[@data-code='supplier.not_permitted']")
    words = " ".join(refused.text_content().split())
    assert "Rita Vance rita@alpha.example" in words
    assert "The user is not a member of the group" in words
    assert "What to do: Check in Amazon that the purchasing system is set in PunchOut Purchasing" in words
    assert "Whoever administers Amazon Business can fix this." in words
    assert "Everybody met the same answer" not in page.words
    assert buttons(page) == [
        "Ask for the 1 person not taken yet",
        "Ask again for 2 people and 1 address",
    ]


@pytest.mark.usefixtures("rita_refused")
def test_who_is_refused_is_named_where_people_are_listed_until_a_good_answer(
    alice: Administrator, listed: str, rita: str, supplier: ScriptedSupplier, works: Work
) -> None:
    alice.passes("general-group")
    alice.post(listed)
    works()
    for slug in ("people", "test-order"):
        page = alice.looks_at(slug)
        assert {"people.cannot_punch_out", "supplier.not_permitted"} <= page.codes(), slug
        assert (
            f"{rita} cannot punch out: Status 403 failure: The user is not a member of the group."
            in page.words
        )
    assert alice.stands("people") == "passed"
    supplier.recovers()
    supplier.received.clear()
    alice.post(listed, {"action": "rest"})
    works()
    assert asked_as(supplier) == [rita]
    for slug in ("people", "test-order"):
        assert "people.cannot_punch_out" not in alice.looks_at(slug).codes(), slug


@pytest.mark.usefixtures("rita_refused")
def test_a_good_answer_is_evidence_for_that_person_alone(
    alice: Administrator, listed: str, works: Work
) -> None:
    alice.post(listed)
    works()
    proved = alice.looks_at("people").tree.xpath("//td//*[@data-evidence='proved']")
    assert [" ".join(one.text_content().split()) for one in proved] == [
        "Proved Amazon Business took Alice’s e-mail address on 2 March 2026, 09:00 UTC."
    ]


@pytest.mark.usefixtures("rita_refused")
def test_the_check_of_every_machine_fact_tells_it_too(
    app: Flask, alice: Administrator, listed: str, rita: str, works: Work, database: Database
) -> None:
    alice.post(listed)
    works()
    with app.test_request_context(), database.read_only() as session:
        setup = session.get_one(Setup, alice.setup_id)
        around = Around(
            session.get_one(User, 1), supplier_profile("amazon_business"), app.extensions["wizard"], session
        )
        answers = setup.record("people").answers  # type: ignore[union-attr]
        found = [
            (check.passed, check.severity, check.evidence, check.sentence, bool(check.exchange))
            for check in BY_SLUG["people"].machine(answers, setup, around)
            if check.code == "people.cannot_punch_out"
        ]
    assert found == [
        (True, "warning", "proved", f"Amazon Business took {alice.email} on 2 March 2026.", True),
        (
            False,
            "warning",
            "proved",
            f"{rita} cannot punch out: Status 403 failure: The user is not a member of the group.",
            True,
        ),
    ]


def test_the_steps_lead_to_it(alice: Administrator, listed: str) -> None:
    alice.passes("general-group")
    for slug in ("people", "test-order"):
        assert listed in alice.looks_at(slug).tree.xpath("//main//a/@href"), slug


def test_the_test_order_says_how_far_it_is(alice: Administrator, listed: str, works: Work) -> None:
    alice.passes("general-group")
    assert "Do others shop too?" in alice.looks_at("test-order").words
    alice.post(listed)
    assert "The pre-flight is running." in alice.looks_at("test-order").words
    works()
    assert "Amazon Business took 2 of 2 people." in alice.looks_at("test-order").words


def test_trouble_of_the_connection_is_not_blamed_on_people(
    alice: Administrator, listed: str, supplier: ScriptedSupplier, works: Work
) -> None:
    supplier.fails("supplier.timed_out", "nothing for 15 seconds")
    alice.post(listed)
    works()
    page = alice.get(listed)
    assert buttons(page) == ["Ask again for 2 people and 1 address"]
    assert "Everybody met the same answer. So this is about the connection" in page.words
    assert "Not taken: 2 people and 1 address" in page.words
    supplier.recovers()
    alice.post(listed, {"action": "rest"})
    works()
    assert "Taken: 2 people and 1 address" in alice.get(listed).words


def test_somebody_new_on_the_list_is_not_asked_as_yet(
    alice: Administrator, listed: str, rita: str, person, works: Work
) -> None:
    alice.post(listed)
    works()
    noor = person("noor@alpha.example", "Alpha Clinics", ["create_requisition"], "Noor Haddad").email
    both = dict.fromkeys(("punchout_buyer_2", "punchout_buyer_3"), "y")
    alice.answers("people", people=f"{alice.email}\n{rita}\n{noor}", **both)
    page = alice.get(listed)
    assert "Not asked yet: 1 person Noor Haddad." in page.words
    assert buttons(page)[0] == "Ask for the 1 person not taken yet"


def test_two_presses_ask_once(
    alice: Administrator, listed: str, supplier: ScriptedSupplier, works: Work
) -> None:
    alice.post(listed)
    assert alice.post(listed).status == 303
    works()
    assert len(supplier.received) == 3


def test_stopping_keeps_what_was_answered(
    alice: Administrator, listed: str, supplier: ScriptedSupplier, works: Work
) -> None:
    def stop(url: str, document: bytes) -> Answer:
        assert alice.post(listed, {"action": "stop"}).status == 303
        return shop_opens(url, document)

    supplier.react = stop
    alice.post(listed)
    works()
    page = alice.get(listed)
    assert len(supplier.received) == 1
    assert "Taken: 1 person" in page.words
    assert "Not asked yet: 1 person and 1 address" in page.words


def test_an_unknown_wish_is_refused(alice: Administrator, listed: str) -> None:
    assert alice.post(listed, {"action": "nonsense"}).status == 400
    assert alice.post(listed, {"action": "stop"}).status == 303


@pytest.mark.usefixtures("rita_refused")
def test_both_documents_of_an_answer_can_be_read_without_secrets(
    alice: Administrator, listed: str, works: Work
) -> None:
    alice.post(listed)
    works()
    (link,) = alice.get(listed).tree.xpath("//li[@data-code='supplier.not_permitted']//a/@href")
    page = alice.get(link)
    assert "rita@alpha.example" in page.words
    assert "The user is not a member of the group." in page.words
    assert SECRET not in page.text


def test_another_organisation_can_neither_see_nor_start_it(
    listed: str, charlie: Administrator, supplier: ScriptedSupplier, works: Work
) -> None:
    assert charlie.get(listed).status == 404
    assert charlie.post(listed).status == 404
    works()
    assert supplier.received == []


@pytest.mark.parametrize("code", BY_A_CALL)
def test_every_answer_a_call_may_bring_has_words(
    app: Flask, alice: Administrator, database: Database, code: str
) -> None:
    result = PreflightResult(code=code, seen="as seen", email=alice.email, cxml_status=None)
    with app.test_request_context(), database.read_only() as session:
        setup = session.get_one(Setup, alice.setup_id)
        around = Around(
            session.get_one(User, 1), supplier_profile("amazon_business"), app.extensions["wizard"], session
        )
        check = answer_of(result, setup, around)
    assert (check.code, check.passed) == (code, False)
    assert check.sentence
    assert "{" not in check.sentence + check.fix
