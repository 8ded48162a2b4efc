"""One setup on the desk: what the customer sees, without what must not be seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Blueprint, Flask
from lxml import html
from sqlalchemy.exc import OperationalError

from tests.administrator import SECRET, Page, Person
from tests.conftest import PersonMaker
from tests.pages.desk_data import counted, exchange, setup_at
from wizard.models import Location, Member, Setup
from wizard.models.guarding import NotTheDesks
from wizard.pages import close_session, session
from wizard.pages.review import look_only

LETTER = "<cXML><Request><Name>Dana &amp; Noor</Name></Request></cXML>"


@pytest.fixture
def robin(person: PersonMaker) -> Person:
    return person("robin@host.example", None, ["specialist"], "Robin Achterberg")


def read(element: html.HtmlElement) -> str:
    """Its words as they are read, each element apart from the next."""
    return " ".join(" ".join(element.itertext()).split())


def step(page: Page, slug: str) -> str:
    return read(page.tree.xpath("//details[@data-step=$slug]", slug=slug)[0])


def test_it_shows_the_steps_the_customer_took(alice, robin):
    alice.passes("group", "purchasing-system")
    page = robin.get(f"/review/{alice.setup_id}")
    assert "Alpha Clinics" in page.title
    assert "Name of the group PunchOut Purchasing" in step(page, "group")
    assert "Alice Archer" in step(page, "group")
    assert "United States" in step(page, "group")
    assert "Shared addresses are on Yes" in step(page, "group")
    states = {
        str(one.get("data-step")): one.get("data-state") for one in page.tree.xpath("//details[@data-state]")
    }
    assert states == {one["slug"]: one["state"] for one in alice.state["steps"]}


def test_it_shows_why_the_last_try_was_refused_and_who_can_mend_it(alice, robin):
    alice.answers("group", new_group=None)
    page = robin.get(f"/review/{alice.setup_id}/")
    assert "group.is_punch_in" in page.codes()
    assert "Last tried 2 March 2026, 09:00 UTC by Alice Archer" in step(page, "group")
    assert "Whoever administers Amazon Business can fix this." in step(page, "group")


def test_a_refused_try_after_a_pass_is_told_apart_from_what_still_counts(alice, robin, clock):
    alice.passes("group")
    clock.forward(hours=1)
    alice.answers("group", shared_addresses=None)
    shown = step(robin.get(f"/review/{alice.setup_id}"), "group")
    assert "Create the group Passed" in shown
    assert "The last try was refused." in shown
    assert "Shared addresses are on Yes" in shown


def test_the_shared_secret_is_said_to_be_set_and_never_shown(alice, robin, database):
    alice.passes("group", "purchasing-system", "credentials")
    page = robin.get(f"/review/{alice.setup_id}/")
    shown = step(page, "credentials")
    assert f"Set, ends …{SECRET[-4:]}, replaced 2 March 2026, 09:00 UTC by Alice Archer" in shown
    with database.read_only() as reading:
        digest = reading.get(Setup, alice.setup_id).record("credentials").answers["shared_secret"]
    assert SECRET not in page.text
    assert digest not in page.text


def test_a_secret_that_was_typed_and_not_proved_is_told_apart(alice, robin, supplier):
    alice.passes("group", "purchasing-system")
    supplier.fails("supplier.timed_out")
    alice.answers("credentials")
    page = robin.get(f"/review/{alice.setup_id}/")
    assert "supplier.timed_out" in page.codes()
    assert SECRET not in page.text


def test_its_state_is_the_same_as_the_customers(alice, robin):
    alice.passes("group")
    assert robin.get(f"/review/{alice.setup_id}/state.json").json == alice.state


@pytest.mark.usefixtures("clinic")
def test_it_shows_people_locations_and_what_happened(alice, robin, database):
    alice.passes("group")
    with database.transaction() as writing:
        writing.add(Member(setup_id=alice.setup_id, position=1, email="stranger@alpha.example"))
        writing.add(Location(organisation_id=1, name="Bare clinic"))
    words = read(robin.get(f"/review/{alice.setup_id}/").tree.xpath("//main")[0])
    assert "Can configure it Alice Archer (alice@alpha.example)" in words
    assert "stranger@alpha.example No account" in words
    assert "Seattle clinic Whole address" in words
    assert "Bare clinic Not whole" in words
    assert ", Alice Archer: “Create the group” passed." in words


def test_documents_are_listed_newest_first_a_page_at_a_time(robin, database, clock):
    with database.transaction() as writing:
        setup = setup_at(writing, "Northwind Clinics", "test-order", clock.at)
        other = setup_at(writing, "Other Ltd", "test-order", clock.at)
        for number in range(45):
            writing.add(exchange(setup, clock.at + timedelta(minutes=number // 2), kind=f"Kind{number}"))
            writing.add(exchange(other, clock.at, kind="Foreign"))
    page, seen = robin.get("/review/1/"), []
    for _ in range(3):
        seen += [
            str(cell.text_content())
            for cell in page.tree.xpath("//section[@aria-labelledby='exchanges']//td[2]")
        ]
        following = page.tree.xpath("//section[@aria-labelledby='exchanges']//a[@rel='next']/@href")
        page = robin.get(following[0].split("#")[0]) if following else page
    assert seen == [f"Sent: Kind{number}" for number in reversed(range(45))]
    assert robin.get("/review/1/?before=tomorrow").status == 200
    assert robin.get("/review/1/?before=99999999999999999999").status == 200


def test_a_document_is_shown_line_by_line_with_what_became_of_it(alice, robin, supplier):
    alice.passes("group", "purchasing-system")
    supplier.fails("supplier.connection_refused", "127.0.0.1 port 9")
    alice.answers("credentials")
    page = robin.get(f"/review/{alice.setup_id}/exchanges/1")
    assert page.codes() == {"supplier.connection_refused"}
    assert "127.0.0.1 port 9" in page.words
    assert "No document came back." in page.words
    lines = [str(line.text_content()).rstrip("\n") for line in page.tree.xpath("//pre[@id='request']/span")]
    assert "      <SharedSecret>••••</SharedSecret>" in [f"      {line.strip()}" for line in lines]
    assert len(lines) > 20
    assert SECRET not in page.text
    assert page.tree.xpath("//button[@data-copy='request']")


def test_a_document_of_a_stranger_is_text_and_nothing_else(robin, database, clock):
    with database.transaction() as writing:
        setup = setup_at(writing, "Northwind Clinics", "test-order", clock.at)
        writing.add(exchange(setup, clock.at, request=LETTER, answer="<html><script>alert(1)</script>"))
        writing.add(exchange(setup, clock.at, outcome="order.nobody_knows", answer="not XML at all"))
    page = robin.get("/review/1/exchanges/1")
    assert "<Name>Dana &amp; Noor</Name>" in page.tree.xpath("string(//pre[@id='request'])")
    assert not page.tree.xpath("//pre//script")
    assert "“order.nobody_knows”" in robin.get("/review/1/exchanges/2").words


def test_a_very_long_document_is_cut_and_says_so(robin, database, clock):
    with database.transaction() as writing:
        setup = setup_at(writing, "Northwind Clinics", "test-order", clock.at)
        writing.add(exchange(setup, clock.at, request=f"<cXML>{'<ItemOut/>' * 5000}</cXML>"))
    page = robin.get("/review/1/exchanges/1")
    assert "The first 2,000 of 5,002 lines." in page.words
    assert len(page.tree.xpath("//pre[@id='request']/span")) == 2000


@pytest.mark.parametrize("address", ["3/", "3/state.json", "3/bundle.zip", "3/exchanges/1", "1/exchanges/1"])
def test_what_is_not_there_is_not_found(robin, database, clock, address):
    with database.transaction() as writing:
        setup_at(writing, "Northwind Clinics", "group", clock.at)
        writing.add(exchange(setup_at(writing, "Other Ltd", "group", clock.at), clock.at))
    assert robin.get(f"/review/{address}").status == 404
    assert robin.get("/review/2/exchanges/1").status == 200


@pytest.mark.parametrize("address", [f"{10**20}/", f"{2**31}/", f"1/exchanges/{10**20}"])
def test_a_number_no_database_knows_is_not_found(robin, address):
    assert robin.get(f"/review/{address}").status == 404


def test_a_long_setup_asks_the_database_no_more_than_a_short_one(robin, database, clock):
    with database.transaction() as writing:
        setup = setup_at(writing, "Northwind Clinics", "test-order", clock.at)

    def statements() -> int:
        with counted(database) as sent:
            assert robin.get("/review/1/").status == 200
        return len(sent)

    robin.get("/review/1/")
    few = statements()
    with database.transaction() as writing:
        for number in range(30):
            writing.add(Member(setup_id=setup.id, position=number, email=f"p{number}@northwind.example"))
            writing.add(Location(organisation_id=setup.organisation_id, name=f"Clinic {number}"))
            writing.add(exchange(setup, clock.at))
    assert statements() == few


@pytest.mark.parametrize(
    ("method", "refusal"), [("GET", (OperationalError, "readonly")), ("POST", (NotTheDesks, "organisation"))]
)
def test_whatever_the_method_the_database_takes_nothing_from_the_desk_that_is_the_customers(
    app, method, refusal
):
    desk = Blueprint("another_desk", __name__)
    desk.before_request(look_only)

    @desk.route("/scribble", methods=["GET", "POST"])
    def scribble() -> str:
        setup_at(session(), "Intruder Ltd", "group", app.extensions["wizard"].now())
        return "written"

    small = Flask("small")
    small.extensions["wizard"] = app.extensions["wizard"]
    small.register_blueprint(desk)
    small.teardown_request(close_session)
    small.testing = True
    with pytest.raises(refusal[0], match=refusal[1]):
        small.test_client().open("/scribble", method=method)
