"""A new setup started from an existing one: filled in, and nothing proved by that."""

from __future__ import annotations

import pytest

from tests.administrator import GROUP, IDENTITY, ORDER_URL, PUNCHOUT_URL, SECRET, Administrator, Page

TICKS = ("new_group", "shared_payment_methods", "shared_addresses")


def _starts_one_like(alice: Administrator) -> str:
    """Where the page led that said what was taken over."""
    page = alice.post("/setup/new", {"like": alice.setup_id})
    assert page.status == 303
    alice.setup = page.location.rsplit("/", 1)[0]
    said = alice.get(alice.get(page.location).location)
    return said.words


@pytest.fixture
def walked(alice: Administrator, clinic: int) -> Administrator:
    """Alice has a whole setup up to the test order."""
    alice.walks_up_to("test-order")
    return alice


def test_no_step_has_passed_by_it(walked: Administrator) -> None:
    said = _starts_one_like(walked)

    assert {step["state"] for step in walked.state["steps"]} == {"open", "locked"}
    assert walked.state["next"] == "group"
    assert f"Filled in from “{GROUP}”: Create the group, Set the purchasing system, Choose who orders" in said


def test_what_is_true_of_the_organisation_is_filled_in(walked: Administrator) -> None:
    ordering, _ = walked.looks_at("ordering").fields(), _starts_one_like(walked)

    group = walked.looks_at("group")
    assert group.value("marketplace") == "amazon.com"
    assert "Filled in from another setup of yours" in group.words
    walked.answers("group", group_name="Second")
    assert walked.looks_at("purchasing-system").value("server") == "app.precoro.com"
    walked.answers("purchasing-system", group_in_view="Second")
    new = {"from_identity": "Second0123456789", "order_url": ORDER_URL.replace("7c1e", "8d2f")}
    walked.answers("credentials", **new)
    again = walked.looks_at("ordering").fields()
    assert again["supplier"].isdigit()
    for name in ("deliver_to", "default_purchaser"):
        assert again[name] == ordering[name]
    walked.submit(walked.at("ordering"))
    walked.passes("locations", "address-book")
    assert walked.looks_at("payment").value("method") == "invoice"
    walked.passes("payment")
    assert (walked.looks_at("people").value("people") or "").split() == [walked.email]


def test_what_somebody_saw_in_the_other_group_is_not_claimed_of_this_one(walked: Administrator) -> None:
    _starts_one_like(walked)

    fields = walked.looks_at("group").fields()
    assert fields["group_name"] == ""
    assert not fields.keys() & set(TICKS)
    walked.answers("group", group_name="Second")
    assert walked.looks_at("purchasing-system").value("purchasing_system") == ""
    walked.answers("purchasing-system", group_in_view="Second")
    page = walked.looks_at("credentials")
    for value in (IDENTITY, SECRET, PUNCHOUT_URL, ORDER_URL):
        assert value not in page.text
    new = {"from_identity": "Second0123456789", "order_url": ORDER_URL.replace("7c1e", "8d2f")}
    walked.answers("credentials", **new)
    walked.passes("ordering", "locations")
    assert not [name for name in walked.looks_at("address-book").fields() if name.startswith("same_")]
    walked.passes("address-book")
    assert walked.looks_at("payment").value("default_set") is None
    walked.passes("payment")
    assert not [name for name in walked.looks_at("people").fields() if name.startswith("punchout_buyer_")]


def test_the_notice_goes_once_the_step_was_tried(walked: Administrator) -> None:
    _starts_one_like(walked)

    assert walked.answers("group", group_name="").status == 422

    assert "Filled in from another" not in walked.looks_at("group").words


def test_the_name_of_the_other_group_is_still_refused(walked: Administrator) -> None:
    _starts_one_like(walked)

    assert "group.name_taken" in walked.answers("group").codes()


def test_another_shop_is_taken_over_without_its_name(alice: Administrator) -> None:
    alice.setup = alice.post("/setup/new", {"supplier": "generic_cxml"}).location.rsplit("/", 1)[0]
    shop = {"shop_name": "Gloves", "to_identity": "GLOVES-1", "identity_domain": "DUNS"}
    assert alice.submit(alice.at("shop"), shop).status == 303

    _starts_one_like(alice)

    fields = alice.looks_at("shop").fields()
    assert (fields["shop_name"], fields["to_identity"], fields["identity_domain"]) == ("", "GLOVES-1", "DUNS")


def test_an_empty_setup_has_nothing_to_take_over(alice: Administrator) -> None:
    assert "There is nothing to take over from setup 1 yet." in _starts_one_like(alice)


def test_the_list_and_the_overview_offer_it(walked: Administrator) -> None:
    index = walked.get("/setup/")
    form = "//form[.//select[@name='like']]"
    assert index.fields(form)["like"] == str(walked.setup_id)
    assert Page(walked.client.post("/setup/new", data=index.fields(form))).status == 303

    overview = walked.get(f"{walked.setup}/")
    assert overview.tree.xpath(f"//input[@name='like'][@value='{walked.setup_id}']")


@pytest.mark.parametrize("like", ["", "x", "0", "99", "-1", "1" * 30, "１"])
def test_like_nothing_there_is_is_not_found(alice: Administrator, like: str) -> None:
    assert alice.post("/setup/new", {"like": like}).status == 404


def test_a_setup_of_another_organisation_is_not_there(alice: Administrator, charlie: Administrator) -> None:
    alice.passes("group")

    assert charlie.post("/setup/new", {"like": alice.setup_id}).status == 404
    assert "No setup yet" in charlie.get("/setup/").words
