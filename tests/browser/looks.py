"""A close look at a page: both widths, both colour schemes; what axe finds and what runs off the side."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Locator, Page

HERE_ONLY = {"resultTypes": ["violations"], "iframes": False, "preload": False}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WCAG = HERE_ONLY | {"runOnly": {"type": "tag", "values": TAGS}}
COLOURS = HERE_ONLY | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
LOOKS = ((1280, "light", WCAG), (320, "dark", WCAG), (1280, "dark", COLOURS), (320, "light", COLOURS))
"""The first two see everything; pictures are taken of all four."""

FINDINGS = """async (options) => (await axe.run(document, options)).violations.map(
  (one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", "))"""
SIDEWAYS = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.right > innerWidth + 1 && box.width && getComputedStyle(one).position !== "absolute";
}).slice(-1).map((one) => "runs off the side: " + one.outerHTML.slice(0, 120))"""
UNFOLD = "[...document.querySelectorAll('details')].slice(0, 4).forEach((fold) => (fold.open = true))"
"""The first few: the desk has one a step, and they are alike."""

SCREENSHOTS = os.environ.get("SCREENSHOTS", "")
"""A folder for pictures of every look, for a person to go through; none are made without it."""


class Looks:
    """``faults`` by page and look; ``paths`` of everything looked at."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.paths: list[str] = []
        self.faults: dict[str, list[str]] = {}

    def at(self, page: Page, name: str) -> None:
        """Leaves the page as it was, but for what was folded."""
        path = urlsplit(page.url).path
        looks = LOOKS if SCREENSHOTS else LOOKS[:2]
        self.names.append(name)
        self.paths.append(path)
        page.evaluate(UNFOLD)
        page.evaluate(Axe().axe_script)
        for width, scheme, options in looks:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self._note(f"{name}, {width} {scheme}", page, options)
        page.set_viewport_size({"width": 1280, "height": 900})

    def _judged(self, page: Page, options: dict[str, Any]) -> list[str]:
        """What axe finds. On a busy machine it may meet a page that is being laid out anew: then it looks again."""
        try:
            return list(page.evaluate(FINDINGS, options))
        except Error:
            page.wait_for_load_state()
            page.evaluate(Axe().axe_script)
            return list(page.evaluate(FINDINGS, options))

    def _note(self, look: str, page: Page, options: dict[str, Any]) -> None:
        found = self._judged(page, options)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found += page.evaluate(SIDEWAYS)
        if found:
            self.faults[look] = found
        if SCREENSHOTS:
            path = Path(SCREENSHOTS) / f"{len(self.names):02} {look}.png"
            page.screenshot(path=path, full_page=True)


def until(page: Page, sight: Locator) -> None:
    """Look again and again: the worker does its part within moments."""
    for _ in range(240):
        if sight.count():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(page.inner_text("main"))
