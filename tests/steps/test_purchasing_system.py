"""Step 2: the purchasing system inside the group."""

from __future__ import annotations

import pytest

from tests.administrator import Administrator


@pytest.mark.parametrize(
    ("server", "name"), [("app.precoro.com", "Precoro"), ("app.precoro.us", "Precoro-US")]
)
def test_each_server_has_its_own_name_to_choose(alice: Administrator, server: str, name: str) -> None:
    alice.passes("group")

    assert name in alice.looks_at("purchasing-system").words
    assert alice.answers("purchasing-system", server=server, purchasing_system=name).status == 303


def test_a_choice_that_is_none_is_named_with_its_question(alice: Administrator) -> None:
    alice.passes("group")

    page = alice.answers("purchasing-system", server="app.elsewhere.example")

    assert page.status == 422
    assert "Which server do you sign in to? Choose one from the list." in page.words
    assert "Not a valid choice" not in page.words


def test_the_name_of_the_other_server_is_refused_and_the_right_one_said(alice: Administrator) -> None:
    alice.passes("group")

    page = alice.answers("purchasing-system", server="app.precoro.us")

    assert page.status == 422
    assert "purchasing_system.wrong_name" in page.codes()
    assert "For app.precoro.us the name to choose is Precoro-US. You typed “Precoro”." in page.words
    assert (
        alice.answers("purchasing-system", server="app.precoro.us", purchasing_system="precoro-us").status
        == 303
    )


def test_another_group_in_view_is_refused(alice: Administrator) -> None:
    alice.passes("group")

    page = alice.answers("purchasing-system", group_in_view="General group")

    assert "purchasing_system.wrong_group" in page.codes()
    assert page.value("group_in_view") == "General group"
    assert alice.passes("purchasing-system").location == alice.at("credentials")


def test_another_group_name_has_this_step_checked_again(alice: Administrator) -> None:
    alice.passes("group", "purchasing-system")

    alice.answers("group", group_name="Renamed")

    assert alice.stands("purchasing-system") == "check_again"
    page = alice.looks_at("purchasing-system")
    assert "“Create the group” was changed after this step passed." in page.words
    assert page.value("purchasing_system") == "Precoro"
    assert alice.answers("purchasing-system", group_in_view="Renamed").status == 303
    assert alice.stands("purchasing-system") == "passed"
