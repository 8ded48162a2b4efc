"""Workers as an operator starts them, but for the imports: those are made once, and each worker is a fork of that.

The process they are forked from has run nothing of ours, and nothing of a test.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from wizard.commands import main

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__, "tests.procurement.clinic"])


class Process:
    """``punchout-wizard`` with these arguments and this environment; what it says is added to ``log``."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
        self._running: BaseProcess = PROCESSES.Process(target=_run, args=(arguments, dict(environment), log))
        self._running.start()

    def terminate(self) -> None:
        self._running.terminate()

    def kill(self) -> None:
        self._running.kill()

    def wait(self, seconds: float | None = None) -> int | None:
        """Its exit status; None while it still runs."""
        self._running.join(seconds)
        return self._running.exitcode


def _run(arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.exit(main(arguments))
