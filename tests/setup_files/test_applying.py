"""A file of setups applied: proved like a person's answers, all of a setup or nothing of it."""

from __future__ import annotations

import pytest
import yaml
from sqlalchemy import func, select

from tests.administrator import Administrator
from tests.attacks.trying import dump
from tests.conftest import PersonMaker
from tests.fakes import ScriptedSupplier, shop_opens
from tests.setup_files.files import SECRETS, applied, group, plans, text
from wizard.models import Exchange, Setup, Supplier
from wizard.outside import Answer, CallFailed
from wizard.services import Services
from wizard.settings import Settings
from wizard.setup_files.applying import MEANWHILE


def _refuses(supplier: ScriptedSupplier, identity: str) -> None:
    """The supplier knows everybody but this one."""

    def react(url: str, document: bytes) -> Answer:
        if identity.encode() in document:
            raise CallFailed("supplier.bad_credentials", "no", may_have_left=False, seconds=0.01)
        return shop_opens(url, document)

    supplier.react = react


def _states(alice: Administrator, number: int) -> dict[str, str]:
    steps = alice.get(f"/setup/{number}/state.json").json["steps"]
    return {step["slug"]: step["state"] for step in steps}


def test_a_new_group_comes_as_far_as_a_file_can_bring_it(
    database_url: str, services: Services, alice: Administrator, supplier: ScriptedSupplier
) -> None:
    [outcome] = applied(services, text(group(1)))

    assert not outcome.refused, (outcome.problem, outcome.findings)
    assert len(outcome.passed) == 9
    assert outcome.open_from.startswith("“Place a test order”. It passes on facts only")
    states = _states(alice, outcome.setup)
    assert list(states.values()) == ["passed"] * 9 + ["open", "locked", "locked"]
    assert len(supplier.received) == 1


def test_what_it_kept_is_what_the_pages_would_have_kept(services: Services, alice: Administrator) -> None:
    alice.walks_up_to("test-order")
    [outcome] = applied(services, text(group(1)))

    with services.database.read_only() as session:
        by_hand, by_file = (session.get_one(Setup, n) for n in (alice.setup_id, outcome.setup))
        for slug in ("ordering", "locations", "address-book", "payment", "people", "general-group"):
            ours, theirs = by_file.record(slug), by_hand.record(slug)
            assert ours
            assert theirs
            assert ours.rests_on == theirs.rests_on
            assert [one["code"] for one in ours.checks] == [one["code"] for one in theirs.checks], slug
            assert ours.passed_by_id == theirs.passed_by_id
        assert by_file.default_purchaser_id == by_hand.default_purchaser_id
        assert [member.email for member in by_file.members] == ["alice@alpha.example"]
        assert session.scalar(select(func.count()).select_from(Supplier)) == 1
        asked = session.scalars(select(Exchange).where(Exchange.setup_id == by_file.id)).one()
        credentials = by_file.record("credentials")
        assert credentials
        assert credentials.checks[-1]["exchange"] == asked.id


def test_the_same_file_twice_changes_nothing(
    services: Services, supplier: ScriptedSupplier, settings: Settings
) -> None:
    file = text(group(1), group(2, "  Spaced   out "))
    applied(services, file.replace("group: '  Spaced   out '", "group: Spaced out"))
    before, asked = dump(settings), len(supplier.received)

    again = file.replace("group: '  Spaced   out '", "group: spaced OUT")
    assert [plan.changes for plan in plans(services, again)] == [(), ()]
    outcomes = applied(services, again)

    assert [outcome.refused for outcome in outcomes] == [False, False]
    assert len(supplier.received) == asked
    assert dump(settings) == before


def test_nothing_of_a_setup_is_kept_when_one_step_is_refused(
    services: Services, supplier: ScriptedSupplier, settings: Settings
) -> None:
    _refuses(supplier, "Site0000000002")
    late = group(3, payment={"method": "invoice", "default_set": False})

    first, second, third = applied(services, text(group(1), group(2), late))

    assert not first.refused
    assert (second.at, third.at) == ("Paste the credentials", "Set the payment method")
    assert "supplier.bad_credentials" in {check.code for check in second.findings if check.blocks}
    assert [check.code for check in third.findings if check.blocks] == ["payment.no_default"]
    with services.database.read_only() as session:
        assert list(session.scalars(select(Setup.group_name).order_by(Setup.id))) == ["", "Site 1"]


