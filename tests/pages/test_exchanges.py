"""What crossed the wire, as the people see it who set the connection up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import html

from tests.administrator import SECRET, Administrator, Page
from tests.conftest import PersonMaker
from tests.fakes import FixedClock, ScriptedSupplier, cxml_answer
from tests.pages.desk_data import exchange, setup_at
from wizard.cxml.envelope import new_stamp
from wizard.cxml.setup import write_setup_response
from wizard.models import Exchange
from wizard.models.database import Database
from wizard.pages.help import BLANKS

CART = """<cXML payloadID="1.1.1@amazon.com" timestamp="2026-03-02T09:00:00.000Z"><Message deploymentMode="test">
<PunchOutOrderMessage><BuyerCookie>c</BuyerCookie><PunchOutOrderMessageHeader operationAllowed="create">
<Total><Money currency="USD">5.00</Money></Total></PunchOutOrderMessageHeader>
<ItemIn quantity="1"><ItemID><SupplierPartID>B01</SupplierPartID></ItemID><ItemDetail><UnitPrice>
<Money currency="USD">5.00</Money></UnitPrice><Description>Pens</Description><UnitOfMeasure>EA</UnitOfMeasure>
<Classification domain="UNSPSC">44121701</Classification></ItemDetail></ItemIn>
</PunchOutOrderMessage></Message></cXML>"""


def listed(page: Page) -> list[str]:
    return [words(row) for row in page.tree.xpath("//tbody/tr")]


def words(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


@pytest.fixture
def tried(alice: Administrator, supplier: ScriptedSupplier, clock: FixedClock) -> Administrator:
    """Alice's credentials were refused once, then taken: exchanges 1 and 2."""
    alice.passes("group", "purchasing-system")
    supplier.fails("supplier.timed_out", "nothing for 15 s")
    alice.answers("credentials")
    clock.forward(minutes=5)
    supplier.recovers()
    alice.passes("credentials")
    return alice


def test_every_request_is_listed_with_both_statuses_and_what_became_of_it(tried: Administrator) -> None:
    newest, oldest = listed(tried.get(f"{tried.setup}/exchanges/"))

    assert "Sent: PunchOutSetupRequest" in newest
    assert "HTTP 200, cXML 200" in newest
    assert "As it should be" in newest
    assert "@127.0.0.1" in newest
    assert " B" in newest
    assert "Alice Archer" in newest
    assert "No whole answer came in time: nothing for 15 s." in oldest
    assert "2 Mar, 09:00 UTC" in oldest


def test_a_check_leads_to_the_exchange_that_proved_or_refuted_it(
    tried: Administrator, supplier: ScriptedSupplier
) -> None:
    assert [check["exchange"] for check in tried.step("credentials")["checks"] if check["exchange"]] == [2]
    link = tried.looks_at("credentials").tree.xpath(
        "//li[@data-code='supplier.answered']//a[contains(@href, 'exchanges')]/@href"
    )
    assert tried.get(link[0]).codes() == {"ok"}
    supplier.fails("supplier.tls_failed", "certificate has expired")
    refused = tried.answers("credentials")
    (link,) = refused.tree.xpath(
        "//li[@data-code='supplier.tls_failed']//a[contains(@href, '/setup/')]/@href"
    )
    assert tried.get(link).codes() == {"supplier.tls_failed"}


def test_checks_that_never_crossed_the_wire_lead_nowhere(tried: Administrator) -> None:
    page = tried.looks_at("group")

    assert not page.tree.xpath("//ul[@class='checks']//a[contains(@href, 'exchanges')]")


def test_one_exchange_is_shown_line_by_line_without_its_secrets(tried: Administrator) -> None:
    page = tried.get(f"{tried.setup}/exchanges/2")

    assert SECRET not in page.text
    lines = [str(line.text_content()).strip() for line in page.tree.xpath("//pre[@id='request']/span")]
    assert "<SharedSecret>••••</SharedSecret>" in lines
    assert "HTTP status 200" in words(page.tree.xpath("//section[@aria-labelledby='wire']")[0])
    assert "cXML status 200" in words(page.tree.xpath("//section[@aria-labelledby='wire']")[0])
    assert not page.tree.xpath("//*[@data-finding]"), "what we write ourselves has no faults"


def test_what_is_odd_is_marked_at_its_line(
    alice: Administrator, database: Database, clock: FixedClock
) -> None:
    with database.transaction() as writing:
        cart = exchange_of(alice, clock, kind="PunchOutOrderMessage", outgoing=False, request=CART)
        writing.add(cart)
    page = alice.get(f"{alice.setup}/exchanges/1")

    found = page.tree.xpath("//li[@data-finding='order.auxiliary_id_missing']")[0]
    number = int(found.find("a").text.removeprefix("Line "))
    marked = page.tree.xpath("//pre[@id='request']/span")[number - 1]
    assert marked.text_content().strip() == '<ItemIn quantity="1">'
    assert "SupplierPartAuxiliaryID" in marked.get("data-odd")
    assert found.find("a").get("href") == f"#{marked.get('id')}"
    assert "cxml.timestamp_odd" in page.tree.xpath("//@data-finding")
    odd = {str(span.get("id")) for span in page.tree.xpath("//pre[@id='request']/span[@class='odd']")}
    linked = {str(link).lstrip("#") for link in page.tree.xpath("//ul[@class='odds']//a/@href")}
    assert odd == linked


