"""What a document is, whether we could act on it, and all that Amazon or we would stumble over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import cast

from lxml import etree

from .door import MAX_BYTES, Refused, read
from .envelope import envelope_of
from .findings import ADVICE
from .findings import Finding as Finding
from .findings import Report as Report
from .form import cart_document
from .judges import JUDGES, Opened, found, unknown
from .reading import attribute

AMAZON_HOSTS = tuple(
    f".amazon.{domain}"
    for group in (
        "com ca com.mx com.br",
        "co.uk de fr it es nl se pl com.be ie com.tr",
        "ae sa eg in co.za co.jp com.au sg",
    )
    for domain in group.split()
)
FULFILMENT = frozenset({"ConfirmationRequest", "ShipNoticeRequest"})
DOOR_CODES = {"too_large": "supplier.answer_too_large"}
MAX_DTD_FINDINGS = 100

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-](?:0\d|1[0-4]):[0-5]\d", re.ASCII)
FORM = re.compile(rb"[^<>]{0,400}?cxml-(?:urlencoded|base64)=", re.IGNORECASE)
BOUNDARY = re.compile(rb"\s*--([^\r\n\"]{1,100})\r?\n(?i:content-)")


def lint(data: bytes, *, dtd: Path | None = None, hosts: tuple[str, ...] = AMAZON_HOSTS) -> Report:
    """Judge one document, or the posted form it came in. `dtd` is a folder with the official DTDs: their
    verdict is added as advice (OSError where it has none). A StartPage may be on `hosts`: exact names, or
    with a leading dot a name and all below it.
    """
    try:
        root = read(_unwrapped(data))
        envelope = envelope_of(root)
    except Refused as refused:
        return Report("", False, (_of_refusal(refused),))
    opened = Opened(root, envelope, root if envelope.body is None else envelope.body, hosts)
    judge = JUDGES.get(envelope.kind, unknown)
    findings = (*_general(root), *judge(opened), *(_dtd_verdict(opened, dtd) if dtd else ()))
    return Report(envelope.kind, all(one.code in ADVICE for one in findings), findings)


def _unwrapped(data: bytes) -> bytes:
    if len(data) > 2 * MAX_BYTES or data.lstrip().startswith(b"<"):
        return data
    boundary = BOUNDARY.match(data)
    if boundary:
        return cart_document(f'multipart/form-data; boundary="{boundary[1].decode("latin-1")}"', data)
    return cart_document("application/x-www-form-urlencoded", data.strip()) if FORM.match(data) else data


def _of_refusal(refused: Refused) -> Finding:
    code = DOOR_CODES.get(refused.code, f"supplier.{refused.code}")
    return Finding(code, refused.line, refused.sentence)


def _general(root: etree._Element) -> Iterator[Finding]:
    stamp = attribute(root, "timestamp")
    if not attribute(root, "payloadID"):
        yield found("cxml.payload_id_missing", root)
    if not STAMP.fullmatch(stamp):
        yield found("cxml.timestamp_odd" if stamp else "cxml.timestamp_missing", root)
    for wrapper in root.iterchildren("Request", "Message"):
        if not attribute(wrapper, "deploymentMode"):
            yield found("cxml.deployment_mode_missing", wrapper)


def _dtd_verdict(opened: Opened, folder: Path) -> Iterator[Finding]:
    dtd = _load(folder / ("Fulfill.dtd" if opened.envelope.kind in FULFILMENT else "cXML.dtd"))
    if not dtd.validate(opened.root):
        entries = cast("Iterable[etree._LogEntry]", dtd.error_log)
        for entry in islice(entries, MAX_DTD_FINDINGS):
            yield Finding("cxml.dtd", entry.line, f"The official DTD: {entry.message}")


@lru_cache(maxsize=4)
def _load(path: Path) -> etree.DTD:
    with path.open("rb") as file:
        return etree.DTD(file)
