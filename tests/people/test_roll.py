"""Who a listed address belongs to, among the host's users."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from wizard.people import HostUser, Roll

USERS = {
    user.name: user
    for user in (
        HostUser(1, "dana@alpha.example", "Dana", active=True, may_request=True),
        HostUser(2, "Rita.Vance@Alpha.example", "Rita", active=True, may_request=False),
        HostUser(3, "gone@alpha.example", "Gus", active=False, may_request=True),
        HostUser(4, "lee+work@alpha.example", "Lee", active=True, may_request=True),
        HostUser(5, "kim@alpha.example", "Kim", active=True, may_request=True),
        HostUser(6, "kim@sub.alpha.example", "Kim of the branch", active=True, may_request=True),
    )
}
ROLL = Roll(USERS.values())


class Row(NamedTuple):
    email: str
    user: str = ""
    differs: bool = False
    gone: str = ""
    near: str = ""


ROWS = [
    Row("dana@alpha.example", "Dana"),
    Row("Dana@Alpha.example", "Dana", differs=True),
    Row("dana+amazon@alpha.example", "Dana", differs=True),
    Row("DANA+amazon@alpha.example", "Dana", differs=True),
    Row("Rita.Vance@Alpha.example", "Rita"),
    Row("rita.vance@alpha.example", "Rita", differs=True),
    Row("lee@alpha.example", "Lee", differs=True),
    Row("lee+work@alpha.example", "Lee"),
    Row("gone@alpha.example", gone="Gus"),
    Row("GONE@alpha.example", gone="Gus"),
    Row("dana@other.example", near="Dana"),
    Row("kim@other.example"),
    Row("stranger@alpha.example"),
    Row("office@alpha.example"),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.email for row in ROWS])
def test_an_address_is_matched(row: Row) -> None:
    found = ROLL.find(row.email)
    whose = [one.name if one else "" for one in (found.user, found.gone, found.near)]
    assert (whose, found.differs) == ([row.user, row.gone, row.near], row.differs)


def test_only_active_users_who_may_request_are_offered() -> None:
    assert [user.name for user in ROLL.requesters] == ["Dana", "Lee", "Kim", "Kim of the branch"]


@pytest.mark.parametrize(
    ("email", "written"),
    [
        ("rita.vance@alpha.example", "Rita.Vance@Alpha.example"),
        ("RITA.VANCE@alpha.example", "RITA.VANCE@alpha.example"),
        ("dana@alpha.example", "dana@alpha.example"),
        ("stranger@alpha.example", "stranger@alpha.example"),
    ],
)
def test_a_sheet_in_small_letters_gets_the_hosts_spelling(email: str, written: str) -> None:
    """The supplier's export knows no capital letters; those that a person typed are left alone."""
    assert ROLL.as_written(email) == written
