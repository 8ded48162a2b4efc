"""What a specialist may do: look with a reason, write notes, work on it, run checks once more. Never answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.administrator import Administrator, Page, Person, Specialist
from tests.conftest import PersonMaker
from tests.fakes import FixedClock, ScriptedSupplier
from wizard.models import DeskEntry, Note
from wizard.models.database import Database


@pytest.fixture
def robin(person: PersonMaker) -> Specialist:
    return person("robin@host.example", None, ["specialist"], "Robin Achterberg")  # type: ignore[no-any-return]


@pytest.fixture
def sam(person: PersonMaker) -> Specialist:
    return person("sam@host.example", None, ["specialist"], "Sam Sorel")  # type: ignore[no-any-return]


def acts(robin: Person, alice: Administrator, action: str, **typed: object) -> Page:
    """Press a button of the desk; the page that follows."""
    answer = robin.post(f"/review/{alice.setup_id}", {"action": action, **typed})
    return robin.get(answer.location) if answer.status == 303 else answer


def happened(alice: Administrator) -> str:
    return alice.get(f"{alice.setup}/timeline").words


@pytest.mark.parametrize("page", ["", "/", "/state.json", "/evidence", "/timeline", "/bundle.zip"])
def test_nothing_of_a_setup_is_seen_before_saying_why(alice, robin, page):
    first = Person.get(robin, f"/review/{alice.setup_id}{page}")
    if first.status == 303:
        first = Person.get(robin, first.location)
    assert "Say why you open this setup" in first.words
    assert "PunchOut Purchasing" not in first.text


def test_the_reason_is_asked_once_a_day_for_each_customer_and_told_to_the_customer(alice, robin, clock):
    refused = robin.opens(alice.setup_id, " ")
    assert refused.status == 422
    assert "Say it in a few words" in refused.words
    assert robin.opens(alice.setup_id, "The credentials were refused").status == 303
    alice.starts_a_setup()
    for number in (alice.setup_id - 1, alice.setup_id):
        assert "You see what the customer sees" in Person.get(robin, f"/review/{number}").words
    assert (
        "Robin Achterberg: Opened the setup. Reason: The credentials were refused"
        in alice.get(f"/setup/{alice.setup_id - 1}/timeline").words
    )
    clock.forward(hours=24)
    assert "Say why you open this setup" in Person.get(robin, f"/review/{alice.setup_id}").words


def test_after_the_reason_she_is_where_she_wanted_to_be(alice, robin):
    asked = Person.get(robin, f"/review/{alice.setup_id}/evidence")
    form = Person.get(robin, asked.location).fields("//form[@id='reason-form']")
    assert form["then"] == f"/review/{alice.setup_id}/evidence"
    assert robin.post(
        f"/review/{alice.setup_id}", {**form, "reason": "Ticket 4711", "action": "visit"}
    ).location == (f"/review/{alice.setup_id}/evidence")


@pytest.mark.parametrize(
    "then", ["https://evil.example/", "//evil.example", "/setup/1/", "/review/2/evidence"]
)
def test_the_reason_leads_nowhere_else(alice, robin, then):
    typed = {"action": "visit", "reason": "Ticket 4711", "then": then}
    assert robin.post(f"/review/{alice.setup_id}", typed).location == f"/review/{alice.setup_id}"


def test_a_note_for_specialists_is_never_seen_by_the_customer(alice, robin, sam):
    robin.opens(alice.setup_id)
    page = acts(robin, alice, "note", slug="group", readers="internal", text="Calls back on Friday.")
    assert "Calls back on Friday." in page.words
    assert "Calls back on Friday." in sam.get(f"/review/{alice.setup_id}").words
    for path in ("/", "/group", "/timeline", "/evidence", "/state.json"):
        assert "Friday" not in alice.get(alice.setup + path).text


def test_a_word_for_the_customer_stands_at_the_step(alice, robin):
    robin.opens(alice.setup_id)
    acts(
        robin,
        alice,
        "note",
        slug="group",
        readers="shown",
        text="Choose a <b>new</b> group.\nNot the old one.",
    )
    for path in ("/", "/group"):
        assert "Robin Achterberg" in alice.get(alice.setup + path).words
    shown = alice.looks_at("group")
    assert "Choose a <b>new</b> group." in shown.words
    assert "Wrote to you about “Create the group”" in happened(alice)
    acts(robin, alice, "withdraw", note=1)
    assert "Choose a" not in alice.looks_at("group").words
    assert "Took back a word about “Create the group”." in happened(alice)


def test_whoever_is_asked_to_look_again_passes_the_step_or_says_that_it_is_right(alice, robin, clock):
    alice.passes("group", "purchasing-system")
    robin.opens(alice.setup_id)
    for slug in ("group", "purchasing-system"):
        acts(robin, alice, "note", slug=slug, readers="asks", text="Is this really so?")
    assert alice.looks_at("group").words.count("asks you to look at this step again") == 1
    assert alice.stands("group") == "passed"
    clock.forward(minutes=5)
    alice.passes("group")
    assert "asks you to look" not in alice.looks_at("group").words
    assert alice.post(f"{alice.setup}/notes/2").location == alice.at("purchasing-system")
    assert "asks you to look" not in alice.looks_at("purchasing-system").words
    assert "Looked at “Set the purchasing system” again: it is right as it is." in happened(alice)
    assert robin.get(f"/review/{alice.setup_id}").words.count("Settled") == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"readers": "asks", "slug": ""}, "Choose the step that the customer shall look at again."),
        ({"text": "  "}, "Write something first."),
        ({"text": "x" * 2001}, "too long"),
        ({"slug": "nowhere"}, ""),
        ({"readers": "everybody"}, ""),
    ],
)  # fmt: skip
def test_a_note_that_cannot_be_kept_is_shown_again_as_typed(alice, robin, database, typed, said):
    robin.opens(alice.setup_id)
    whole = {"slug": "group", "readers": "shown", "text": "Half a thought", **typed}
    page = acts(robin, alice, "note", **whole)
    assert page.status == 422
    assert said in page.words
    assert page.title.startswith("Error: ")
    with database.read_only() as session:
        assert session.scalars(select(Note)).all() == []


def test_only_her_own_note_can_be_taken_back(alice, robin, sam):
    robin.opens(alice.setup_id)
    acts(robin, alice, "note", slug="", readers="shown", text="Hello.")
    sam.opens(alice.setup_id)
    assert sam.post(f"/review/{alice.setup_id}", {"action": "withdraw", "note": 1}).status == 404
    assert robin.post(f"/review/{alice.setup_id}", {"action": "withdraw", "note": 99}).status == 404
    assert "Hello." in alice.get(f"{alice.setup}/").words


def test_whoever_works_on_it_stands_in_the_list(alice, robin, sam):
    robin.opens(alice.setup_id)
    assert "You work on it." in acts(robin, alice, "assign").words
    assert "Alpha Clinics" in robin.get("/review/?who=mine").words
    assert "No setup fits this." in sam.get("/review/?who=mine").words
    assert "Robin Achterberg works on it." in sam.get(f"/review/{alice.setup_id}").words
    acts(sam, alice, "assign")
    assert "Sam Sorel works on it." in robin.get(f"/review/{alice.setup_id}").words
    acts(sam, alice, "release")
    assert "Nobody works on it." in robin.get(f"/review/{alice.setup_id}").words
    assert "Robin Achterberg: Works on it from now on." in happened(alice)


def test_what_changed_since_she_last_looked(alice, robin, clock):
    alice.passes("group")
    robin.opens(alice.setup_id)
    assert "not marked this setup as seen yet" in robin.get(f"/review/{alice.setup_id}").words
    last = robin.get(f"/review/{alice.setup_id}").tree.xpath("//input[@name='number']/@value")[0]
    assert "Nothing new since you last looked" in acts(robin, alice, "seen", number=last).words
    clock.forward(minutes=5)
    alice.answers("purchasing-system", purchasing_system="Precoro-US")
    page = robin.get(f"/review/{alice.setup_id}")
    changed = " ".join(page.tree.xpath("//section[@aria-labelledby='changed']")[0].text_content().split())
    assert "“Set the purchasing system” was tried and did not pass." in changed
    assert "purchasing_system.wrong_name" in changed
    assert "Create the group" not in changed


def test_a_check_run_again_is_recorded_and_shown_to_the_customer(
    alice: Administrator, robin: Specialist, supplier: ScriptedSupplier, clock: FixedClock
) -> None:
    alice.passes("group", "purchasing-system", "credentials")
    before = alice.state
    robin.opens(alice.setup_id)
    supplier.fails("supplier.bad_credentials")
    clock.forward(minutes=5)
    page = acts(robin, alice, "rerun", slug="credentials")
    assert "did not pass. The timeline says which." in page.words
    assert "supplier.bad_credentials" in page.codes()
    assert "Ran the checks of “Paste the credentials” again" in happened(alice)
    assert "supplier.bad_credentials" in alice.get(f"{alice.setup}/timeline").codes()
    assert alice.state == before
    assert "Sent: PunchOutSetupRequest" in page.words


def test_every_check_can_be_run_again_at_once(alice, robin):
    robin.opens(alice.setup_id)
    assert "nothing a machine could check" in acts(robin, alice, "rerun").words
    assert "Ran every check again: a machine can check nothing here yet." in happened(alice)
    alice.passes("group", "purchasing-system", "credentials")
    assert "checks passed." in acts(robin, alice, "rerun").words
    assert robin.post(f"/review/{alice.setup_id}", {"action": "rerun", "slug": "nowhere"}).status == 400
    assert robin.post(f"/review/{alice.setup_id}", {"action": "dance"}).status == 400


def test_the_desk_is_no_sign_of_life_of_the_customer(alice, robin, database: Database, clock: FixedClock):
    clock.forward(hours=5)
    robin.opens(alice.setup_id)
    acts(robin, alice, "note", slug="", readers="shown", text="Are you there?")
    with database.read_only() as session:
        assert session.get_one(DeskEntry, alice.setup_id).seen == clock.at - timedelta(hours=5)


def test_documents_are_searched_and_narrowed_down(alice, robin):
    alice.passes("group", "purchasing-system", "credentials")
    robin.opens(alice.setup_id)
    here = f"/review/{alice.setup_id}"
    assert "Sent: PunchOutSetupRequest" in robin.get(f"{here}?holds=alice@alpha.example").words
    for asked in ("holds=nobody@alpha.example", "holds=%25", "kind=OrderRequest", "outcome=supplier.refused"):
        assert "Nothing like this is kept." in robin.get(f"{here}?{asked}").words


def test_a_timeline_that_was_tampered_with_says_so(alice, robin, database):
    alice.passes("group")
    assert "The timeline is whole." in happened(alice)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER setup_event_no_update")
        connection.exec_driver_sql("UPDATE setup_event SET who = 'Nobody' WHERE number = 2")
    assert "The timeline was tampered with." in happened(alice)
    assert "The timeline was tampered with." in robin.get(f"/review/{alice.setup_id}/timeline").words
