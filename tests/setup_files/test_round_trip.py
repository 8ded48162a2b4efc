"""What is exported can be applied: here it changes nothing, elsewhere it gives the same answers."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.administrator import GROUP, IDENTITY, ORDER_URL, SECRET, Administrator
from tests.conftest import EVERYTHING, PersonMaker
from tests.setup_files.files import SECRETS, applied, plans, text
from wizard.ladder import Around
from wizard.models import Location, Organisation, Setup
from wizard.procurement.suppliers import supplier_of
from wizard.services import Services
from wizard.setup_files import exported
from wizard.setup_files.comparing import configurator


def _exported(services: Services, number: int) -> str:
    with services.database.read_only() as session:
        setup = session.get_one(Setup, number)
        person = configurator(session, setup.organisation)
        return exported([(setup, Around(person, supplier_of(setup, None), services, session))])


@pytest.fixture
def walked(services: Services, alice: Administrator) -> Administrator:
    alice.walks_up_to("test-order")
    return alice


@pytest.fixture
def elsewhere(services: Services, person: PersonMaker) -> None:
    """Another organisation with the same clinic and an Alice of its own."""
    person("alice@beta.example", "Beta Clinics", EVERYTHING, "Alice Archer")
    with services.database.transaction() as session:
        beta = session.query(Organisation).filter_by(name="Beta Clinics").one()
        there = session.get_one(Location, 1)
        facts = (
            "name",
            "country",
            "addressee",
            "street1",
            "city",
            "state",
            "postal_code",
            "phone",
            "confirmed",
        )
        session.add(Location(organisation_id=beta.id, **{name: getattr(there, name) for name in facts}))


def _for_beta(file: str) -> dict[str, Any]:
    """The file as an operator changes it for another organisation."""
    moved = file.replace("Alpha Clinics", "Beta Clinics").replace("alice@alpha", "alice@beta")
    moved = moved.replace(IDENTITY, "Beta0123456789").replace(ORDER_URL[-8:], "00000001")
    [found] = yaml.safe_load(moved)["setups"]
    del found["id"]
    found["steps"]["credentials"]["shared_secret"] = {"env": "SECRET_OF_ALL"}
    return dict(found)


def test_another_organisation_gets_the_same_answers(
    services: Services, walked: Administrator, elsewhere: None
) -> None:
    moved = _for_beta(_exported(services, walked.setup_id))

    [outcome] = applied(services, text(moved))

    assert not outcome.refused, (outcome.problem, outcome.findings)
    [again] = yaml.safe_load(_exported(services, outcome.setup))["setups"]
    assert again.pop("id") == outcome.setup
    reference = again["steps"]["credentials"].pop("shared_secret")
    moved["steps"]["credentials"].pop("shared_secret")
    assert reference == {"env": f"WIZARD_SHARED_SECRET_{outcome.setup}"}
    assert again == moved
    assert len(again["steps"]) == 9


def test_what_was_just_exported_changes_nothing(services: Services, walked: Administrator) -> None:
    file = _exported(services, walked.setup_id)

    [plan] = plans(services, file, environ={f"WIZARD_SHARED_SECRET_{walked.setup_id}": SECRET})

    assert (plan.setup, plan.changes, plan.problem) == (walked.setup_id, (), "")


def test_no_secret_is_exported(services: Services, walked: Administrator) -> None:
    file = _exported(services, walked.setup_id)

    assert SECRET not in file
    assert SECRET[-4:] not in file
    assert f"env: WIZARD_SHARED_SECRET_{walked.setup_id}" in file


def test_what_was_never_answered_is_not_exported(services: Services, alice: Administrator) -> None:
    alice.passes("group")

    [found] = yaml.safe_load(_exported(services, alice.setup_id))["setups"]

    assert list(found["steps"]) == ["group"]
    assert found["group"] == GROUP


@pytest.mark.parametrize("name", ["No", "0042", "2024-01-01", "~", "# odd: [name]", "a\u2028b", "Süd & Nord"])
def test_odd_names_come_back_as_they_were(services: Services, alice: Administrator, name: str) -> None:
    alice.answers("group", group_name=name)

    [plan] = plans(services, _exported(services, alice.setup_id), environ=SECRETS)

    assert (plan.setup, plan.changes) == (alice.setup_id, ())