def test_a_refused_change_leaves_a_setup_as_it_was_but_for_what_crossed_the_wire(
    services: Services, supplier: ScriptedSupplier, settings: Settings
) -> None:
    [kept] = applied(services, text(group(1)))
    with services.database.read_only() as session:
        before = {record.slug: record.row_version for record in session.get_one(Setup, kept.setup).records}
    supplier.fails("supplier.bad_credentials")
    changed = group(1, "Renamed", payment={"method": "card", "default_set": True}) | {"id": kept.setup}

    [outcome] = applied(services, text(changed))

    assert outcome.at == "Paste the credentials"
    with services.database.read_only() as session:
        setup = session.get_one(Setup, kept.setup)
        assert setup.group_name == "Site 1"
        assert {record.slug: record.row_version for record in setup.records} == before
        asked = session.scalars(select(Exchange.outcome).where(Exchange.setup_id == setup.id))
        assert list(asked) == ["ok", "supplier.bad_credentials"]


def test_a_form_that_refuses_says_so_in_its_words(services: Services) -> None:
    wrong = group(1, "S" * 300)

    [outcome] = applied(services, text(wrong))

    assert outcome.at == "Create the group"
    assert "This is too long" in outcome.findings[0].sentence


def test_a_changed_setup_is_proved_again_as_far_as_the_change_reaches(
    services: Services, alice: Administrator, supplier: ScriptedSupplier
) -> None:
    [kept] = applied(services, text(group(1)))
    changed = group(1, payment={"method": "card", "default_set": True})

    [plan] = plans(services, text(changed))
    assert [change.lines for change in plan.changes] == [("method: “invoice” -> “card”",)]
    [outcome] = applied(services, text(changed))

    assert outcome.passed == ["Set the payment method"]
    assert outcome.setup == kept.setup
    assert len(supplier.received) == 1


def test_a_new_name_is_proved_at_every_step_that_rests_on_it(
    services: Services, alice: Administrator, supplier: ScriptedSupplier
) -> None:
    [kept] = applied(services, text(group(1)))
    renamed = group(1, "Renamed") | {"id": kept.setup}

    [outcome] = applied(services, text(renamed))

    assert not outcome.refused
    assert "Paste the credentials" in outcome.passed
    assert "Choose who orders and who receives" not in outcome.passed
    assert len(supplier.received) == 2
    assert set(_states(alice, kept.setup).values()) == {"passed", "open", "locked"}


def test_steps_outside_the_file_that_a_change_reopens_are_named(
    services: Services, alice: Administrator
) -> None:
    [kept] = applied(services, text(group(1)))
    renamed = group(1, "Renamed") | {"id": kept.setup}
    renamed["steps"] = {"group": renamed["steps"]["group"]}

    [plan] = plans(services, text(renamed))
    [outcome] = applied(services, text(renamed))

    assert plan.reopens[:2] == ("Set the purchasing system", "Paste the credentials")
    assert "Choose who orders and who receives" not in plan.reopens
    assert outcome.open_from == (
        "“Set the purchasing system”. “Create the group” was changed after this step passed."
    )
    assert _states(alice, kept.setup)["credentials"] == "check_again"


def test_nobody_waits_for_the_database_while_the_supplier_is_asked(
    services: Services, supplier: ScriptedSupplier
) -> None:
    def react(url: str, document: bytes) -> Answer:
        with services.database.transaction() as session:
            session.get_one(Setup, 1).group_name = "Written meanwhile"
        return shop_opens(url, document)

    supplier.react = react

    [outcome] = applied(services, text(group(1)))

    assert not outcome.refused
    with services.database.read_only() as session:
        assert session.get_one(Setup, 1).group_name == "Written meanwhile"


