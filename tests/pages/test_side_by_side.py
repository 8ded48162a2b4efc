"""The organisation's setups side by side."""

from __future__ import annotations

from tests.administrator import ORDER_URL, SECRET, Administrator, Page
from wizard.models import Setup
from wizard.models.database import Database
from wizard.pages.side_by_side import AT_ONCE

OTHER_ORDERS = ORDER_URL.replace("7c1e4d52", "8d2f5e63")


def _second(alice: Administrator) -> None:
    """Another group, as far as the credentials."""
    alice.starts_a_setup()
    alice.answers("group", group_name="Second", marketplace="amazon.de")
    alice.answers("purchasing-system", group_in_view="Second")
    new = {"from_identity": "Second0123456789", "order_url": OTHER_ORDERS, "shared_secret": SECRET[::-1]}
    assert alice.answers("credentials", **new).status == 303


def _row(page: Page, words: str) -> list[str]:
    """The cells of the row that begins so."""
    assert page.tree is not None
    for row in page.tree.xpath("//tbody/tr"):
        head = " ".join(row.xpath("./th")[0].text_content().split())
        if head.startswith(words):
            return [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
    raise AssertionError(f"no row {words!r} in {page.words}")


def test_each_step_of_each_setup_leads_to_its_page(alice: Administrator) -> None:
    alice.passes("group", "purchasing-system")
    first = alice.setup
    _second(alice)

    page = alice.get("/setup/side-by-side")

    assert _row(page, "Marketplace") == ["amazon.de", "amazon.com"]
    assert [cell.split(":")[0] for cell in _row(page, "3. Paste")] == ["Passed", "Open"]
    assert page.tree.xpath(f"//a[@href='{first}/credentials']")
    assert not page.tree.xpath(f"//a[@href='{first}/ordering']")


def test_answers_that_differ_are_named_and_equal_ones_are_not(alice: Administrator) -> None:
    alice.passes("group", "purchasing-system", "credentials")
    _second(alice)

    page = alice.get("/setup/side-by-side")

    assert _row(page, "Name of the group") == ["Second", "PunchOut Purchasing"]
    assert "Which server do you sign in to?" not in page.words


def test_of_a_secret_only_its_end_is_shown(alice: Administrator) -> None:
    alice.passes("group", "purchasing-system", "credentials")
    _second(alice)

    page = alice.get("/setup/side-by-side")

    newer, older = _row(page, "Shared Secret")
    assert newer.startswith(f"Set, ends …{SECRET[::-1][-4:]}")
    assert older.startswith(f"Set, ends …{SECRET[-4:]}")
    assert SECRET not in page.text
    assert SECRET[::-1] not in page.text


def test_another_shop_has_a_table_of_its_own(alice: Administrator) -> None:
    alice.post("/setup/new", {"supplier": "generic_cxml"})

    page = alice.get("/setup/side-by-side")

    assert len(page.tree.xpath("//table")) == 2
    assert len(_row(page, "1. Name the shop")) == 1


def test_the_list_leads_there_once_there_are_two(alice: Administrator) -> None:
    assert "side by side" not in alice.get("/setup/").words

    alice.starts_a_setup()

    assert alice.get("/setup/").tree.xpath("//a[@href='/setup/side-by-side']")


def test_many_setups_come_a_few_at_a_time(alice: Administrator) -> None:
    for _ in range(AT_ONCE):
        alice.starts_a_setup()

    page = alice.get("/setup/side-by-side")
    assert len(_row(page, "Mode")) == AT_ONCE
    older = page.tree.xpath("//a[@rel='next']/@href")[0]

    assert len(_row(alice.get(older), "Mode")) == 1


def test_nobody_sees_those_of_another_organisation(alice: Administrator, charlie: Administrator) -> None:
    alice.passes("group")

    page = charlie.get("/setup/side-by-side")

    assert "PunchOut Purchasing" not in page.text
    assert "No setup yet" in page.words


def test_hundreds_of_setups_are_listed_a_page_at_a_time(alice: Administrator, database: Database) -> None:
    with database.transaction() as session:
        kept = session.get_one(Setup, alice.setup_id)
        for number in range(60):
            session.add(
                Setup(organisation_id=kept.organisation_id, created=kept.created, group_name=f"Site {number}")
            )

    page = alice.get("/setup/")

    assert "Site 59" in page.words
    assert "Site 9," not in page.words
    assert alice.get(page.tree.xpath("//a[@rel='next']/@href")[0]).status == 200


def test_what_one_setup_has_not_answered_yet_is_no_difference(alice: Administrator, clinic: int) -> None:
    alice.walks_up_to("locations")
    alice.starts_a_setup()
    alice.answers("group", group_name="Second")

    page = alice.get("/setup/side-by-side")

    assert _row(page, "Name of the group") == ["Second", "PunchOut Purchasing"]
    assert "Deliver orders to" not in page.words


def test_the_same_supplier_is_no_difference_whoever_was_first(alice: Administrator) -> None:
    alice.walks_up_to("ordering")
    alice.passes("ordering")
    _second(alice)
    suppliers = alice.looks_at("ordering").tree.xpath("//select[@name='supplier']/option/@value")
    alice.answers("ordering", supplier=suppliers[0], deliver_to="purchaser")

    page = alice.get("/setup/side-by-side")

    assert _row(page, "Deliver orders to") == ["Purchaser of the order", "Requester of the requisition"]
    assert "new supplier" not in page.words
