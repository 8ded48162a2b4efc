"""People of a group: invitations, roles, sheets."""

from __future__ import annotations

import csv
import io

import pytest

from tests.simulator.purchasing import EMAIL, Customer, Group


@pytest.fixture
def team(customer: Customer) -> Group:
    group = customer.make_group("Clinics")
    group.post("purchasing-system/", purchasing_system="Precoro")
    return group


def listed(group: Group) -> list[tuple[str, str, str]]:
    rows = csv.reader(io.StringIO(group.page("people/people.csv").lstrip("\ufeff")))
    return [(email, roles, status) for email, roles, status in rows][1:]


def test_the_invitation_form_offers_requisitioner_ticked_as_at_amazon(team: Group) -> None:
    assert 'value="Buyer (Requisitioner)" checked' in team.page("people/")


def test_punchout_buyer_is_on_offer_only_once_the_purchasing_system_is_set(customer: Customer) -> None:
    group = customer.make_group("Clinics")
    assert 'value="Punchout Buyer"' not in group.page("people/")
    group.post("purchasing-system/", purchasing_system="Precoro")
    assert 'value="Punchout Buyer"' in group.page("people/")
    assert 'value="Punchout Buyer"' not in customer.general().page("people/")


def test_a_role_that_is_not_on_offer_cannot_be_had(customer: Customer) -> None:
    group = customer.make_group("Clinics")
    assert group.post("people/", emails=EMAIL, roles="Punchout Buyer").status_code == 422
    assert listed(group) == []


def test_somebody_without_an_account_is_pending_until_accepting(customer: Customer, team: Group) -> None:
    team.post("people/", emails=EMAIL, roles="Punchout Buyer")
    assert listed(team) == [(EMAIL, "Punchout Buyer", "Invitation pending")]
    assert listed(customer.general()) == []
    team.post(f"people/{team.person(EMAIL)}/accept")
    assert listed(team) == [(EMAIL, "Punchout Buyer", "Active")]
    assert listed(customer.general()) == [(EMAIL, "Buyer (Requisitioner)", "Active")]


def test_somebody_with_an_account_is_added_at_once(customer: Customer, team: Group) -> None:
    team.post("people/", emails=EMAIL, roles="Punchout Buyer")
    team.post(f"people/{team.person(EMAIL)}/accept")
    other = customer.make_group("Others")
    other.post("people/", emails=EMAIL.upper(), roles="Finance")
    assert listed(other) == [(EMAIL, "Finance", "Active")]


def test_roles_are_edited_and_people_removed(team: Group) -> None:
    team.post("people/", emails=EMAIL, roles=["Punchout Buyer", "Buyer (Requisitioner)"])
    number = team.person(EMAIL)
    team.post(f"people/{number}", roles=["Punchout Buyer", "Admin"])
    assert listed(team)[0][1] == "Punchout Buyer; Admin"
    team.post(f"people/{number}/remove")
    assert listed(team) == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"emails": "", "roles": "Finance"}, "at least one e-mail"),
        ({"emails": "a@b.example, not-an-address", "roles": "Finance"}, "not-an-address"),
        ({"emails": "a@b.example"}, "at least one role"),
        ({"emails": " ".join(f"p{n}@b.example" for n in range(21)), "roles": "Finance"}, "at most 20"),
    ],
)
def test_an_invitation_that_cannot_be_sent_is_refused_and_kept_as_typed(
    team: Group, form: dict[str, str], said: str
) -> None:
    answer = team.post("people/", **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert form["emails"] in answer.text
    assert listed(team) == []


def test_a_sheet_of_people_is_taken_over(team: Group) -> None:
    sheet = f"Email,Roles\n{EMAIL},punchout buyer; Finance\nlee@northwind.example,Tech\n".encode()
    answer = team.post("people/upload", sheet=(io.BytesIO(sheet), "people.csv"))
    assert answer.status_code == 303
    assert [row[:2] for row in listed(team)] == [
        (EMAIL, "Punchout Buyer; Finance"),
        ("lee@northwind.example", "Tech"),
    ]


def test_a_sheet_with_an_unknown_role_is_left_out_whole(team: Group) -> None:
    sheet = f"Email,Roles\n{EMAIL},Finance\nlee@northwind.example,Emperor\n".encode()
    answer = team.post("people/upload", sheet=(io.BytesIO(sheet), "people.csv"))
    assert answer.status_code == 422
    assert "Row 3: the role Emperor" in answer.text
    assert listed(team) == []


def test_the_template_can_be_uploaded_as_it_is(team: Group) -> None:
    data = team.client.get(f"/groups/{team.id}/people/template.xlsx").data
    assert team.post("people/upload", sheet=(io.BytesIO(data), "t.xlsx")).status_code == 303
    assert listed(team)[0][1] == "Punchout Buyer; Finance"
