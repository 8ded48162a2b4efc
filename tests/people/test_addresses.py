"""What is an e-mail address, and which ones several people usually read."""

from __future__ import annotations

import pytest

from wizard.people import is_address, is_shared

ADDRESSES = [
    "dana@alpha.example",
    "DANA@ALPHA.EXAMPLE",
    "dana.reed@alpha.example",
    "dana+amazon@alpha.example",
    "o'neil@alpha.example",
    "d@a",
    "dana_reed-2@sub.alpha.example",
    "dänä@exämple.de",
    "1234@alpha.example",
    "dana@localhost",
    "dana#1@alpha.example",
]
NO_ADDRESSES = [
    *(
        "",
        "dana",
        "dana@",
        "@alpha.example",
        "dana@@alpha.example",
        "dana@alpha@example",
        "dana alpha.example",
    ),
    *(
        "dana@ alpha.example",
        " dana@alpha.example",
        "dana@alpha.example ",
        ".dana@alpha.example",
        "d..r@a.example",
    ),
    *(
        "dana.@alpha.example",
        "dana@alpha.example.",
        "dana@.example",
        "dana@a..example",
        "<dana@alpha.example>",
    ),
    *(
        "dana@alpha.example,",
        "dana;lee@a.example",
        "dana@alpha.example\n",
        "dana\0@alpha.example",
        "'d@a.example'",
    ),
    *("dana(at)alpha.example", '"dana"@alpha.example', "x" * 243 + "@alpha.example", "=cmd|' /C calc'!A0"),
]
SHARED = [
    "accounting@a.example",
    "Accounting@a.example",
    "accounts.payable@a.example",
    "front-desk@a.example",
    "office2@a.example",
    "info+amazon@a.example",
    "einkauf@a.example",
    "compta@a.example",
    "compras@a.example",
    "ordini@a.example",
    "BÜRO@a.example",
]
PERSONAL = [
    "dana@a.example",
    "office.manager.dana@a.example",
    "dana.office@a.example",
    "ordway@a.example",
    "mia@a.example",
    "salesman@a.example",
    "+@a.example",
]


@pytest.mark.parametrize("text", ADDRESSES)
def test_somebody_can_have_it(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_nobody_can_have_it(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize("email", SHARED)
def test_several_people_usually_read_it(email: str) -> None:
    assert is_shared(email)


@pytest.mark.parametrize("email", PERSONAL)
def test_one_person_reads_it(email: str) -> None:
    assert not is_shared(email)
