"""One box that takes whatever was copied and finds the four values in it: labels are evidence, shapes too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

from wizard.profiles import SupplierProfile
from wizard.steps.pieces import Page, Piece, take_apart, without_tags
from wizard.steps.shapes import ADDRESSES, FIELDS, LABELS, Values, fits, is_at_home
from wizard.steps.washing import (
    LIMIT,
    LINE_BREAK,
    QUOTE_MARKS,
    QUOTES,
    TAGS,
    THE_LABEL,
    TOO_LONG,
    clean,
    wash,
)

__all__ = ["FIELDS", "LIMIT", "Pasted", "Values", "clean", "sort_pasted"]

WORDS = ("from_identity", "shared_secret")
PARTNER = dict(zip(WORDS + ADDRESSES, WORDS[::-1] + ADDRESSES[::-1], strict=True))
"""What each value could be mistaken for."""

UNDER_ITS_LABEL, NOTHING_ELSE, USUAL = 4.0, 2.0, 1.0
"""What speaks for a value that fits: its label, that it fits nothing else, that it has the usual look."""
ONLY_ITS_LABEL, ONLY_ITS_HOST, AGAINST_ITS_SHAPE = 2.5, 1.0, 0.5
"""What speaks for a value that does not fit, but stands right under the label or is on a known host."""
USUAL_LOOK = {
    "from_identity": re.compile(r"(?=.*[^\W\d_])", re.DOTALL),
    "shared_secret": re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])|(?=.*[a-z])(?=.*[A-Z])"),
}
LIKE_AN_ADDRESS = re.compile(r"https?://|[\w-]+(\.[\w-]+)+/", re.IGNORECASE)
ADDRESS_START = re.compile(r"h(t(t(p(s?(:(/(/.*)?)?)?)?)?)?)?", re.IGNORECASE)
MOST_CANDIDATES = 12

SURE = "(?=.*[0-9]|.{30})"
"""What tells a value in angle brackets from the name of an element, whatever shape values have."""

Fits = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was found, what was taken off it, and what fitted nothing, in phrases that hold no value."""

    values: Values
    cleaned: tuple[str, ...]
    left_over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """The pieces from ``start`` up to ``stop`` put together, and how much speaks for them."""

    text: str = field(repr=False)
    start: int
    stop: int
    score: float

    @property
    def covered(self) -> range:
        return range(self.start, self.stop)

    def overlaps(self, other: Candidate) -> bool:
        return self.start < other.stop and other.start < self.stop


NONE = Candidate("", 0, 0, 0.0)
Evidence = dict[str, list[Candidate]]


def sort_pasted(text: str, supplier: SupplierProfile, *, loopback: bool = False) -> Pasted:
    """Find the four values in anything. Never raises; takes time in proportion to the text.

    A value whose shape says otherwise than its label goes where its shape says.
    """

    def fitting(name: str, value: str) -> bool:
        return value != supplier.to_identity and fits(name, value, supplier, loopback=loopback)

    washed, said = wash(text[:LIMIT])
    plain = without_tags(washed, re.compile(f"{SURE}(?:{supplier.identity_shape}|{supplier.secret_shape})"))
    said += [TAGS] * (plain != washed) + [QUOTES] * any(mark in plain for mark in QUOTE_MARKS)
    page = take_apart(plain)
    evidence = {name: list(_candidates(name, page, fitting, supplier)) for name in FIELDS}
    chosen = _best(evidence, ADDRESSES, ())
    chosen |= _best(evidence, WORDS, chosen.values())
    said += [THE_LABEL[name] for name in page.labels]
    said += [f"{LINE_BREAK} inside the {LABELS[name]}" for name in FIELDS if len(chosen[name].covered) > 1]
    left_over = [*_left_over(page, evidence, chosen), *[TOO_LONG] * (len(text) > LIMIT)]
    values = Values(**{name: chosen[name].text for name in FIELDS})
    return Pasted(values, tuple(dict.fromkeys(said)), tuple(left_over))


