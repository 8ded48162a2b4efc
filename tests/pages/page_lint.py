"""What must be true of every page, whatever it shows."""

from __future__ import annotations

from collections import Counter

from lxml import html

LABELLED = "//input[not(@type='hidden')] | //select | //textarea"


def faults(page: str) -> list[str]:
    """What is wrong with a page, in words; nothing when all is well."""
    tree = html.document_fromstring(page)
    ids = Counter(tree.xpath("//@id"))
    found = [f"the id {name} is there {count} times" for name, count in ids.items() if count > 1]
    found += [f"{name} names no element" for name in _targets(tree) if name not in ids]
    found += [
        f"no label for {_shown(control)}" for control in tree.xpath(LABELLED) if not _has_label(control)
    ]
    found += [f"no words on {_shown(button)}" for button in tree.xpath("//button | //a") if not button.text_content().strip()]  # fmt: skip
    found += [f"no token in the form {_shown(form)}" for form in tree.xpath("//form[translate(@method,'POST','post')='post']") if not form.xpath(".//input[@name='csrf_token']")]  # fmt: skip
    found += [f"blocked by the page's policy: {_shown(bad)}" for bad in tree.xpath("//*[@style] | //style | //script[not(@src)] | //*[@*[starts-with(name(),'on')]]")]  # fmt: skip
    found += [f"an error without a code: {_shown(error)}" for error in tree.xpath("//*[contains(concat(' ',@class,' '),' msg ') and not(@data-code)]")]  # fmt: skip
    found += [f"a form in a form: {_shown(form)}" for form in tree.xpath("//form//form")]
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
