"""Every step, by GET and POST, from every earlier state: a locked one leads to the open one and says why."""

from __future__ import annotations

import pytest
from lxml import html

from tests.administrator import HOST_SLUGS, Administrator
from tests.fakes import ScriptedSupplier

REACHABLE_BY_ANSWERS = HOST_SLUGS[: HOST_SLUGS.index("test-order") + 1]


@pytest.mark.parametrize("reached", REACHABLE_BY_ANSWERS)
def test_every_later_step_leads_to_the_open_one(alice: Administrator, clinic: int, reached: str) -> None:
    alice.walks_up_to(reached)
    later = HOST_SLUGS[HOST_SLUGS.index(reached) + 1 :]

    for slug in later:
        assert alice.looks_at(slug).location == alice.at(reached), slug
        tried = alice.post(alice.at(slug), {"team_told": "y", "switched": "y", "method": "invoice"})
        assert tried.status == 303, slug
        assert tried.location == alice.at(reached), slug

    states = {step["slug"]: step["state"] for step in alice.state["steps"]}
    assert [states[slug] for slug in later] == ["locked"] * len(later)
    assert states[reached] == "open"


def test_the_page_one_lands_on_says_why(alice: Administrator) -> None:
    alice.looks_at("credentials")

    words = alice.looks_at("group").words
    assert "“Paste the credentials” is locked. Opens after “Create the group”" in words


def test_a_locked_step_says_why_in_the_state(alice: Administrator) -> None:
    assert (
        alice.step("purchasing-system")["why"]
        == "Opens after “Create the group”: it is set inside the group."
    )


def test_a_step_further_on_names_the_open_one_and_gives_no_reason_of_another(alice: Administrator) -> None:
    why = "Opens after “Create the group” and the steps that follow it: each builds on those before."

    assert [alice.step(slug)["why"] for slug in ("credentials", "share")] == [why, why]


def test_a_step_that_does_not_exist_is_not_found(alice: Administrator) -> None:
    assert alice.looks_at("nonsense").status == 404


def test_a_change_reopens_what_rests_on_it_and_nothing_else(alice: Administrator, clinic: int) -> None:
    alice.walks_up_to("test-order")

    alice.answers("group", group_name="Renamed")

    again = [step["slug"] for step in alice.state["steps"] if step["state"] == "check_again"]
    assert again == ["purchasing-system", "credentials", "address-book", "payment", "people", "general-group"]
    assert alice.stands("ordering") == alice.stands("locations") == "passed"
    assert alice.state["next"] == "purchasing-system"


def test_checking_the_reopened_steps_again_leads_back_to_where_it_stood(
    alice: Administrator, clinic: int
) -> None:
    alice.walks_up_to("test-order")
    alice.answers("group", group_name="Renamed")

    alice.answers("purchasing-system", group_in_view="Renamed")
    alice.passes("credentials", "address-book", "payment", "people", "general-group")

    assert alice.state["next"] == "test-order"


def test_changing_the_answer_back_and_forth_still_needs_a_look(alice: Administrator, clinic: int) -> None:
    alice.passes("group", "purchasing-system")
    alice.answers("group", group_name="Renamed")
    alice.passes("group")

    assert alice.stands("purchasing-system") == "check_again"


def test_saving_the_same_answers_reopens_nothing(alice: Administrator, clinic: int) -> None:
    alice.walks_up_to("test-order")

    alice.passes("group", "purchasing-system", "credentials", "ordering", "payment", "people")

    assert {step["state"] for step in alice.state["steps"][:9]} == {"passed"}


def test_a_refused_change_keeps_what_was_saved(
    alice: Administrator, supplier: ScriptedSupplier, clinic: int
) -> None:
    alice.walks_up_to("ordering")
    supplier.fails("supplier.bad_credentials")

    alice.answers("credentials", shared_secret="C" * 30)

    assert alice.stands("credentials") == "passed"
    assert "supplier.bad_credentials" in {check["code"] for check in alice.step("credentials")["checks"]}
    assert alice.stands("ordering") == "open"


def test_saving_over_somebody_elses_answers_shows_both(alice: Administrator) -> None:
    stale = alice.looks_at("group").fields()
    alice.answers("group", group_name="Saved first")

    page = alice.client.post(
        alice.at("group"),
        data={**stale, **alice.right_answers("group"), "group_name": "Typed later"},
    )

    text = page.get_data(as_text=True)
    assert page.status_code == 409
    assert "Saved first" in text
    assert "Typed later" in text
    assert alice.looks_at("group").value("group_name") == "Saved first"


def test_choosing_what_one_typed_saves_it(alice: Administrator) -> None:
    stale = alice.looks_at("group").fields()
    alice.answers("group", group_name="Saved first")
    data = {**stale, **alice.right_answers("group"), "group_name": "Typed later"}
    tree = html.document_fromstring(alice.client.post(alice.at("group"), data=data).get_data(as_text=True))
    [form] = [form for form in tree.forms if form.action and form.action.endswith("/group")]

    assert alice.client.post(alice.at("group"), data=dict(form.form_values())).status_code == 303
    assert alice.looks_at("group").value("group_name") == "Typed later"
