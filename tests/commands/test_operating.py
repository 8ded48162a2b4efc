"""What the documents tell an operator to type is what the command line takes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.commands import parser
from wizard.settings import from_environment

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "docs/operating.md", "compose.yaml")
TYPED = re.compile(r"(?m)^ +(?:command: )?(?:\.venv/bin/)?punchout-wizard (.+)$")


def commands() -> Iterator[tuple[str, str]]:
    for name in DOCUMENTS:
        for found in TYPED.finditer((ROOT / name).read_text(encoding="utf-8")):
            yield name, found[1]


@pytest.mark.parametrize(("document", "typed"), list(commands()))
def test_a_command_of_the_documents_is_one_of_ours(document: str, typed: str) -> None:
    assert parser().parse_args(shlex.split(typed, comments=True)).run


def test_every_document_names_commands() -> None:
    assert {document for document, _ in commands()} == set(DOCUMENTS)


def test_the_settings_of_the_example_are_read(tmp_path: Path) -> None:
    """As ``compose.yaml`` gives them: secrets as files."""
    given = {"WIZARD_SECRET_KEY": "k" * 40, "WIZARD_DATABASE_URL": "postgresql://wizard:pw@database/wizard"}
    environment = {"WIZARD_INSTANCE": str(tmp_path), "WIZARD_PUBLIC_URL": "https://punchout.example.org"}
    for name, value in given.items():
        (tmp_path / name).write_text(f"{value}\n")
        environment[f"{name}_FILE"] = str(tmp_path / name)
    settings = from_environment(environment)
    assert settings.secret_key == given["WIZARD_SECRET_KEY"]
    assert settings.database_url.endswith("://wizard:pw@database/wizard")
