"""The form a supplier's page posts: the document has to be taken out of its field."""

from __future__ import annotations

import base64
import binascii
import re
from email.parser import BytesHeaderParser
from urllib.parse import unquote_to_bytes

from .prologue import DECLARATION_LENGTH
from .refused import Refused

BASE64 = "cxml-base64"
URLENCODED = "cxml-urlencoded"
PLUS = bytes.maketrans(b" ", b"+")
MOST_PARTS = 1000
MAX_HEAD = 4_000  # bytes before the content of a part
HEAD = re.compile(rb"(?:.*\n)??\r?\n", re.DOTALL)
DECLARED_ENCODING = re.compile(rb"(\s*<\?xml\b[^>]*?)\s+encoding\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def cart_document(content_type: str, body: bytes) -> bytes:
    """The cXML document in a posted form, urlencoded or multipart; field names in any case, base64 first.

    A document out of `cxml-urlencoded` is UTF-8 whatever it declares (cXML Reference Guide). Raises Refused:
    not_cxml when the form holds no document, malformed_cxml for bad base64 or fields that disagree, too_large
    for a multipart form of more parts than any shop posts.
    """
    found: dict[str, bytes] = {}
    for name, content in _fields(content_type, body):
        kind = name.strip().lower()
        if kind in (BASE64, URLENCODED) and content.strip():
            document = _from_base64(content) if kind == BASE64 else _as_utf8(content)
            if found.setdefault(kind, document) != document:
                raise _disagreement()
    return _chosen(found)


def _chosen(found: dict[str, bytes]) -> bytes:
    if not found:
        raise Refused("not_cxml", None, "The form holds no field cxml-urlencoded or cxml-base64.")
    if len(found) == 2 and _as_utf8(found[BASE64]).strip() != found[URLENCODED].strip():
        raise _disagreement()
    return found[BASE64] if BASE64 in found else found[URLENCODED]


def _fields(content_type: str, body: bytes) -> list[tuple[str, bytes]]:
    if content_type.strip().lower().startswith("multipart/"):
        return _multipart(content_type, body)
    pairs = (part.partition(b"=") for part in body.split(b"&") if part)
    return [(_unquoted(name).decode("latin-1"), _unquoted(content)) for name, _, content in pairs]


def _multipart(content_type: str, body: bytes) -> list[tuple[str, bytes]]:
    """The parts of one form. A form inside a part is none of ours (RFC 7578): it is not looked into."""
    fields = []
    for part in _parts(content_type, body):
        if not HEAD.match(part, 0, MAX_HEAD):
            raise Refused(
                "malformed_cxml", None, "A part of the posted form has no content, or too long a head."
            )
        message = BytesHeaderParser().parsebytes(part)
        name = message.get_param("name", header="content-disposition")
        content = message.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields.append((name, content))
    return fields


def _parts(content_type: str, body: bytes) -> list[bytes]:
    """What stands between the boundaries; what stands before the first and behind the last is left out."""
    head = b"Content-Type: " + content_type.replace("\r", " ").replace("\n", " ").encode("latin-1", "replace")
    boundary = BytesHeaderParser().parsebytes(head + b"\r\n\r\n").get_boundary()
    if not boundary:
        raise Refused("malformed_cxml", None, "The posted form is broken.")
    mark = re.escape(boundary.encode("latin-1", "replace"))
    whole = re.split(rb"(?:\A|\r?\n)--%s--" % mark, body, maxsplit=1)[0]
    _, *parts = re.split(rb"(?:\A|\r?\n)--%s[ \t]*\r?\n" % mark, whole, maxsplit=MOST_PARTS + 1)
    if not parts:
        raise Refused("malformed_cxml", None, "The posted form is broken.")
    if len(parts) > MOST_PARTS:
        raise Refused("too_large", None, f"The posted form has more than {MOST_PARTS:,} parts.")
    return parts


def _unquoted(text: bytes) -> bytes:
    return unquote_to_bytes(text.replace(b"+", b" "))


def _from_base64(content: bytes) -> bytes:
    try:
        # Lines may be wrapped; a space is a plus sign that the form did not escape.
        return base64.b64decode(content.translate(PLUS, b"\r\n\t"), validate=True)
    except binascii.Error:
        raise Refused("malformed_cxml", None, "The field cxml-base64 is not base64.") from None


def _as_utf8(document: bytes) -> bytes:
    """`document` with its declared encoding taken away, which leaves UTF-8."""
    head, rest = document[:DECLARATION_LENGTH], document[DECLARATION_LENGTH:]
    declared = DECLARED_ENCODING.match(head)
    return declared[1] + head[declared.end() :] + rest if declared else document


def _disagreement() -> Refused:
    return Refused("malformed_cxml", None, "The form holds two documents that differ.")
