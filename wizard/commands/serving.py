"""``serve``: the web application, under gunicorn."""

from __future__ import annotations

import argparse

from flask import Flask
from gunicorn.app.base import BaseApplication

from wizard import create_app
from wizard.commands.parsing import Kinds, command, listening
from wizard.settings import Settings

THREADS = 8


def add_to(kinds: Kinds) -> None:
    parser = command(kinds, "serve", run, "the web application")
    listening(parser)
    parser.add_argument("--workers", type=int, default=1, help="number of processes (1)")


def run(options: argparse.Namespace, settings: Settings) -> int:
    Served(settings, options.host, options.port or settings.port, options.workers).run()
    return 0


class Served(BaseApplication):
    """The application is made in each worker process, so that no connection crosses a fork."""

    def __init__(self, settings: Settings, host: str, port: int, workers: int) -> None:
        self._settings, self._listen, self._workers = settings, f"{host}:{port}", workers
        super().__init__()

    def load_config(self) -> None:
        wanted = {
            "bind": self._listen,
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 120,
            "graceful_timeout": 20,
            "loglevel": "warning",
            "control_socket_disable": True,
            "limit_request_line": 8190,
        }
        for name, value in wanted.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._settings)
