"""The people in a sheet: the supplier's export, or any with a column of e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wizard.people.address import is_address
from wizard.people.headings import HEADINGS, NEEDED
from wizard.people.pasting import read_paste
from wizard.people.roles import ROLES, holds, is_pending, roles_in
from wizard.sheets import Columns, Rows, SheetRefused, find_columns
from wizard.sheets.columns import words

MORE_ROLES = re.compile(r"(user |group )?roles? \d{1,2}")
GROUPS_APART = re.compile(r"[;|\n]")


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """One person in one row; ``groups`` are those the row names."""

    email: str
    roles: frozenset[str] = frozenset()
    pending: bool = False
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleSheet:
    """``tells``: the roles, "status" and "group", as far as there are columns for them.

    ``nobody``: rows and parts of rows without an address, as "row 7: Pat Doe".
    """

    people: tuple[SheetPerson, ...] = ()
    tells: frozenset[str] = frozenset()
    nobody: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where what stands; ``more`` are further columns of roles."""

    columns: Columns
    more: tuple[int, ...] = ()

    @property
    def tells(self) -> frozenset[str]:
        known = {name for name in (*ROLES, "status", "group") if name in self.columns.at}
        return frozenset(known.union(ROLES if self.more or "roles" in self.columns.at else ()))


def people_in(rows: Rows) -> PeopleSheet:
    """Every row that has anything in it: as people, or named among ``nobody``.

    :raises SheetRefused: there is no column of e-mail addresses
    """
    layout = _with_headings(rows) or _without_headings(rows)
    if layout is None:
        raise SheetRefused("no column of e-mail addresses was found in it.")
    people: list[SheetPerson] = []
    nobody: list[str] = []
    for number, row in enumerate(rows[layout.columns.row + 1 :], start=layout.columns.row + 2):
        if any(row):
            found, strays = _read_row(row, layout)
            people += found
            nobody += [f"row {number}: {stray}" for stray in strays]
    tells = layout.tells if any(person.groups for person in people) else layout.tells - {"group"}
    return PeopleSheet(tuple(people), tells, tuple(nobody))


def _read_row(row: Sequence[str], layout: _Layout) -> tuple[list[SheetPerson], list[str]]:
    cells = layout.columns.cells(row)
    written = read_paste(cells["email"])
    roles = _roles(cells, [row[column] for column in layout.more if column < len(row)])
    groups = tuple(name for part in GROUPS_APART.split(cells.get("group", "")) if (name := part.strip()))
    pending = is_pending(cells.get("status", ""))
    people = [SheetPerson(email, roles, pending, groups) for email in written.addresses]
    return people, written.strays if written.entries else [" ".join(" ".join(row).split())]


def _roles(cells: Mapping[str, str], more: Sequence[str]) -> frozenset[str]:
    named = roles_in(";".join([cells.get("roles", ""), *more]))
    return named.union(role for role in ROLES if role in cells and holds(role, cells[role]))


def _with_headings(rows: Rows) -> _Layout | None:
    columns = find_columns(rows, HEADINGS, NEEDED)
    if columns is None:
        return None
    head = [words(cell) for cell in rows[columns.row]]
    return _Layout(columns, tuple(number for number, said in enumerate(head) if MORE_ROLES.fullmatch(said)))


def _without_headings(rows: Rows) -> _Layout | None:
    """A sheet that begins at once: the column with most addresses; the rest of it says nothing."""
    counts: dict[int, int] = {}
    for row in rows:
        for number, cell in enumerate(row):
            counts[number] = counts.get(number, 0) + is_address(cell)
    best = max(counts, key=lambda number: counts[number], default=0)
    return _Layout(Columns(-1, {"email": best})) if counts.get(best) else None
