"""PunchOut Setup Wizard: proves each step of a cXML PunchOut connection as it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from wizard.outside import Outside
    from wizard.settings import Settings


def create_app(settings: Settings, outside: Outside | None = None) -> Flask:
    """The web application: configuration, database, sign-in, pages.

    :param outside: the world to talk to; the real one when left out
    """
    from wizard.application import build

    return build(settings, outside)
