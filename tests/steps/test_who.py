"""Each kind of wrong address and wrong role has a code of its own, and everybody is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import pytest

from wizard.ladder import Check
from wizard.people import HostUser, Roll
from wizard.profiles import host_profile
from wizard.steps.named import ALONE
from wizard.steps.who import Listed, judge_matches, judge_roles

HOST = host_profile("precoro")
ROLL = Roll(
    [
        HostUser(1, "dana@alpha.example", "Dana Reed", active=True, may_request=True),
        HostUser(2, "Rita@Alpha.example", "Rita Vance", active=True, may_request=True),
        HostUser(3, "gone@alpha.example", "Gus Olm", active=False, may_request=True),
        HostUser(4, "boss@alpha.example", "Bo Sand", active=True, may_request=False),
        HostUser(5, "orders@alpha.example", "Orders", active=True, may_request=True),
    ]
)


def failed(checks: Sequence[Check]) -> dict[str, str]:
    return {check.code: check.severity for check in checks if not check.passed}


class Row(NamedTuple):
    email: str
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


UNKNOWN, DIFFERS, SHARED = "people.not_a_host_user", "people.email_differs", "people.shared_mailbox"
ROWS = [
    Row("dana@alpha.example"),
    Row("Dana@alpha.example", (DIFFERS,)),
    Row("rita@alpha.example", (DIFFERS,)),
    Row("dana+amazon@alpha.example", (DIFFERS,)),
    Row("stranger@alpha.example", (UNKNOWN,)),
    Row("dana@private.example", (UNKNOWN,)),
    Row("accounting@alpha.example", (UNKNOWN,), (SHARED,)),
    Row("orders@alpha.example", warnings=(SHARED,)),
    Row("gone@alpha.example", (UNKNOWN,), ("people.deactivated",)),
    Row("boss@alpha.example", warnings=("people.may_not_request",)),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.email for row in ROWS])
def test_what_is_wrong_with_an_address_has_its_code(row: Row) -> None:
    checks = list(judge_matches([row.email], ROLL, HOST))
    found = failed(checks)
    assert {code for code, severity in found.items() if severity == "error"} == set(row.errors)
    assert {code for code, severity in found.items() if severity == "warning"} == set(row.warnings)
    assert all(row.email in check.sentence for check in checks if not check.passed)


def test_an_address_like_a_users_is_suggested() -> None:
    [check] = [one for one in judge_matches(["dana@private.example"], ROLL, HOST) if one.code == UNKNOWN]
    assert check.fix.startswith("Perhaps dana@alpha.example is meant.")


@pytest.mark.parametrize(
    ("rule", "punchout_buyer", "requisitioner", "codes"),
    [
        ("remove", True, False, set()),
        ("remove", True, True, {"people.holds_requisitioner"}),
        ("remove", False, False, {"people.lacks_punchout_buyer"}),
        ("remove", False, True, {"people.lacks_punchout_buyer", "people.holds_requisitioner"}),
        ("require", True, True, set()),
        ("require", True, False, {"people.lacks_requisitioner"}),
        ("require", False, True, {"people.lacks_punchout_buyer"}),
        ("require", False, False, {"people.lacks_punchout_buyer", "people.lacks_requisitioner"}),
    ],
)
def test_the_rule_of_the_host_decides_on_roles(
    rule: str, punchout_buyer: bool, requisitioner: bool, codes: set[str]
) -> None:
    listed = [Listed("dana@alpha.example", punchout_buyer, requisitioner)]
    host = replace(HOST, requisitioner=rule)
    checks = list(judge_roles(listed, host, "in the group", buyers=True))
    assert failed(checks).keys() == codes
    assert {check.field for check in checks if not check.passed} == {
        "punchout_buyer_1" if "punchout" in code else "requisitioner_1" for code in codes
    }


def test_of_very_many_everybody_is_still_named() -> None:
    emails = [f"stranger{n}@alpha.example" for n in range(3 * ALONE)]
    checks = [check for check in judge_matches(emails, ROLL, HOST) if check.code == UNKNOWN]
    assert len(checks) == ALONE + 1
    said = " ".join(check.sentence for check in checks)
    assert all(email in said for email in emails)


def test_of_very_many_that_differ_each_has_the_hosts_spelling() -> None:
    users = [HostUser(n, f"Pat{n}@alpha.example", f"Pat {n}", True, True) for n in range(2 * ALONE)]
    checks = [
        check
        for check in judge_matches([user.email.lower() for user in users], Roll(users), HOST)
        if check.code == DIFFERS
    ]
    said = " ".join(check.sentence for check in checks)
    assert all(user.email in said and user.email.lower() in said for user in users)
