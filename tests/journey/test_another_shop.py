"""A shop that is not Amazon, from nothing to Active; its carts are changed and looked at in the shop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.administrator import Administrator
from tests.conftest import PersonMaker
from tests.fakes import FixedClock
from tests.journey.buyer import PATIENCE, Buyer, MovableClock
from tests.journey.stand_in import Form, Group, StandIn
from wizard.models import CREATE_REQUISITION
from wizard.outside import GuardedSupplier, NoAddresses, Outside

pytestmark = pytest.mark.xdist_group("journey")

GLOVES, CHAIR = "B0CLN01GLV", "B0DSK01CHR"
OF_AMAZON = ("Amazon", "Requisitioner", "Punchout Buyer", "Punch-In", "address book")


OTHER_PAGES = ("", "go-live", "share", "evidence", "preflight", "exchanges/", "credentials/colleague")


class Shopper(Buyer):
    """Alice with the values of another shop."""

    def starts_another_shop(self) -> None:
        made = self.post("/setup/new", {"supplier": "generic_cxml"})
        self.setup = made.location.rsplit("/", 1)[0]

    def _shop(self) -> dict[str, Any]:
        told = dict(line.split(": ", 1) for line in self.group.told().splitlines())
        return {
            "shop_name": "Paper Shop",
            "to_identity": told["To Identity"],
            "identity_domain": told["Domain"],
        }

    def _credentials(self) -> dict[str, Any]:
        return {"pasted": f"Dear customer, here is what you need.\n{self.group.told()}\nYours, Paper Shop"}

    def _ordering(self) -> dict[str, Any]:
        page = self.looks_at("ordering")
        purchasers = page.tree.xpath("//select[@name='default_purchaser']/option/@value")
        return {"default_purchaser": purchasers[-1]}

    def _go_live(self) -> dict[str, Any]:
        return {"typed_organisation": self.organisation}

    def goes_back(self, requisition: str, operation: str) -> str:
        """Press the button on the requisition's page; the address of the shop."""
        buttons = self.get(requisition).tree.xpath(
            f"//form[.//input[@name='operation'][@value='{operation}']]"
        )
        assert buttons, f"no way to {operation} on {requisition}"
        page = self.post("/punchout/start", dict(buttons[0].form_values()))
        assert page.status == 303, page.words
        return page.location

    def lines(self, requisition: str) -> list[tuple[str, str]]:
        facts = self.get(f"{requisition}.json").json
        return [(line["part"], line["quantity"]) for line in facts["lines"]]

    def confirms_the(self, requisition: str) -> str:
        """Confirm a draft: nobody has to approve; the page of its order."""
        self.post(requisition, {"action": "confirm"})
        return f"/orders/{self.newest('/orders.json')['id']}"

    def drafts(self, form: Form) -> str:
        """Come back with a cart; the page of the draft."""
        assert self.comes_back(form).status == 200
        return f"/requisitions/{self.newest('/requisitions.json')['id']}"


@pytest.fixture
def outside(clock: FixedClock) -> Outside:
    return Outside(GuardedSupplier(loopback=True), NoAddresses(), clock)


@pytest.fixture(scope="module")
def paper_shop(stand_in: StandIn) -> Group:
    return stand_in.makes_a_shop("Paper Shop")


@pytest.fixture
def shopper(app: Flask, alice: Administrator, clinic: int, paper_shop: Group) -> Iterator[Shopper]:
    """Alice, whose other shop is set up as far as the test order."""
    shopper = Shopper(app, MovableClock(), paper_shop)
    shopper.client = alice.client
    shopper.waits(PATIENCE)
    shopper.starts_another_shop()
    shopper.passes("shop", "credentials", "ordering", "locations")
    yield shopper
    paper_shop.behaves()


def test_alice_walks_seven_steps_to_active_and_reads_nothing_of_amazon(shopper: Shopper) -> None:
    order = shopper.buys()
    requisition = f"/requisitions/{shopper.newest('/requisitions.json')['id']}"
    shopper.passes("test-order")
    pages = [shopper.looks_at(step["slug"]) for step in shopper.state["steps"] if step["state"] == "passed"]
    shopper.passes("go-live", "share")
    state = shopper.state
    assert [step["slug"] for step in state["steps"]] == [
        "shop",
        "credentials",
        "ordering",
        "locations",
        "test-order",
        "go-live",
        "share",
    ]
    assert {step["state"] for step in state["steps"]} == {"passed"}
    assert (state["setup"]["mode"], state["setup"]["group"], state["next"]) == ("active", "Paper Shop", None)
    others = [requisition, order, *(f"{shopper.setup}/{name}" for name in OTHER_PAGES)]
    for page in [*pages, *map(shopper.get, others)]:
        assert page.status == 200, page.title
        assert not [word for word in OF_AMAZON if word in page.words], (page.title, page.words)
    assert "Step 2 of 7: Paste the credentials" in pages[1].title
    assert {check["evidence"] for check in shopper.step("shop")["checks"]} == {"proved"}