def test_what_somebody_else_saved_meanwhile_is_not_written_over(
    database_url: str, services: Services, alice: Administrator, supplier: ScriptedSupplier
) -> None:
    alice.passes("group")
    change = group(1, "PunchOut Purchasing") | {"id": alice.setup_id}

    def react(url: str, document: bytes) -> Answer:
        alice.answers("group", group_name="Saved by Alice")
        return shop_opens(url, document)

    supplier.react = react
    [outcome] = applied(services, text(change))

    assert outcome.problem == MEANWHILE
    assert alice.looks_at("group").value("group_name") == "Saved by Alice"
    assert alice.stands("purchasing-system") == "open"


def test_a_setup_is_found_by_its_names_or_its_number(services: Services, alice: Administrator) -> None:
    alice.passes("group")
    by_names = group(1, "punchout purchasing") | {"group": "PunchOut Purchasing"}

    assert plans(services, text(by_names))[0].setup == alice.setup_id
    assert plans(services, text(by_names | {"marketplace": "amazon.de"}))[0].setup == 0
    assert plans(services, text(group(1) | {"id": alice.setup_id}))[0].setup == alice.setup_id
    assert "has no setup 99" in plans(services, text(group(1) | {"id": 99}))[0].problem


def test_a_file_that_calls_a_setup_otherwise_than_its_steps_is_refused(services: Services) -> None:
    [outcome] = applied(services, text(group(1, "North") | {"group": "South"}))

    assert outcome.problem == "The file calls it “South” at “amazon.com”, its steps “North” at “amazon.com”."


def test_a_name_with_an_accent_is_found_again(services: Services) -> None:
    file = text(group(1, "Übungsschule"))
    [kept] = applied(services, file)

    [plan] = plans(services, file)

    assert (plan.setup, plan.changes) == (kept.setup, ())


def test_two_groups_never_share_credentials_or_a_name(services: Services) -> None:
    same = group(2)
    same["steps"]["credentials"] = group(1)["steps"]["credentials"]

    _, second = applied(services, text(group(1), same))

    assert "credentials.used_elsewhere" in {check.code for check in second.findings if check.blocks}


def test_the_word_is_that_of_whoever_holds_the_role_longest_or_is_named(
    services: Services, person: PersonMaker, alice: Administrator
) -> None:
    person("bob@alpha.example", "Alpha Clinics", ["configuration", "create_requisition"], "Bob Byrd")
    person("mia@alpha.example", "Alpha Clinics", ["approve"])

    [first] = applied(services, text(group(1)))
    [second] = applied(services, text(group(2)), email="bob@alpha.example")
    [third] = plans(services, text(group(3)), email="mia@alpha.example")
    [fourth] = plans(services, text(group(3)), email="charlie@other.example")

    with services.database.read_only() as session:
        for outcome, name in ((first, "Alice Archer"), (second, "Bob Byrd")):
            setup = session.get_one(Setup, outcome.setup)
            assert {one.passed_by.name for one in setup.records if one.passed_by} == {name}
    for plan in (third, fourth):
        assert "does not hold the role Configuration at Alpha Clinics" in plan.problem


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"organisation": "Nowhere"}, "no organisation of this name"),
        ({"organisation": "Empty"}, "Nobody at Empty holds the role Configuration"),
    ],
)
def test_an_organisation_that_is_not_there_or_has_nobody_is_refused(
    services: Services, person: PersonMaker, change: dict[str, str], words: str
) -> None:
    person("only@empty.example", "Empty", ["approve"])

    outcome, other = applied(services, text(group(1) | change, group(2)))

    assert words in outcome.problem
    assert not other.refused


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"ordering": {"default_purchaser": "nobody@alpha.example"}}, "is no user of this organisation"),
        ({"ordering": {"default_purchaser": "charlie@other.example"}}, "is no user of this organisation"),
        ({"address-book": {"same": ["Moon base"]}}, "no location “Moon base” with a whole address"),
        ({"credentials": {"shared_secret": {"env": "NOT_SET"}}}, "does not have the variable"),
        ({"credentials": {"shared_secret": {"file": "/nowhere"}}}, "cannot be read"),
    ],
)
def test_what_is_named_and_not_there_is_said(
    services: Services, charlie: Administrator, step: dict[str, object], words: str
) -> None:
    [outcome] = applied(services, text(group(1, **step)))

    assert words in outcome.problem


