"""The step of the people: listed, pasted or read in a sheet, and each of them checked."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from tests.administrator import Administrator, Page
from tests.pages.desk_data import counted
from tests.steps.people.conftest import Colleagues
from wizard import accounts
from wizard.models import Member, Setup
from wizard.models.database import Database
from wizard.sheets import write_csv, write_xlsx

HEAD = ["Email", "Roles", "Status"]
BUYER, BOTH = "Punchout Buyer", "Punchout Buyer; Buyer (Requisitioner)"


def members(alice: Administrator) -> list[str]:
    """Those the preflight and the shop know, in the order of the list."""
    services = alice.client.application.extensions["wizard"]
    with services.database.read_only() as session:
        return [member.email for member in session.query(Member).order_by(Member.position)]


def found(alice: Administrator) -> dict[str, dict[str, Any]]:
    """The findings of the last try that did not pass, by code."""
    return {check["code"]: check for check in alice.step("people")["checks"] if not check["passed"]}


def pressed(page: Page) -> dict[str, str]:
    """What the browser sends when the button below the list is pressed."""
    button = page.tree.xpath("//button[@name='shown']")[0]
    return {**page.fields(), "shown": button.get("value")}


def uploads(alice: Administrator, *rows: list[str], data: bytes = b"", **changes: str) -> Page:
    """Opens the page and sends a sheet, with the list and the ticks as they stand there."""
    sent: dict[str, Any] = {**pressed(alice.looks_at("people")), **changes}
    sent["uploaded"] = (io.BytesIO(data or write_csv([HEAD, *rows])), "people.csv")
    return Page(alice.client.post(alice.at("people"), data=sent))


def with_part(name: str, content: bytes) -> bytes:
    """A workbook of people with something more in it."""
    book = io.BytesIO(write_xlsx([HEAD, ["eve@alpha.example", BUYER, ""]]))
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, content)
    return book.getvalue()


@pytest.fixture
def sixty(colleagues: Colleagues) -> list[str]:
    return colleagues(60)


def test_those_who_may_request_are_listed_already(alice: Administrator, rita: str) -> None:
    page = alice.looks_at("people")

    assert (page.value("people") or "").split() == [alice.email, rita]
    assert page.tree.xpath("//input[@name='punchout_buyer_2']")


def test_it_passes_with_the_right_roles_and_keeps_the_people(
    alice: Administrator, rita: str, database: Database
) -> None:
    assert alice.answers("people", people=f"{alice.email}\n{rita}", punchout_buyer_2="y").status == 303

    with database.read_only() as session:
        members = session.query(Member).order_by(Member.position).all()
        assert [(member.email, member.user is not None) for member in members] == [
            (alice.email, True),
            (rita, True),
        ]


def test_nobody_is_refused(alice: Administrator) -> None:
    assert "people.none" in alice.answers("people", people=" \n ").codes()
    assert alice.answers("people").status == 303


def test_a_list_of_names_only_is_nobody(alice: Administrator) -> None:
    page = alice.answers("people", people="Dana Reed")
    assert {"people.none", "people.not_an_address"} <= page.codes()


def test_a_shared_mailbox_that_is_no_user_is_named(alice: Administrator) -> None:
    page = alice.answers("people", people=f"{alice.email}\naccounting@alpha.example", punchout_buyer_2="y")

    assert page.status == 422
    assert "people.not_a_host_user" in page.codes()
    assert "accounting@alpha.example is not a user of Precoro" in page.words
    assert alice.answers("people").status == 303


def test_a_user_of_another_organisation_is_no_user_here(alice: Administrator, charlie: Administrator) -> None:
    page = alice.answers("people", people=f"{alice.email}\n{charlie.email}", punchout_buyer_2="y")

    assert "people.not_a_host_user" in page.codes()


def test_another_spelling_of_the_same_address_is_named(alice: Administrator) -> None:
    page = alice.answers("people", people="Alice@Alpha.example")

    assert "people.email_differs" in page.codes()
    assert "is written alice@alpha.example in Precoro" in page.words


def test_a_missing_role_is_refused_at_that_person(alice: Administrator, rita: str) -> None:
    page = alice.answers("people", people=f"{alice.email}\n{rita}")

    assert page.status == 422
    assert "people.lacks_punchout_buyer" in page.codes()
    assert f"{rita} does not hold the role Punchout Buyer." in page.words
    failed = [check["field"] for check in alice.step("people")["checks"] if not check["passed"]]
    assert failed == ["punchout_buyer_2"]


def test_the_requisitioner_role_is_refused(alice: Administrator) -> None:
    page = alice.answers("people", requisitioner_1="y")

    assert "people.holds_requisitioner" in page.codes()
    assert alice.answers("people").status == 303


def test_ticks_stay_with_their_person_when_the_list_is_edited(alice: Administrator, rita: str) -> None:
    page = alice.answers("people", people=f"{alice.email}\n{rita}", punchout_buyer_1="y")
    button = {"shown": page.tree.xpath("//button[@name='shown']/@value")[0]}
    fields = {**page.fields(), **button, "people": f"{rita}\n{alice.email}"}

    again = alice.client.post(alice.at("people"), data=fields)

    assert again.status_code == 422
    assert f"{rita} does not hold the role" in again.get_data(as_text=True)
    assert f"{alice.email} does not hold the role" not in again.get_data(as_text=True)


def test_somebody_listed_twice_counts_once_and_it_says_so(alice: Administrator) -> None:
    assert alice.answers("people", people=f"{alice.email}\n{alice.email.upper()}").status == 303

    assert "people.listed_twice" in {check["code"] for check in alice.step("people")["checks"]}


def test_a_list_may_be_pasted_as_it_comes(alice: Administrator, rita: str) -> None:
    pasted = f'"Archer, Alice" <{alice.email}>; mailto:{rita},'
    assert alice.answers("people", people=pasted, punchout_buyer_2="y").status == 303
    assert members(alice) == [alice.email, rita]


def test_a_program_sends_only_the_list_and_its_ticks(alice: Administrator, rita: str) -> None:
    data = {"people": f"{rita}\n{alice.email}", "punchout_buyer_1": "y", "punchout_buyer_2": "true"}
    assert alice.post(alice.at("people"), data).status == 303
    assert alice.stands("people") == "passed"


def test_those_who_are_not_listed_are_taken_over_with_one_press(alice: Administrator, rita: str) -> None:
    alice.passes("people")
    offer = alice.looks_at("people").tree.xpath("//details[.//input[@name='take_all' or @name='take_2']]")
    assert "Rita Vance" in offer[0].text_content()

    page = Page(
        alice.client.post(alice.at("people"), data={**pressed(alice.looks_at("people")), "take_all": "y"})
    )

    assert (page.value("people") or "").split() == [alice.email, rita]
    assert page.value("punchout_buyer_1") == "y", "the ticks of the others stay"
    assert found(alice)["people.lacks_punchout_buyer"]["field"] == "punchout_buyer_2"
    both = {**pressed(page), "punchout_buyer_2": "y"}
    assert Page(alice.client.post(alice.at("people"), data=both)).status == 303


def test_what_is_no_address_is_named_and_nobody_is_dropped(alice: Administrator) -> None:
    page = alice.answers("people", people=f"{alice.email}\nDana Reed\nlee(at)alpha.example")

    assert "people.not_an_address" in page.codes()
    assert "“Dana Reed” is no e-mail address" in page.words
    assert "“lee(at)alpha.example” is no e-mail address" in page.words
    kept = (page.value("people") or "").split("\n")
    assert kept[-3:] == [alice.email, "Dana Reed", "lee(at)alpha.example"]
    assert alice.answers("people").status == 303


def test_words_beside_an_address_are_named_in_case_they_are_a_person(alice: Administrator) -> None:
    assert alice.answers("people", people=f"Dana Reed {alice.email}").status == 303

    assert found(alice)["people.taken_for_name"]["severity"] == "warning"
    assert "Dana Reed" in found(alice)["people.taken_for_name"]["sentence"]


def test_with_sixty_people_no_tick_is_lost(alice: Administrator, sixty: list[str]) -> None:
    """Fifty have boxes; the ticks of the others travel unseen, and those who fail come first."""
    ticks = {f"punchout_buyer_{n}": "y" for n in range(1, 61)}
    page = alice.answers("people", people="\n".join(sixty), **ticks, requisitioner_60="y")
    assert page.status == 422
    assert page.value("requisitioner_60") == "y"
    assert "10 more. Their ticks are kept." in page.words

    again = {name: value for name, value in pressed(page).items() if name != "requisitioner_60"}

    assert Page(alice.client.post(alice.at("people"), data=again)).status == 303
    assert members(alice) == sixty


def test_one_tick_says_it_of_everybody(alice: Administrator, sixty: list[str]) -> None:
    page = alice.answers("people", people="\n".join(sixty), requisitioner_7="y", all_buyers="y")

    assert found(alice).keys() == {"people.holds_requisitioner"}
    assert page.value("punchout_buyer_50") == "y"
    assert page.tree.xpath("//input[@name='all_buyers' and not(@checked)]")


def test_a_list_that_did_not_pass_is_there_again(alice: Administrator, sixty: list[str]) -> None:
    alice.answers("people", people="\n".join(sixty[:5]))

    assert (alice.looks_at("people").value("people") or "").split() == sixty[:5]


def test_somebody_who_leaves_has_the_step_checked_again(
    alice: Administrator, rita: str, database: Database
) -> None:
    alice.answers("people", people=f"{alice.email}\n{rita}", punchout_buyer_2="y")
    with database.transaction() as session:
        found = accounts.find_user(session, rita)
        assert found is not None
        found.active = False

    assert alice.stands("people") == "check_again"


def test_other_people_reopen_the_general_group(alice: Administrator, rita: str) -> None:
    alice.passes("people", "general-group")

    assert "A change here reopens: Check the general group" in alice.looks_at("people").words
    alice.answers("people", people=f"{alice.email}\n{rita}", punchout_buyer_2="y")

    assert alice.stands("general-group") == "check_again"


def test_a_host_that_requires_the_role_asks_for_it(strict: Administrator) -> None:
    assert "people.lacks_requisitioner" in strict.answers("people").codes()
    assert strict.answers("people", requisitioner_1="y").status == 303


def test_a_sheet_from_amazon_needs_no_tick(alice: Administrator, rita: str) -> None:
    assert uploads(alice, [alice.email, BUYER, "Active"], [rita, BUYER, "Active"]).status == 303

    checks = {check["code"]: check for check in alice.step("people")["checks"]}
    for code in ("people.lacks_punchout_buyer", "people.holds_requisitioner", "people.invitation_pending"):
        assert (checks[code]["passed"], checks[code]["evidence"]) == (True, "read")
    assert members(alice) == [alice.email, rita]


def test_a_wrong_role_in_the_sheet_is_refused_and_passes_once_it_is_mended(
    alice: Administrator, rita: str
) -> None:
    rows = [[alice.email, BOTH, "Active"], [rita, "Finance", "Active"]]
    page = uploads(alice, *rows)

    assert page.status == 422
    assert found(alice)["people.holds_requisitioner"]["field"] == "requisitioner_1"
    assert found(alice)["people.lacks_punchout_buyer"]["field"] == "punchout_buyer_2"
    assert (page.value("people") or "").split() == [alice.email, rita]
    assert page.value("requisitioner_1") == "y"
    mended = {**pressed(page), "punchout_buyer_2": "y"}
    del mended["requisitioner_1"]
    assert Page(alice.client.post(alice.at("people"), data=mended)).status == 303


def test_an_open_invitation_is_a_warning_with_the_name(alice: Administrator, rita: str) -> None:
    assert uploads(alice, [alice.email, BUYER, "Active"], [rita, BUYER, "Invitation pending"]).status == 303

    assert found(alice)["people.invitation_pending"]["sentence"].startswith(rita)
    assert found(alice)["people.invitation_pending"]["severity"] == "warning"


def test_everybody_in_a_sheet_and_on_the_list_is_named(alice: Administrator, rita: str) -> None:
    """On the list and not in the sheet, twice in it, in it for another group, or without an address."""
    csv = (
        f"Name,Email,Role,Group\nAlice,{alice.email},{BUYER},PunchOut Purchasing\n"
        f"Alice,{alice.email},Finance,PunchOut Purchasing\nZoe,zoe@alpha.example,Tech,Head office\n"
        f"Pat Doe,,{BUYER},PunchOut Purchasing\n"
    )
    page = uploads(alice, data=csv.encode())

    assert page.status == 422
    assert {code: check["sentence"].split(" ")[0] for code, check in found(alice).items()} == {
        "people.not_an_address": "“row",
        "people.listed_twice": alice.email,
        "people.not_in_sheet": rita,
        "people.of_other_group": "The",
    }
    assert "zoe@alpha.example" in found(alice)["people.of_other_group"]["sentence"]
    assert "Pat Doe" in found(alice)["people.not_an_address"]["sentence"]


def test_a_formula_in_the_sheet_is_named_and_nobody_is_invited_by_it(alice: Administrator) -> None:
    rows = [HEAD, [alice.email, BUYER, "Active"], ['=HYPERLINK("mailto:eve@evil.example")', BUYER, "Active"]]
    assert uploads(alice, data=write_xlsx(rows)).status == 422

    assert "row 3: =HYPERLINK" in found(alice)["people.not_an_address"]["sentence"]
    assert found(alice).keys() == {"people.not_an_address"}


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 nothing",
        b"PK\x03\x04broken",
        b"one,two\n1,2\n",
        b"Email,Group\nzoe@alpha.example,Others\n",
        with_part("xl/vbaProject.bin", b"macro"),
        with_part("xl/media/image1.png", bytes(21_000_000)),
    ],
    ids=["pdf", "broken", "no addresses", "another group", "macros", "bomb"],
)
def test_a_sheet_that_cannot_be_read_loses_neither_list_nor_ticks(
    alice: Administrator, rita: str, data: bytes
) -> None:
    page = uploads(alice, data=data, people=f"{alice.email}\n{rita}", punchout_buyer_2="y")

    assert page.status == 422
    assert found(alice).keys() == {"people.unreadable"}
    assert (page.value("people") or "").split() == [alice.email, rita]
    assert (page.value("punchout_buyer_2"), page.value("punchout_buyer_1")) == ("y", None)


def test_more_people_take_no_more_statements(
    alice: Administrator, database: Database, colleagues: Colleagues
) -> None:
    def statements(emails: list[str]) -> int:
        ticks = {f"punchout_buyer_{n}": "y" for n in range(1, len(emails) + 1)}
        data = {"people": "\n".join(emails), **ticks, "version": version, "csrf_token": token}
        with counted(database) as sent:
            assert alice.client.post(alice.at("people"), data=data).status_code == 303
            assert alice.client.get(alice.at("people")).status_code == 200
        return len(sent)

    fields = alice.looks_at("people").fields()
    token, version = fields["csrf_token"], fields["version"]
    few = statements(colleagues(2))
    version = "1"
    assert statements(colleagues(600, begin=2)) <= few + 2


def test_a_list_saved_before_roles_were_read_in_sheets_still_stands(
    alice: Administrator, database: Database
) -> None:
    alice.passes("people")
    with database.transaction() as session:
        setup = session.get_one(Setup, alice.setup_id)
        record = setup.record("people")
        assert record is not None
        record.answers = {"people": [{"email": alice.email, "punchout_buyer": True, "requisitioner": False}]}

    for page in ("people", "general-group", "preflight", "evidence", "", "state.json", "people.csv"):
        assert alice.get(f"{alice.setup}/{page}").status == 200, page
    assert alice.stands("people") == "passed"


def test_the_specialist_sees_the_people_and_what_was_ticked(alice: Administrator, rita: str, person) -> None:  # type: ignore[no-untyped-def]
    alice.answers("people", people=f"{alice.email}\n{rita}", punchout_buyer_2="y")
    robin = person("robin@host.example", None, ["specialist"])

    desk = robin.get(f"/review/{alice.setup_id}/")

    assert f"{rita}, punchout buyer: yes, requisitioner: no" in desk.words
    assert robin.get(f"/review/{alice.setup_id}/state.json").json == alice.state
    assert robin.get(f"/review/{alice.setup_id}/bundle.zip").status == 200
    claims = alice.get(f"{alice.setup}/evidence").words
    assert "Everybody listed holds Punchout Buyer in the group." in claims
