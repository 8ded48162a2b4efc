"""``export`` and ``apply``: setups as a file, for setting up hundreds of groups."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from wizard.commands.parsing import Kinds, command
from wizard.ladder import Around, blocking
from wizard.models import Organisation, Setup, User
from wizard.models.database import Database
from wizard.outside import the_world
from wizard.procurement.suppliers import supplier_of
from wizard.sealing import Sealer
from wizard.services import Services
from wizard.settings import Settings
from wizard.setup_files import (
    Description,
    FileRefused,
    Outcome,
    Plan,
    apply_one,
    described,
    exported,
    plan_of,
    read,
)
from wizard.setup_files.lookup import Lookup
from wizard.setup_files.reading import LARGEST
from wizard.setup_files.words import plain


def add_to(kinds: Kinds) -> None:
    out = command(kinds, "export", export, "print setups as YAML, without their secrets", needs_tables=True)
    out.add_argument(
        "setup_ids", type=int, nargs="*", metavar="SETUP_ID", help="these; all when none is named"
    )
    out.add_argument("--organisation", metavar="NAME", help="those of one organisation")
    into = command(
        kinds, "apply", apply, "set up or change what a file of setups describes", needs_tables=True
    )
    into.add_argument("file", type=Path, metavar="FILE", help="as export prints it")
    into.add_argument("--dry-run", action="store_true", help="only say what would change")
    into.add_argument(
        "--as", dest="email", default="", metavar="EMAIL",
        help="whose word it is: somebody with the role Configuration (the first one)",
    )  # fmt: skip


def export(options: argparse.Namespace, settings: Settings) -> int:
    services = _services(settings)
    with services.database.read_only() as session:
        setups = list(_wanted(session, options.setup_ids, options.organisation))
        missing = set(options.setup_ids) - {setup.id for setup in setups}
        if missing or not setups:
            named = f"no setup {min(missing)}" if missing else "no setup"
            whose = f" of {options.organisation}" if options.organisation else ""
            print(f"There is {named}{whose}.", file=sys.stderr)
            return 2
        text = exported((setup, _around(setup, session, services)) for setup in setups)
    print(text, end="")
    return 0


def apply(options: argparse.Namespace, settings: Settings) -> int:
    """First what would change; then each setup, all of it or nothing."""
    services = _services(settings)
    lookup = Lookup(os.environ, options.file.parent)
    try:
        descriptions = described(read(_bytes(options.file)), settings.supplier_profiles)
    except FileRefused as refused:
        print(f"{options.file} cannot be used, and nothing was changed:", file=sys.stderr)
        for problem in refused.problems:
            print(f"  {plain(problem)}", file=sys.stderr)
        return 2
    plans = []
    for description in descriptions:
        plans.append(_plan(description, services, lookup, options.email))
        _print_plan(plans[-1])
    _print_counts(plans)
    if options.dry_run:
        print("This was a dry run: nothing was changed.")
        return int(any(plan.problem for plan in plans))
    return _apply_all(plans, services, lookup)


def _apply_all(plans: Sequence[Plan], services: Services, lookup: Lookup) -> int:
    refused = 0
    for plan in plans:
        if plan.changes or plan.problem:
            outcome = apply_one(plan, services, lookup)
            _print_outcome(outcome)
            refused += outcome.refused
    if refused:
        print(f"{refused} of {len(plans)} refused. Of these nothing was kept; the others are.")
    elif any(plan.changes for plan in plans):
        print("Everything in the file is kept.")
    else:
        print("Nothing had to be changed.")
    return int(bool(refused))


def _services(settings: Settings) -> Services:
    database = Database(settings.database_url)
    return Services(settings, database, the_world(settings), Sealer(settings.sealing_keys))


def _wanted(session: Session, numbers: Sequence[int], organisation: str | None) -> Iterator[Setup]:
    query = select(Setup).join(Organisation).order_by(Setup.id)
    if numbers:
        query = query.where(Setup.id.in_(numbers))
    if organisation:
        query = query.where(Organisation.name == organisation)
    yield from session.scalars(query)


def _around(setup: Setup, session: Session, services: Services) -> Around:
    supplier = supplier_of(setup, services.settings.supplier_profiles)
    # It is nobody's word: nothing is tried here.
    return Around(User(), supplier, services, session)


def _bytes(path: Path) -> bytes:
    """:raises FileRefused: it cannot be read"""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise FileRefused(f"It cannot be read: {error.strerror}.") from None


def _plan(description: Description, services: Services, lookup: Lookup, email: str) -> Plan:
    with services.database.read_only() as session:
        return plan_of(description, session, services, lookup, email)


def _print_plan(plan: Plan) -> None:
    said = (
        "refused" if plan.problem else "as it is" if not plan.changes else "changes" if plan.setup else "new"
    )
    print(f"{plan.description.place} {plain(plan.description.title)}: {said}")
    if plan.problem:
        print(f"  {plain(plan.problem)}")
    for change in plan.changes:
        print(f"  {change.title}")
        for line in change.lines or ("proved again, with the same answers" if plan.setup else "tried",):
            print(f"    {line}")
    if plan.reopens:
        print(f"  To be checked again afterwards: {', '.join(plan.reopens)}")


def _print_counts(plans: Sequence[Plan]) -> None:
    new = sum(bool(plan.changes) and not plan.setup for plan in plans)
    changed = sum(bool(plan.changes) and bool(plan.setup) for plan in plans)
    refused = sum(bool(plan.problem) for plan in plans)
    same = len(plans) - new - changed - refused
    print(f"{len(plans)} in the file: {new} new, {changed} to change, {same} as they are, {refused} refused.")


def _print_outcome(outcome: Outcome) -> None:
    title = plain(outcome.plan.description.title)
    place = outcome.plan.description.place
    if not outcome.refused:
        print(
            f"{place} {title}: kept as no. {outcome.setup}. Passed: {', '.join(outcome.passed) or 'nothing'}."
        )
        if outcome.open_from:
            print(f"  Still open from {plain(outcome.open_from)}")
    elif outcome.problem:
        print(f"{place} {title}: refused. {plain(outcome.problem)}")
    else:
        print(f"{place} {title}: refused at “{outcome.at}”.")
        for check in blocking(outcome.findings):
            print(f"  {check.code}: {plain(check.sentence)}")
            if check.fix:
                print(f"    {plain(check.fix)}")
    sys.stdout.flush()
