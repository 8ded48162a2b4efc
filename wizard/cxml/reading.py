"""Getting values out of a tree the door let in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lxml import etree


def line_of(element: etree._Element | None) -> int | None:
    """The line, from 1, where `element` stands in its document."""
    return None if element is None else cast("int | None", element.sourceline)


def exact(element: etree._Element | None) -> str:
    """All text standing directly in `element`, as it is; "" when there is no element."""
    if element is None:
        return ""
    text = element.text or ""
    return text + "".join(child.tail or "" for child in element) if len(element) else text


def value(element: etree._Element | None) -> str:
    """The text of `element` without the white space around it."""
    return exact(element).strip()


def child_value(element: etree._Element | None, path: str) -> str:
    """The value of the first element at `path` below `element`; "" when there is none."""
    return "" if element is None else value(element.find(path))


def attribute(element: etree._Element | None, name: str) -> str:
    """The attribute's value without the white space around it; "" when there is none."""
    return "" if element is None else (element.get(name) or "").strip()


def extrinsics(element: etree._Element | None) -> Iterator[tuple[str, str]]:
    """Name and value of each Extrinsic directly below `element`."""
    if element is not None:
        for extrinsic in element.iterchildren("Extrinsic"):
            yield attribute(extrinsic, "name"), value(extrinsic)
