"""``simulator``: the stand-in Amazon Business."""

from __future__ import annotations

import argparse
import logging

from wizard.commands.parsing import Kinds, command, listening
from wizard.settings import Settings
from wizard.simulator import serve


def add_to(kinds: Kinds) -> None:
    parser = command(kinds, "simulator", run, "the stand-in Amazon Business")
    listening(parser)
    parser.add_argument(
        "--cancel-after", type=float, default=3600.0, help="seconds until it cancels a test order (3600)"
    )


def run(options: argparse.Namespace, settings: Settings) -> int:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    port = options.port or settings.simulator_port
    public_url = f"http://{options.host}:{port}"
    serve(settings.instance / "simulator", options.host, port, public_url, options.cancel_after)
    return 0
