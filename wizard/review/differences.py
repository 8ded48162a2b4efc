"""Several setups of one walk side by side: where each stands, and the answers that differ between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wizard.ladder import Around, Ladder, Standing, Step
from wizard.models import Setup
from wizard.review.answers import in_words, said, secret_words
from wizard.steps import WALKS

LINES = 8
"""Of a long answer, such as a list of people, so many lines are shown."""
NOT_ANSWERED = "Not answered"


@dataclass(frozen=True)
class Column:
    """One setup, and where its steps stand."""

    setup: Setup
    ladder: Ladder
    around: Around


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that is not the same everywhere; ``values`` in the order of the columns."""

    step: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Walk:
    """The columns that take the same steps. ``standings``: for each step its standing in every column."""

    name: str
    columns: Sequence[Column]

    @property
    def standings(self) -> Iterator[tuple[Standing, ...]]:
        return zip(*(column.ladder for column in self.columns), strict=True)

    @property
    def differences(self) -> list[Difference]:
        return [one for step in WALKS[self.name] for one in _differing(step, self.columns)]


def by_walk(columns: Sequence[Column]) -> list[Walk]:
    """The columns in their order, those of one walk together."""
    names = dict.fromkeys(column.setup.walk for column in columns)
    return [Walk(name, [one for one in columns if one.setup.walk == name]) for name in names]


def _differing(step: Step, columns: Sequence[Column]) -> Iterator[Difference]:
    """What nobody answered yet differs from nothing: the states of the steps say that."""
    told = [dict(_told(step, column)) for column in columns]
    for label in dict.fromkeys(label for answers in told for label in answers):
        if len({answers[label] for answers in told if label in answers}) > 1:
            values = (answers.get(label, NOT_ANSWERED) for answers in told)
            yield Difference(step.title, label, tuple(_shortened(value) for value in values))


def _told(step: Step, column: Column) -> Iterator[tuple[str, str]]:
    """What the step passed with, by the labels of its form; people and suppliers by their names."""
    record = column.setup.record(step.slug)
    if record is None or not record.revision:
        return
    named = step.told(record.answers, column.setup, column.around)
    for field in step.form(column.setup, column.around):
        if field.name in step.private:
            yield field.label.text, secret_words(column.setup)
        elif field.name in named:
            value, kept = named[field.name], record.answers.get(field.name)
            yield field.label.text, said(field, kept) if value == kept else in_words(value)


def _shortened(text: str) -> str:
    lines = text.splitlines()
    more = len(lines) - LINES
    return "\n".join([*lines[:LINES], f"and {more:,} more"]) if more > 0 else text