def test_the_specialist_sees_where_it_stands(shopper: Shopper, person: PersonMaker) -> None:
    robin = person("robin@host.example", None, ["specialist"])
    at_orders = robin.get("/review/?step=test-order").words
    assert "Paper Shop" in at_orders
    assert "Paper Shop" not in robin.get("/review/?step=credentials").words
    for page in ("", "/evidence", "/state.json", "/bundle.zip"):
        assert robin.get(f"/review/{shopper.setup_id}{page}").status == 200
    assert len(robin.get(f"/review/{shopper.setup_id}/state.json").json["steps"]) == 7


def test_a_cart_is_changed_in_the_shop_and_takes_the_place_of_the_lines_once(shopper: Shopper) -> None:
    draft = shopper.drafts(shopper.fills_a_cart()[0])
    assert shopper.lines(draft) == [(GLOVES, "2"), (CHAIR, "2")]
    shop = shopper.goes_back(draft, "edit")
    shopper.group.takes(shop, CHAIR, "5", "set")
    shopper.group.takes(shop, GLOVES, "0", "set")
    back = shopper.group.checks_out(shop)[0]
    assert "came back from the shop again" in shopper.comes_back(back).words
    assert shopper.lines(draft) == [(CHAIR, "5")]
    assert "order.cart_replayed" in shopper.comes_back(back).codes()
    assert shopper.lines(draft) == [(CHAIR, "5")]
    order = shopper.confirms_the(draft)
    shopper.sends(order)
    assert shopper.get(f"{order}.json").json["status"] == "accepted"


def test_a_changed_cart_that_comes_after_confirm_changes_nothing(shopper: Shopper) -> None:
    draft = shopper.drafts(shopper.fills_a_cart()[0])
    shop = shopper.goes_back(draft, "edit")
    shopper.group.takes(shop, CHAIR, "5", "set")
    shopper.confirms_the(draft)
    assert not shopper.get(draft).tree.xpath("//input[@name='operation'][@value='edit']")
    page = shopper.comes_back(shopper.group.checks_out(shop)[0])
    assert "order.cart_too_late" in page.codes()
    assert page.title.startswith("The cart was not changed")
    assert shopper.lines(draft) == [(GLOVES, "2"), (CHAIR, "2")]


def test_a_cart_that_was_only_looked_at_changes_nothing(shopper: Shopper, stand_in: StandIn) -> None:
    draft = shopper.drafts(shopper.fills_a_cart()[0])
    shop = shopper.goes_back(draft, "inspect")
    assert not stand_in.page(f"{shop}cart").xpath("//input[@name='quantity']")
    page = shopper.comes_back(shopper.group.checks_out(shop)[0])
    assert page.title.startswith("Requisition")
    assert "came back from the shop again" not in page.words
    assert shopper.lines(draft) == [(GLOVES, "2"), (CHAIR, "2")]


def test_of_two_tabs_that_change_one_cart_only_the_later_may(shopper: Shopper) -> None:
    draft = shopper.drafts(shopper.fills_a_cart()[0])
    first, second = shopper.goes_back(draft, "edit"), shopper.goes_back(draft, "edit")
    shopper.group.takes(first, CHAIR, "9", "set")
    shopper.group.takes(second, CHAIR, "3", "set")
    assert "order.cart_expired" in shopper.comes_back(shopper.group.checks_out(first)[0]).codes()
    shopper.comes_back(shopper.group.checks_out(second)[0])
    assert shopper.lines(draft) == [(GLOVES, "2"), (CHAIR, "3")]


def test_nobody_changes_the_cart_of_somebody_else(shopper: Shopper, charlie: Administrator) -> None:
    draft = shopper.drafts(shopper.fills_a_cart()[0])
    number = int(draft.rsplit("/", 1)[1])
    wish = {"setup": shopper.setup_id, "requisition": number, "operation": "edit"}
    colleague = shopper.colleague("rita@alpha.example", CREATE_REQUISITION)
    assert not colleague.get(draft).tree.xpath("//input[@name='operation']")
    assert colleague.post("/punchout/start", wish).status == 403
    assert charlie.post("/punchout/start", wish).status == 404
    assert shopper.post("/punchout/start", {**wish, "setup": shopper.setup_id - 1}).status == 403
    assert shopper.post("/punchout/start", {**wish, "operation": "source"}).status == 409
    shopper.post(draft, {"action": "cancel"})
    assert shopper.post("/punchout/start", wish).status == 409


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("wrong_secret", "supplier.bad_credentials"),
        ("not_permitted", "supplier.not_permitted"),
    ],
)
def test_its_faults_are_named_in_words_for_any_shop(shopper: Shopper, fault: str, code: str) -> None:
    with shopper.meets(fault):
        page = shopper.answers("credentials")
    assert (page.status, code in page.codes()) == (422, True)
    assert not [word for word in OF_AMAZON if word in page.words]
    assert shopper.answers("credentials").status == 303
