"""What changes, for reading in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MOST = 12
"""Of a long list, so many differences are written out."""


def difference(name: str, before: Any, after: Any, *, shown: bool = True) -> Iterator[str]:
    """Lines that say how an answer changes; none when it does not.

    :param shown: whether the values may be seen
    """
    if before == after or (before is None and after in ("", False)):
        return
    if not shown:
        yield f"{name}: {'set' if before in (None, '') else 'changed'}"
    elif isinstance(after, list):
        yield from _of_list(name, before or [], after)
    else:
        yield f"{name}: {_said(before)} -> {_said(after)}"


def plain(text: str) -> str:
    """Without what could steer a terminal: a file's texts come from anywhere."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)


def _of_list(name: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[str]:
    added = [f"+ {_entry(one)}" for one in after if one not in before]
    removed = [f"- {_entry(one)}" for one in before if one not in after]
    lines = [*removed, *added] or ["in another order"]
    yield from (f"{name}: {line}" for line in lines[:MOST])
    if len(lines) > MOST:
        yield f"{name}: and {len(lines) - MOST:,} more"


def _entry(value: Any) -> str:
    """A list's entry: its texts, and in brackets what is true of it."""
    if not isinstance(value, Mapping):
        return plain(str(value))
    texts = " ".join(plain(one) for one in value.values() if isinstance(one, str))
    ticked = ", ".join(name for name, one in value.items() if one is True)
    return f"{texts} ({ticked})" if ticked else texts


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else f"“{plain(str(value))}”"
