"""The official DTDs' verdict on everything we emit. Collected only where the DTDs are (see conftest)."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.cxml import emitted, samples
from tests.cxml.official import DTDS
from wizard.cxml.door import read
from wizard.cxml.lint import lint


@pytest.fixture(scope="module")
def folder() -> Path:
    assert DTDS is not None
    return DTDS


@pytest.fixture(scope="module")
def dtds(folder: Path) -> dict[str, etree.DTD]:
    return {name: etree.DTD(str(folder / name)) for name in ("cXML.dtd", "Fulfill.dtd")}


@pytest.mark.parametrize("name", emitted.DOCUMENTS)
def test_what_we_emit_is_valid_by_the_dtd_it_names(name: str, dtds: dict[str, etree.DTD]) -> None:
    document = emitted.DOCUMENTS[name]
    dtd = dtds["Fulfill.dtd" if b"/Fulfill.dtd" in document else "cXML.dtd"]
    assert dtd.validate(read(document)), dtd.error_log


@pytest.mark.parametrize("name", emitted.DOCUMENTS)
def test_lint_has_nothing_to_add(name: str, folder: Path) -> None:
    found = [
        finding
        for finding in lint(emitted.DOCUMENTS[name], dtd=folder).findings
        if finding.code == "cxml.dtd"
    ]
    assert found == []


def test_the_verdict_is_advice_with_a_line(folder: Path) -> None:
    report = lint(samples.eu_cart(), dtd=folder)
    verdict = [finding for finding in report.findings if finding.code == "cxml.dtd"]
    assert report.accepted
    assert [finding.line for finding in verdict] == [5, 6]
    assert "Tax" in verdict[0].sentence


def test_the_verdict_of_one_document_does_not_follow_the_next(folder: Path) -> None:
    lint(samples.eu_cart(), dtd=folder)
    assert lint(samples.order_request(), dtd=folder).findings == ()


def test_confirmations_are_judged_by_their_own_dtd(folder: Path) -> None:
    confirmation = (
        "<ConfirmationRequest><ConfirmationHeader type='accept' noticeDate='2025-11-23T12:00:00+00:00'/>"
        "<OrderReference><DocumentReference payloadID='1'/></OrderReference></ConfirmationRequest>"
    )
    start = samples.setup_request().partition(b"<PunchOutSetupRequest")[0]
    report = lint(start + confirmation.encode() + b"</Request></cXML>", dtd=folder)
    assert (report.kind, report.accepted, report.findings) == ("ConfirmationRequest", True, ())


def test_a_folder_without_dtds_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cXML"):
        lint(samples.cart(), dtd=tmp_path)
