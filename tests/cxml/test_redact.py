"""Redaction: secrets leave a document however it is spelled, and nothing makes it fail."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cxml import samples
from wizard.cxml.redact import HIDDEN, pretty, without_secrets

TOKEN = samples.RETURN_URL.rpartition("/")[2]
SESSION = "Zm9v-YmFy-132-9988776"
CANARY = "k<&>ä\"' +/%~7f3a"


def as_hex(text: str) -> str:
    return "".join(f"&#x{ord(letter):X};" for letter in text)


def as_percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def test_the_secret_and_the_token_leave_a_setup_request() -> None:
    shown = without_secrets(samples.setup_request())
    assert samples.SECRET not in shown
    assert f"<SharedSecret>{HIDDEN}</SharedSecret>" in shown
    assert f"<URL>https://wizard.example.org/punchout/return/{HIDDEN}</URL>" in shown
    assert "rita@northwind.example" in shown


def test_the_session_leaves_a_start_page() -> None:
    shown = without_secrets(samples.setup_answer())
    assert f"<URL>https://www.amazon.com/eprocurement/punchout?{HIDDEN}</URL>" in shown


def test_a_document_without_secrets_stays_as_it_is() -> None:
    assert without_secrets(samples.cart()) == samples.cart().decode()


@pytest.mark.parametrize(
    "document",
    [
        b"<SharedSecret>%s",
        b"<SharedSecret >%s</Shared",
        b"<a:SharedSecret xmlns:a='b' type='c'>%s</a:SharedSecret>",
        b"<SharedSecret><![CDATA[%s]]></SharedSecret>",
        b"<SharedSecret>\n<b>%s</b><!-- x --></SharedSecret>",
        b"<html>&lt;SharedSecret&gt;%s&lt;/SharedSecret&gt;</html>",
        b"cxml=%%3CSharedSecret%%3E%s%%3C%%2FSharedSecret%%3E&x=1",
        b"\xff\xfe<SharedSecret>%s</SharedSecret>",
    ],
)
def test_the_secret_leaves_broken_and_foreign_documents(document: bytes) -> None:
    shown = without_secrets(document % samples.SECRET.encode())
    assert samples.SECRET not in shown
    assert HIDDEN in shown


def test_the_secret_leaves_a_document_in_utf16() -> None:
    shown = without_secrets(samples.setup_request().decode().encode("utf-16"))
    assert samples.SECRET not in shown
    assert TOKEN not in shown


@pytest.mark.parametrize("end", ["", "/", "?next=/a/b", "#/a", "\n  "])
def test_the_token_leaves_whatever_stands_behind_it(end: str) -> None:
    assert TOKEN not in without_secrets(
        samples.setup_request(
            return_url=f"<BrowserFormPost><URL>{samples.RETURN_URL}{end}</URL></BrowserFormPost>"
        )
    )


@pytest.mark.parametrize(
    "piece",
    [
        "<SharedSecret ",
        "<SharedSecret>",
        "<StartPage><URL",
        "<BrowserFormPost><URL>x",
        "<![CDATA[",
        "<!--",
        "&amp;",
        "%25",
        "<a",
    ],
)
def test_repetition_does_not_make_it_slow(piece: str) -> None:
    document = (piece * (400_000 // len(piece))).encode()
    assert pretty(without_secrets(document, [samples.SECRET]))


def test_every_secret_of_a_document_leaves_it() -> None:
    twice = b"<SharedSecret>one</SharedSecret> and <SharedSecret>two</SharedSecret>"
    assert (
        without_secrets(twice)
        == f"<SharedSecret>{HIDDEN}</SharedSecret> and <SharedSecret>{HIDDEN}</SharedSecret>"
    )


def test_tokens_leave_a_form_too() -> None:
    for document in (samples.setup_request(), samples.setup_answer()):
        shown = without_secrets(urlencode({"cxml-urlencoded": document}).encode())
        assert TOKEN not in shown
        assert SESSION not in shown


@pytest.mark.parametrize(
    "spelled",
    [
        CANARY,
        html.escape(CANARY),
        html.escape(html.escape(CANARY)),
        quote(CANARY, safe=""),
        quote_plus(CANARY),
        quote(quote(CANARY, safe=""), safe=""),
        json.dumps(CANARY),
        as_hex(CANARY),
        as_percent(CANARY),
        CANARY.replace("<", "&#0060;").replace("&>", "&amp;&gt;"),
    ],
)
def test_a_given_secret_leaves_in_every_spelling(spelled: str) -> None:
    shown = without_secrets(f"before {spelled} after".encode(), [CANARY])
    assert HIDDEN in shown
    assert "7f3a" not in shown
    assert shown.startswith("before ")
    assert shown.endswith(" after")


def test_a_secret_that_begins_another_does_not_leave_its_rest() -> None:
    assert without_secrets(b"abcdef abc", ["abc", "abcdef", ""]) == f"{HIDDEN} {HIDDEN}"


@given(st.binary(max_size=400), st.lists(st.text(max_size=8), max_size=3))
def test_it_never_raises(data: bytes, secrets: list[str]) -> None:
    shown = without_secrets(b"<SharedSecret>" + data, secrets)
    assert isinstance(pretty(shown), str)
    assert isinstance(pretty(data), str)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd•"), min_size=6, max_size=30))
def test_no_spelling_of_any_secret_is_left(secret: str) -> None:
    spellings = [secret, html.escape(secret), quote(secret, safe=""), quote_plus(secret), as_hex(secret)]
    shown = without_secrets(" | ".join(spellings).encode(), [secret])
    assert shown.count(HIDDEN) == len(spellings)


def test_pretty_gives_every_element_a_line() -> None:
    assert pretty("<?xml version='1.0'?><a><b x='1'>t</b><c/><d></d><e><f>u</f></e></a>").splitlines() == [
        "<?xml version='1.0'?>",
        "<a>",
        "  <b x='1'>t</b>",
        "  <c/>",
        "  <d></d>",
        "  <e>",
        "    <f>u</f>",
        "  </e>",
        "</a>",
    ]


def test_pretty_changes_no_word() -> None:
    for document in (samples.cart(), samples.order_request(), samples.setup_answer()):
        assert "".join(pretty(document).split()) == "".join(document.decode().split())


@pytest.mark.parametrize("text", ["", "{not: xml}", "Bad Request", base64.b64encode(b"<cXML/>").decode()])
def test_pretty_leaves_other_text_alone(text: str) -> None:
    assert pretty(text) == text


@pytest.mark.parametrize("broken", ["<a><b>x", "</a></a>", "<a", "<>", "<a><!-- <b> --></a>"])
def test_pretty_shows_broken_documents(broken: str) -> None:
    assert "".join(pretty(broken).split()) == "".join(broken.split()).rstrip()
