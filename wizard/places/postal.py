"""An address as it was typed, field by field."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Postal:
    """The marketplace shipping address of a location, as typed; ``country`` is ISO 3166 alpha-2."""

    country: str = ""
    addressee: str = ""
    street1: str = ""
    street2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    phone: str = ""

    @classmethod
    def of(cls, thing: Any) -> Postal:
        """The address of whatever has these attributes, for example a Location."""
        return cls(**{name: getattr(thing, name) or "" for name in FIELDS})


FIELDS = tuple(field.name for field in fields(Postal))
