"""Secrets are looked up where the file says they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.ladder import NoSuch
from wizard.setup_files.shapes import Reference

LARGEST = 4000


@dataclass(frozen=True)
class Lookup:
    """Where references lead: names of the environment, and files beside the file of setups."""

    environ: Mapping[str, str]
    folder: Path

    def secret(self, reference: Reference) -> str:
        """:raises NoSuch: nothing is there. What the file says is not repeated: it may be the secret itself"""
        if reference.kind == "env":
            found = self.environ.get(reference.name, "").strip()
            if not found:
                raise NoSuch("The environment does not have the variable in which a secret should be.")
            return found
        return self._from_file(reference.name)

    def _from_file(self, name: str) -> str:
        try:
            with (self.folder / name).open("rb") as file:
                found = file.read(LARGEST).decode().strip()
        except (OSError, ValueError):
            raise NoSuch("The file in which a secret should be cannot be read.") from None
        if not found or "\0" in found:
            raise NoSuch("The file in which a secret should be holds no text.")
        return found
