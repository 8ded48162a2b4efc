"""What stands before the root element: encoding and DOCTYPE, looked at byte by byte and never believed."""

from __future__ import annotations

import codecs
import re

from .refused import Refused

# Python's name of an encoding we read -> libxml2's.
ENCODINGS = {
    "utf-8": "UTF-8",
    "ascii": "US-ASCII",
    "iso8859-1": "ISO-8859-1",
    "iso8859-15": "ISO-8859-15",
    "cp1252": "WINDOWS-1252",
}
MAX_PROLOGUE = 100  # comments and the like before the root element
DECLARATION_LENGTH = 400  # bytes; a longer XML declaration is nobody's

# Possessive where a run of spaces could otherwise be split in many ways.
DECLARATION = re.compile(rb"<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
DOCTYPE = re.compile(
    rb"<!DOCTYPE\s++[\w.:-]++\s*+(?:SYSTEM|PUBLIC)?\s*+(?:(?:\"[^\"<]*+\"|'[^'<]*+')\s*+){0,2}([\[>])"
)
ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)")
SPACE = b" \t\r\n"
NOT_SPACE = re.compile(rb"[^ \t\r\n]")


def encoding_of(data: bytes) -> str:
    """The declared encoding by libxml2's name, UTF-8 where none is declared. Raises Refused for any other."""
    start = data.removeprefix(codecs.BOM_UTF8)[:DECLARATION_LENGTH].lstrip(SPACE)
    declared = DECLARATION.match(start)
    name = declared.group(1).decode("ascii", "replace") if declared else "utf-8"
    try:
        return ENCODINGS[codecs.lookup(name).name]
    except (LookupError, ValueError):
        raise Refused("malformed_cxml", 1, "The document declares an encoding we do not read.") from None


def root_start(data: bytes) -> int:
    """Where the cXML root element begins, behind a harmless prologue. Raises Refused for anything else."""
    _refuse_nul(data)
    at = _past_prologue(data)
    root = ROOT.match(data, at)
    name = root.group(1) if root else b""
    if name == b"cXML":
        return at
    if _may_go_on(data, at, root):
        raise _cut_off(data, at)
    raise Refused("not_cxml", None if at == len(data) else line_at(data, at), _not_cxml(name, data))


def line_at(data: bytes, at: int) -> int:
    """The line, from 1, of the byte at `at`."""
    return data.count(b"\n", 0, at) + 1


def _refuse_nul(data: bytes) -> None:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if wide or b"\0" in data:
        text = data[:DECLARATION_LENGTH].replace(b"\0", b"").lstrip(b"\xff\xfe\xef\xbb\xbf" + SPACE)
        code = "malformed_cxml" if text.startswith(b"<") else "not_cxml"
        raise Refused(code, None, "The document holds NUL bytes or is written in UTF-16.")


def _past_prologue(data: bytes) -> int:
    at = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    for _ in range(MAX_PROLOGUE):
        ahead = NOT_SPACE.search(data, at)
        at = ahead.start() if ahead else len(data)
        if data.startswith(b"<?", at):
            at = _past(data, b"?>", at)
        elif data.startswith(b"<!--", at):
            at = _past(data, b"-->", at)
        elif data[at : at + 9].upper() == b"<!DOCTYPE":
            at = _past_doctype(data, at)
        else:
            return at
    raise Refused("too_large", line_at(data, at), "Too much stands before the first element.")


def _past(data: bytes, end: bytes, at: int) -> int:
    found = data.find(end, at)
    if found < 0:
        raise _cut_off(data, at)
    return found + len(end)


def _past_doctype(data: bytes, at: int) -> int:
    if data[at + 9 : at + 20].lstrip(SPACE).lower().startswith(b"html"):
        raise Refused("not_cxml", line_at(data, at), _not_cxml(b"html"))
    doctype = DOCTYPE.match(data, at)
    if doctype is None:
        raise Refused("malformed_cxml", line_at(data, at), "The DOCTYPE is broken or cut off.")
    if doctype.group(1) == b"[":
        raise Refused(
            "hostile_xml", line_at(data, at), "The document defines things of its own in its DOCTYPE."
        )
    return doctype.end()


def _may_go_on(data: bytes, at: int, root: re.Match[bytes] | None) -> bool:
    """Whether the document ends where a cXML root could still have come."""
    if root is not None:
        return root.end() == len(data) and b"cXML".startswith(root.group(1))
    return data[at : at + 2] in (b"<", b"<!") or (at == len(data) and b"<" in data)


def _cut_off(data: bytes, at: int) -> Refused:
    return Refused("malformed_cxml", line_at(data, at), "The document is cut off before its first element.")


def _not_cxml(name: bytes, data: bytes = b"") -> str:
    if name:
        page = name.lower() == b"html"
        return "This is a web page, not cXML." if page else "This is XML, but its root element is not cXML."
    start = data.strip()[:1]
    if not start:
        return "The document is empty."
    return "This is JSON, not cXML." if start in b"{[" else "This is text, not cXML."
