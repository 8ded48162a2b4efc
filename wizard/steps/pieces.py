"""A copied text as pieces: each word, its line, and the label it stands under."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from wizard.steps.shapes import ADDRESSES, FIELDS
from wizard.steps.washing import LABEL, TAG, bare, named, named_by_tag

MOST_PIECES = 8
"""Over how many lines one value may be broken."""

NOISE = frozenset(
    {"copy", "copied", "show", "hide", "reveal", "view", "edit", "save", "generate", "regenerate"}
    | {"credentials", "hello", "hi", "hallo", "bonjour", "hola", "ciao"}
    | {"kopieren", "anzeigen", "copier", "afficher", "copiar", "mostrar", "copia", "mostra", "コピー", "表示"}
)
"""Buttons and headings that stand beside a value and get copied along."""
INLINE = ("a", "b", "i", "u", "em", "strong", "span", "font", "code", "kbd", "samp", "tt", "mark", "small")
GAPS = {"wbr": "", "br": "\n", "td": "\t", "th": "\t"} | dict.fromkeys(INLINE, " ")
"""What an HTML element leaves in the text; any other one ends a paragraph."""

# A sign stands for an XML element: \x00 and the number of the field it is named after, or a dot at its end.
_SCAN = re.compile(
    rf"\x00(?P<sign>[0-3.])|{LABEL}|\n|(?P<word>[^\s\x00,;|{{}}\"`“”„«»]+[,;]?)", re.IGNORECASE
)
_GLUED = re.compile(r"\A[^\W\d]+[=:](?=\w)|(?<!^)(?=https?://)", re.IGNORECASE)
"""Where a name and a value stand in one word: ``url=https://…``."""
_KEPT = re.compile(r"\b(?:href|value)\s*=\s*[\"']([^\"'<>]*)", re.IGNORECASE)
"""Attributes that can hold a value: of a link, of a box in a form."""
_BARE_NAME = len("identität")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word between the marks around it. ``told``: right after a label that cannot be mere prose."""

    before: str
    text: str = field(repr=False)
    after: str
    line: int
    cell: int
    label: str
    told: bool

    @property
    def is_address(self) -> bool:
        return "://" in self.text

    @property
    def starts_an_address(self) -> bool:
        return self.text[:7].lower() in ("http://", "https:/")


@dataclass(frozen=True, slots=True)
class Page:
    pieces: tuple[Piece, ...]
    labels: tuple[str, ...]
    crowd: Counter[tuple[int, int]]

    def is_alone(self, piece: Piece) -> bool:
        """Whether the piece is the only word under its label on its line."""
        return self.crowd[piece.line, piece.cell] == 1

    def runs(self, start: int, name: str) -> Iterator[tuple[str, int]]:
        """What may be one value that begins here: the piece, and with the lines it may be broken over."""
        value = ""
        for stop, piece in enumerate(self.pieces[start : start + MOST_PIECES], start):
            if stop > start and not self._goes_on(self.pieces[stop - 1], piece, name):
                return
            value += piece.before + piece.text if value else piece.text
            yield value, stop + 1
            value += piece.after

    def _goes_on(self, before: Piece, piece: Piece, name: str) -> bool:
        if before.cell != piece.cell or before.line + 1 != piece.line or piece.starts_an_address:
            return False
        if name in ADDRESSES:
            return True
        is_sentence = before.after and not before.told
        return self.is_alone(before) and self.is_alone(piece) and not is_sentence


def take_apart(text: str) -> Page:
    """Read a text whose tags have become signs (``without_tags``)."""
    pieces, labels = [], []
    line, cell, label, told = 0, 0, "", False
    for found in _SCAN.finditer(text):
        line += found[0].count("\n")
        if raw := found["word"]:
            for part in _GLUED.split(raw):
                word = bare(part)[0]
                if word and word.casefold() not in NOISE:
                    before, _, after = part.partition(word)
                    pieces.append(Piece(before, word, after, line, cell, label, told))
                    told = False
        elif sign := found["sign"]:
            label = "" if sign == "." else FIELDS[int(sign)]
            cell, told = cell + 1, bool(label)
        elif found["label"]:
            label = named(found)
            cell, told = cell + 1, _is_heading(found, label)
            labels.append(label)
    crowd = Counter((piece.line, piece.cell) for piece in pieces)
    return Page(tuple(pieces), tuple(dict.fromkeys(labels)), crowd)


def without_tags(text: str, is_value: re.Pattern[str]) -> str:
    """XML and HTML as plain text; ``is_value`` tells a value in angle brackets from a tag."""
    return TAG.sub(lambda tag: _plain(tag, is_value), text)


def _plain(tag: re.Match[str], is_value: re.Pattern[str]) -> str:
    name = (tag["name"] or "").casefold()
    if not name:
        return "" if tag[0].startswith("<!--") else "\n\n"
    if is_value.fullmatch(tag["name"]):
        return f" {tag['name']} "
    if name_of_field := named_by_tag(tag):
        return "\n\n\x00" + ("." if tag["end"] else str(FIELDS.index(name_of_field)))
    kept = _KEPT.search(tag["rest"] or "")
    return f"\n\n{kept[1]}\n\n" if kept else GAPS.get(name, "\n\n")


def _is_heading(found: re.Match[str], label: str) -> bool:
    return bool(found["mark"]) or label in ADDRESSES or len(found["label"]) > _BARE_NAME
