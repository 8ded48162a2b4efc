"""The door under load: every limit refuses, cheaply."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wizard.cxml.door import Refused, read

CART_LINE = b"<ItemIn quantity='1'><ItemID><SupplierPartID>B0</SupplierPartID></ItemID></ItemIn>\n"
BOMB = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(10))


def crowd(attributes: int) -> bytes:
    return b"<a " + b" ".join(b"a%d = '>'" % n for n in range(attributes)) + b"/>"


def inside(content: bytes) -> bytes:
    return b"<cXML>\n" + content + b"</cXML>"


HOSTILE = {
    "nested deeply": (inside(b"<a>" * 190_000), "too_large"),
    "nested deeply and closed": (inside(b"<a>" * 190_000 + b"</a>" * 190_000), "too_large"),
    "many elements": (inside(b"<a/>" * 900_000), "too_large"),
    "many attributes": (inside(crowd(20_000)), "too_large"),
    "many attributes, cut off": (inside(crowd(20_000))[:-200], "too_large"),
    "many crowded elements": (inside(crowd(101) * 2_500), "too_large"),
    "one huge text": (inside(b"x" * 3_900_000), "too_large"),
    "one huge attribute": (inside(b"<a b='" + b"x" * 3_900_000 + b"'/>"), "too_large"),
    "one huge name": (inside(b"<" + b"a" * 3_900_000 + b"/>"), "too_large"),
    "a long prologue": (b"<!-- -->" * 300_000 + b"<cXML/>", "too_large"),
    "a DOCTYPE full of spaces": (b"<!DOCTYPE cXML" + b" " * 3_900_000 + b"x", "malformed_cxml"),
    "a declaration full of spaces": (b"<?xml" + b" " * 3_900_000 + b"x", "malformed_cxml"),
    "a thousand million laughs": (b"<!DOCTYPE cXML [" + BOMB + b"]>" + inside(b"&l9;"), "hostile_xml"),
    "a large document, cut off": (inside(CART_LINE * 46_000)[:-7], "malformed_cxml"),
    "nothing but brackets": (b"<" * 4_000_000, "not_cxml"),
    "nothing but zeros": (b"\0" * 4_000_000, "not_cxml"),
    "over the limit": (b"<cXML>" + b"x" * 4_000_000, "too_large"),
}

MEASURE = """
import resource, sys
from pathlib import Path
from wizard.cxml.door import Refused, read
data = Path(sys.argv[1]).read_bytes()
try:
    read(b"<cXML><Money>1</Money></cXML>"), read(b"<cXML>")
except Refused:
    pass
Path("/proc/self/clear_refs").write_text("5")
def peak():
    words = Path("/proc/self/status").read_text().split()
    return int(words[words.index("VmHWM:") + 1])
before = peak()
try:
    read(data)
except Refused as refused:
    print(refused.code, peak() - before)
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses_within_16_megabytes(name: str, tmp_path: Path) -> None:
    data, code = HOSTILE[name]
    file = tmp_path / "hostile.xml"
    file.write_bytes(data)
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, str(file)], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    seen, kilobytes = measured.stdout.split()
    assert seen == code
    assert int(kilobytes) < 16_000


def test_it_takes_an_element_with_as_many_attributes_as_allowed() -> None:
    root = read(inside(crowd(100)))
    assert len(root[0].attrib) == 100


def test_it_names_the_line_of_a_crowded_element() -> None:
    with pytest.raises(Refused) as caught:
        read(inside(b"<b/>\n" * 3 + crowd(101)))
    assert caught.value.line == 5


def test_it_takes_a_long_description() -> None:
    assert len(read(inside(b"<Description>" + b"x" * 250_000 + b"</Description>"))[0].text or "") == 250_000


def test_the_limit_is_in_bytes_and_inclusive() -> None:
    document = inside(b"<a/>")
    assert read(document, limit=len(document)).tag == "cXML"
    with pytest.raises(Refused, match="larger than"):
        read(document, limit=len(document) - 1)


@pytest.mark.parametrize(
    "content",
    [b"a<b/>" * 100_000, b"<Description>" + b"x<a/>" * 100_000 + b"</Description>", b"<a>x<b/></a>" * 50_000],
    ids=["under the root", "in a description", "everywhere"],
)
def test_mixed_content_in_bulk_is_judged_in_one_walk(content: bytes) -> None:
    nested = b"<Extrinsic>" * 200 + content + b"</Extrinsic>" * 200
    assert read(inside(nested))[0].tag == "Extrinsic"
