"""What a person hears who asks for something the purchase does not allow."""

from __future__ import annotations


class NotAllowed(Exception):
    """The purchase does not allow this now, or not to this person.

    :param sentence: why, in the reader's words
    :param code: the check code when there is one
    """

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class NotYours(NotAllowed):
    """Somebody else may do this, this person may not."""
