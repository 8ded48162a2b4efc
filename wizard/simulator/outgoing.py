"""Calling the purchasing system: a document goes out, and its answer is read."""

from __future__ import annotations

import requests

from wizard.cxml.door import Refused
from wizard.cxml.envelope import open_envelope

TIMEOUT = (3.0, 30.0)
"""Seconds to connect, and between two pieces of the answer."""
NOBODY, NO_CXML = "Nobody answers there.", "The answer is no cXML."
Delivered = tuple[int, int, str]
"""HTTP status, cXML status and its words; 0 where there is none."""


def deliver(url: str, document: bytes) -> Delivered:
    kind = {"Content-Type": "text/xml; charset=UTF-8"}
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.post(url, data=document, headers=kind, timeout=TIMEOUT, allow_redirects=False)
        except (requests.RequestException, ValueError):
            return 0, 0, NOBODY
    try:
        status = open_envelope(answer.content).status
    except Refused:
        return answer.status_code, 0, NO_CXML
    return (answer.status_code, status.code, status.content) if status else (answer.status_code, 0, NO_CXML)
