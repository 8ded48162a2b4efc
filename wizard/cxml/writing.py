"""Putting documents together: one way to add an element, one way to finish a document."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

CXML_VERSION = "1.2.071"
DTD_FOLDER = f"http://xml.cxml.org/schemas/cXML/{CXML_VERSION}"
CXML_DTD, FULFILL_DTD = "cXML.dtd", "Fulfill.dtd"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LANGUAGE = "en-US"
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(
    parent: etree._Element, tag: str, text: str = "", attributes: Mapping[str, str] | None = None
) -> etree._Element:
    """Append `<tag>text</tag>` to `parent`; characters XML cannot hold are left out."""
    element = etree.SubElement(parent, tag)
    for name, content in (attributes or {}).items():
        element.set(name, writable(content))
    if text:
        element.text = writable(text)
    return element


def writable(text: str) -> str:
    """`text` without the characters XML 1.0 forbids."""
    return UNWRITABLE.sub("", text)


def finish(root: etree._Element, dtd: str = CXML_DTD) -> bytes:
    """The document's bytes: UTF-8, with declaration and DOCTYPE."""
    doctype = f'<!DOCTYPE cXML SYSTEM "{DTD_FOLDER}/{dtd}">'
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype=doctype)
