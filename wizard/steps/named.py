"""Findings about people, one by one; of very many, the rest together, but each by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wizard.ladder import TOLD, Check

ALONE = 200
"""People with a finding of their own for one code: thousands would make a page that nobody can read."""
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody a finding is about: ``known`` is the host's spelling, ``hint`` begins the advice."""

    email: str
    field: str = ""
    known: str = ""
    hint: str = ""

    @property
    def in_a_row(self) -> str:
        return f"{self.email} → {self.known}" if self.known else self.email


def one_by_one(
    code: str, whom: Sequence[Named], evidence: str = TOLD, *, passes: bool = True, **facts: str
) -> Iterator[Check]:
    """A failed check for each; with nobody the passed one, if it says anything."""
    for one in whom[:ALONE]:
        yield Check.of(
            code, False, evidence, one.field, email=one.email, known=one.known, hint=one.hint, **facts
        )
    if rest := whom[ALONE:]:
        names = ", ".join(one.in_a_row for one in rest)
        together = f"Each of {len(rest):,} more ({names})"
        yield Check.of(code, False, evidence, email=together, known="as after its arrow", hint="", **facts)
    if passes and not whom:
        yield Check.of(code, True, evidence, **facts)


def plain(emails: Iterable[str]) -> list[Named]:
    return [Named(email) for email in emails]


def quoted(texts: Iterable[str]) -> list[Named]:
    """Texts that are no addresses: in quotes, long ones without their end."""
    return [Named(f"“{text[:LONGEST]}{'…' * (len(text) > LONGEST)}”") for text in texts]
