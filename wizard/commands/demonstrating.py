"""``demo``: app, worker and stand-in as three processes on loopback, with demo data and sign-in links."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType

import requests

from wizard.accounts import find_user, make_link
from wizard.commands.parsing import Kinds, command
from wizard.commands.people import link_for
from wizard.demo import PRINTED, seed, take_halfway
from wizard.migrations import migrate
from wizard.models.database import Database
from wizard.outside import SystemClock
from wizard.settings import Settings
from wizard.simulator.google import GOOD_KEY

HOST = "127.0.0.1"
READY_WITHIN = 60.0
STOPPED_WITHIN = 15.0


class Told(Exception):
    """Somebody pressed Ctrl-C or ended us."""


class NotReady(Exception):
    """A process did not come up; the message says which and what to do."""


def add_to(kinds: Kinds) -> None:
    command(kinds, "demo", run, "app, worker and stand-in with demo data, on loopback")


def run(_options: argparse.Namespace, settings: Settings) -> int:
    settings = replace(settings, loopback_suppliers=True)
    _listen_to_signals()
    processes: list[subprocess.Popen[bytes]] = []
    try:
        with _own_terminal():
            _show(settings, processes)
            return _wait(processes)
    except Told:
        print("\nStopping.", flush=True)
        return 0
    except NotReady as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        _stop(processes)


def _show(settings: Settings, processes: list[subprocess.Popen[bytes]]) -> None:
    for port, name in ((settings.port, "PORT"), (settings.simulator_port, "SIMULATOR_PORT")):
        _check_port(port, name)
    database = Database(settings.database_url)
    migrate(database)
    seed(database, SystemClock().now())
    simulator = f"http://{HOST}:{settings.simulator_port}"
    environment = {**os.environ, "WIZARD_LOOPBACK_SUPPLIERS": "1", **address_search(settings, simulator)}
    for arguments in (
        ("simulator", "--port", str(settings.simulator_port)),
        ("serve", "--port", str(settings.port)),
        ("worker",),
    ):
        processes.append(_start(arguments, environment))
    _until_ready(f"{simulator}/healthz", processes)
    take_halfway(settings, database, simulator)
    _until_ready(f"http://{HOST}:{settings.port}/readyz", processes)
    _print_addresses(settings, database, simulator)


def address_search(settings: Settings, simulator: str) -> dict[str, str]:
    """Settings for the stand-in's Google Maps, unless a key or an address was set already."""
    if settings.google_maps_api_key or settings.google_maps_url:
        return {}
    return {"WIZARD_GOOGLE_MAPS_URL": simulator, "WIZARD_GOOGLE_MAPS_API_KEY": GOOD_KEY}


def _print_addresses(settings: Settings, database: Database, simulator: str) -> None:
    print(f"\nPunchOut Setup Wizard: {settings.public_url}")
    print(f"Stand-in Amazon Business: {simulator}")
    if address_search(settings, simulator):
        print(f"Addresses to search for: {simulator}/google")
    print("Sign-in links, each for one use. Open one, and the stand-in in a second tab.\n")
    with database.transaction() as session:
        for person in PRINTED:
            user = find_user(session, person.email)
            if user is not None:
                print(f"{person.word}: {link_for(settings, make_link(session, user, SystemClock().now()))}")
    print("\nCtrl-C stops everything. What you did is kept in instance/.", flush=True)


def _start(arguments: tuple[str, ...], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # In a session of its own, so that Ctrl-C reaches us first and the order of stopping is ours.
    return subprocess.Popen(
        [sys.executable, "-m", "wizard.commands", *arguments],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _until_ready(url: str, processes: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes):
            break
        try:
            with requests.Session() as line:
                line.trust_env = False
                if line.get(url, timeout=2).ok:
                    return
        except requests.RequestException:
            time.sleep(0.1)
    raise NotReady(f"{url} does not answer. The lines above say why.")


def _check_port(port: int, name: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise NotReady(f"Port {port} is in use. Set {name} to a free one and start again.") from error


def _wait(processes: list[subprocess.Popen[bytes]]) -> int:
    while all(process.poll() is None for process in processes):
        time.sleep(0.3)
    print("A process ended by itself, so the others are stopped too.", file=sys.stderr)
    return 1


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOPPED_WITHIN
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listen_to_signals() -> None:
    def told(_signal: int, _frame: FrameType | None) -> None:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)
        raise Told

    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, told)


@contextmanager
def _own_terminal() -> Iterator[None]:
    """On a terminal, be the one whom Ctrl-C reaches: ``make`` would answer it with a failure of its own."""
    if not (sys.stdin.isatty() and os.tcgetpgrp(0) == os.getpgrp() and os.getpid() != os.getpgrp()):
        yield
        return
    before = os.getpgrp()
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpgrp())
    try:
        yield
    finally:
        os.tcsetpgrp(0, before)
