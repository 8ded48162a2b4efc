"""The one way in for XML: bytes of unknown origin become a plain tree, or one typed refusal."""

from __future__ import annotations

import codecs
import re

from lxml import etree

MAX_BYTES = 4_000_000
MAX_MARKS = 400_000  # "<" bounds the elements, "=" the attributes
MAX_PIECE = 256_000  # bytes from one "<" to the next: one tag with its attributes and the text behind it

ENCODINGS = {
    "utf-8": "UTF-8",
    "ascii": "US-ASCII",
    "iso8859-1": "ISO-8859-1",
    "iso8859-15": "ISO-8859-15",
    "cp1252": "WINDOWS-1252",
}
PARSER_CODES = {
    etree.ErrorTypes.ERR_RESOURCE_LIMIT: "too_large",
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: "hostile_xml",
}

DECLARATION = re.compile(rb"<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+[\w.:-]+\s*(?:SYSTEM|PUBLIC)?\s*(?:(?:\"[^\"<]*\"|'[^'<]*')\s*){0,2}([\[>])"
)
ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")
MIXED = etree.XPath(
    "(//text()[normalize-space()][preceding-sibling::* or following-sibling::*]"
    "[not(ancestor::*[self::Description or self::Comments or self::Extrinsic])])[1]/.."
)


class Refused(ValueError):
    """A document that is not let in.

    `code` is not_cxml, malformed_cxml, hostile_xml or too_large; `line` counts from 1, None where no line
    is to blame; `sentence` says why in the reader's words and repeats no value of the document.
    """

    def __init__(self, code: str, line: int | None, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.line = line
        self.sentence = sentence


class Nobody:
    """A parser target that keeps nothing, so that a broken document is refused before a tree is built."""

    def close(self) -> None:
        return None


def read(data: bytes, *, limit: int = MAX_BYTES) -> etree._Element:
    """The cXML root of `data`; comments and processing instructions are gone, the text around them joined.

    Encodings: UTF-8, ASCII, ISO-8859-1, ISO-8859-15, Windows-1252. A DOCTYPE naming an external DTD is
    normal (cXML Reference Guide) and ignored; nothing is ever fetched.
    Raises Refused, and TypeError for anything but bytes.
    """
    if not isinstance(data, bytes):
        raise TypeError("The door takes bytes only: a str has lost its encoding.")
    _weigh(data, limit)
    encoding = _encoding(data)
    start = _root_start(data)
    # Cutting the prologue off leaves no DTD behind: any entity is then an error for the parser itself.
    body = b"\n" * data.count(b"\n", 0, start) + data[start:]
    try:
        etree.fromstring(body, _parser(encoding, Nobody()))
        root = etree.fromstring(body, _parser(encoding))
    except etree.XMLSyntaxError as error:
        raise _refusal(error) from None
    _refuse_mixed(root)
    return _without_namespace(root)


def _weigh(data: bytes, limit: int) -> None:
    if len(data) > limit:
        raise Refused("too_large", None, f"The document is larger than {limit:,} bytes.")
    if b"\0" in data or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused("malformed_cxml", None, "The document holds NUL bytes or is written in UTF-16.")
    if data.count(b"<") > MAX_MARKS or data.count(b"=") > MAX_MARKS:
        raise Refused("too_large", None, f"The document holds more than {MAX_MARKS:,} tags or attributes.")
    _weigh_pieces(data)


def _weigh_pieces(data: bytes) -> None:
    at = 0
    while at + MAX_PIECE < len(data):
        ahead = data.rfind(b"<", at + 1, at + MAX_PIECE)
        if ahead < 0:
            raise Refused("too_large", _line(data, at), f"A tag or text is longer than {MAX_PIECE:,} bytes.")
        at = ahead


def _encoding(data: bytes) -> str:
    declared = DECLARATION.match(data.removeprefix(codecs.BOM_UTF8)[:400].lstrip())
    name = declared.group(1).decode() if declared else "utf-8"
    try:
        return ENCODINGS[codecs.lookup(name).name]
    except (LookupError, ValueError):
        raise Refused("malformed_cxml", 1, "The document declares an encoding we do not read.") from None


def _root_start(data: bytes) -> int:
    """Where the root element begins. Raises Refused unless it is a cXML one, reached past a harmless prologue."""
    at = _past_prologue(data)
    root = ROOT.match(data, at)
    if root is None:
        if at == len(data) and at and data.lstrip().startswith(b"<"):
            raise _cut_off(data, at)
        raise Refused("not_cxml", _line(data, at), _not_xml(data))
    name = root.group(1)
    if name != b"cXML":
        if root.end() == len(data) and b"cXML".startswith(name):
            raise _cut_off(data, at)
        raise Refused("not_cxml", _line(data, at), _not_cxml(name))
    return at


def _past_prologue(data: bytes) -> int:
    at = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    while True:
        at = _past_space(data, at)
        if data.startswith(b"<?", at):
            at = _past(data, b"?>", at)
        elif data.startswith(b"<!--", at):
            at = _past(data, b"-->", at)
        elif data[at : at + 9].upper() == b"<!DOCTYPE":
            at = _past_doctype(data, at)
        else:
            return at


def _past_space(data: bytes, at: int) -> int:
    match = re.compile(rb"[ \t\r\n]*").match(data, at)
    return match.end() if match else at


def _past(data: bytes, end: bytes, at: int) -> int:
    found = data.find(end, at)
    if found < 0:
        raise _cut_off(data, at)
    return found + len(end)


def _past_doctype(data: bytes, at: int) -> int:
    if data[at + 9 : at + 20].strip().lower().startswith(b"html"):
        raise Refused("not_cxml", _line(data, at), _not_cxml(b"html"))
    doctype = DOCTYPE.match(data, at)
    if doctype is None:
        raise Refused("malformed_cxml", _line(data, at), "The DOCTYPE is broken or cut off.")
    if doctype.group(1) == b"[":
        raise Refused(
            "hostile_xml", _line(data, at), "The document brings definitions of its own in its DOCTYPE."
        )
    return doctype.end()


def _parser(encoding: str, target: Nobody | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        target=target,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


def _refusal(error: etree.XMLSyntaxError) -> Refused:
    line = error.lineno or None
    code = PARSER_CODES.get(error.code, "malformed_cxml")
    if code == "too_large":
        return Refused(code, line, "The document is nested too deeply or holds an oversized part.")
    if code == "hostile_xml":
        return Refused(code, line, "The document uses an entity of its own.")
    return Refused(code, line, f"The document is broken or cut off at line {line or 1}.")


def _refuse_mixed(root: etree._Element) -> None:
    found = MIXED(root)
    if found:
        raise Refused(
            "malformed_cxml", found[0].sourceline, "Text and elements are mixed where a plain value belongs."
        )


def _without_namespace(root: etree._Element) -> etree._Element:
    """Some suppliers put the whole document into one namespace; elements of any other namespace keep theirs."""
    space = etree.QName(root).namespace
    if space:
        for element in root.iter(f"{{{space}}}*"):
            element.tag = etree.QName(element).localname
    return root


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _cut_off(data: bytes, at: int) -> Refused:
    return Refused("malformed_cxml", _line(data, at), "The document is cut off before its first element.")


def _not_cxml(name: bytes) -> str:
    if name.lower() == b"html":
        return "This is a web page, not a cXML document."
    return "This is XML, but its root element is not cXML."


def _not_xml(data: bytes) -> str:
    start = data.strip()[:1]
    if not start:
        return "The document is empty."
    return "This is JSON, not a cXML document." if start in b"{[" else "This is text, not a cXML document."
