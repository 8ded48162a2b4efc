"""Fonts for whatever script a text is in: two that come with us, then those of the machine.

Noto Sans has Latin, Greek and Cyrillic, Noto Sans CJK has Chinese, Japanese and Korean; both may be embedded in
any document (SIL Open Font Licence 1.1). A font of the machine is taken only when its maker allows embedding
(OpenType specification, OS/2 table, ``fsType``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import fontpkg
from fontTools.ttLib import TTFont, TTLibError
from noto_cjk_sans_jp_regular import FONT_PATH

MAIN = Path(str(fontpkg.path("Noto Sans")))
EAST_ASIAN = Path(str(FONT_PATH))
MACHINE = tuple(
    Path(folder).expanduser()
    for folder in (
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "~/.local/share/fonts",
        "/Library/Fonts",
        "/System/Library/Fonts/Supplemental",
        "C:/Windows/Fonts",
    )
)
STAND_IN = "□"
"""Shown where no font has the letter."""

_MAY_NOT_BE_EMBEDDED = 0x0002
_ODD = ("bold", "italic", "oblique", "mono", "light", "thin", "condensed", "serif", "black")
"""Found in the names of fonts that are taken only when no plain one will do."""


@dataclass(frozen=True)
class Chosen:
    """The fonts that show a text, the main one first, and the letters that none of them has."""

    fonts: Sequence[Path]
    missing: frozenset[str]

    def shown(self, text: str) -> str:
        """The text on one line with stand-ins for what cannot be shown; signs that are never seen are gone."""
        flat = " ".join(unicodedata.normalize("NFC", text).split())
        return "".join(
            STAND_IN if letter in self.missing else letter for letter in flat if not _unseen(letter)
        )


def fonts_for(texts: Iterable[str], folders: Sequence[Path] = MACHINE) -> Chosen:
    """:param folders: where more fonts are looked for, once ours do not suffice"""
    wanted = {letter for text in texts for letter in unicodedata.normalize("NFC", text)}
    left = {letter for letter in wanted if not (_unseen(letter) or letter.isspace())} - letters_of(MAIN)
    fonts = [MAIN]
    for font in _others(folders) if left else ():
        if found := left & letters_of(font):
            fonts.append(font)
            left -= found
        if not left:
            break
    if left and EAST_ASIAN not in fonts:
        fonts.append(EAST_ASIAN)  # it has the stand-in
    return Chosen(fonts, frozenset(left))


@cache
def letters_of(font: Path) -> frozenset[str]:
    """The letters that may be shown with it; none when it cannot be read or may not be embedded."""
    try:
        with font.open("rb") as file, TTFont(file, lazy=True) as opened:
            if opened["OS/2"].fsType & _MAY_NOT_BE_EMBEDDED or (
                "glyf" not in opened and "CFF " not in opened
            ):
                return frozenset()
            return frozenset(map(chr, opened.getBestCmap() or ()))
    except (TTLibError, OSError, KeyError):
        return frozenset()


def _others(folders: Sequence[Path]) -> Iterator[Path]:
    yield EAST_ASIAN
    for folder in folders:
        yield from _in_folder(folder)


@cache
def _in_folder(folder: Path) -> tuple[Path, ...]:
    found = (file for file in folder.rglob("*") if file.suffix.lower() in (".ttf", ".otf"))
    return tuple(sorted(found, key=lambda file: (_oddness(file), file.name)))


def _oddness(font: Path) -> int:
    name = font.name.lower()
    return sum(word in name for word in _ODD)


def _unseen(letter: str) -> bool:
    """Controls, marks of direction and joiners, and choices between shapes of the sign before."""
    return (
        unicodedata.category(letter) in ("Cc", "Cf", "Cs") and not letter.isspace()
    ) or "\ufe00" <= letter <= "\ufe0f"
