"""Making a document fit to be shown: secrets out, indentation in. Works on bytes of any kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html.entities import codepoint2name

HIDDEN = "••••"

# The same tag as plain XML, escaped into HTML, or inside a posted form.
OPEN, CLOSE, SLASH = r"(?:<|&lt;|%3[Cc])", r"(?:>|&gt;|%3[Ee])", r"(?:/|%2[Ff])"
PREFIX = r"(?:[\w.-]+(?::|%3[Aa]))?"


def _element(name: str) -> re.Pattern[str]:
    """A pattern of two groups: the opening tag, and the content up to the closing tag or the end.

    Where an end is missing it takes all the rest: safe, and never looked at twice.
    """
    opening = rf"{OPEN}{PREFIX}{name}\b(?:(?!{CLOSE}).)*(?:{CLOSE}|\Z)"
    return re.compile(rf"({opening})(.*?)(?={OPEN}{SLASH}{PREFIX}{name}|\Z)", re.DOTALL)


SECRET = _element("(?:SharedSecret|DigitalSignature|CredentialMac)")
RETURN = _element("BrowserFormPost")
START = _element("StartPage")
ADDRESS = _element("URL")
DIRECTORY = re.compile(r"(?:.*(?:/|%2[Ff]))?", re.DOTALL)
QUERY = re.compile(r"\?|%3[Ff]|#|%23")


def without_secrets(data: bytes, secrets: Iterable[str] = ()) -> str:
    """`data` as readable text: the Shared Secret, the token of the return address, the query of the start
    page and each of `secrets`, however it is spelled, replaced by "••••". Never raises.
    """
    text = data.replace(b"\0", b"").decode("utf-8", "replace")
    text = SECRET.sub(rf"\1{HIDDEN}", text)
    text = RETURN.sub(lambda found: found[1] + _in_urls(_without_token, found[2]), text)
    text = START.sub(lambda found: found[1] + _in_urls(_without_query, found[2]), text)
    for secret in sorted({secret for secret in secrets if secret}, key=len, reverse=True):
        text = _spellings(secret).sub(HIDDEN, text)
    return text


def _in_urls(change: Callable[[str], str], content: str) -> str:
    return ADDRESS.sub(lambda url: url[1] + change(url[2]), content)


def _without_token(url: str) -> str:
    path = QUERY.split(url, maxsplit=1)[0].rstrip("/ \t\r\n")
    directory = DIRECTORY.match(path)
    return f"{directory[0] if directory else ''}{HIDDEN}" if path else url


def _without_query(url: str) -> str:
    query = QUERY.search(url)
    return url[: query.end()] + HIDDEN if query else url


def _spellings(secret: str) -> re.Pattern[str]:
    return re.compile("".join(_spelling(character) for character in secret))


def _spelling(character: str) -> str:
    """A pattern for one character: as it is, percent-encoded, as an entity (also twice), escaped in JSON."""
    number = ord(character)
    encoded = character.encode("utf-8", "surrogatepass")
    percent = "".join(rf"%(?:25)*(?i:{byte:02x})" for byte in encoded)
    named = codepoint2name.get(number, "apos" if character == "'" else "")
    entity = rf"#0*{number};|#[xX]0*(?i:{number:x});" + (f"|{named};" if named else "")
    plain = ("\\\\?" if character in '"/\\' else "") + re.escape(character)
    plus = r"|\+" if character == " " else ""
    return rf"(?:{plain}|{percent}|&(?:amp;)*(?:{entity})|\\u(?i:{number:04x}){plus})"


MAX_INDENT = 40  # steps; deeper documents are hostile, and their indentation alone would fill the memory
TOKEN = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<[^>]*>?|[^<]+", re.DOTALL)


def pretty(document: str | bytes) -> str:
    """The document with one element a line, indented; text that is not XML comes back as it is."""
    text = document.decode("utf-8", "replace") if isinstance(document, bytes) else document
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return text
    return "\n".join(_lines([token.strip() for token in TOKEN.findall(text) if token.strip()]))


def _lines(tokens: list[str]) -> Iterable[str]:
    depth, opened = 0, False
    line = ""
    for token in tokens:
        closing = token.startswith("</")
        opening = token[0] == "<" and token[1:2] not in "/!?" and not token.endswith("/>")
        depth -= closing
        if line and not ((opened and (closing or token[0] != "<")) or (closing and line[-1:] != ">")):
            yield line
            line = ""
        line = line + token if line else "  " * min(max(depth, 0), MAX_INDENT) + token
        depth += opening
        opened = opening
    if line:
        yield line
