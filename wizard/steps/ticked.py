"""Boxes ticked for many people: numbered on the page, and carried unseen for those who are not on it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field

from wizard.people.address import key

ALSO = "also_"
"""Begins the hidden field with the marks of everybody ticked for a role who is not on the page."""
UNTICKED = frozenset(("", "false"))
DIGITS, MARK = 9, 10


class Ticks(Field):
    """Boxes named ``<name>_<n>``; the data are the numbers ``n`` of those that are ticked."""

    def process(
        self, formdata: Mapping[str, Any] | None, data: object = (), extra_filters: Any = None
    ) -> None:
        super().process(None, data, extra_filters)
        self.data = frozenset(self._ticked(formdata) if formdata else data or ())  # type: ignore[call-overload]

    def _ticked(self, formdata: Mapping[str, Any]) -> Iterable[int]:
        for name, number in ((name, name.removeprefix(f"{self.name}_")) for name in formdata):
            is_number = number.isascii() and number.isdigit() and len(number) <= DIGITS
            if name != number and is_number and formdata[name] not in UNTICKED:
                yield int(number)


def mark(email: str) -> str:
    """A person in ten letters: lists of thousands travel in a form."""
    return hashlib.sha256(key(email).encode()).hexdigest()[:MARK]


def follow(form: FlaskForm, role: str, numbered: Sequence[str], listed: Sequence[str]) -> None:
    """Ticks belong to people, not to line numbers: number those of one list by another."""
    ticked = {mark(numbered[n - 1]) for n in form[role].data if 0 < n <= len(numbered)}
    ticked.update((form[ALSO + role].data or "").split())
    form[role].data = frozenset(n for n, email in enumerate(listed, start=1) if mark(email) in ticked)


def carry(form: FlaskForm, role: str, listed: Sequence[str], on_page: Collection[int]) -> None:
    """Put the ticks of everybody who is not on the page into the hidden field."""
    unseen = sorted(n for n in form[role].data if n not in on_page)
    form[ALSO + role].data = " ".join(mark(listed[n - 1]) for n in unseen)


def boxes(form: FlaskForm, roles: Iterable[str], on_page: Iterable[int]) -> dict[str, bool]:
    """Whether each box on the page is ticked, by its name."""
    numbers = list(on_page)
    return {f"{role}_{n}": n in form[role].data for role in roles for n in numbers}
