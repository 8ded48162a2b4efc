"""How attacks are tried: on every route, with every field, by many at once."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.administrator import HOST_SLUGS, Administrator
from wizard.settings import Settings

AT_ONCE = 20
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control")
MARKUP = '"><script>alert(1)</script>{{7*7}}<img src=x onerror=alert(1)>'
BLANKS = {"token": "x" * 43, "filename": "wizard.css", "kind": "csv"}
FROM_SUPPLIERS = ("/cxml", f"/punchout/return/{BLANKS['token']}")
FROM_PROGRAMS = (*FROM_SUPPLIERS, f"/told/{BLANKS['token']}")
"""Mail programs know no token of a form either."""
_NAMES = """
group_name marketplace server purchasing_system group_in_view pasted from_identity punchout_url order_url
deliver_to default_purchaser supplier new_supplier_name like also_same method people shown typed_organisation
name search place country street1 city state postal_code phone address_id picked version setup location
department budget account reason email password part
"""
FIELDS = tuple(_NAMES.split())
"""Texts of all our forms, the Shared Secret's and the buttons left aside."""


def paths(app: Flask, method: str) -> Iterator[str]:
    """An address for every route that takes the method."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            for slug in HOST_SLUGS if "slug" in rule.arguments else ("",):
                yield _filled(rule.rule, {**BLANKS, "slug": slug})


def own_forms(app: Flask) -> Iterator[str]:
    """Where forms of ours are sent, signing out left aside."""
    return (path for path in paths(app, "POST") if path not in (*FROM_PROGRAMS, "/sign-out"))


def is_ours(answer: TestResponse) -> bool:
    """Whether it is an answer of the application with all its headers, and nothing broke."""
    whole = all(header in answer.headers for header in HEADERS)
    answer.get_data()
    answer.close()
    return whole and answer.status_code < 500


GUESS = 'INSERT INTO "sign_in_attempt"'


def dump(settings: Settings) -> str:
    """Everything in the database but the count of guesses, which is kept of everybody."""
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as connection:
        return "\n".join(line for line in connection.iterdump() if not line.startswith(GUESS))


def token_at(browser: FlaskClient, path: str) -> str:
    """The token of the page's form."""
    found = re.search(r'name="csrf_token" value="([^"]+)', browser.get(path).get_data(as_text=True))
    assert found, path
    return found[1]


def together(act: Callable[[int], Any]) -> Counter[Any]:
    """What came of many who act at the same moment."""
    start, came = threading.Barrier(AT_ONCE), []

    def run(number: int) -> None:
        start.wait()
        came.append(act(number))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(came)


def tabs(app: Flask, alice: Administrator) -> list[FlaskClient]:
    """Alice's browser, many times over."""
    cookie = alice.client.get_cookie("punchout")
    assert cookie is not None
    browsers = [app.test_client() for _ in range(AT_ONCE)]
    for browser in browsers:
        browser.set_cookie("punchout", cookie.value)
    return browsers


def _filled(rule: str, blanks: dict[str, str]) -> str:
    return re.sub(r"<(?:[^:>]*:)?(\w+)>", lambda found: blanks.get(found[1], "1"), rule)
