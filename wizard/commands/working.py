"""``worker``: the process that sends orders, mails and webhooks."""

from __future__ import annotations

import argparse

from wizard.commands.parsing import Kinds, command, listening
from wizard.models.database import Database
from wizard.outside import the_world
from wizard.procurement.worker import Worker
from wizard.settings import Settings
from wizard.telling import WEBHOOKS


def add_to(kinds: Kinds) -> None:
    listening(command(kinds, "worker", run, "the worker that sends orders", needs_tables=True))


def run(_options: argparse.Namespace, settings: Settings) -> int:
    Worker(settings, Database(settings.database_url), the_world(settings), [WEBHOOKS]).run()
    return 0
