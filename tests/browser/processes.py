"""The product as it is really run: ``punchout-wizard demo`` and its three processes, on free ports."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

READY = "Ctrl-C stops everything"
READY_WITHIN = 180


@dataclass(frozen=True)
class Demo:
    """A running demo. ``links`` maps a word such as ``administrator`` to a sign-in link."""

    app: str
    simulator: str
    links: dict[str, str]
    environment: dict[str, str]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a ``punchout-wizard`` command against the same instance."""
        return subprocess.run(
            [sys.executable, "-m", "wizard.commands", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def link_for(self, email: str) -> str:
        return self.command("sign-in-link", email).stdout.strip()


_ports = cycle(range(10_000 + os.getpid() % 200 * 100, 10_100 + os.getpid() % 200 * 100))


def free_port() -> int:
    """One below those that the system gives to whoever asks: nobody gets it before it is used."""
    for port in islice(_ports, 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("A hundred ports, and all of them are taken.")


@contextmanager
def running_demo(folder: Path) -> Iterator[Demo]:
    """Start it, wait until it says it is ready, stop it as Ctrl-C does.

    :raises AssertionError: it did not come up, or did not end well
    """
    port, simulator_port = free_port(), free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WIZARD_")}
    environment |= {
        "WIZARD_INSTANCE": str(folder),
        "WIZARD_LOOPBACK_SUPPLIERS": "1",
        "PORT": str(port),
        "SIMULATOR_PORT": str(simulator_port),
        "PYTHONUNBUFFERED": "1",
    }
    log = folder.with_suffix(".log")
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "wizard.commands", "demo"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        said = _wait_until_ready(process, log)
        links = dict(re.findall(r"^(\w+): (http://\S+/sign-in/\S+)$", said, re.MULTILINE))
        yield Demo(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{simulator_port}", links, environment)
    finally:
        process.send_signal(signal.SIGINT)
        ended = process.wait(60)
    assert ended == 0, log.read_text()


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        if READY in log.read_text():
            return log.read_text()
        time.sleep(0.1)
    raise AssertionError(f"The demo did not come up: {log.read_text()}")
