"""What a setup rests on: told, read or proved, and what going live would still take on trust."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from lxml import html

from tests.administrator import GROUP, SECRET, Administrator, Page
from tests.conftest import PersonMaker
from tests.fakes import FixedClock, ScriptedSupplier
from tests.pages.buying import brings_a_cart, places_the_test_order, takes_orders
from tests.pages.desk_data import exchange
from wizard.models import Location, Setup
from wizard.models.database import Database


def words(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def heading(page: Page) -> str:
    return str(page.tree.find(".//h1").text_content())


def claims(page: Page, slug: str) -> dict[str, str]:
    """Per claim of the step: how we know it, when and by whom."""
    rows = page.tree.xpath("//section[@data-step=$slug]//tbody/tr", slug=slug)
    return {words(row[0]): f"{words(row[1])} | {words(row[2])}" for row in rows}


def trust(page: Page) -> str:
    return words(page.tree.xpath("//section[@aria-labelledby='trust']")[0])


def modes(page: Page) -> dict[str, str]:
    rows = page.tree.xpath("//section[@aria-labelledby='modes']//tbody/tr")
    return {words(row[0]): words(row[1]) for row in rows}


def counts(page: Page) -> dict[str, int]:
    pairs = page.tree.xpath("//dl[contains(@class, 'ways')]/div")
    return {words(pair.find("dt")): int(pair.findtext("dd/b")) for pair in pairs}


def evidence(alice: Administrator) -> Page:
    return alice.get(f"{alice.setup}/evidence")


@pytest.fixture
def tested(
    alice: Administrator, clinic: int, app: Flask, supplier: ScriptedSupplier, clock: FixedClock
) -> Administrator:
    """Alice's test order was accepted and its step has passed."""
    alice.walks_up_to("test-order")
    clock.forward(hours=2)
    places_the_test_order(alice, app, supplier, clock)
    alice.passes("test-order")
    return alice


def test_at_first_nothing_is_claimed(alice: Administrator) -> None:
    page = evidence(alice)

    assert "Nothing was claimed yet." in trust(page)
    assert set(counts(page).values()) == {0}
    assert claims(page, "group") == {}


def test_what_was_told_says_when_by_whom_and_what_could_prove_it(alice: Administrator) -> None:
    alice.passes("group")
    page = evidence(alice)

    told = claims(page, "group")["Shared addresses are on."]
    assert told.startswith("Told")
    assert "Could be proved by: A test order that the supplier accepts." in told
    assert told.endswith("| 2 Mar, 09:00 UTC Alice Archer")
    assert claims(page, "group")["No other setup of yours uses this group."].startswith("Seen")
    assert "Shared addresses are on." in trust(page)
    assert "No other setup of yours" not in trust(page)
    assert counts(page) == {"Proved": 0, "Read": 0, "Seen": 1, "Told": 4}
    step = {
        code: words(item)
        for item in alice.looks_at("group").tree.xpath("//li[@data-evidence]")
        for code in item.xpath("@data-code")
    }
    assert "Seen by us, in the text or in our own records." in step["group.name_taken"]
    assert "Told by you, not proved yet." in step["group.shared_addresses_off"]


def test_what_the_wire_showed_leads_to_the_exchange(alice: Administrator) -> None:
    alice.passes("group", "purchasing-system", "credentials")
    page = evidence(alice)

    (link,) = page.tree.xpath("//section[@data-step='credentials']//tbody//a/@href")
    assert link == f"{alice.setup}/exchanges/1"
    assert "Proved What crossed the wire" in " ".join(claims(page, "credentials").values())
    assert SECRET not in page.text


def test_an_exchange_that_is_no_longer_kept_is_not_linked(alice: Administrator, database: Database) -> None:
    alice.passes("group", "purchasing-system", "credentials")
    with database.transaction() as writing:
        writing.connection().exec_driver_sql("DELETE FROM exchange")
    page = evidence(alice)

    assert not page.tree.xpath("//section[@data-step='credentials']//tbody//a")
    assert counts(page)["Proved"] == 1


def test_a_sheet_is_named(alice: Administrator, clinic: int) -> None:
    alice.walks_up_to("address-book")
    fields = alice.looks_at("address-book").fields()
    sheet = (
        "Full name,Address line 1,City,State,ZIP code,Country,Phone\n"
        "Alpha Clinics,1420 Harbor Avenue SW,Seattle,WA,98116,US,+1 206 555 0142\n"
    )
    fields.pop("uploaded", None)
    upload = (io.BytesIO(sheet.encode()), "book.csv")
    sent = alice.client.post(alice.at("address-book"), data={**fields, "uploaded": upload})
    assert sent.status_code == 303, Page(sent).words
    page = evidence(alice)

    known = claims(page, "address-book")["Seattle clinic stands in Amazon's address book."]
    assert known.startswith("Read in the sheet “book.csv” of 2 March 2026.")
    assert "Seattle clinic" not in trust(page)


