"""Requisitions as people see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.administrator import Page, Person
from tests.procurement.clinic import ELSEWHERE, Clinic, line
from wizard.models import ACTIVE, PurchaseOrder, Requisition, User
from wizard.procurement import approval

SignsIn = Callable[[User], Person]
FORM = "//form[.//input[@name='department']]"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Pages say the same whatever the database; what they ask it is tried on both elsewhere."""


def address(row: Requisition) -> str:
    return f"/requisitions/{row.id}"


def status(clinic: Clinic) -> str:
    with clinic.database.read_only() as session:
        return session.scalars(select(Requisition.status).order_by(Requisition.id.desc())).first() or ""


def act(browser: Person, row: Requisition, action: str, **more: str) -> Page:
    return browser.post(address(row), {"action": action, **more})


def test_a_draft_shows_its_lines_locked_and_says_why(clinic: Clinic, signs_in: SignsIn) -> None:
    row = clinic.shops(line(1), line(2, description="<b>Bold</b> box"))
    page = signs_in(clinic.rita).get(address(row))
    assert "Locked: this is the cart" in page.words
    assert "<b>Bold</b> box" in page.words
    assert "Test mode: nothing is charged" in page.words
    assert page.tree is not None
    assert not page.tree.xpath("//input[@name='quantity'] | //input[@name='unit_price']")


def test_the_header_of_a_draft_is_saved(clinic: Clinic, signs_in: SignsIn) -> None:
    row, rita = clinic.shops(), signs_in(clinic.rita)
    second = clinic.opens("Tacoma clinic", city="Tacoma")
    clinic.session.commit()
    chosen = {"department": "IT", "budget": "Equipment", "account": "6200 IT equipment"}
    page = rita.submit(address(row), {**chosen, "location": str(second.id), "action": "save"}, FORM)
    assert page.status == 303
    clinic.session.refresh(row)
    assert (row.department, row.budget, row.location_id) == ("IT", "Equipment", second.id)


def test_a_choice_that_is_not_in_the_list_is_refused_and_nothing_is_lost(
    clinic: Clinic, signs_in: SignsIn
) -> None:
    row, rita = clinic.shops(), signs_in(clinic.rita)
    page = act(rita, row, "save", location="99999", budget="Equipment")
    assert page.status == 422
    assert page.fields(FORM)["budget"] == "Equipment"


def test_confirming_takes_what_was_typed_along(clinic: Clinic, signs_in: SignsIn) -> None:
    row, rita = clinic.shops(), signs_in(clinic.rita)
    page = rita.submit(address(row), {"department": "Finance", "action": "confirm"}, FORM)
    assert page.status == 303
    clinic.session.refresh(row)
    assert (row.department, row.status) == ("Finance", "approved")


def test_confirming_alone_leaves_the_header_as_it_was(clinic: Clinic, signs_in: SignsIn) -> None:
    row, rita = clinic.shops(), signs_in(clinic.rita)
    rita.submit(address(row), {"department": "Finance", "action": "save"}, FORM)
    assert act(rita, row, "confirm").status == 303
    clinic.session.refresh(row)
    assert (row.department, row.status) == ("Finance", "approved")


def test_somebody_elses_save_in_between_shows_both_versions(clinic: Clinic, signs_in: SignsIn) -> None:
    row, rita, paul = clinic.shops(), signs_in(clinic.rita), signs_in(clinic.paul)
    typed = {**rita.get(address(row)).fields(FORM), "department": "IT", "action": "save"}
    paul.submit(address(row), {"department": "Finance", "action": "save"}, FORM)
    page = rita.post(address(row), typed)
    assert page.status == 409
    assert "Finance" in page.words
    assert "IT" in page.words
    clinic.session.refresh(row)
    assert row.department == "Finance"


def test_the_approver_sees_whose_turn_it_is_and_approves(clinic: Clinic, signs_in: SignsIn) -> None:
    boss = clinic.approver()
    row = clinic.shops()
    rita, ada = signs_in(clinic.rita), signs_in(boss)
    act(rita, row, "confirm")
    assert "Waiting for approval by Ada Approver" in rita.get(address(row)).words
    page = ada.get(address(row))
    assert "It is your turn to decide" in page.words
    assert act(ada, row, "approve").status == 303
    assert status(clinic) == "approved"
    assert "PO-" in ada.get(address(row)).words


