"""What may stand in a file, as data: a shape is a kind, a list of one shape, or names with their shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wizard.setup_files.reading import Node

SECRET = object()
"""A shape: where a secret is, never the secret itself."""
ANYTHING = object()
"""A shape: looked at later."""
WORDS = {"true": True, "false": False}
NAME = re.compile("[A-Za-z_-]{1,40}")
"""What is repeated of a name we do not know: nothing else, because it may be a value that lost its name."""
WHERE = "write where the secret is, {env: NAME} or {file: PATH}, never the secret itself."


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a secret is: ``kind`` is ``env`` or ``file``."""

    kind: str
    name: str = field(repr=False)


@dataclass
class Fitting:
    """Brings values into their shapes and gathers what does not fit, each with its line and its place."""

    problems: list[str] = field(default_factory=list)

    def refuse(self, node: Node, place: str, sentence: str) -> None:
        self.problems.append(f"Line {node.line}, {place}: {sentence}")

    def fit(self, node: Node, shape: Any, place: str) -> Any:
        """The value as plain data; where it does not fit, something of the right kind and a problem more."""
        if shape is ANYTHING:
            return node
        if shape is SECRET:
            return self._reference(node, place)
        if isinstance(shape, list):
            return self._list(node, shape[0], place)
        if isinstance(shape, Mapping):
            return self._pairs(node, shape, place)
        return self._plain(node, shape, place)

    def _plain(self, node: Node, kind: type, place: str) -> str | int | bool:
        text = node.value
        if not isinstance(text, str):
            self.refuse(node, place, "this has to be one value, not a list or names with values.")
        elif kind is str:
            return text
        elif kind is bool and text.lower() in WORDS:
            return WORDS[text.lower()]
        elif kind is int and re.fullmatch("[1-9][0-9]{0,8}", text):
            return int(text)
        else:
            self.refuse(node, place, f"this has to be {'true or false' if kind is bool else 'a number'}.")
        return False if kind is bool else kind()

    def _list(self, node: Node, shape: Any, place: str) -> list[Any]:
        if not isinstance(node.value, list):
            self.refuse(node, place, "this has to be a list.")
            return []
        return [self.fit(one, shape, f"{place}[{n}]") for n, one in enumerate(node.value, start=1)]

    def _pairs(self, node: Node, shape: Mapping[str, Any], place: str) -> dict[str, Any]:
        # Nothing behind a name is what YAML makes of names without values.
        if node.value == "":
            return {}
        if not isinstance(node.value, dict):
            self.refuse(node, place, "this has to be names with values.")
            return {}
        fitted = {}
        for name, value in node.value.items():
            if name in shape:
                fitted[name] = self.fit(value, shape[name], f"{place}.{name}" if place else name)
            else:
                shown = f"“{name}” is not known" if NAME.fullmatch(name) else "a name is not known"
                self.refuse(value, place or "the file", f"{shown} here. Known: {', '.join(shape) or 'none'}.")
        return fitted

    def _reference(self, node: Node, place: str) -> Reference | None:
        if isinstance(node.value, dict) and len(node.value) == 1:
            [(kind, name)] = node.value.items()
            if kind in ("env", "file") and isinstance(name.value, str) and name.value:
                return Reference(kind, name.value)
        self.refuse(node, place, WHERE)
        return None