def test_the_test_order_upgrades_what_was_told(tested: Administrator) -> None:
    page = evidence(tested)

    known = claims(page, "group")["Shared addresses are on."]
    assert known.startswith("Proved by the test order ")
    assert "that Alice Archer placed on 2 March 2026." in known
    assert "2 Mar, 11:00 UTC" in known
    linked = page.tree.xpath("//section[@data-step='group']//tbody//a/@href")
    assert {heading(tested.get(link)) for link in linked} == {"OrderRequest"}
    assert "Shared addresses are on." not in trust(page)
    assert counts(page)["Told"] == 0


def test_the_facts_of_the_test_order_lead_to_cart_and_order(tested: Administrator) -> None:
    rows = evidence(tested).tree.xpath("//section[@data-step='test-order']//tbody//a/@href")

    assert [heading(tested.get(link)) for link in rows] == ["PunchOutOrderMessage", "OrderRequest"]


def test_a_test_order_leaves_payment_and_order_address_on_trust(tested: Administrator) -> None:
    left = trust(evidence(tested))

    assert "The payment method can be charged." in left
    assert "Could be proved by: The first real order." in left
    assert "Accepted means received" in left
    assert "not asked as them" not in left


def test_what_a_test_order_proves_of_the_payment_is_said_to_be_no_charge(tested: Administrator) -> None:
    proved = claims(evidence(tested), "payment")

    assert len(proved) == 2
    for known in proved.values():
        assert known.startswith("Proved by the test order")
        assert "Nothing was charged: Amazon took it in Test mode." in known


def test_a_confirmation_proves_the_order_address(
    tested: Administrator, database: Database, clock: FixedClock
) -> None:
    with database.transaction() as writing:
        setup = writing.get_one(Setup, tested.setup_id)
        writing.add(exchange(setup, clock.at, kind="ConfirmationRequest", outgoing=False))

    assert "Accepted means received" not in trust(evidence(tested))


def test_others_than_the_shopper_stay_on_trust(
    alice: Administrator,
    clinic: int,
    app: Flask,
    database: Database,
    supplier: ScriptedSupplier,
    clock: FixedClock,
    person: PersonMaker,
) -> None:
    person("bob@alpha.example", "Alpha Clinics", ["create_requisition"], "Bob Baker")
    with database.transaction() as writing:
        first = writing.get_one(Location, clinic)
        facts = (
            "organisation_id",
            "country",
            "addressee",
            "street1",
            "city",
            "state",
            "postal_code",
            "phone",
        )
        copied = {name: getattr(first, name) for name in facts}
        writing.add(Location(name="Tacoma clinic", address_id="TAC", **copied))
    alice.walks_up_to("people")
    both = "alice@alpha.example\nbob@alpha.example"
    alice.post(alice.at("people"), {"people": both, "punchout_buyer_1": "y", "punchout_buyer_2": "y"})
    alice.passes("general-group")
    places_the_test_order(alice, app, supplier, clock)
    alice.passes("test-order")

    places = claims(evidence(alice), "address-book")
    assert places["Seattle clinic stands in Amazon's address book."].startswith("Proved by the test order")
    assert places["Tacoma clinic stands in Amazon's address book."].startswith("Told")
    left = trust(evidence(alice))
    assert "Amazon Business lets Bob Baker shop." in left
    assert "Only the checkout of Alice Archer was seen." in left
    assert "Tacoma clinic: the address stands in Amazon Business as it does here." in left
    assert "Seattle clinic" not in left


def test_a_refused_try_after_a_pass_is_told_apart(alice: Administrator, clock: FixedClock) -> None:
    alice.passes("group")
    clock.forward(days=1)
    alice.answers("group", shared_addresses=None)
    section = evidence(alice).tree.xpath("//section[@data-step='group']")[0]

    assert "The last try did not pass." in words(section)


def test_a_warning_that_was_passed_by_stays_in_sight(alice: Administrator) -> None:
    alice.passes("group", "purchasing-system")
    assert alice.answers("credentials", from_identity="Somebody4203118865").status == 303
    page = evidence(alice)

    assert "credentials.identity_of_another_group" in page.codes()
    named = words(page.tree.xpath("//section[@aria-labelledby='names']")[0])
    assert "Somebody4203118865" in named
    assert GROUP in named
    assert "does not look like the group" in named


def test_an_identity_that_fits_says_whose_name_it_carries(alice: Administrator) -> None:
    alice.passes("group", "purchasing-system", "credentials")
    named = words(evidence(alice).tree.xpath("//section[@aria-labelledby='names']")[0])
    assert "The From Identity begins like the group's name." in named

    alice.passes("group")
    alice.answers("credentials", from_identity="AlphaClinics4203118865")
    named = words(evidence(alice).tree.xpath("//section[@aria-labelledby='names']")[0])
    assert "The From Identity begins like the organisation's name." in named


