"""What stands on a printed document, whether a browser or a PDF shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """A line of a cart in words; ``small`` stands below the item."""

    number: str
    item: str
    small: str
    quantity: str
    price: str
    sum: str

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.number, self.item, self.small, self.quantity, self.price, self.sum)


@dataclass(frozen=True)
class Paper:
    """``whole_at`` is the address of the page where everything can be read, whatever letters it needs."""

    title: str
    lead: str
    organisation: str
    facts: Sequence[tuple[str, str]]
    addresses: Sequence[tuple[str, Sequence[str]]]
    lines: Sequence[Line]
    sums: Sequence[tuple[str, str]]
    notes: Sequence[str] = field(default=())
    whole_at: str = ""

    @property
    def texts(self) -> Iterator[str]:
        """Everything that is to be shown."""
        yield from (self.title, self.lead, self.organisation, *self.notes)
        for pair in (*self.facts, *self.sums):
            yield from pair
        for heading, lines in self.addresses:
            yield from (heading, *lines)
        for line in self.lines:
            yield from line.texts
