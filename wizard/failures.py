"""The one table of check codes: severity, words, step, field, and the person who can put it right."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

ERROR, WARNING, INFO = SEVERITIES = ("error", "warning", "info")
WHO = ("administrator", "amazon_admin", "colleague", "host", "supplier")


@dataclass(frozen=True, slots=True)
class Failure:
    """One row: ``passed`` and ``failed`` are sentences with ``{facts}`` in them, ``cause`` says why it happens."""

    code: str
    who: str
    passed: str
    failed: str
    fix: str
    severity: str = ERROR
    step: str = ""
    field: str = ""
    cause: str = ""
    shop: Mapping[str, str] | None = None
    """What is said otherwise of a supplier that is not Amazon."""

    def on(self, walk: object) -> Failure:
        """The row as it is said on this walk."""
        return replace(self, shop=None, **self.shop) if walk == "shop" and self.shop else self


def _read(path: Path) -> Mapping[str, Failure]:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    return {code: Failure(code=code, **row) for code, row in rows.items()}


FAILURES = _read(Path(__file__).with_suffix(".toml"))
