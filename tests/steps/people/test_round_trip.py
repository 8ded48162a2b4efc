"""Our sheet goes into Amazon's group and comes out again: nothing is different until a role is changed there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.administrator import GROUP, Administrator, Page
from tests.simulator.purchasing import Clock, Customer, Group
from tests.steps.people.conftest import Colleagues
from wizard.simulator import create_simulator

PUNCHOUT, REQUISITIONER = "Punchout Buyer", "Buyer (Requisitioner)"


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    app = create_simulator(tmp_path, public_url="http://127.0.0.1:8001", clock=Clock())
    made = Customer(app).make_group(GROUP)
    made.post("purchasing-system/", purchasing_system="Precoro")
    yield made
    app.extensions["simulator.store"].close()


@pytest.fixture
def listed(alice: Administrator, person, colleagues: Colleagues) -> list[str]:  # type: ignore[no-untyped-def]
    """Everybody who may request; one is written with capital letters here."""
    rita = person("Rita.Vance@Alpha.example", "Alpha Clinics", ["create_requisition"], "Rita Vance")
    return [alice.email, rita.email, *colleagues(3)]


def takes(group: Group, sheet: bytes, kind: str) -> None:
    answer = group.post("people/upload", sheet=(io.BytesIO(sheet), f"people.{kind}"))
    assert answer.status_code == 303, answer.text


def everybody_accepts(group: Group, listed: list[str]) -> None:
    for email in listed:
        group.post(f"people/{group.person(email.lower())}/accept")


def exported(group: Group, kind: str = "csv") -> bytes:
    return group.client.get(f"/groups/{group.id}/people/people.{kind}").data


def uploads(alice: Administrator, step: str, sheet: bytes, kind: str = "csv") -> Page:
    sent: dict[str, Any] = alice.looks_at(step).fields()
    sent["uploaded"] = (io.BytesIO(sheet), f"people.{kind}")
    return Page(alice.client.post(alice.at(step), data=sent))


def failed(alice: Administrator, step: str) -> list[tuple[str, str]]:
    checks = alice.step(step)["checks"]
    return [(check["code"], check["sentence"].split()[0]) for check in checks if not check["passed"]]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_our_sheet_comes_back_without_a_difference(
    alice: Administrator, listed: list[str], group: Group, kind: str
) -> None:
    takes(group, alice.client.get(f"{alice.setup}/people.{kind}").data, kind)
    everybody_accepts(group, listed)

    assert uploads(alice, "people", exported(group, kind), kind).status == 303

    assert failed(alice, "people") == []
    assert sorted((alice.looks_at("people").value("people") or "").split()) == sorted(listed)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_its_own_template_filled_by_us_comes_back_without_a_difference(
    alice: Administrator, listed: list[str], group: Group, kind: str
) -> None:
    template = group.client.get(f"/groups/{group.id}/people/template.{kind}").data
    data = {"fill": "1", "template": (io.BytesIO(template), f"template.{kind}")}
    takes(group, alice.post(f"{alice.setup}/people.{kind}", data).response.data, kind)
    everybody_accepts(group, listed)

    assert uploads(alice, "people", exported(group, kind), kind).status == 303
    assert failed(alice, "people") == []


def test_who_has_not_accepted_is_named(alice: Administrator, listed: list[str], group: Group) -> None:
    takes(group, alice.client.get(f"{alice.setup}/people.csv").data, "csv")
    everybody_accepts(group, listed[1:])

    assert uploads(alice, "people", exported(group)).status == 303
    assert failed(alice, "people") == [("people.invitation_pending", alice.email)]


def test_a_role_changed_there_is_seen_and_nobody_left_out_there_is_lost(
    alice: Administrator, listed: list[str], group: Group
) -> None:
    takes(group, alice.client.get(f"{alice.setup}/people.csv").data, "csv")
    everybody_accepts(group, listed)
    dana, lee, kim = listed[2:]
    group.post(f"people/{group.person(dana)}", roles=[PUNCHOUT, REQUISITIONER, "Admin"])
    group.post(f"people/{group.person(lee)}", roles=["Finance"])
    group.post(f"people/{group.person(kim)}/remove")

    assert uploads(alice, "people", exported(group)).status == 422
    assert failed(alice, "people") == [
        ("people.not_in_sheet", kim),
        ("people.lacks_punchout_buyer", lee),
        ("people.holds_requisitioner", dana),
    ]


def test_the_general_group_is_compared_as_well(alice: Administrator, listed: list[str], group: Group) -> None:
    """A new account begins there with the role that has to go."""
    takes(group, alice.client.get(f"{alice.setup}/people.csv").data, "csv")
    everybody_accepts(group, listed)
    uploads(alice, "people", exported(group))
    general = Group(group.client, 1, "General group")

    assert uploads(alice, "general-group", exported(general)).status == 422
    assert {code for code, _ in failed(alice, "general-group")} == {"people.holds_requisitioner"}
    assert sorted(email for _, email in failed(alice, "general-group")) == sorted(listed)

    for email in listed:
        general.post(f"people/{general.person(email.lower())}", roles=["Tech"])
    assert uploads(alice, "general-group", exported(general)).status == 303
    assert failed(alice, "general-group") == []
