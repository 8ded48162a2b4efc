"""The one way in for XML: bytes of unknown origin become a plain tree, or one typed refusal."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from .prologue import encoding_of, line_at, root_start
from .reading import line_of
from .refused import Refused as Refused

if etree.LXML_VERSION < (6, 1, 3):  # older ones read local files through an external parameter entity
    raise ImportError(f"lxml 6.1.3 or newer is needed, not {etree.__version__}.")

MAX_BYTES = 4_000_000
MAX_MARKS = 400_000  # "<" bounds the elements, "=" the attributes
MAX_ATTRIBUTES = 100  # of one element
MAX_PIECE = 256_000  # bytes from one "<" to the next: one tag with its attributes and the text behind it

PARSER_CODES = {
    etree.ErrorTypes.ERR_RESOURCE_LIMIT: ("too_large", "is nested too deeply or holds an oversized part"),
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: ("hostile_xml", "uses an entity of its own"),
}
BROKEN = ("malformed_cxml", "is broken or cut off")

# The look ahead passes over the short tags, nearly all there are; possessive, so that no input is slow.
CROWDED = re.compile(
    rb"<(?=[^<]{500})[^\s<>/!?\"']++"
    rb"(?:\s++[^\s=<>\"'/]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')){%d}" % (MAX_ATTRIBUTES + 1)
)

# Where the cXML DTD lets text stand beside elements.
MIXED = frozenset({"Description", "Comments", "Extrinsic"})


class Nobody:
    """A parser target that keeps nothing, so that a broken document is refused before a tree is built."""

    def close(self) -> None:
        return None


def read(data: bytes, *, limit: int = MAX_BYTES) -> etree._Element:
    """The cXML root of `data`; comments and processing instructions are gone, the text around them joined.

    Encodings: UTF-8, ASCII, ISO-8859-1, ISO-8859-15, Windows-1252. A DOCTYPE naming an external DTD is
    normal (cXML Reference Guide) and ignored; nothing is ever fetched. `limit` is in bytes.
    Raises Refused, and TypeError for anything but bytes.
    """
    if not isinstance(data, bytes):
        raise TypeError("The door takes bytes only: a str has lost its encoding.")
    if len(data) > limit:
        raise Refused("too_large", None, f"The document is larger than {limit:,} bytes.")
    start = root_start(data)
    _weigh(data)
    # Cutting the prologue off leaves no DTD behind: any entity is then an error for the parser itself.
    body = b"\n" * data.count(b"\n", 0, start) + data[start:]
    root = _without_namespace(_parsed(body, encoding_of(data)))
    _refuse_mixed(root)
    return root


def _weigh(data: bytes) -> None:
    if data.count(b"<") > MAX_MARKS or data.count(b"=") > MAX_MARKS:
        raise Refused("too_large", None, f"The document holds more than {MAX_MARKS:,} tags or attributes.")
    at = 0
    while at + MAX_PIECE < len(data):
        ahead = data.rfind(b"<", at + 1, at + MAX_PIECE)
        if ahead < 0:
            raise Refused(
                "too_large", line_at(data, at), f"A tag or text is longer than {MAX_PIECE:,} bytes."
            )
        at = ahead
    crowded = CROWDED.search(data)
    if crowded:
        sentence = f"An element has more than {MAX_ATTRIBUTES} attributes."
        raise Refused("too_large", line_at(data, crowded.start()), sentence)


def _parsed(body: bytes, encoding: str) -> etree._Element:
    try:
        etree.fromstring(body, _parser(encoding, Nobody()))
        return etree.fromstring(body, _parser(encoding))
    except etree.XMLSyntaxError as error:
        code, what = PARSER_CODES.get(getattr(error, "code", 0), BROKEN)
        line = error.lineno or None
        where = f" at line {line}" if line else ""
        raise Refused(code, line, f"The document {what}{where}.") from None


def _parser(encoding: str, target: Nobody | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        target=cast("etree.ParserTarget | None", target),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


def _without_namespace(root: etree._Element) -> etree._Element:
    """Some suppliers put the whole document into one namespace; elements of another namespace keep theirs."""
    space = etree.QName(root).namespace
    if space:
        for element in root.iter(f"{{{space}}}*"):
            element.tag = etree.QName(element).localname
    return root


def _refuse_mixed(root: etree._Element) -> None:
    # One walk over the parents: the same question in XPath takes quadratic time on a hostile document.
    parents = [root]
    while parents:
        parent = parents.pop()
        texts = [parent.text]
        for child in parent:
            texts.append(child.tail)
            if len(child) and child.tag not in MIXED:
                parents.append(child)
        if any(text and not text.isspace() for text in texts):
            sentence = "Text and elements are mixed where a plain value belongs."
            raise Refused("malformed_cxml", line_of(parent), sentence)
