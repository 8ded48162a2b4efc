"""The people in a sheet, however it is laid out, and whose rows of it count."""

from __future__ import annotations

import codecs
from collections.abc import Callable

import pytest

from wizard.people.groups import in_general_group, in_group
from wizard.people.uploaded import PeopleSheet, SheetPerson, people_in
from wizard.sheets import SheetRefused, read_sheet, write_csv, write_xlsx

D, L = "dana@alpha.example", "lee@alpha.example"
PUNCHOUT, REQUISITIONER = "punchout_buyer", "requisitioner"


def sheet(*rows: list[str]) -> PeopleSheet:
    return people_in([list(row) for row in rows])


def roles(*rows: list[str]) -> list[list[str]]:
    return [sorted(person.roles) for person in sheet(*rows).people]


@pytest.mark.parametrize(
    "head",
    ["Email", "E-mail address *", "EMAIL ADDRESS", "User email", "Work email", "Login email (required)"],
)
def test_the_column_of_addresses_is_found_by_its_heading(head: str) -> None:
    assert [one.email for one in sheet(["No.", head], ["1", D]).people] == [D]


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ("Punchout Buyer", [PUNCHOUT]),
        ("punchout buyer", [PUNCHOUT]),
        ("PunchOut Buyer; Finance", [PUNCHOUT]),
        ("Punch-out Buyer", [PUNCHOUT]),
        ("Punchout Buyer, Buyer (Requisitioner)", [PUNCHOUT, REQUISITIONER]),
        ("Punchout Buyer | Requisitioner", [PUNCHOUT, REQUISITIONER]),
        ("Buyer", [REQUISITIONER]),
        ("Buyer (Requisitioner)", [REQUISITIONER]),
        ("REQUISITIONER + Admin", [REQUISITIONER]),
        ("Admin; Finance; Tech", []),
        ("Approver", []),
        ("", []),
    ],
)
def test_roles_stand_in_one_cell(cell: str, held: list[str]) -> None:
    assert roles(["Email", "Roles"], [D, cell]) == [held]


@pytest.mark.parametrize(
    ("punchout", "requisitioner", "held"),
    [
        ("Yes", "No", [PUNCHOUT]),
        ("TRUE", "FALSE", [PUNCHOUT]),
        ("x", "", [PUNCHOUT]),
        ("1", "0", [PUNCHOUT]),
        ("yes", "yes", [PUNCHOUT, REQUISITIONER]),
        ("", "", []),
        ("perhaps", "perhaps", [REQUISITIONER]),
    ],
)
def test_roles_stand_in_columns_of_their_own(punchout: str, requisitioner: str, held: list[str]) -> None:
    """What is neither yes nor no never counts for the person."""
    head = ["Email", "Punchout Buyer", "Buyer (Requisitioner)"]
    assert roles(head, [D, punchout, requisitioner]) == [held]


def test_further_columns_of_roles_count_as_well() -> None:
    head = ["Email", "Role", "Role 2", "Role 3"]
    assert roles(head, [D, "Admin", "Punchout Buyer", "Buyer"], [L, "Punchout Buyer"]) == [
        [PUNCHOUT, REQUISITIONER],
        [PUNCHOUT],
    ]


@pytest.mark.parametrize(
    ("status", "pending"),
    [
        ("Active", False),
        ("", False),
        ("Invitation pending", True),
        ("PENDING", True),
        ("Invited on 3 March", True),
        ("Not yet accepted", True),
        ("Invitation expired", True),
    ],
)
def test_an_open_invitation_is_seen(status: str, pending: bool) -> None:
    assert [one.pending for one in sheet(["Email", "Status"], [D, status]).people] == [pending]


def test_what_a_sheet_has_no_column_for_it_does_not_tell() -> None:
    assert sheet(["Email"], [D]).tells == frozenset()
    assert sheet(["Email", "Roles", "Status"], [D, "", ""]).tells == {PUNCHOUT, REQUISITIONER, "status"}
    assert sheet(["Email", "Requisitioner"], [D, "no"]).tells == {REQUISITIONER}


def test_a_sheet_without_headings_is_a_list() -> None:
    found = sheet(["Dana Reed", D], ["Lee Poe", L])
    assert ([one.email for one in found.people], found.tells) == ([D, L], frozenset())


def test_notes_may_stand_above_the_headings() -> None:
    assert [one.email for one in sheet(["People of Alpha"], [], ["Name", "Email"], ["Dana", D]).people] == [D]


@pytest.mark.parametrize("rows", [[["Name"], ["Dana"]], [["a", "b"], ["1", "2"]], [[]]])
def test_a_sheet_without_addresses_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(SheetRefused, match=r"no column of e-mail addresses"):
        people_in(rows)