def _candidates(name: str, page: Page, fitting: Fits, supplier: SupplierProfile) -> Iterator[Candidate]:
    for start, piece in enumerate(page.pieces):
        if not supplier.shapes_tell and piece.label != name:
            continue
        if found := _fitting_run(name, page, start, fitting):
            text, stop = found
            yield Candidate(text, start, stop, _score(name, text, piece.label, fitting))
        elif piece.text != supplier.to_identity and _may_be(name, piece, page):
            if piece.told and piece.label == name:
                against = fitting(PARTNER[name], piece.text)
                yield Candidate(
                    piece.text, start, start + 1, AGAINST_ITS_SHAPE if against else ONLY_ITS_LABEL
                )
            elif name in ADDRESSES and is_at_home(name, piece.text, supplier):
                yield Candidate(piece.text, start, start + 1, ONLY_ITS_HOST)


def _fitting_run(name: str, page: Page, start: int, fitting: Fits) -> tuple[str, int] | None:
    """The shortest run that fits. An address may go on with a slash on the next line."""
    if name in ADDRESSES and not ADDRESS_START.fullmatch(page.pieces[start].text):
        return None
    found = None
    for text, stop in page.runs(start, name):
        if fitting(name, text):
            found = text, stop
        more = page.pieces[stop : stop + 1]
        if found and not (name in ADDRESSES and more and more[0].text.startswith("/")):
            break
    return found


def _score(name: str, text: str, label: str, fitting: Fits) -> float:
    # An identity may look like a secret, but ten digits at the end of a random secret are no accident.
    alone = name == "from_identity" or not fitting(PARTNER[name], text)
    usual = name in ADDRESSES or USUAL_LOOK[name].match(text) is not None
    return UNDER_ITS_LABEL * (label == name) + NOTHING_ELSE * alone + USUAL * usual


def _may_be(name: str, piece: Piece, page: Page) -> bool:
    if name in ADDRESSES:
        return LIKE_AN_ADDRESS.match(piece.text) is not None
    return page.is_alone(piece) and not piece.is_address


def _best(evidence: Evidence, names: tuple[str, str], taken: Iterable[Candidate]) -> dict[str, Candidate]:
    """The pair most speaks for; then the one that leaves fewest pieces over, then the earliest."""
    first, second = ([*_strongest(evidence[name], tuple(taken)), NONE] for name in names)
    pairs = [(one, other) for one, other in product(first, second) if not one.overlaps(other)]
    best = max(
        pairs,
        key=lambda pair: (
            sum(one.score for one in pair),
            sum(len(one.covered) for one in pair),
            -sum(one.start for one in pair),
        ),
    )
    return dict(zip(names, best, strict=True))


def _strongest(candidates: list[Candidate], taken: tuple[Candidate, ...]) -> list[Candidate]:
    free = [one for one in candidates if not any(one.overlaps(other) for other in taken)]
    return sorted(free, key=lambda one: (-one.score, -len(one.covered), one.start))[:MOST_CANDIDATES]


def _left_over(page: Page, evidence: Evidence, chosen: dict[str, Candidate]) -> Iterator[str]:
    """What fitted nothing, by kind. A value that stands there twice is nothing left over."""
    known = {one.text for one in chosen.values()}
    used = {index for one in chosen.values() for index in one.covered}
    for name in FIELDS:
        for one in evidence[name]:
            if one.text in known:
                used.update(one.covered)
    rest = [piece for index, piece in enumerate(page.pieces) if index not in used]
    addresses = {piece.text for piece in rest if piece.is_address}
    if addresses:
        yield "one other address" if len(addresses) == 1 else f"{len(addresses)} other addresses"
    for name in WORDS:
        if any(used.isdisjoint(one.covered) for one in evidence[name]):
            yield f"something else that looks like a {LABELS[name]}"
    if any(not piece.is_address for piece in rest):
        yield "other text"
