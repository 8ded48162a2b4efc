"""Spellings under which two texts are the same to a carrier."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

# Letters that carry no accent of their own but are written without it on many keyboards.
LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
MARKS = str.maketrans(dict.fromkeys(".,;:'’`´\"", " ") | dict.fromkeys("-–—/_&()#+", " "))
DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))

SHORT_FORMS = """
st saint street sankt | ave av avenue avenida avda | rd road | blvd bd boulevard boul | dr drive | ln lane
ct court | pl place platz plaza | sq square | hwy highway | pkwy parkway | ste suite | apt apartment
fl floor | bldg building | ctr center centre | ter terrace | cres crescent | rm room | unit u
n north | s south | e east | w west | ne northeast | nw northwest | se southeast | sw southwest
pk park | est estate | ind industrial | str strasse straat | c calle | ctra carretera | pza pzza piazza
vle viale | cso corso | r rua rue | fbg faubourg | co company | inc incorporated | corp corporation
ltd limited | dept department | intl international | hosp hospital | univ university | bros brothers
mt mount | ft fort | num number
"""
FIRST_FORM = {
    word: forms[0]
    for forms in (group.split() for group in SHORT_FORMS.replace("\n", "|").split("|"))
    for word in forms
}
SMALL_WORDS = frozenset({"and", "und", "et", "y", "e", "the", "no", "nr"})
GERMAN_STREET = re.compile(r"(?<=\w\w)(strasse|straat|str)\b")


def squeezed(text: str) -> str:
    """One space where there were several, none at the ends; full-width signs as the usual ones."""
    return text if text.isascii() and "  " not in text and text == text.strip() else _squeezed(text)


def _squeezed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=16384)
def unmarked(text: str) -> str:
    """Small letters; punctuation and spaces do not count."""
    return " ".join(squeezed(text).casefold().translate(MARKS).split())


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Small letters without accents, punctuation or double spaces: ``Zürich`` and ``zurich`` are the same."""
    split = unicodedata.normalize("NFKD", unmarked(text).translate(LETTERS))
    # Only accents go: the marks of Japanese and Indian scripts make other letters.
    return unicodedata.normalize("NFC", "".join(sign for sign in split if not "\u0300" <= sign <= "\u036f"))


@lru_cache(maxsize=16384)
def without_digraphs(text: str) -> str:
    """``Zuerich`` and ``Zürich`` are the same too."""
    return _joined_vowels(plain(text))


@lru_cache(maxsize=16384)
def loose(text: str) -> str:
    """Every known word in its short form, without accents and spaces: ``Main Street`` gives ``mainst``."""
    words = [GERMAN_STREET.sub("str", word) for word in plain(text).split()]
    return _joined_vowels("".join(FIRST_FORM.get(word, word) for word in words if word not in SMALL_WORDS))


def _joined_vowels(letters: str) -> str:
    for two, one in DIGRAPHS:
        letters = letters.replace(two, one)
    return letters


def tight(text: str) -> str:
    """Capital letters and digits only: for postcodes."""
    return "".join(sign for sign in squeezed(text).upper() if sign.isalnum())


LADDER: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("only capital letters", str.casefold),
    ("only spaces or punctuation", lambda text: unmarked(text).replace(" ", "")),
    ("only accents", lambda text: without_digraphs(text).replace(" ", "")),
    ("only an abbreviation", loose),
)
"""Why two texts count as the same, the mildest reason first."""
