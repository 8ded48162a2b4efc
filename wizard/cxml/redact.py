"""Making a document fit to be shown: secrets out, indentation in. Works on bytes of any kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.entities import codepoint2name

HIDDEN = "••••"

# The same tag as plain XML, escaped into HTML, or inside a posted form.
OPEN, CLOSE, SLASH = r"(?:<|&lt;|%3[Cc])", r"(?:>|&gt;|%3[Ee])", r"(?:/|%2[Ff])"
PREFIX = r"(?:[\w.-]+(?::|%3[Aa]))?"


def _element(name: str) -> str:
    """A pattern of two groups: the opening tag, and the content up to the closing tag or the end."""
    return rf"({OPEN}{PREFIX}{name}\b(?:(?!{CLOSE}).)*{CLOSE})(.*?)(?={OPEN}{SLASH}{PREFIX}{name}|\Z)"


SECRET = re.compile(_element("(?:SharedSecret|DigitalSignature|CredentialMac)"), re.DOTALL)
RETURN = re.compile(_element("BrowserFormPost"), re.DOTALL)
START = re.compile(_element("StartPage"), re.DOTALL)
ADDRESS = re.compile(_element("URL"), re.DOTALL)
LAST_SEGMENT = re.compile(r"(.*(?:/|%2[Ff]))(.*)", re.DOTALL)
QUERY = re.compile(r"((?:(?!\?|%3[Ff]|#|%23).)*(?:\?|%3[Ff]|#|%23))(.*)", re.DOTALL)


def without_secrets(data: bytes, secrets: Iterable[str] = ()) -> str:
    """`data` as readable text: the Shared Secret, the token of the return address, the query of the start
    page and each of `secrets`, however it is spelled, replaced by "••••". Never raises.
    """
    text = data.replace(b"\0", b"").decode("utf-8", "replace")
    text = SECRET.sub(rf"\1{HIDDEN}", text)
    text = RETURN.sub(lambda found: found[1] + _hide(LAST_SEGMENT, found[2]), text)
    text = START.sub(lambda found: found[1] + _hide(QUERY, found[2]), text)
    for secret in sorted({secret for secret in secrets if secret}, key=len, reverse=True):
        text = _spellings(secret).sub(HIDDEN, text)
    return text


def _hide(part: re.Pattern[str], content: str) -> str:
    """`content` of a BrowserFormPost or StartPage with the second group of `part` hidden in its URL."""

    def hidden(url: re.Match[str]) -> str:
        return str(url[1]) + part.sub(lambda found: found[1] + HIDDEN, url[2], count=1)

    return ADDRESS.sub(hidden, content)


def _spellings(secret: str) -> re.Pattern[str]:
    return re.compile("".join(_spelling(character) for character in secret))


def _spelling(character: str) -> str:
    """A pattern for one character: as it is, percent-encoded, as an entity (also twice), escaped in JSON."""
    number = ord(character)
    encoded = character.encode("utf-8", "surrogatepass")
    percent = "".join(rf"%(?:25)*(?i:{byte:02x})" for byte in encoded)
    named = codepoint2name.get(number, "apos" if character == "'" else "")
    entity = rf"#0*{number};|#[xX]0*(?i:{number:x});" + (f"|{named};" if named else "")
    plus = r"|\+" if character == " " else ""
    return rf"(?:{re.escape(character)}|{percent}|&(?:amp;)*(?:{entity})|\\u(?i:{number:04x}){plus})"


TOKEN = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL)


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
        line = line + token if line else "  " * max(depth, 0) + token
        depth += opening
        opened = opening
    if line:
        yield line
