"""Lists of people as they are pasted: everybody is found, and what is nobody is kept as it was written."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.people import read_paste

D, L, S = "dana@a.example", "lee@a.example", "sam@a.example"


class Row(NamedTuple):
    text: str
    entries: list[str]
    twice: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


ROWS = [
    Row("", []),
    Row(" \n\t\r\n", []),
    Row(f"{D}\n{L}", [D, L]),
    Row(f"{D}\r\n\r\n  {L}  ", [D, L]),
    Row(f"{D}, {L};{S}", [D, L, S]),
    Row(f"{D} {L}\t{S}", [D, L, S]),
    Row(f"{D},,;\n,;", [D]),
    Row(f"Dana Reed <{D}>; <{L}>", [D, L]),
    Row(f'"Reed, Dana" <{D}>, {L}', [D, L]),
    Row(f"mailto:{D}", [D]),
    Row(f"<mailto:{D}?subject=Hello>", [D]),
    Row(f"[{D}](mailto:{D})", [D]),
    Row(f"'{D}'\n“{L}”", [D, L]),
    Row(f"({D}).", [D]),
    Row(f"1. {D}\n2) {L}\n• {S}", [D, L, S]),
    Row(f"Dana Reed\t{D}\tPunchout Buyer\tActive", [D]),
    Row(f"Email\n{D}", [D]),
    Row(f"Name,Email\nDana Reed,{D}", [D]),
    Row(f"\ufeff{D}\n{L[:3]}\u200b{L[3:]}", [D, L]),
    Row("dana＠a.example", [D]),
    Row(f"{D}\n{D}", [D], twice=(D,)),
    Row(f"{D}\n{D.upper()}\n{D}", [D], twice=(D,)),
    Row(f"{D.upper()}\n{D}", [D.upper()], twice=(D.upper(),)),
    Row(f"Pat Doe: {D}", [D], words=("Pat Doe",)),
    Row("Dana Reed", ["Dana Reed"]),
    Row(f"Dana Reed, {D}, Lee Poe, {L}", ["Dana Reed", D, "Lee Poe", L]),
    Row("dana@\na.example", ["dana@", "a.example"]),
    Row("dana @a.example", ["dana @a.example"]),
    Row("dana[at]a.example", ["dana[at]a.example"]),
    Row(f"{D}/{L}", [f"{D}/{L}"]),
    Row(f'=HYPERLINK("mailto:{D}")', [f'=HYPERLINK("mailto:{D}")']),
    Row(f"=1+1\n{D}", ["=1+1", D]),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.text[:40] for row in ROWS])
def test_a_list_is_read_as_it_comes(row: Row) -> None:
    found = read_paste(row.text)
    assert (list(found.entries), found.twice, found.words) == (row.entries, row.twice, row.words)


def test_addresses_and_the_rest_are_told_apart() -> None:
    found = read_paste(f"{D}\nDana Reed\n{L}")
    assert found.addresses == [D, L]
    assert found.strays == ["Dana Reed"]


AROUND = st.sampled_from(
    ["{}", "<{}>", "Dana Reed <{}>", '"Reed, D" <{}>', "({})", "mailto:{}", "'{}'", "- {}"]
)
BETWEEN = st.sampled_from(["\n", "\r\n", ",", "; ", "\t", " ", ",\n", " ;; "])
LISTED = st.lists(st.tuples(st.integers(0, 20), AROUND, BETWEEN), min_size=1, max_size=12)


@given(LISTED)
def test_nobody_on_a_list_is_passed_over(listed: list[tuple[int, str, str]]) -> None:
    text = "".join(around.format(f"person{n}@a.example") + between for n, around, between in listed)
    in_order = list(dict.fromkeys(f"person{n}@a.example" for n, _, _ in listed))
    assert read_paste(text).addresses == in_order


@given(st.text(st.sampled_from("ab @.,;<>\"'\t\n=()|/"), max_size=40))
def test_every_sign_of_an_address_is_somewhere_in_what_was_found(text: str) -> None:
    found = read_paste(text)
    kept = "".join((*found.entries, *found.words))
    assert ("@" in text) == ("@" in kept)
