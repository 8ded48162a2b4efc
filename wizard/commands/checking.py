"""``check``: run every check of a setup that needs no person."""

from __future__ import annotations

import argparse
import json
import sys

from sqlalchemy.orm import Session

from wizard.commands.parsing import Kinds, command
from wizard.ladder import Around, Check, blocking
from wizard.models import Setup
from wizard.models.database import Database
from wizard.outside import the_world
from wizard.procurement.suppliers import supplier_of
from wizard.sealing import Sealer
from wizard.services import Services
from wizard.settings import Settings
from wizard.steps import asker_of, machine_checks

MARKS = {"error": "✕ failed", "warning": "! warning", "info": "i note"}


def add_to(kinds: Kinds) -> None:
    parser = command(
        kinds, "check", run, "run every check of a setup that needs no person", needs_tables=True
    )
    parser.add_argument("setup_id", type=int, metavar="SETUP_ID")
    parser.add_argument("--json", action="store_true", help="print a list of objects")


def run(options: argparse.Namespace, settings: Settings) -> int:
    database = Database(settings.database_url)
    with database.session() as session:
        setup = session.get(Setup, options.setup_id)
        if setup is None:
            print(f"There is no setup {options.setup_id}.", file=sys.stderr)
            return 2
        checks = machine_checks(setup, _around(setup, session, database, settings))
    if options.json:
        print(json.dumps([check.as_json() for check in checks], indent=2, ensure_ascii=False))
    else:
        _print(checks)
    return int(bool(blocking(checks)))


def _around(setup: Setup, session: Session, database: Database, settings: Settings) -> Around:
    services = Services(settings, database, the_world(settings), Sealer(settings.sealing_keys))
    asker = asker_of(setup, session)
    if asker is None:
        raise SystemExit(f"Nobody of {setup.organisation.name} holds the role Configuration.")
    return Around(asker, supplier_of(setup, settings.supplier_profiles), services, session)


def _print(checks: list[Check]) -> None:
    for check in checks:
        print(f"{'✓ passed' if check.passed else MARKS[check.severity]}  {check.code} ({check.evidence})")
        print(f"    {check.sentence}")
        if check.fix:
            print(f"    {check.fix}")
    if not checks:
        print("Nothing to check yet: no step has passed.")
