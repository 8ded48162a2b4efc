"""Running a setup's machine checks once more, as the setup: nothing of it changes, and the customer sees what came."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.journal import DESK, Entry, tell
from wizard.journal.told import findings_of
from wizard.ladder import Around, Check, blocking
from wizard.models import Setup, User
from wizard.steps import machine_checks


def run_again(setup: Setup, around: Around, by: User, slug: str = "") -> Sequence[Check]:
    """:param around: in whose name the supplier is asked; its session may write the desk's tables
    :param slug: the step whose checks are run; those of all steps, if none"""
    checks = machine_checks(setup, around, slug)
    stopped = blocking(checks)
    failed = sum(not check.passed for check in checks)
    which = "the checks of “{step}”" if slug else "every check"
    what = f"Ran {which} again: {_came_of(len(checks), failed)}."
    code, findings = stopped[0].code if stopped else "", findings_of([one.as_json() for one in checks])
    tell(around.session, Entry(setup.id, around.now, by.id, DESK, what, slug, code, findings))
    return checks


def _came_of(count: int, failed: int) -> str:
    if not count:
        return "a machine can check nothing here yet"
    return f"{count - failed} passed, {failed} did not" if failed else f"all {count} passed"
