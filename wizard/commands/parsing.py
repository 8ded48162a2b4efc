"""How a command joins the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

from wizard.settings import Settings

Kinds: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run = Callable[[argparse.Namespace, Settings], int]


def command(
    kinds: Kinds, name: str, run: Run, words: str, *, needs_tables: bool = False
) -> argparse.ArgumentParser:
    """:param needs_tables: refused until the database has been brought to this version"""
    parser = kinds.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    parser.set_defaults(run=run, needs_tables=needs_tables)
    return parser


def listening(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on")
