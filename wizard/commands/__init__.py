"""The command line: ``punchout-wizard --help`` at every level. Each command is a module of this package."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from wizard.commands import (
    checking,
    demonstrating,
    documents,
    keeping,
    migrating,
    people,
    serving,
    setups,
    simulating,
    working,
)
from wizard.migrations import is_current
from wizard.models.database import Database
from wizard.profiles import UnknownProfile
from wizard.settings import BadSetting, Settings, from_environment
from wizard.version import VERSION

COMMANDS = (
    demonstrating,
    serving,
    working,
    simulating,
    migrating,
    people,
    checking,
    setups,
    documents,
    keeping,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """:return: the exit status: 0 well, 1 something did not pass, 2 asked wrongly"""
    options = parser().parse_args(arguments)
    try:
        settings = from_environment()
        if options.needs_tables and _is_behind(settings):
            print("The database is not at this version. First run: punchout-wizard migrate", file=sys.stderr)
            return 2
        return int(options.run(options, settings))
    except (BadSetting, UnknownProfile) as error:
        print(error, file=sys.stderr)
        return 2


def _is_behind(settings: Settings) -> bool:
    database = Database(settings.database_url)
    try:
        return not is_current(database)
    finally:
        database.close()


def parser() -> argparse.ArgumentParser:
    """Every command with its options; each sets ``run``."""
    parser = argparse.ArgumentParser(
        prog="punchout-wizard", description="Prove each step of an Amazon Business PunchOut connection."
    )
    parser.add_argument("--version", action="version", version=VERSION)
    kinds = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(kinds)
    return parser