def test_approving_twice_is_harmless(clinic: Clinic, signs_in: SignsIn) -> None:
    boss = clinic.approver()
    row = clinic.shops()
    act(signs_in(clinic.rita), row, "confirm")
    ada = signs_in(boss)
    version = ada.get(address(row)).fields("//form[.//input[@value='approve']]")["version"]
    pages = [act(ada, row, "approve", version=version) for _ in range(2)]
    assert [page.status for page in pages] == [303, 303]
    assert clinic.session.scalar(select(func.count()).select_from(PurchaseOrder)) == 1


def test_rejecting_asks_for_a_reason_and_shows_it_to_the_requester(clinic: Clinic, signs_in: SignsIn) -> None:
    boss = clinic.approver()
    row = clinic.shops()
    rita, ada = signs_in(clinic.rita), signs_in(boss)
    act(rita, row, "confirm")
    page = act(ada, row, "reject", reason=" ")
    assert page.status == 422
    assert "Say why you reject it" in page.words
    assert act(ada, row, "reject", reason="Over budget").status == 303
    assert "Over budget" in rita.get(address(row)).words
    assert status(clinic) == "rejected"


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_who_is_no_approver_sees_no_button_and_is_refused(
    clinic: Clinic, signs_in: SignsIn, action: str
) -> None:
    clinic.approver()
    row = clinic.shops()
    rita = signs_in(clinic.rita)
    act(rita, row, "confirm")
    page = rita.get(address(row))
    assert page.tree is not None
    assert not page.tree.xpath(f"//*[@value='{action}']")
    assert act(rita, row, action, reason="because").status == 403
    assert status(clinic) == "in_approval"


def test_another_members_draft_can_be_read_but_not_touched(clinic: Clinic, signs_in: SignsIn) -> None:
    row = clinic.shops()
    sam = signs_in(clinic.employs("Sam Somebody", "create_requisition"))
    page = sam.get(address(row))
    assert page.tree is not None
    assert (page.status, page.tree.xpath("//select")) == (200, [])
    for action in ("save", "confirm", "cancel"):
        assert act(sam, row, action).status == 403
    assert status(clinic) == "draft"


def test_another_organisation_does_not_see_it_at_all(clinic: Clinic, signs_in: SignsIn) -> None:
    row, ned = clinic.shops(), signs_in(clinic.neighbour())
    assert ned.get(address(row)).status == 404
    assert ned.get(f"{address(row)}.json").status == 404
    assert act(ned, row, "cancel").status == 404
    assert ned.get("/requisitions.json").json == []


def test_cancelling_warns_that_the_supplier_is_not_told(clinic: Clinic, signs_in: SignsIn) -> None:
    order = clinic.orders()
    order.status, order.attempts = "accepted", 1
    row = order.requisition
    rita = signs_in(clinic.rita)
    before = rita.get(address(row))
    assert "Cancelling here does not cancel there" in before.words
    assert act(rita, row, "cancel").status == 303
    after = rita.get(address(row))
    assert "Cancelled here only" in after.words
    assert order.order_id in after.words
    links = [after.tree.xpath("//a[starts-with(., 'Your Orders')]/@href") for after in (before, after)]
    assert links == [["https://www.amazon.com/gp/css/order-history"]] * 2


def test_at_another_shop_the_contact_there_has_to_be_told(clinic: Clinic, signs_in: SignsIn) -> None:
    clinic.setup.supplier_profile, clinic.setup.walk = "generic_cxml", "shop"
    clinic.setup.marketplace, clinic.setup.group_name = "", "Paper Shop"
    order = clinic.orders()
    order.status, order.attempts = "accepted", 1
    page = signs_in(clinic.rita).get(f"/orders/{order.id}")
    assert "Tell your contact at Paper Shop" in page.words
    assert "Make sure with Paper Shop that it delivers nothing" in page.words


def test_the_amazon_shipping_address_is_shown_when_used(clinic: Clinic, signs_in: SignsIn) -> None:
    clinic.setup.alternative_shipping_address = True
    row = clinic.shops(ship_to=ELSEWHERE)
    page = signs_in(clinic.rita).get(address(row))
    assert "Amazon Shipping Address" in page.words
    assert "9 Fair Way" in page.words


def test_a_cart_whose_prices_no_longer_hold_is_marked(clinic: Clinic, signs_in: SignsIn) -> None:
    row, rita = clinic.shops(), signs_in(clinic.rita)
    assert "order.cart_too_old" not in rita.get(address(row)).codes()
    clinic.clock.forward(days=7)
    assert "order.cart_too_old" in rita.get(address(row)).codes()


