"""Setups as a file: what was answered, by names that mean the same elsewhere, secrets by reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from wizard.ladder import Around, Step
from wizard.models import Setup, StepRecord
from wizard.steps import steps_of

WIDTH = 1000
HEADER = """\
# Setups of PunchOut Setup Wizard. Apply this file with: punchout-wizard apply FILE --dry-run
# Secrets are not in it: set the variables it names, or write {file: PATH} in their place.
# Without its id a setup is found by organisation, supplier, marketplace and group, and made when it is not there.
"""


class _Dumper(yaml.SafeDumper):
    """Writes what we read: no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def exported(setups: Iterable[tuple[Setup, Around]]) -> str:
    """The text of a file with these setups."""
    described = [_described(setup, around) for setup, around in setups]
    facts = yaml.dump({"setups": described}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return f"{HEADER}{facts}"


def _described(setup: Setup, around: Around) -> dict[str, Any]:
    answered = ((step, setup.record(step.slug)) for step in steps_of(setup).values() if not step.by_hand)
    return {
        "id": setup.id,
        "organisation": setup.organisation.name,
        "supplier": setup.supplier_profile,
        "marketplace": setup.marketplace,
        "group": setup.group_name,
        "steps": {
            step.slug: _told(step, record, setup, around)
            for step, record in answered
            if record and record.revision
        },
    }


def _told(step: Step, record: StepRecord, setup: Setup, around: Around) -> dict[str, Any]:
    told = step.told(record.answers, setup, around)
    references = {name: {"env": f"WIZARD_{name.upper()}_{setup.id}"} for name in step.private}
    return {name: value for name in step.in_file if (value := (told | references).get(name)) is not None}
