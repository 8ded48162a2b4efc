"""A list of people as it was pasted: lines, commas, semicolons, tabs, names with addresses, mailto links.

Nothing with an address in it is passed over, and what is no address is kept as it was written, to be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wizard.people.address import is_address, key, washed
from wizard.people.headings import is_heading, says_nothing

_PIECE = re.compile(r'(?:(?<![^\s,;])"[^"<>@]{0,200}"|<[^<>]{0,400}>|[^,;\t])+')
"""What stands between separators; those inside a quoted name or angle brackets part nothing."""
_AROUND = str.maketrans(dict.fromkeys('<>()[]{}"“”„«»|,;', " "))
_MAILTO = re.compile(r"mailto:([^?]*)(?:\?[^@%]*)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]")
_EDGES = "'`‘’.:!?•·*–—-"


@dataclass(frozen=True, slots=True)
class Paste:
    """``entries`` are addresses, and texts that should be some, each once and in order: what ticks are numbered by.

    ``twice`` were listed more than once; ``words`` stood beside an address and were taken for its name.
    """

    entries: tuple[str, ...]
    twice: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def addresses(self) -> list[str]:
        return [entry for entry in self.entries if is_address(entry)]

    @property
    def strays(self) -> list[str]:
        return [entry for entry in self.entries if not is_address(entry)]


@dataclass(frozen=True, slots=True)
class _Piece:
    """``bad`` have an @ and are no address; ``rest`` is what else stands there; ``named``: ``Rita <rita@…>``."""

    addresses: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    rest: str = ""
    named: bool = False

    @property
    def is_words(self) -> bool:
        return not self.addresses and not self.bad


def read_paste(text: str | None) -> Paste:
    listed: list[str] = []
    words: list[str] = []
    for line in washed(text or "").splitlines():
        if is_address(line) and line[0].isalnum() and line[-1].isalnum():
            listed.append(line)
        elif line.strip():
            _read_line(line, listed, words)
    first: dict[str, str] = {}
    twice: dict[str, str] = {}
    for entry in listed:
        name = key(entry)
        if name in first:
            twice[name] = first[name]
        else:
            first[name] = entry
    return Paste(tuple(first.values()), tuple(twice.values()), tuple(dict.fromkeys(words)))


def _read_line(line: str, listed: list[str], words: list[str]) -> None:
    if line.lstrip().startswith("="):
        listed.append(line.strip())
        return
    pieces = list(_pieces(line))
    if all(piece.is_words and is_heading(piece.rest) for piece in pieces):
        return
    only = [address for piece in pieces for address in (*piece.addresses, *piece.bad)]
    for piece, following in zip(pieces, [*pieces[1:], _Piece()], strict=True):
        listed.extend((*piece.addresses, *piece.bad))
        if piece.is_words and len(only) != 1 and not following.named:
            listed.append(piece.rest)
        elif piece.rest and not piece.named:
            words.extend(_unlike(piece.rest, only if len(only) == 1 else piece.addresses))


def _pieces(line: str) -> Iterator[_Piece]:
    for found in _PIECE.findall(line):
        if text := found.strip():
            yield _piece(text)


def _piece(text: str) -> _Piece:
    tokens = [_bare(token) for token in text.translate(_AROUND).split()]
    marked = dict.fromkeys(token for token in tokens if "@" in token)
    addresses = tuple(token for token in marked if is_address(token))
    if not addresses:
        return _Piece(bad=(text,)) if marked else _Piece(rest=text)
    bad = tuple(token for token in marked if not is_address(token))
    rest = " ".join(token for token in tokens if "@" not in token)
    return _Piece(addresses, bad, rest, named=bool("<" in text and rest and len(addresses) == 1))


def _bare(token: str) -> str:
    link = _MAILTO.fullmatch(token)
    return (link[1] if link else token).strip(_EDGES)


def _unlike(name: str, addresses: Sequence[str]) -> list[str]:
    """The name, unless it is plainly that of an address beside it: a person may be meant."""
    if says_nothing(name) or not _WORD.search(name):
        return []
    beside = "".join(addresses).casefold()
    return [] if any(len(word) > 1 and word in beside for word in name.casefold().split()) else [name]