def test_a_cart_of_the_other_mode_is_refused_with_its_code(clinic: Clinic, signs_in: SignsIn) -> None:
    row, rita = clinic.shops(), signs_in(clinic.rita)
    clinic.setup.mode = ACTIVE
    clinic.session.commit()
    page = act(rita, row, "confirm")
    assert (page.status, "go_live.mode_mismatch" in page.codes()) == (422, True)


def test_an_approval_nobody_can_give_says_so(clinic: Clinic, signs_in: SignsIn) -> None:
    boss = clinic.approver()
    row = clinic.shops()
    approval.confirm(clinic.session, clinic.ordering, row, clinic.rita)
    boss.active = False
    clinic.session.commit()
    assert "Nobody can approve this now" in signs_in(clinic.rita).get(address(row)).words


def test_the_list_offers_the_shop_and_links_every_requisition(clinic: Clinic, signs_in: SignsIn) -> None:
    row = clinic.shops()
    page = signs_in(clinic.rita).get("/requisitions/")
    assert "Request from Amazon Business" in page.words
    assert page.tree is not None
    assert page.tree.xpath(f"//a[@href='{address(row)}']")


def test_who_may_not_shop_sees_no_way_to_the_shop(clinic: Clinic, signs_in: SignsIn) -> None:
    page = signs_in(clinic.approver()).get("/requisitions/")
    assert "Request from Amazon Business" not in page.words


def test_programs_read_the_same_facts(clinic: Clinic, signs_in: SignsIn) -> None:
    row = clinic.shops(line(1, price="1234.50", quantity="3"))
    rita = signs_in(clinic.rita)
    facts = rita.get(f"{address(row)}.json").json
    assert facts == rita.get("/requisitions.json").json[0]
    assert facts == {
        "id": row.id,
        "status": "draft",
        "mode": "test",
        "created": "2026-03-02T09:00:00+00:00",
        "lines": [
            {
                "number": 1,
                "part": "B00TEST0001",
                "auxiliary": "133-1234567-1234567,1",
                "description": "Gloves 1",
                "quantity": "3",
                "unit_price": "1234.50",
                "currency": "USD",
            }
        ],
    }


def test_programs_read_long_lists_page_by_page(clinic: Clinic, signs_in: SignsIn) -> None:
    rows = [clinic.shops() for _ in range(52)]
    rita = signs_in(clinic.rita)
    first = rita.get("/requisitions.json")
    assert [one["id"] for one in first.json] == [row.id for row in reversed(rows[2:])]
    link = first.response.headers["Link"]
    assert link == f'</requisitions.json?after={rows[2].id}>; rel="next"'
    rest = rita.get(link.split(">")[0].strip("<"))
    assert [one["id"] for one in rest.json] == [rows[1].id, rows[0].id]
    assert "More" in rita.get("/requisitions/").words


@pytest.mark.parametrize("number", ["0", "x"])
def test_behind_a_number_that_no_row_has_programs_read_from_the_top(
    clinic: Clinic, signs_in: SignsIn, number: str
) -> None:
    row = clinic.shops()
    found = signs_in(clinic.rita).get(f"/requisitions.json?after={number}").json
    assert [one["id"] for one in found] == [row.id]


def test_a_cart_of_many_lines_is_shown_page_by_page(clinic: Clinic, signs_in: SignsIn) -> None:
    row = clinic.shops(*(line(number) for number in range(1, 402)))
    rita = signs_in(clinic.rita)
    assert "Page 1 of 3" in rita.get(address(row)).words
    last = rita.get(f"{address(row)}?lines=3")
    assert "Gloves 401" in last.words
    assert "Gloves 400" not in last.words


@pytest.mark.parametrize("asked", ["0", "-1", "99", "٣", "x"])
def test_a_page_of_lines_that_does_not_exist_shows_one_that_does(
    clinic: Clinic, signs_in: SignsIn, asked: str
) -> None:
    row = clinic.shops()
    assert "Gloves 1" in signs_in(clinic.rita).get(f"{address(row)}?lines={asked}").words


def test_an_act_nobody_knows_is_a_bad_request(clinic: Clinic, signs_in: SignsIn) -> None:
    assert act(signs_in(clinic.rita), clinic.shops(), "double").status == 400