def test_in_test_mode_nothing_speaks_against_it(alice: Administrator) -> None:
    alice.passes("group", "purchasing-system")
    alice.answers("credentials", punchout_url="http://127.0.0.1:9/punchout/test")
    page = evidence(alice)

    assert modes(page) == {
        "Our documents": "Test",
        "The PunchOut URL": "Test",
        "The group's last answer": "Test",
        "What you told us": "Unknown",
    }
    passed = page.tree.xpath("//li[@data-code='go_live.modes_compared']/@data-passed")
    assert passed == ["true"]


def test_a_group_that_no_longer_takes_our_mode_is_noticed(
    tested: Administrator, supplier: ScriptedSupplier, clock: FixedClock
) -> None:
    supplier.fails("supplier.not_permitted", "This group is not in test mode")
    assert tested.post("/punchout/start", {"setup": tested.setup_id}).status == 422
    page = evidence(tested)

    assert modes(page)["Our documents"] == "Test"
    assert modes(page)["The group's last answer"] == "Active"
    assert "We are in Test mode, but the group's last answer says Active." in page.words
    step = tested.looks_at("go-live")
    assert "go_live.modes_compared" in step.codes()
    assert step.tree.xpath("//a[@href=$there]", there=f"{tested.setup}/evidence")
    takes_orders(supplier, clock)
    assert tested.post("/punchout/start", {"setup": tested.setup_id}).status == 303
    assert "but the group's last answer" not in evidence(tested).words
    supplier.fails("supplier.timed_out", "we waited 15 seconds")
    tested.post("/punchout/start", {"setup": tested.setup_id})
    assert "2026 does not tell the mode." in evidence(tested).words


def test_after_going_live_every_voice_says_active(tested: Administrator) -> None:
    tested.passes("go-live")
    page = evidence(tested)

    assert modes(page) == {
        "Our documents": "Active",
        "The PunchOut URL": "Active",
        "The group's last answer": "Active",
        "What you told us": "Active",
    }
    assert "Still taken on trust" in trust(page)


def test_the_overview_leads_there(alice: Administrator) -> None:
    links = alice.get(f"{alice.setup}/").tree.xpath("//main//a/@href")

    assert {f"{alice.setup}/evidence", f"{alice.setup}/exchanges/", "/help/failures"} <= set(links)


def test_a_cart_shows_how_long_its_prices_hold(
    alice: Administrator, clinic: int, supplier: ScriptedSupplier, clock: FixedClock
) -> None:
    alice.walks_up_to("test-order")
    takes_orders(supplier, clock)
    requisition = brings_a_cart(alice, alice.setup_id, supplier)

    def clock_words() -> list[str]:
        pages = (alice.get(requisition), alice.looks_at("test-order"))
        return [
            page.words.partition("Amazon Business keeps the prices of this cart for ")[2][:8]
            for page in pages
        ]

    assert clock_words() == ["7 days m", "7 days m"]
    clock.forward(minutes=1)
    assert clock_words() == ["7 days m", "7 days m"]
    clock.forward(days=5, hours=19, minutes=59)
    assert clock_words() == ["1 day mo", "1 day mo"]
    clock.forward(hours=20)
    assert clock_words() == ["8 hours ", "8 hours "]
    assert "order.cart_too_old" not in alice.get(requisition).codes() | alice.looks_at("test-order").codes()
    clock.forward(hours=8)
    assert "order.cart_too_old" in alice.get(requisition).codes()
    assert "order.cart_too_old" in alice.looks_at("test-order").codes()
    alice.answers("test-order")
    old = next(one for one in alice.step("test-order")["checks"] if one["code"] == "order.cart_too_old")
    assert (old["passed"], old["severity"]) == (False, "warning")


def test_a_specialist_reads_the_same_page_and_cannot_do_what_it_asks_for(
    tested: Administrator, person: PersonMaker
) -> None:
    robin = person("robin@host.example", None, ["specialist"], "Robin Reed")
    desk = robin.get(f"/review/{tested.setup_id}")
    [address] = desk.tree.xpath("//main//a[.='What this setup rests on']/@href")

    page, own = robin.get(address), evidence(tested)

    assert (heading(page), counts(page), trust(page)) == (
        heading(own),
        counts(own),
        trust(own).replace(" Do it", ""),
    )
    links = page.tree.xpath("//main//a/@href")
    documents = [link for link in links if "/exchanges/" in link]
    assert documents
    assert not [link for link in links if link.startswith("/setup/")]
    assert {robin.get(link).status for link in set(documents)} == {200}
