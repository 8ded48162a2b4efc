"""Taking off a copied text what a mail, a web page or a spreadsheet leaves around the values."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from wizard.steps.shapes import LABELS

TAGS, QUOTES, BRACKETS, PUNCTUATION = "XML tags", "quotes", "brackets", "punctuation"
SPACE, LINE_BREAK = "a space", "a line break"
THE_LABEL = {name: f"the label {label}" for name, label in LABELS.items()}

LIMIT = 20_000
"""Characters; the rest is not looked at."""
TOO_LONG = "everything after 20,000 characters"

QUOTE_MARKS = "\"'`´“”„‟‘’‚‛«»‹›「」『』"
BRACKET_MARKS = "<>()[]{}"
PUNCTUATION_MARKS = ".,;:*"
_MARKS = QUOTE_MARKS + BRACKET_MARKS + PUNCTUATION_MARKS + " \t\n"
_LEADING = re.compile(rf"\A(?:(?!:/)[{re.escape(_MARKS)}])+")
"""A colon before a slash is the rest of a broken address."""

# Controls, soft hyphen, zero-width and joining characters, bidi marks, BOM, variation selectors, tags.
_INVISIBLES = (
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffd\U000e0000-\U000e0fff]"
)
_ENTITIES = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,7});"
_LINE_ENDS = r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"

WASHES: tuple[tuple[str, str, str | Callable[[re.Match[str]], str]], ...] = (
    ("XML entities", _ENTITIES, lambda found: html.unescape(found[0])),
    ("", _LINE_ENDS, "\n"),
    ("an invisible character", _INVISIBLES, ""),
    ("full-width characters", r"[\uff01-\uff5e]", lambda found: chr(ord(found[0]) - 0xFEE0)),
    ("an unusual hyphen", r"[\u2010\u2011\ufe63]", "-"),
    ("an unusual space", r"[\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]", " "),
    ("the marks of a quoted mail", r"^[ \t]*>(?:[ \t]?>)*[ \t]?", ""),
)
"""What is said, what is looked for, what takes its place; in this order."""

_IN = r"[\s_-]{0,3}"
_URL = "(?:url|uri|address|link|endpoint)"
_IDENTITY = "(?:identity|identität|identité|identidad|identità)"
_NOT_TO = r"(?<!\bto[\s_-])"
"""The To Identity is the supplier's own name."""
_NAMES = {
    "from_identity": rf"{_NOT_TO}(?:(?:from|sender|buyer){_IN})?{_IDENTITY}|from{_IN}id",
    "shared_secret": rf"(?:(?:sender|buyer){_IN})?(?:shared{_IN})?secret(?:{_IN}key)?",
    "punchout_url": rf"(?:cxml{_IN})?punch{_IN}out{_IN}(?:setup{_IN})?(?:request{_IN})?{_URL}",
    "order_url": rf"(?:cxml{_IN})?(?:purchase{_IN}order|po|order){_IN}(?:request{_IN})?{_URL}",
}
_NAME = "(?P<label>" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _NAMES.items()) + ")"
_CLOSING = r"[^\w\s/<>=:|(]{0,2}"
LABEL = "".join(
    (
        rf"(?<![\w/.@-])[^\w\s/<]{{0,3}}{_NAME}(?![\w@]|[./-]\w){_CLOSING}",
        rf"(?:\s{{0,2}}in\s{{0,2}}cxml\b)?{_CLOSING}",
        r"(?:[ \t]{0,2}\([^\W\d_]{1,20}(?:[ ,.-]{1,2}[^\W\d_]{1,20}){0,7}\))?",  # a remark, no value
        r"[ \t]{0,3}(?P<mark>[:=|]|[-–—]{1,2}>?(?![\w-])|→)?",
    )
)
"""A name of a field, in quotes or not, with what may follow it up to the value."""
_LABEL = re.compile(LABEL, re.IGNORECASE)
_TAG_NAME = re.compile(_NAME, re.IGNORECASE)

TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z_][\w.:-]*)(?P<rest>\s+[\w:.-]+\s*=[^<>]*)?\s*/?>|<[!?][^<>]*>"
)


def named(found: re.Match[str]) -> str:
    """The field whose label was found."""
    return next(name for name in LABELS if found[name])


def named_by_tag(tag: re.Match[str]) -> str:
    """The field an XML element is named after, ``""`` for any other."""
    found = _TAG_NAME.fullmatch(tag["name"] or "")
    return named(found) if found else ""


def wash(text: str) -> tuple[str, list[str]]:
    """Plain text with plain spaces and line ends, and what was taken off."""
    said = []
    for phrase, pattern, replacement in WASHES:
        text, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
        said += [phrase] if count and phrase else []
    return text, said


def bare(text: str) -> tuple[str, list[str]]:
    """Without the quotes, brackets and punctuation around it, and which of them there were."""
    inside = _LEADING.sub("", text.rstrip(_MARKS), count=1)
    around = set(text.replace(inside, "", 1) if inside else text)
    kinds = {QUOTES: QUOTE_MARKS, BRACKETS: BRACKET_MARKS, PUNCTUATION: PUNCTUATION_MARKS}
    return inside, [phrase for phrase, marks in kinds.items() if around & set(marks)]


def clean(value: str) -> tuple[str, tuple[str, ...]]:
    """One field's value without what a copy leaves around and inside it, and what that was, in plain words.

    No credential holds white space, so none is left.
    """
    text, said = wash(value[:LIMIT])
    said += [TOO_LONG] * (len(value) > LIMIT)
    text, said = _without_tags(*_without_labels(text, said))
    text, said = _without_labels(text, said)
    text, marks = bare(text)
    breaks = [LINE_BREAK] if "\n" in text else [SPACE] if re.search(r"\s", text) else []
    spaces = [SPACE] if value.strip() != value else []
    return "".join(text.split()), tuple(dict.fromkeys([*said, *marks, *breaks, *spaces]))


def _without_tags(text: str, said: list[str]) -> tuple[str, list[str]]:
    plain, count = TAG.subn("", text)
    if plain.strip():
        return plain, said + [TAGS] * (count > 0)
    # Nothing but a tag: a value in angle brackets.
    return text, said


def _without_labels(text: str, said: list[str]) -> tuple[str, list[str]]:
    text, marks = text.strip(), []
    while found := _LABEL.match(text):
        text = text[found.end() :].strip()
        marks.append(THE_LABEL[named(found)])
    return text, said + marks
