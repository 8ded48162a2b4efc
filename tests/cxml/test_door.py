"""The door: what is let in, what is turned away, with which code and line."""

from __future__ import annotations

import subprocess
import sys

import pytest
from lxml import etree

from tests.cxml import samples
from wizard.cxml.door import Refused, read

MONEY = b"<cXML><Money currency='USD'>%s</Money></cXML>"


def refusal(data: bytes, *, limit: int = 4_000_000) -> Refused:
    with pytest.raises(Refused) as caught:
        read(data, limit=limit)
    return caught.value


def money(content: bytes) -> str | None:
    return read(MONEY % content).findtext("Money")


@pytest.mark.parametrize(
    "prologue",
    [
        b"",
        b"\xef\xbb\xbf",
        b'\n  <?xml version="1.0" encoding="UTF-8" standalone="no"?>\n',
        b"<!-- made by hand -->\n<?robots no?>",
        b'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.024/cXML.dtd">',
        b"<!DOCTYPE cXML SYSTEM 'file:///etc/passwd' >",
        b'<!DOCTYPE cXML PUBLIC "-//cXML//1.2" "http://127.0.0.1:1/cXML.dtd">',
    ],
)
def test_it_lets_a_harmless_prologue_pass_and_fetches_nothing(prologue: bytes) -> None:
    assert read(prologue + MONEY % b"12.34").findtext("Money") == "12.34"


@pytest.mark.parametrize("content", [b"1<!-- x -->00", b"1<?x y?>00", b"1<![CDATA[0]]>0", b"&#49;&#x30;0"])
def test_it_joins_what_comments_instructions_and_sections_split(content: bytes) -> None:
    assert money(content) == "100"


def test_it_drops_comments_and_instructions_between_elements() -> None:
    root = read(b"<cXML><!-- a --><Money/><?b c?></cXML><!-- end -->")
    assert [child.tag for child in root] == ["Money"]


@pytest.mark.parametrize("content", [b"1<b/>00", b"1<b>0</b>0", b"<b/>100", b"100<b/>"])
def test_it_refuses_markup_inside_a_value(content: bytes) -> None:
    refused = refusal(b"<cXML>\n\n" + (MONEY % content).removeprefix(b"<cXML>"))
    assert (refused.code, refused.line) == ("malformed_cxml", 3)


def test_it_allows_text_beside_elements_where_the_standard_does() -> None:
    described = b"<Description>a<ShortName>b</ShortName>c</Description>"
    assert len(read(b"<cXML>" + described + b"<Extrinsic>d<i>e<u/></i></Extrinsic></cXML>")) == 2


@pytest.mark.parametrize(
    "subset",
    [
        b"<!DOCTYPE cXML []>",
        b'<!DOCTYPE cXML [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE cXML SYSTEM "cXML.dtd" [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p;]>',
        b'<!DOCTYPE cXML PUBLIC "a" "b"\n[<!ATTLIST Money currency CDATA "USD">]>',
        b'<!-- a --><!DOCTYPE cXML[<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b"<!DOCTYPE cXML [<!ELEMENT cXML ANY>]>",
    ],
)
def test_it_refuses_definitions_the_document_brings_along(subset: bytes) -> None:
    assert refusal(b"\n" + subset + MONEY % b"1").code == "hostile_xml"


@pytest.mark.parametrize(
    "doctype", [b"", b'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/cXML.dtd">']
)
@pytest.mark.parametrize("body", [MONEY % b"1&z;00", b"<cXML><Money currency='&z;USD'>1</Money></cXML>"])
def test_it_refuses_entities_instead_of_losing_them(doctype: bytes, body: bytes) -> None:
    assert refusal(doctype + b"\n" + body).code == "hostile_xml"


def test_it_says_in_which_line_the_trouble_is() -> None:
    document = b'<?xml version="1.0"?>\n<!DOCTYPE cXML SYSTEM "x">\n<cXML>\n<Money>&z;</Money>\n</cXML>'
    refused = refusal(document)
    assert refused.line == 4
    assert "line 4" in refused.sentence


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b'{"status": 200}', "JSON"),
        (b"[1]", "JSON"),
        (b"Bad Request", "text"),
        (b"<!DOCTYPE html><html><body>Sign in & shop</body></html>", "web page"),
        (b"  <!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'><HTML>", "web page"),
        (b"<html><p>never closed", "web page"),
        (b"<?xml version='1.0'?><soap:Envelope xmlns:soap='s'/>", "root element"),
        (b"<cxml/>", "root element"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NUL"),
    ],
)
def test_it_tells_what_is_not_cxml_at_all(data: bytes, words: str) -> None:
    refused = refusal(data)
    assert refused.code == "not_cxml"
    assert words in refused.sentence


