"""Status: what the other side says became of a document (cXML Reference Guide, "Status")."""

from __future__ import annotations

from dataclasses import dataclass

STATUS_TEXT = {
    200: "OK",
    201: "Accepted",
    204: "No Content",
    280: "Accepted and forwarded",
    281: "Forwarded",
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    406: "Not Acceptable",
    409: "Conflict",
    412: "Precondition Failed",
    417: "Expectation Failed",
    450: "Not Implemented",
    475: "Signature Required",
    476: "Signature Verification Failed",
    477: "Signature Unacceptable",
    500: "Internal Server Error",
    550: "Unable to reach cXML server",
    551: "Unable to forward request",
    560: "Temporary server error",
}


@dataclass(frozen=True, slots=True)
class Status:
    """A cXML status; the code's hundreds decide where the code itself is unknown."""

    code: int
    text: str = ""
    content: str = ""

    @property
    def ok(self) -> bool:
        return 200 <= self.code < 300

    @property
    def permanent(self) -> bool:
        return 400 <= self.code < 500

    @property
    def transient(self) -> bool:
        return 500 <= self.code < 600

    @property
    def name(self) -> str:
        """The guide's words for the code, or those of its class."""
        classes = {2: "Success", 4: "Permanent failure", 5: "Temporary failure"}
        return STATUS_TEXT.get(self.code) or classes.get(self.code // 100, "Unknown status")
