"""The stand-in as its own process on a real port."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.browser.processes import free_port
from tests.simulator.purchasing import identity_of, setup_request, stamp
from wizard.cxml.envelope import open_envelope
from wizard.cxml.setup import start_page, write_setup_request

START = """
import sys
from pathlib import Path
from wizard.simulator import serve
serve(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]), f"http://127.0.0.1:{sys.argv[2]}", cancel_after=5)
"""
PATIENCE = 60.0


@pytest.fixture
def address() -> str:
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture
def web() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def process(tmp_path: Path, address: str, web: requests.Session) -> Iterator[subprocess.Popen[bytes]]:
    port = address.rpartition(":")[2]
    command = [sys.executable, "-c", START, str(tmp_path), port]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        _wait_for(web, address)
        yield running
        running.kill()


def _wait_for(web: requests.Session, address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return web.get(f"{address}/healthz", timeout=PATIENCE).raise_for_status()
        except requests.ConnectionError:
            assert time.monotonic() < deadline, "The stand-in did not start."
            time.sleep(0.1)


@pytest.mark.usefixtures("process")
def test_a_group_is_made_and_shopped_through_over_real_http(address: str, web: requests.Session) -> None:
    form = {"name": "Clinics", "kind": "punchout", "marketplace": "amazon.com"}
    made = web.post(f"{address}/groups/new", data=form, timeout=PATIENCE)
    place = made.url.partition("?")[0]
    page = web.post(
        f"{place}purchasing-system/", data={"purchasing_system": "Precoro"}, timeout=PATIENCE
    ).text
    block = page.partition('<pre id="values"')[2].partition(">")[2].partition("</pre>")[0]
    values = dict(line.split(": ", 1) for line in block.strip().splitlines())
    request = setup_request("Clinics")
    document = write_setup_request(identity_of(values), request, mode="test", stamp=stamp())
    kind = {"Content-Type": "text/xml; charset=UTF-8"}
    answer = web.post(values["Punchout URL"], data=document, headers=kind, timeout=PATIENCE)
    assert answer.headers["Content-Type"] == "text/xml; charset=UTF-8"
    shop = web.get(start_page(open_envelope(answer.content)), timeout=PATIENCE)
    assert "not in the group" in shop.text
    received = web.get(f"{address}/received.json", timeout=PATIENCE).json()
    assert [found["state"] for found in received] == ["not_in_group"]


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_asked_to(process: subprocess.Popen[bytes], stop: signal.Signals) -> None:
    process.send_signal(stop)
    assert process.wait(PATIENCE) == 0
