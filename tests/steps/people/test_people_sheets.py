"""The sheet that adds everybody at the supplier: ours in parts, or the supplier's own template filled in."""

from __future__ import annotations

import io

import pytest

from tests.administrator import Administrator, Page
from tests.steps.people.conftest import Colleagues
from wizard.sheets import read_sheet, write_csv, write_xlsx

GROUP = "PunchOut Purchasing"
BUYER = "Punchout Buyer"


def downloads(alice: Administrator, sheet: str) -> list[list[str]]:
    return read_sheet(alice.client.get(f"{alice.setup}/{sheet}").data)


def sheet_form(page: Page) -> dict[str, str]:
    return page.fields("//section[@aria-labelledby='people-sheet']//form")


def fills(alice: Administrator, template: bytes | None, **fields: str) -> Page:
    token = alice.looks_at("people").fields()["csrf_token"]
    files = {"template": (io.BytesIO(template), "template.xlsx")} if template is not None else {}
    data = {"csrf_token": token, "fill": "1", **fields, **files}
    return Page(alice.client.post(f"{alice.setup}/people.xlsx", data=data))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_everybody_on_the_list_is_in_the_sheet_with_the_right_role(
    alice: Administrator, rita: str, kind: str
) -> None:
    assert downloads(alice, f"people.{kind}") == [
        ["Email", "Roles", "Name", "Group"],
        [alice.email, BUYER, "Alice Archer", GROUP],
        [rita, BUYER, "Rita Vance", GROUP],
    ]


def test_the_page_leads_to_it_and_it_is_a_file_to_keep(alice: Administrator) -> None:
    page = alice.looks_at("people")
    button = page.tree.xpath("//button[text()='Excel sheet']")[0]
    answer = alice.client.post(button.get("formaction"), data=sheet_form(page))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="people.xlsx"'
    assert answer.data[:2] == b"PK"


def test_a_list_that_did_not_pass_yet_is_in_it(alice: Administrator) -> None:
    """The people are added there first; only then can anybody tick that they were."""
    alice.answers(
        "people",
        people=f"stranger@alpha.example\n{alice.email}\nalice+amazon@alpha.example",
        punchout_buyer_1=None,
    )

    assert downloads(alice, "people.csv")[1:] == [
        ["stranger@alpha.example", BUYER, "", GROUP],
        [alice.email, BUYER, "Alice Archer", GROUP],
    ]


def test_people_added_to_a_list_that_passed_are_in_it_before_they_are_ticked(
    alice: Administrator, rita: str
) -> None:
    alice.passes("people")
    page = alice.answers("people", people=f"{alice.email}\n{rita}\nPat Doe")
    assert page.status == 422

    data = alice.client.post(f"{alice.setup}/people.csv", data=sheet_form(page)).data

    assert [row[0] for row in read_sheet(data)[1:]] == [alice.email, rita]
    assert downloads(alice, "people.csv")[1:] == [[alice.email, BUYER, "Alice Archer", GROUP]]


def test_a_name_that_looks_like_a_formula_is_a_text(alice: Administrator, person) -> None:  # type: ignore[no-untyped-def]
    person("eve@alpha.example", "Alpha Clinics", ["create_requisition"], "=1+1")

    assert b"'=1+1" in alice.client.get(f"{alice.setup}/people.csv").data
    assert downloads(alice, "people.xlsx")[1][2] == "=1+1"


def test_more_than_a_thousand_go_on_several_sheets_and_nobody_is_left_out(
    alice: Administrator, colleagues: Colleagues
) -> None:
    emails = colleagues(1_001)
    page = alice.looks_at("people")
    assert "so there are 2" in page.words
    assert "1,001 to 1,002" in page.words

    sheets = [downloads(alice, f"people.csv?part={part}")[1:] for part in (1, 2, 3)]

    assert [len(sheet) for sheet in sheets] == [1_000, 2, 0]
    assert {row[0] for sheet in sheets for row in sheet} == {alice.email, *emails}
    [second] = read_sheet(fills(alice, write_csv([["Email"]]), template_part="2").response.data)[2:]
    assert second == sheets[1][1][:1]


@pytest.mark.parametrize("part", ["0", "-1", "x", "99999999999999999999", "²"])
def test_a_part_that_is_no_number_breaks_nothing(alice: Administrator, part: str) -> None:
    assert alice.client.get(f"{alice.setup}/people.csv?part={part}").status_code == 200


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (["Work email", "Group role"], ["alice@alpha.example", BUYER]),
        (["First name", "Last name", "E-mail address *"], ["Alice", "Archer", "alice@alpha.example"]),
        (["Email", BUYER, "Buyer (Requisitioner)"], ["alice@alpha.example", "Yes", "No"]),
        (
            ["Name", "Cost centre", "Mail", "Business group"],
            ["Alice Archer", "", "alice@alpha.example", GROUP],
        ),
    ],
)
def test_a_template_is_filled_by_its_headings(alice: Administrator, head: list[str], row: list[str]) -> None:
    example = ["" if heading == "Cost centre" else "someone@example.org" for heading in head]
    template = [["Add people"], [], head, *([example] * 3)]
    answer = fills(alice, write_xlsx(template)).response
    assert answer.headers["Content-Disposition"] == 'attachment; filename="people.xlsx"'
    assert [line for line in read_sheet(answer.data)[2:] if any(line)] == [head, row]


def test_a_template_as_text_comes_back_as_text(alice: Administrator) -> None:
    answer = fills(alice, "Email;Role\n".encode("utf-16")).response
    assert answer.headers["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert read_sheet(answer.data) == [["Email", "Role"], [alice.email, BUYER]]


@pytest.mark.parametrize(
    ("template", "why"),
    [
        (None, "no file was chosen"),
        (b"%PDF-1.7", "it is no sheet"),
        (b"PK\x03\x04broken", "the workbook is broken"),
        (write_csv([["Address", "City"]]), "no row of headings was found"),
    ],
    ids=["none", "pdf", "broken", "addresses"],
)
def test_what_cannot_be_filled_is_refused_with_its_reason(
    alice: Administrator, template: bytes | None, why: str
) -> None:
    page = fills(alice, template)
    assert page.status == 422
    assert why in page.words
    assert "people.unreadable" in page.codes()
    assert page.tree.xpath("//input[@name='template' and @aria-invalid='true']")
