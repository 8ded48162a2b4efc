"""Tracking addresses are somebody else's words: which of them may be a link."""

from __future__ import annotations

import pytest

from wizard.pages.afterwards import followed_at


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.ups.example/1?n=2", "www.ups.example"),
        ("https://www.ups.example:443/", "www.ups.example"),
        ("http://www.ups.example/", ""),
        ("javascript:alert(1)", ""),
        ("https:javascript:alert(1)", ""),
        ("//www.ups.example/", ""),
        ("https://www.ups.example@evil.example/", ""),
        ("https://www.ups.example:8443/", ""),
        ("https://localhost/", ""),
        ("https://www.ups.example\\@evil.example/", ""),
        ("https://www.ups.example/\n", ""),
        ("https://www.ups.example/ x", ""),
        ("https://аmazon.example/", ""),
        ("https://[::1/", ""),
        ("", ""),
    ],
)
def test_only_a_plain_https_address_becomes_a_link(url: str, host: str) -> None:
    assert followed_at(url) == host
