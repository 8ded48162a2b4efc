"""Our addresses beside those of the supplier's sheet: which row is which location."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wizard.places.fields import DIFFERENT, SAME, Difference, differences
from wizard.places.likeness import loose, tight
from wizard.places.listing import Entry
from wizard.places.postal import Postal
from wizard.places.uploaded import SheetAddress

Trait = tuple[str, ...]
STRONG = frozenset({"id", "name", "street and code"})
MOST_CANDIDATES = 12
"""Rows looked at for one trait: a thousand doors in one street must not take a million comparisons."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``found``: by location, the fields that are not letter for letter the same; a location without a row is
    not in it. ``others``: rows that belong to no location.
    """

    found: Mapping[int, tuple[Difference, ...]]
    others: tuple[SheetAddress, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    entry: Entry
    row: SheetAddress
    fields: tuple[Difference, ...]

    @property
    def likeness(self) -> tuple[int, int, bool]:
        wrong = sum(one.verdict == DIFFERENT for one in self.fields)
        return -wrong, -len(self.fields), self.entry.address_id == self.row.address_id


def compare(entries: Sequence[Entry], rows: Sequence[SheetAddress]) -> Comparison:
    """Each location gets the row most like it, each row at most one location."""
    pairs = [
        _Pair(entry, row, tuple(one for one in differences(entry.address, row) if one.verdict != SAME))
        for entry, row in _candidates(entries, rows)
    ]
    found: dict[int, tuple[Difference, ...]] = {}
    taken: set[int] = set()
    for pair in sorted(pairs, key=lambda pair: pair.likeness, reverse=True):
        if pair.entry.id not in found and pair.row.row not in taken:
            found[pair.entry.id] = pair.fields
            taken.add(pair.row.row)
    return Comparison(found, tuple(row for row in rows if row.row not in taken))


def _candidates(
    entries: Sequence[Entry], rows: Sequence[SheetAddress]
) -> Iterator[tuple[Entry, SheetAddress]]:
    by_trait: dict[Trait, list[SheetAddress]] = defaultdict(list)
    for row in rows:
        for trait in _traits(row.name, row.address_id, row.address):
            by_trait[trait].append(row)
    for entry in entries:
        yield from ((entry, row) for row in _near(entry, by_trait))


def _near(entry: Entry, by_trait: Mapping[Trait, Sequence[SheetAddress]]) -> list[SheetAddress]:
    """The rows that share the strongest traits; rows that share only weak ones when there are none."""
    near: dict[int, SheetAddress] = {}
    for trait in _traits(entry.name, entry.address_id, entry.address):
        if near and trait[0] not in STRONG:
            break
        near.update((row.row, row) for row in by_trait.get(trait, ())[:MOST_CANDIDATES])
    return list(near.values())


def _traits(name: str, address_id: str, address: Postal) -> Iterator[Trait]:
    """What two descriptions of one place may have in common, the strongest first."""
    street, code, city = loose(address.street1), tight(address.postal_code), loose(address.city)
    number = "".join(sign for sign in street if sign.isdigit())
    traits = {
        "id": (address_id.strip(),),
        "name": (loose(name),),
        "street and code": (street, code),
        "street and city": (street, city),
        "addressee and code": (loose(address.addressee), code),
        "number and code": (number, code),
        "phone and addressee": (tight(address.phone), loose(address.addressee)),
    }
    yield from ((kind, *trait) for kind, trait in traits.items() if all(trait))
