"""Whose rows of a sheet count: those of the group, or those of the company's general group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wizard.people.address import key
from wizard.people.uploaded import PeopleSheet, SheetPerson
from wizard.sheets import SheetRefused

GENERAL = frozenset(
    (
        "",
        "general",
        "general group",
        "company",
        "organization",
        "organisation",
        "root",
        "root group",
        "default",
    )
)
"""What the company's own group may be called; a row without a group is one of it."""
_PATH = (" > ", " › ", " » ")


@dataclass(frozen=True, slots=True)
class GroupPeople:
    """The people of one group, each once; ``twice`` had several rows there, ``elsewhere`` rows of others only."""

    people: tuple[SheetPerson, ...]
    twice: tuple[str, ...]
    elsewhere: tuple[str, ...]


def in_group(sheet: PeopleSheet, group: str) -> GroupPeople:
    """:raises SheetRefused: the sheet names groups, and this one is not among them"""
    ours = _folded(group)
    there = _there(sheet, lambda names: "group" not in sheet.tells or ours in names)
    if sheet.people and not there.people:
        raise SheetRefused(f"none of its rows is of the group {group}.")
    return there


def in_general_group(sheet: PeopleSheet, group: str, organisation: str) -> GroupPeople:
    """The general group is called as the company is, or the one group of the sheet that is not ours.

    :raises SheetRefused: several groups could be it, or none
    """
    if "group" not in sheet.tells:
        return _there(sheet, lambda names: True)
    general = _general_names(sheet, _folded(group), _folded(organisation))
    return _there(sheet, lambda names: not general.isdisjoint(names))


def _general_names(sheet: PeopleSheet, ours: str, company: str) -> frozenset[str]:
    others = {
        name: said
        for person in sheet.people
        for said in person.groups or ("",)
        if (name := _folded(said)) != ours
    }
    known = GENERAL.union([company]).intersection(others)
    if known:
        return known
    if len(others) == 1:
        return frozenset(others)
    if not others:
        raise SheetRefused("none of its rows is of the general group.")
    said = ", ".join(sorted(others.values()))
    raise SheetRefused(f"we cannot tell which of its groups is the general one: {said}. Leave only its rows.")


def _there(sheet: PeopleSheet, counts: Callable[[frozenset[str]], bool]) -> GroupPeople:
    found: dict[str, SheetPerson] = {}
    twice: dict[str, str] = {}
    others: dict[str, str] = {}
    for person in sheet.people:
        name = key(person.email)
        if not counts(frozenset(map(_folded, person.groups or ("",)))):
            others.setdefault(name, person.email)
        elif name in found:
            twice[name] = found[name].email
            found[name] = _together(found[name], person)
        else:
            found[name] = person
    elsewhere = tuple(email for name, email in others.items() if name not in found)
    return GroupPeople(tuple(found.values()), tuple(twice.values()), elsewhere)


def _together(one: SheetPerson, other: SheetPerson) -> SheetPerson:
    """A sheet may have a row for each role."""
    return SheetPerson(one.email, one.roles | other.roles, one.pending or other.pending, one.groups)


def _folded(group: str) -> str:
    """The last group of a path; letter case and runs of spaces do not count."""
    for sign in _PATH:
        group = group.rpartition(sign)[2]
    return " ".join(group.split()).casefold()
