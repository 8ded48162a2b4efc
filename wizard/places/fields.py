"""One field of ours beside one of theirs: the same, alike and why, or different."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from wizard.places.countries import iso_country
from wizard.places.likeness import LADDER, loose, squeezed, tight
from wizard.places.listing import FULL_NAME
from wizard.places.phones import international, without_plus
from wizard.places.postal import Postal
from wizard.places.rules import Rules, rules_of
from wizard.places.uploaded import SheetAddress

SAME, ALIKE, DIFFERENT = "same", "alike", "different"


@dataclass(frozen=True, slots=True)
class Difference:
    """``why`` says in a few words what makes two spellings count as the same."""

    field: str
    label: str
    ours: str
    theirs: str
    verdict: str
    why: str = ""


def differences(ours: Postal, row: SheetAddress) -> list[Difference]:
    """A verdict for every field the sheet has a column for."""
    rules = rules_of(ours.country)
    found = [_field(name, ours, row.address, rules) for name in row.has]
    return list(_across_lines(found, ours, row.address))


def _field(name: str, ours: Postal, theirs: Postal, rules: Rules) -> Difference:
    mine, other = squeezed(getattr(ours, name)), squeezed(getattr(theirs, name))
    same = other == mine or (name == "phone" and other == without_plus(mine, rules.country))
    why = "" if same else JUDGES.get(name, _text)(mine, other, rules)
    verdict = SAME if same else ALIKE if why else DIFFERENT
    label = FULL_NAME if name == "addressee" else rules.labels[name]
    return Difference(name, label, mine, other, verdict, why)


def _across_lines(found: list[Difference], ours: Postal, theirs: Postal) -> Iterator[Difference]:
    """One place on two lines here and on one there is the same place."""
    mine, other = (loose(f"{address.street1} {address.street2}") for address in (ours, theirs))
    for one in found:
        moved = one.verdict == DIFFERENT and one.field in ("street1", "street2") and mine == other
        yield replace(one, verdict=ALIKE, why="the lines are divided differently") if moved else one


def _text(mine: str, other: str, rules: Rules) -> str:
    return next((why for why, form in LADDER if form(mine) == form(other)), "")


def _country(mine: str, other: str, rules: Rules) -> str:
    return "the same country, as a code and as a name" if mine == iso_country(other) else ""


def _state(mine: str, other: str, rules: Rules) -> str:
    if not rules.uses("state") and not (mine and other):
        return "addresses there need none"
    known = rules.state_key(mine)
    if known and known == rules.state_key(other):
        return "the same one, as a code and as a name"
    return _text(mine, other, rules)


def _postal_code(mine: str, other: str, rules: Rules) -> str:
    short, long = sorted((tight(mine), tight(other)), key=len)
    if short == long:
        return "only spaces, hyphens or capital letters"
    shortened = rules.country == "US" and len(short) == 5 and len(long) == 9 and long.startswith(short)
    return "the last four digits are left out" if shortened else ""


def _phone(mine: str, other: str, rules: Rules) -> str:
    known = international(mine, rules.country)
    return (
        "the same number, written differently"
        if known and known == international(other, rules.country)
        else ""
    )


JUDGES: dict[str, Callable[[str, str, Rules], str]] = {
    "country": _country,
    "state": _state,
    "postal_code": _postal_code,
    "phone": _phone,
}