def test_steps_behind_one_that_is_not_in_the_file_stay_open(
    services: Services, alice: Administrator, supplier: ScriptedSupplier
) -> None:
    some = group(1)
    del some["steps"]["purchasing-system"]

    [outcome] = applied(services, text(some))

    assert outcome.passed == ["Create the group"]
    assert outcome.open_from == "“Set the purchasing system”. It is not in the file."
    assert supplier.received == []


def test_what_the_file_does_not_say_of_a_step_stays_as_it_was(services: Services) -> None:
    [kept] = applied(services, text(group(1)))
    little = {"organisation": "Alpha Clinics", "id": kept.setup, "steps": {"payment": {"method": "card"}}}

    [plan] = plans(services, text(little))

    assert [change.lines for change in plan.changes] == [("method: “invoice” -> “card”",)]
    assert not applied(services, text(little))[0].refused


def test_a_renewed_secret_is_changed_and_never_written_out(services: Services, settings: Settings) -> None:
    applied(services, text(group(1)))
    renewed = {"SECRET_OF_ALL": SECRETS["SECRET_OF_ALL"][::-1]}

    [plan] = plans(services, text(group(1)), environ=renewed)
    assert [change.lines for change in plan.changes] == [("shared_secret: changed",)]
    [outcome] = applied(services, text(group(1)), environ=renewed)

    assert not outcome.refused
    for secret in (*SECRETS.values(), *renewed.values()):
        assert secret not in dump(settings) + repr(plan) + repr(outcome)


def test_a_secret_in_the_wrong_place_is_not_shown_in_the_difference(services: Services) -> None:
    wrong = group(1)
    wrong["steps"]["credentials"]["from_identity"] = SECRETS["SECRET_OF_ALL"]

    [plan] = plans(services, text(wrong))
    [outcome] = applied(services, text(wrong))

    assert "from_identity: set" in [line for change in plan.changes for line in change.lines]
    assert SECRETS["SECRET_OF_ALL"] not in repr([change.lines for change in plan.changes])
    assert SECRETS["SECRET_OF_ALL"] not in repr([check.as_json() for check in outcome.findings])
    assert outcome.at == "Paste the credentials"


def test_another_shop_is_set_up_by_a_file_too(services: Services, alice: Administrator) -> None:
    steps = {name: group(1)["steps"][name] for name in ("credentials", "ordering", "locations")}
    shop = {"shop_name": "Gloves", "to_identity": "GLOVES-1", "identity_domain": "DUNS"}
    other = {
        "organisation": "Alpha Clinics",
        "supplier": "generic_cxml",
        "group": "Gloves",
        "steps": {"shop": shop, **steps},
    }

    [outcome] = applied(services, text(other))

    assert not outcome.refused, (outcome.problem, outcome.findings)
    assert list(_states(alice, outcome.setup).values()) == ["passed"] * 4 + ["open", "locked", "locked"]
    assert applied(services, text(other))[0].passed == ()


def test_a_hundred_groups_stand_in_one_file(services: Services) -> None:
    groups = [group(number) for number in range(1, 101)]
    for one in groups:
        one["steps"] = {slug: one["steps"][slug] for slug in ("group", "purchasing-system")}

    outcomes = applied(services, text(*groups))

    assert [outcome.problem or outcome.at for outcome in outcomes if outcome.refused] == []
    assert len({outcome.setup for outcome in outcomes}) == 100


def test_what_the_file_wants_is_seen_before_anything_is_written(
    services: Services, settings: Settings, supplier: ScriptedSupplier
) -> None:
    before = dump(settings)

    [plan] = plans(services, text(group(1)))

    lines = {change.slug: change.lines for change in plan.changes}
    assert "group_name: nothing -> “Site 1”" in lines["group"]
    assert "shared_secret: set" in lines["credentials"]
    assert lines["people"] == ("people: + alice@alpha.example (punchout_buyer)",)
    assert lines["locations"] == ()
    assert dump(settings) == before
    assert supplier.received == []
    assert yaml.safe_load(text(group(1)))["setups"][0]["group"] == "Site 1"
