"""What must be true of every page, whatever it shows."""

from __future__ import annotations

from collections import Counter

from lxml import html

CONTROLS = "//input[not(@type='hidden')] | //select | //textarea"


BAD = {
    "no words on": "//*[self::button or self::a][not(normalize-space())]",
    "no token in the form": "//form[contains('POST post', @method)][not(.//input[@name='csrf_token'])]",
    "blocked by the page's policy": "//*[@style] | //style | //script[not(@src)]",
    "a handler in the markup": "//@*[starts-with(name(),'on')]/..",
    "an error without a code": "//*[contains(concat(' ',@class,' '),' msg ')][not(@data-code)]",
    "a form in a form": "//form//form",
}


def faults(page: str) -> list[str]:
    """What is wrong with a page, in words; nothing when all is well."""
    tree = html.document_fromstring(page)
    ids = Counter(tree.xpath("//@id"))
    found = [f"the id {name} is there {count} times" for name, count in ids.items() if count > 1]
    found += [f"{name} names no element" for name in _targets(tree) if name not in ids]
    found += [
        f"no label for {_shown(control)}" for control in tree.xpath(CONTROLS) if not _has_label(control)
    ]
    found += [f"{fault}: {_shown(bad)}" for fault, path in BAD.items() for bad in tree.xpath(path)]
    return found + _headings(tree)


def _headings(tree: html.HtmlElement) -> list[str]:
    title = tree.findtext(".//title") or ""
    levels = [int(heading.tag[1]) for heading in tree.xpath("//main//*[self::h1 or self::h2 or self::h3]")]
    found = [] if title.strip() else ["no title"]
    found += [] if levels.count(1) == 1 else [f"{levels.count(1)} headings of the first level"]
    skips = any(after - before > 1 for before, after in zip([0, *levels], levels, strict=False))
    return found + (["a level of headings is skipped"] if skips else [])


def _targets(tree: html.HtmlElement) -> list[str]:
    named = tree.xpath("//@for | //@data-copy | //button/@form")
    spread = [
        name for value in tree.xpath("//@aria-describedby | //@aria-labelledby") for name in value.split()
    ]
    return named + spread + [link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")]


def _has_label(control: html.HtmlElement) -> bool:
    if control.xpath("ancestor::label"):
        return True
    own = control.get("id")
    return bool(own) and bool(control.getroottree().xpath("//label[@for=$own]", own=own))


def _shown(element: html.HtmlElement) -> str:
    return html.tostring(element, encoding="unicode", with_tail=False)[:120]
