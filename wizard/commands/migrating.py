"""``migrate``: bring the database to this version."""

from __future__ import annotations

import argparse

from wizard.commands.parsing import Kinds, command
from wizard.migrations import migrate
from wizard.models.database import Database
from wizard.settings import Settings


def add_to(kinds: Kinds) -> None:
    command(kinds, "migrate", run, "bring the database to this version")


def run(_options: argparse.Namespace, settings: Settings) -> int:
    migrate(Database(settings.database_url))
    print("The database is at this version.")
    return 0
