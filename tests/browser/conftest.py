"""Chromium in front of the running demo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.processes import Demo, running_demo
from tests.chromium import PATIENCE_MS

Opens = Callable[..., Page]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running_demo(tmp_path_factory.mktemp("demo") / "instance") as demo:
        yield demo


@pytest.fixture
def opens(chromium: Browser) -> Iterator[Opens]:
    with browsers(chromium) as opens:
        yield opens


@contextmanager
def browsers(chromium: Browser) -> Iterator[Opens]:
    """``opens(link)`` is a new browser of its own, signed in when the address is a sign-in link."""
    contexts: list[BrowserContext] = []

    def open_browser(address: str, *, scripts: bool = True, width: int = 1280, dark: bool = False) -> Page:
        context = chromium.new_context(
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        if "/sign-in/" in address:
            page.get_by_role("button", name="Sign in").click()
        return page

    yield open_browser
    for context in contexts:
        context.close()