@pytest.mark.parametrize(
    "data",
    [
        b"<cXML><Money>1</cXML>",
        b"<cXML><Money>1</Money>",
        b"<cXML/><cXML/>",
        b"<cXML>a & b</cXML>",
        b"<cXML>\x0b</cXML>",
        b"<cXML>&#0;</cXML>",
        b"<cXML a='1' a='2'/>",
        b"<cXML>\xff</cXML>",
        b"<cXML><x:Money/></cXML>",
        b"<cX",
        b"<!-- ",
        b"<?xml version='1.0'",
        b"<?xml version='1.0'?>\n",
        b"<!DOCTYPE cXML SYSTEM",
        b"<!DOCTYPE cXML><!DOCTY",
        b"<!DOCTYPE cXML SYSTEM 'a'><cXML/><!DOCTYPE cXML>",
        "<cXML/>".encode("utf-16"),
        "<cXML/>".encode("utf-16-le"),
        b"<cXML>\0</cXML>",
    ],
)
def test_it_refuses_what_is_broken(data: bytes) -> None:
    assert refusal(data).code == "malformed_cxml"


def test_it_refuses_every_cut_of_a_genuine_document() -> None:
    document = samples.cart().rstrip()
    for end in range(1, len(document)):
        assert refusal(document[:end]).code in {"malformed_cxml", "not_cxml"}


@pytest.mark.parametrize(
    ("declared", "codec", "text"),
    [
        ("UTF-8", "utf-8", "Zoë €"),
        ("us-ascii", "ascii", "Zoe"),
        ("iso-8859-1", "latin-1", "Zoë"),
        ("ISO-8859-15", "iso8859-15", "Zoë €"),
        ("Windows-1252", "cp1252", "Zoë €"),
    ],
)
def test_it_reads_the_encodings_suppliers_use(declared: str, codec: str, text: str) -> None:
    document = f"<?xml version='1.0' encoding='{declared}'?><cXML><Name>{text}</Name></cXML>".encode(codec)
    assert read(document).findtext("Name") == text


@pytest.mark.parametrize(
    "declared", ["utf-16", "utf-7", "ebcdic-cp-us", "shift_jis", "idna", "nonsense", "zlib"]
)
def test_it_refuses_other_encodings(declared: str) -> None:
    assert refusal(f"<?xml version='1.0' encoding='{declared}'?><cXML/>".encode()).code == "malformed_cxml"


def test_it_refuses_text_that_breaks_its_declared_encoding() -> None:
    assert (
        refusal("<?xml version='1.0' encoding='us-ascii'?><cXML>ë</cXML>".encode()).code == "malformed_cxml"
    )


def test_it_takes_bytes_only() -> None:
    with pytest.raises(TypeError):
        read("<cXML/>")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "root",
    [b"<x:cXML xmlns:x='urn:x'><x:Money>1</x:Money></x:cXML>", b"<cXML xmlns='u'><Money>1</Money></cXML>"],
)
def test_it_forgets_the_namespace_of_the_whole_document(root: bytes) -> None:
    assert read(root).findtext("Money") == "1"


def test_it_does_not_take_an_element_of_another_namespace_for_ours() -> None:
    root = read(b"<cXML xmlns:e='urn:else'><e:Money>99</e:Money><Money>1</Money></cXML>")
    assert [money.text for money in root.iterchildren("Money")] == ["1"]


def test_it_keeps_every_line_number_behind_the_prologue() -> None:
    root = read(b"<?xml version='1.0'?>\n<!DOCTYPE cXML\nSYSTEM 'x'>\n\n<cXML>\n<Money/></cXML>")
    assert isinstance(root, etree._Element)
    assert (root.sourceline, root[0].sourceline) == (5, 6)


def test_a_refusal_repeats_nothing_of_the_document() -> None:
    for data in (
        b"hunter2",
        b"<hunter2/>",
        b"<cXML hunter2='hunter2'><a>&hunter2;</a>",
        b"<cXML><hunter2></cXML>",
    ):
        assert "hunter2" not in str(refusal(data))


def test_it_does_not_open_with_an_lxml_that_reads_local_files() -> None:
    start = "from lxml import etree; etree.LXML_VERSION = (6, 1, 2, 0); import wizard.cxml.door"
    ended = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "lxml 6.1.3 or newer" in ended.stderr
