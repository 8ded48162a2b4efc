"""Whose address a guess is counted for: nobody may choose their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.administrator import Person
from wizard import accounts, create_app
from wizard.outside import Outside
from wizard.settings import Settings


@pytest.mark.parametrize(
    ("url", "proxies", "forwarded", "stopped"),
    [
        ("http://127.0.0.1:8000", 0, "198.51.100.{}", True),
        ("https://wizard.example", 0, "198.51.100.{}", True),
        ("https://wizard.example", 1, "198.51.100.{}, 203.0.113.7", True),
        ("https://wizard.example", 1, "198.51.100.{}", False),
        ("http://127.0.0.1:8000", 2, "198.51.100.{}, 203.0.113.7, 192.0.2.1", True),
    ],
)
def test_only_what_our_own_proxies_say_is_believed(
    settings: Settings, outside: Outside, url: str, proxies: int, forwarded: str, stopped: bool
) -> None:
    app = create_app(replace(settings, public_url=url, proxies=proxies), outside)
    app.config["SESSION_COOKIE_SECURE"] = False  # this browser speaks http
    guesser = Person(app.test_client(), "")

    def guess(number: int) -> int:
        typed = {"email": f"nobody{number}@alpha.example", "password": "not the password"}
        headers = {"X-Forwarded-For": forwarded.format(number)}
        return guesser.post("/sign-in", typed, headers=headers).status

    met = [guess(number) for number in range(accounts.TRIES_PER_ADDRESS + 1)]
    app.extensions["wizard"].database.close()

    assert met == [422] * accounts.TRIES_PER_ADDRESS + [429 if stopped else 422]
