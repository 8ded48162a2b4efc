"""Profile: asking what an address can do, and telling."""

from __future__ import annotations

import pytest

from tests.cxml import samples
from wizard.cxml.envelope import Identity, Stamp, open_envelope
from wizard.cxml.profile import read_profile_response, write_profile_request, write_profile_response

STAMP = Stamp("1.2.3@wizard.example.org", "2025-11-23T12:00:00+00:00")
HERE = {
    "ConfirmationRequest": "https://wizard.example.org/cxml?a=1&b=2",
    "ProfileRequest": "https://wizard.example.org/cxml",
}


def test_the_question_names_who_asks() -> None:
    document = write_profile_request(
        Identity(samples.IDENTITY, samples.SECRET), mode="production", stamp=STAMP
    )
    envelope = open_envelope(document)
    assert (envelope.kind, envelope.mode) == ("ProfileRequest", "production")
    assert envelope.sender[0].secret == samples.SECRET


def test_the_answer_lists_each_transaction() -> None:
    assert read_profile_response(open_envelope(write_profile_response(HERE, stamp=STAMP))) == HERE


def test_a_profile_without_transactions_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="at least one"):
        write_profile_response({}, stamp=STAMP)


def test_another_answer_holds_no_profile() -> None:
    assert read_profile_response(open_envelope(samples.setup_answer())) == {}
    assert read_profile_response(open_envelope(samples.trouble())) == {}
