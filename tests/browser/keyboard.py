"""Somebody without a mouse: Tab to get there, and never a moment without seeing where one is."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

MOST_STOPS = 80
LOST = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  const style = getComputedStyle(at), box = at.getClientRects()[0];
  const name = at.outerHTML.slice(0, 120);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no outline: " + name;
  const on = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (on && (at.contains(on) || on.contains(at))) return "";
  return "out of sight: " + name + ", behind " + (on ? on.outerHTML.slice(0, 120) : "the edge");
}"""
HERE = "one => one === document.activeElement"


class Keyboard:
    """The keys of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def goes_to(self, target: Locator) -> None:
        """Tab by Tab; each stop must show that it has the focus."""
        stops = []
        for _ in range(MOST_STOPS):
            self.presses("Tab")
            lost = self.page.evaluate(LOST)
            assert lost == "", lost
            stops.append(self.page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
            if target.evaluate(HERE):
                return
        raise AssertionError(f"Tab never comes to {target}: {stops}")

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def sends(self) -> None:
        """Enter, in a field or on a button."""
        with self.page.expect_navigation():
            self.presses("Enter")

    def button(self, name: str) -> None:
        self.goes_to(self.page.get_by_role("button", name=name, exact=True))
        self.sends()

    def types(self, label: str, text: str) -> None:
        """Over what stands there."""
        self.goes_to(self.page.get_by_label(label))
        self.presses("Control+A")
        self.page.keyboard.insert_text(text)

    def ticks(self, label: str) -> None:
        box = self.page.get_by_label(label)
        self.goes_to(box)
        self.presses("Space")
        expect(box).to_be_checked()
