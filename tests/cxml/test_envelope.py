"""The envelope: read leniently, written once and for all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.cxml import samples
from wizard.cxml.door import Refused
from wizard.cxml.envelope import Credential, Identity, new_stamp, open_envelope

NOW = datetime(2025, 11, 23, 12, 0, 0, 654321, tzinfo=UTC)


def test_it_reads_who_sends_what_to_whom() -> None:
    envelope = open_envelope(samples.setup_request())
    ours = Credential("NetworkId", samples.IDENTITY)
    assert (envelope.kind, envelope.mode) == ("PunchOutSetupRequest", "test")
    assert envelope.from_ == (ours,)
    assert envelope.to == (Credential("NetworkId", "Amazon"),)
    assert envelope.sender == (Credential("NetworkId", samples.IDENTITY, samples.SECRET),)
    assert envelope.sender_agent == "Some Procurement System"


def test_it_reads_both_credentials_of_an_amazon_cart() -> None:
    envelope = open_envelope(samples.cart())
    assert [one.domain for one in envelope.from_] == ["DUNS", "NetworkId"]
    assert [one.identity for one in envelope.sender] == ["128990368", "Amazon"]
    assert envelope.timestamp == datetime(2025, 11, 23, 12, 0, 0, 123000, tzinfo=UTC)


def test_a_missing_stamp_and_payload_id_do_not_matter() -> None:
    envelope = open_envelope(samples.bare_setup_answer())
    assert (envelope.payload_id, envelope.timestamp) == ("", None)
    assert envelope.status is not None
    assert (envelope.status.code, envelope.status.text) == (200, "")


@pytest.mark.parametrize("offset", ["+99:99", "", "Z", "nonsense"])
def test_it_never_refuses_a_document_for_its_date(offset: str) -> None:
    document = samples.cart().replace(b"00.123Z", b"00.123" + offset.encode())
    assert open_envelope(document).kind == "PunchOutOrderMessage"


def test_the_status_of_a_refusal_keeps_its_content() -> None:
    status = open_envelope(samples.missing_data()).status
    assert status is not None
    assert (status.code, status.text) == (403, "failure")
    assert "Extrinsic[@name='UserEmail']" in status.content


def test_an_answer_that_is_only_a_status_is_a_response() -> None:
    envelope = open_envelope(samples.trouble())
    assert (envelope.kind, envelope.body) == ("Response", None)


def test_a_status_may_stand_behind_the_payload() -> None:
    document = b"<cXML><Response><PunchOutSetupResponse/><Status code=' 200 '/></Response></cXML>"
    envelope = open_envelope(document)
    assert envelope.kind == "PunchOutSetupResponse"
    assert envelope.status is not None
    assert envelope.status.ok


@pytest.mark.parametrize(
    ("mark", "mode"), [("test", "test"), ("TEST", "test"), ("production", "production"), ("", "production")]
)
def test_a_document_without_a_mode_is_for_real(mark: str, mode: str) -> None:
    assert open_envelope(samples.setup_request(mode=mark)).mode == mode


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<Header/>",
        "<Request/>",
        "<Request><Status code='200'/></Request>",
        "<Response/>",
        "<Message/>",
        "<Response><Status/></Response>",
        "<Response><Status code='OK'/></Response>",
        "<Response><Status code='٢٠٠'/></Response>",
        "<Response><Status code='2000'/></Response>",
    ],
)
def test_it_refuses_an_envelope_with_nothing_to_act_on(content: str) -> None:
    with pytest.raises(Refused) as caught:
        open_envelope(f"<cXML>\n{content}</cXML>".encode())
    assert caught.value.code == "malformed_cxml"
    assert caught.value.line in (1, 2)


def test_no_secret_shows_in_a_repr() -> None:
    shown = repr(open_envelope(samples.setup_request())) + repr(Identity("a", samples.SECRET))
    assert samples.SECRET not in shown


def test_a_stamp_is_fresh_and_has_the_official_shape() -> None:
    first, second = new_stamp("wizard.example.org", NOW), new_stamp("wizard.example.org", NOW)
    assert first.payload_id != second.payload_id
    assert first.payload_id.startswith("1763899200654.")
    assert first.payload_id.endswith("@wizard.example.org")
    assert first.timestamp == "2025-11-23T12:00:00+00:00"
