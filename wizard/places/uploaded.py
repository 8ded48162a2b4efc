"""The addresses in a sheet from the supplier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from wizard.places.listing import HEADINGS, NEEDED
from wizard.places.postal import FIELDS, Postal
from wizard.sheets import Rows, SheetRefused, find_columns


@dataclass(frozen=True, slots=True)
class SheetAddress:
    """One row: the address, which of its fields the sheet has a column for, and its number from 1."""

    row: int
    name: str
    address_id: str
    address: Postal
    has: tuple[str, ...]

    @property
    def called(self) -> str:
        """How a person finds the row again."""
        said = self.name or self.address.addressee or self.address.street1
        return f"{said} (row {self.row})"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> SheetAddress:
        return cls(**{**kept, "address": Postal(**kept["address"]), "has": tuple(kept["has"])})


def addresses_in(rows: Rows) -> list[SheetAddress]:
    """Every row below the headings that has anything in it.

    :raises SheetRefused: no row has headings of an address
    """
    columns = find_columns(rows, HEADINGS, NEEDED)
    if columns is None:
        raise SheetRefused("no row of headings such as “Address line 1” and “Postal code” was found in it.")
    has = tuple(name for name in FIELDS if name in columns.at)
    found = []
    for number, row in enumerate(rows[columns.row + 1 :], start=columns.row + 2):
        cells = columns.cells(row)
        if any(cells.values()):
            address = Postal(**{name: cells[name] for name in has})
            named = (cells.get("name", ""), cells.get("address_id", ""))
            found.append(SheetAddress(number, *named, address=address, has=has))
    return found
