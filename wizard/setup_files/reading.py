"""YAML as hostile input: bytes become texts, lists and names with values, each with its line; no value is guessed.

Only what a file of setups needs is taken: one document, no aliases, no tags, no name twice, nothing deep. A sentence
about the file never repeats a value: it may be a secret in the wrong place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, Union

import yaml

LARGEST = 8_000_000
"""Bytes: hundreds of groups with hundreds of people each."""
DEEPEST = 12
MOST = 250_000
"""Values of all kinds in one file."""
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Value: TypeAlias = Union[str, "list[Node]", "dict[str, Node]"]


class FileRefused(ValueError):
    """The file cannot be used; ``problems`` say where and why, a sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems: Sequence[str] = problems


@dataclass(frozen=True, slots=True)
class Node:
    """A value and the line it stands on."""

    line: int
    value: Value


def read(data: bytes) -> Node:
    """:raises FileRefused: too large, not UTF-8, or not the YAML we take"""
    if len(data) > LARGEST:
        raise FileRefused(f"The file is too large: at most {LARGEST:,} bytes.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused("The file is not text in UTF-8.") from None
    try:
        return _Building(yaml.parse(text, Loader=LOADER)).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        # What the library says repeats the line, and a secret may stand in it.
        raise FileRefused(f"Line {mark.line + 1 if mark else 1}: this is not YAML we can read.") from None


class _Building:
    """Takes the parser's events one by one, so that whatever is refused is refused before it grows."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._count = 0

    def document(self) -> Node:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise FileRefused("The file is empty.")
        found = self._node(next(self._events), 0)
        next(self._events)
        if not isinstance(next(self._events), yaml.StreamEndEvent):
            raise FileRefused("The file holds more than one document. Put everything into one.")
        return found

    def _node(self, event: Any, depth: int) -> Node:
        line = event.start_mark.line + 1
        self._judge(event, line, depth)
        if isinstance(event, yaml.ScalarEvent):
            return Node(line, self._text(event.value, line))
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(line, list(self._entries(depth)))
        return Node(line, self._pairs(depth))

    def _judge(self, event: Any, line: int, depth: int) -> None:
        self._count += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise FileRefused(f"Line {line}: anchors and aliases (& and *) are not taken. Write it out.")
        if event.tag is not None:
            raise FileRefused(f"Line {line}: tags (beginning with !) are not taken.")
        if depth > DEEPEST:
            raise FileRefused(f"Line {line}: this is nested too deep.")
        if self._count > MOST:
            raise FileRefused(f"The file holds too much: at most {MOST:,} values.")

    @staticmethod
    def _text(value: str, line: int) -> str:
        """An escape can make what neither a database nor a form takes."""
        if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value):
            raise FileRefused(f"Line {line}: a character stands here that is none.")
        return value

    def _entries(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _pairs(self, depth: int) -> dict[str, Node]:
        pairs: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            name = self._node(event, depth + 1)
            if not isinstance(name.value, str):
                raise FileRefused(f"Line {name.line}: a name has to be a word.")
            if name.value in pairs:
                raise FileRefused(f"Line {name.line}: the same name stands here twice.")
            pairs[name.value] = self._node(next(self._events), depth + 1)
        return pairs
