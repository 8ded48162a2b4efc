"""The one way a document is turned away."""

from __future__ import annotations


class Refused(ValueError):
    """A document that is not let in.

    `code` is not_cxml, malformed_cxml, hostile_xml or too_large; `line` counts from 1, None where no line
    is to blame; `sentence` says why in the reader's words and repeats no value of the document.
    """

    def __init__(self, code: str, line: int | None, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.line = line
        self.sentence = sentence
