"""Setups as a file: read as hostile input, compared with what is kept, proved and kept setup by setup."""

from wizard.setup_files.applying import Outcome, apply_one
from wizard.setup_files.comparing import Plan, plan_of
from wizard.setup_files.describing import Description, described
from wizard.setup_files.exporting import exported
from wizard.setup_files.reading import FileRefused, read

__all__ = [
    "Description",
    "FileRefused",
    "Outcome",
    "Plan",
    "apply_one",
    "described",
    "exported",
    "plan_of",
    "read",
]
