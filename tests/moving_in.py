"""One application for each kind of settings, one engine for each address: tests move in one after the other.

Neither keeps anything of a test, and both are dear to make: addresses, templates and statements are compiled.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from wizard import create_app
from wizard.models.database import Database
from wizard.outside import Outside
from wizard.sealing import Sealer
from wizard.services import Services
from wizard.settings import Settings


class Databases:
    """One engine for each address; whoever leaves closes its connections, not the engine."""

    def __init__(self) -> None:
        self._made: dict[str, Database] = {}

    def at(self, url: str) -> Database:
        if url not in self._made:
            self._made[url] = Database(url)
        return self._made[url]


class Applications:
    """Made as ``create_app`` makes them; only whose database, keys and outside they serve changes."""

    def __init__(self, databases: Databases, compiled: FileSystemBytecodeCache) -> None:
        self._databases, self._compiled = databases, compiled
        self._made: dict[Settings, Flask] = {}

    def of(self, settings: Settings, outside: Outside) -> Flask:
        kind = replace(settings, database_url="sqlite://", instance=Path(), sealing_keys=())
        if kind not in self._made:
            self._made[kind] = self.new(settings, outside)
        app = self._made[kind]
        app.extensions["wizard"] = Services(
            settings=settings,
            database=self._databases.at(settings.database_url),
            outside=outside,
            sealer=Sealer(settings.sealing_keys),
        )
        return app

    def new(self, settings: Settings, outside: Outside) -> Flask:
        """For a test that builds something into it."""
        app = create_app(settings, outside)
        app.jinja_env.bytecode_cache = self._compiled
        app.testing = True
        return app