def test_rows_without_an_address_are_named_by_their_number() -> None:
    found = sheet(["Name", "Email"], ["Dana", D], [], ["Pat Doe", ""], ["Lee", "lee(at)alpha"], ["Sam", "="])
    assert [one.email for one in found.people] == [D]
    assert found.nobody == ("row 4: Pat Doe", "row 5: lee(at)alpha", "row 6: =")


def test_a_formula_is_nobody() -> None:
    found = sheet(["Email"], [f'=HYPERLINK("mailto:{D}")'], [f'=HYPERLINK("x","{D}")'], [L])
    assert [one.email for one in found.people] == [L]
    assert [stray.partition(":")[0] for stray in found.nobody] == ["row 2", "row 3"]


def test_a_cell_may_hold_several_people() -> None:
    assert [one.email for one in sheet(["Email", "Role"], [f"{D}; {L}", "Buyer"]).people] == [D, L]


@pytest.mark.parametrize(
    "written",
    [
        f"Email;Roles\n{D};Punchout Buyer\n".encode(),
        f"Email,Roles\r\n{D},Punchout Buyer\r\n".encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + f"Email\tRoles\n{D}\tPunchout Buyer\n".encode("utf-16-le"),
        f"sep=;\nEmail;Roles\n{D};Punchout Buyer".encode(),
        write_csv([["Email", "Roles"], [D, "Punchout Buyer"]]),
        write_xlsx([["Email", "Roles"], [D, "Punchout Buyer"]]),
    ],
    ids=["semicolons", "mark", "UTF-16", "sep=", "our csv", "our xlsx"],
)
def test_every_kind_of_sheet_says_the_same(written: bytes) -> None:
    assert people_in(read_sheet(written)).people == (SheetPerson(D, frozenset([PUNCHOUT])),)


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
@pytest.mark.parametrize("many", [1, 1_000])
def test_one_person_and_a_thousand_are_read(write: Callable[[list[list[str]]], bytes], many: int) -> None:
    rows = [["Email", "Roles"], *([f"p{n}@alpha.example", "Punchout Buyer"] for n in range(many))]
    assert len(people_in(read_sheet(write(rows))).people) == many


HEAD = ["Email", "Group", "Roles"]


def test_only_rows_of_the_group_count_and_the_others_are_named() -> None:
    found = in_group(
        sheet(
            HEAD, [D, "Clinics", "Punchout Buyer"], [L, "Head office", "Buyer"], [D, "Head office", "Buyer"]
        ),
        "clinics",
    )
    assert [(one.email, sorted(one.roles)) for one in found.people] == [(D, [PUNCHOUT])]
    assert (found.elsewhere, found.twice) == ((L,), ())


def test_a_row_for_each_role_is_one_person_who_is_named() -> None:
    found = in_group(sheet(["Email", "Role"], [D, "Punchout Buyer"], [D.upper(), "Buyer"]), "Clinics")
    assert [sorted(one.roles) for one in found.people] == [[PUNCHOUT, REQUISITIONER]]
    assert found.twice == (D,)


def test_a_sheet_of_another_group_is_refused() -> None:
    with pytest.raises(SheetRefused, match="of the group Clinics"):
        in_group(sheet(HEAD, [D, "Head office", "Buyer"]), "Clinics")


@pytest.mark.parametrize(
    ("general", "known_by"),
    [
        ("General group", "its usual name"),
        ("", "no name at all"),
        ("alpha  clinics", "the company's name"),
        ("Alpha Clinics > Root", "the end of a path"),
        ("Everybody", "being the only other one"),
    ],
)
def test_the_general_group_is_found(general: str, known_by: str) -> None:
    rows = [[D, "Clinics", "Punchout Buyer"], [D, general, "Buyer"]]
    found = in_general_group(sheet(HEAD, *rows), "Clinics", "Alpha Clinics")
    assert [sorted(one.roles) for one in found.people] == [[REQUISITIONER]], known_by


def test_a_sheet_without_groups_is_of_the_page_it_was_taken_from() -> None:
    assert len(in_general_group(sheet(["Email", "Roles"], [D, "Buyer"]), "Clinics", "Alpha").people) == 1


@pytest.mark.parametrize(
    ("groups", "why"),
    [(["Clinics"], "none of its rows is of the general group"), (["North", "South"], "cannot tell which")],
)
def test_a_sheet_in_which_no_general_group_is_to_be_found_is_refused(groups: list[str], why: str) -> None:
    with pytest.raises(SheetRefused, match=why):
        in_general_group(sheet(HEAD, *([D, group, "Buyer"] for group in groups)), "Clinics", "Alpha")
