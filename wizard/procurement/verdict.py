"""What an answer means: one code for each cause, judged by the cXML status and never by the HTTP one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from wizard.cxml.door import Refused
from wizard.cxml.envelope import Envelope, open_envelope
from wizard.cxml.setup import start_page
from wizard.cxml.status import Status
from wizard.outside.supplier import Answer, CallFailed, judge_url

OK = "ok"
UNREADABLE = {
    "not_cxml": "supplier.not_cxml",
    "malformed_cxml": "supplier.malformed_cxml",
    "hostile_xml": "supplier.hostile_xml",
    "too_large": "supplier.answer_too_large",
}
_LACKING = re.compile(
    r"missing|required|absent|lack|empty|without|\bno e-?mail"
    r"|not (provided|supplied|specified|present|given)",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"element|extrinsic|field|\bdata\b|e-?mail|payload|cookie|BrowserFormPost|return url|contact",
    re.IGNORECASE,
)
_DONE_BEFORE = re.compile(r"already (been )?(processed|received|accepted)|duplicate", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``code`` is ``ok`` or a check code, ``seen`` what was seen. Fresh from ``classify`` it is as long as the
    supplier made it and may hold a secret; ``exchanges.put`` takes those out, then cuts it short.

    ``may_have_left``: the document may have reached the supplier, whatever came back. ``seconds`` is
    wall-clock time. ``exchange`` is the number under which both documents are kept, 0 when nothing was sent.
    """

    code: str
    seen: str = ""
    http_status: int | None = None
    cxml_status: int | None = None
    may_have_left: bool = True
    envelope: Envelope | None = None
    start_page: str = ""
    answer: bytes = b""
    seconds: float = 0.0
    exchange: int = 0

    @property
    def ok(self) -> bool:
        return self.code == OK


def _lacks_data(status: Status) -> bool:
    words = f"{status.text} {status.content}"
    return bool(_LACKING.search(words) and _DATA.search(words))


# The first row that fits names the cause (observed Amazon Business answers, cXML Reference Guide).
BY_STATUS: tuple[tuple[Callable[[Status], bool], str], ...] = (
    (lambda status: status.ok, OK),
    (lambda status: status.code == 401, "supplier.bad_credentials"),
    (
        lambda status: status.code == 403 and _lacks_data(status),
        "supplier.missing_data",
    ),
    (lambda status: status.code == 403, "supplier.not_permitted"),
    (lambda status: status.permanent, "supplier.refused"),
    (lambda _: True, "supplier.trouble"),
)


def classify(
    outcome: Answer | CallFailed,
    *,
    expects: str,
    shop_hosts: tuple[str, ...] = (),
    loopback: bool = False,
) -> Verdict:
    """Name what came back.

    :param expects: ``start_page`` after a setup request, ``status`` after an order
    :param shop_hosts: where a StartPage may be
    """
    if isinstance(outcome, CallFailed):
        return Verdict(
            code=outcome.code,
            seen=outcome.seen,
            may_have_left=outcome.may_have_left,
            seconds=outcome.seconds,
        )
    verdict = _judge(outcome, expects, shop_hosts, loopback)
    return replace(verdict, http_status=outcome.status, answer=outcome.body, seconds=outcome.seconds)


def _judge(answer: Answer, expects: str, shop_hosts: tuple[str, ...], loopback: bool) -> Verdict:
    if 300 <= answer.status < 400:
        return Verdict("supplier.redirected", f"HTTP {answer.status}")
    try:
        envelope = open_envelope(answer.body)
    except Refused as refused:
        seen = f"HTTP {answer.status} {answer.media_type}".strip()
        return Verdict(UNREADABLE[refused.code], f"{seen}: {refused.sentence}")
    code, seen, page = _read(envelope, expects, shop_hosts, loopback)
    cxml_status = envelope.status.code if envelope.status else None
    return Verdict(code, seen, cxml_status=cxml_status, envelope=envelope, start_page=page)


def _read(
    envelope: Envelope, expects: str, shop_hosts: tuple[str, ...], loopback: bool
) -> tuple[str, str, str]:
    status = envelope.status
    if status is None:
        return "supplier.malformed_cxml", f"{envelope.kind} without a Status", ""
    code = next(code for fits, code in BY_STATUS if fits(status))
    if expects == "status" and status.transient and _DONE_BEFORE.search(f"{status.text} {status.content}"):
        code = OK
    seen = words_of(status)
    if code != OK or expects != "start_page":
        return code, seen, ""
    page = start_page(envelope)
    if not page:
        return "supplier.no_start_page", seen, ""
    if judge_url(page, shop_hosts, loopback=loopback):
        return (
            "supplier.start_page_not_allowed",
            f"StartPage {page.split('?')[0]}",
            "",
        )
    return OK, seen, page


def words_of(status: Status) -> str:
    """The status in one line; its content often says more than its text."""
    said = " ".join(f"{status.text}: {status.content}".strip(": ").split())
    return f"Status {status.code} {said}".strip()