def test_a_document_in_another_encoding_is_judged_as_it_is_shown(
    alice: Administrator, database: Database, clock: FixedClock
) -> None:
    declared = CART.replace("Pens", "Füller")
    with database.transaction() as writing:
        told = f'<?xml version="1.0" encoding="UTF-16"?>\n{declared}'
        writing.add(exchange_of(alice, clock, kind="PunchOutOrderMessage", outgoing=False, request=told))
    page = alice.get(f"{alice.setup}/exchanges/1")

    assert "Füller" in page.words
    assert "order.auxiliary_id_missing" in page.tree.xpath("//@data-finding")


def test_an_answer_that_leads_to_another_shop_is_marked(
    alice: Administrator, supplier: ScriptedSupplier, clock: FixedClock
) -> None:
    alice.passes("group", "purchasing-system")
    foreign = write_setup_response("https://shop.example/x?secret=1", stamp=new_stamp("a.example", clock.at))
    supplier.react = lambda _url, _document: cxml_answer(foreign)
    alice.answers("credentials")
    page = alice.get(f"{alice.setup}/exchanges/1")

    assert "supplier.start_page_not_allowed" in page.codes()
    assert page.tree.xpath("//pre[@id='answer']/span[@class='odd'][contains(., 'shop.example')]")
    assert "secret=1" not in page.text


def test_the_list_can_be_narrowed_by_document_and_by_outcome(
    alice: Administrator, database: Database, clock: FixedClock
) -> None:
    with database.transaction() as writing:
        for number, (kind, outcome) in enumerate(
            [("OrderRequest", "ok"), ("PunchOutSetupRequest", "ok"), ("OrderRequest", "supplier.refused")]
        ):
            writing.add(
                exchange_of(alice, clock, kind=kind, outcome=outcome, payload_id=f"{number}@example.org")
            )
    home = f"{alice.setup}/exchanges/"
    page = alice.get(home)
    codes = page.tree.xpath("//select[@name='outcome']/option/@value")
    assert codes == ["", "ok", "supplier.refused"]
    said = str(page.tree.xpath("string(//select[@name='outcome']/option[3])"))
    assert said == (f"Amazon Business refused the request ({BLANKS['status']}): {BLANKS['seen']}.")

    def shown(asked: str) -> list[str]:
        return [row.split("@")[0].rsplit(" ", 1)[1] for row in listed(alice.get(f"{home}?{asked}"))]

    assert shown("kind=OrderRequest") == ["2", "0"]
    assert shown("outcome=ok") == ["1", "0"]
    assert shown("kind=OrderRequest&outcome=ok") == ["0"]
    assert shown("kind=Nobody%27") == []
    assert "Nothing like this is kept." in alice.get(f"{home}?kind=Nobody").words


def test_a_long_list_is_paged_and_keeps_what_was_asked(
    alice: Administrator, database: Database, clock: FixedClock
) -> None:
    with database.transaction() as writing:
        for number in range(45):
            at = clock.at + timedelta(minutes=number // 2)
            writing.add(exchange_of(alice, clock, at=at, payload_id=f"{number}@example.org"))
            writing.add(exchange_of(alice, clock, at=at, kind="OrderRequest"))
    page, seen = alice.get(f"{alice.setup}/exchanges/?kind=PunchOutSetupRequest"), []
    for _ in range(3):
        seen += [row.split("@")[0].rsplit(" ", 1)[1] for row in listed(page)]
        older = page.tree.xpath("//a[@rel='next']/@href")
        page = alice.get(older[0]) if older else page

    assert seen == [str(number) for number in reversed(range(45))]
    assert page.tree.xpath("//a[@rel='prev']/@href") == [
        f"{alice.setup}/exchanges/?kind=PunchOutSetupRequest"
    ]


def test_nothing_yet_is_said_in_words(alice: Administrator) -> None:
    assert "Nothing has crossed the wire yet." in alice.get(f"{alice.setup}/exchanges/").words


def test_one_that_was_pruned_says_how_long_they_are_kept(alice: Administrator) -> None:
    page = alice.get(f"{alice.setup}/exchanges/7")

    assert page.status == 404
    assert "90 days" in page.words


def test_other_setups_exchanges_are_not_there(
    alice: Administrator, charlie: Administrator, database: Database, clock: FixedClock
) -> None:
    with database.transaction() as writing:
        writing.add(exchange(setup_at(writing, "Other Ltd", "test-order", clock.at), clock.at))

    assert alice.get(f"{alice.setup}/exchanges/1").status == 404
    assert charlie.get("/setup/2/exchanges/1").status == 200
    assert alice.get("/setup/2/exchanges/1").status == 404
    assert alice.get("/setup/2/exchanges/").status == 404


def test_the_specialist_follows_the_same_links_to_the_desk(tried: Administrator, person: PersonMaker) -> None:
    robin = person("robin@host.example", None, ["specialist"])
    page = robin.get(f"/review/{tried.setup_id}")

    (link,) = page.tree.xpath("//li[@data-code='supplier.answered']//a[contains(@href, 'exchanges')]/@href")
    assert link == f"/review/{tried.setup_id}/exchanges/2"
    assert robin.get(link).status == 200


def exchange_of(owner: Administrator, clock: FixedClock, **facts: object) -> Exchange:
    facts = {"kind": "PunchOutSetupRequest", "outcome": "ok", "outgoing": True, "at": clock.at, **facts}
    return Exchange(setup_id=owner.setup_id, **facts)
