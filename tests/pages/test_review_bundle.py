"""The bundle for a ticket: everything that helps, nothing that opens a door."""

from __future__ import annotations

import io
import json
from base64 import b64encode
from datetime import UTC, datetime
from urllib.parse import quote
from zipfile import ZipFile

import pytest

from tests.administrator import SECRET, Person
from tests.conftest import PersonMaker
from tests.pages.desk_data import exchange
from wizard.ladder import Check
from wizard.models import Setup
from wizard.review.zipped import zipped


@pytest.fixture
def robin(person: PersonMaker) -> Person:
    return person("robin@host.example", None, ["specialist"], "Robin Achterberg")


def opened(robin: Person, setup: int) -> dict[str, str]:
    robin.opens(setup)
    answer = robin.client.get(f"/review/{setup}/bundle.zip")
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="setup-{setup}-20260302-0900.zip"'
    with ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_it_holds_state_documents_timeline_versions_and_profiles(alice, robin):
    alice.passes("group", "purchasing-system", "credentials")
    files = opened(robin, alice.setup_id)
    assert json.loads(files["state.json"]) == alice.state
    assert files["exchanges/000001-PunchOutSetupRequest-request.xml"].count("\n") > 20
    assert "StartPage" in files["exchanges/000001-PunchOutSetupRequest-answer.xml"]
    assert json.loads(files["exchanges.json"])[0]["outcome"] == "ok"
    assert "“Paste the credentials” passed." in [one["what"] for one in json.loads(files["timeline.json"])]
    assert json.loads(files["versions.json"])["lxml"]
    assert json.loads(files["profiles/host.json"])["name"] == "Precoro"
    assert "amazon.com" in json.loads(files["profiles/supplier.json"])["marketplaces"]


def test_its_summary_is_read_without_any_tool(alice, robin):
    alice.passes("group")
    alice.answers("purchasing-system", purchasing_system="Precoro-US")
    text = opened(robin, alice.setup_id)["summary.txt"]
    assert "Alpha Clinics, group PunchOut Purchasing" in text
    assert " 2. Set the purchasing system: OPEN" in text
    assert "error purchasing_system.wrong_name: For app.precoro.com the name to choose is Precoro" in text
    assert "What to do: " in text


def test_no_secret_is_in_it_wherever_one_got_to(alice, robin, database, settings, clock, supplier):
    alice.passes("group", "purchasing-system", "credentials")
    supplier.fails("supplier.timed_out")
    alice.answers("credentials", shared_secret="T" + SECRET[1:])
    canaries = [SECRET, "T" + SECRET[1:], settings.secret_key, *settings.sealing_keys]
    with database.transaction() as session:
        setup = session.get(Setup, alice.setup_id)
        leaks = " ".join([*canaries, *(quote(one, safe="") for one in canaries)])
        spelled = "".join(f"&#{ord(sign)};" for sign in SECRET)
        setup.group_name = leaks[:200]
        leaky = Check.of("supplier.refused", False, supplier="Amazon", status=400, seen=leaks)
        setup.record("group").checks = [leaky.as_json()]
        setup.record("group").answers = {"group_name": leaks, "seen": [leaks, {leaks: leaks}]}
        document = f"<cXML><a>{leaks}</a><b>{spelled}</b><SharedSecret>{SECRET}</SharedSecret>"
        session.add(
            exchange(
                setup,
                clock.at,
                request=document,
                answer=leaks,
                seen=leaks[:500],
                url=leaks[:500],
                kind="../../x",
            )
        )
    files = opened(robin, alice.setup_id)
    assert "exchanges/000003-x-request.xml" in files
    everything = "\n".join([*files, *files.values()])
    assert "••••" in files["answers.json"]
    for canary in canaries:
        assert canary not in everything
        assert quote(canary, safe="") not in everything
    assert spelled not in everything
    assert b64encode(database.url.encode()).decode() not in everything
    assert database.url not in everything
    assert setup.sealed_secret.decode() not in everything


def test_it_is_sent_while_it_is_made(alice, robin):
    alice.passes("group")
    robin.opens(alice.setup_id)
    answer = robin.client.get(f"/review/{alice.setup_id}/bundle.zip", buffered=False)
    assert answer.is_streamed
    assert "Content-Length" not in answer.headers
    answer.close()


def test_an_archive_gives_each_file_away_before_the_next_is_made():
    made: list[str] = []

    def files():
        for name in ("first.txt", "second.txt"):
            made.append(name)
            yield name, "word " * 1000

    parts = zipped(files(), datetime(2026, 3, 2, tzinfo=UTC))
    first = next(parts)
    assert made == ["first.txt"]
    with ZipFile(io.BytesIO(first + b"".join(parts))) as archive:
        assert archive.namelist() == ["first.txt", "second.txt"]
        assert archive.read("second.txt") == b"word " * 1000
