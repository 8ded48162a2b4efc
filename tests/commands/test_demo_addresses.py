"""What the demo searches addresses with."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.commands.demonstrating import address_search
from wizard.settings import from_environment
from wizard.simulator.google import GOOD_KEY

SIMULATOR = "http://127.0.0.1:8001"


def chosen(folder: Path, **environment: str) -> dict[str, str]:
    return address_search(from_environment({"WIZARD_INSTANCE": str(folder), **environment}), SIMULATOR)


@pytest.mark.parametrize("environment", [{}, {"WIZARD_GOOGLE_MAPS_API_KEY": ""}])
def test_it_searches_the_stand_in_with_the_key_for_that(tmp_path: Path, environment: dict[str, str]) -> None:
    assert chosen(tmp_path, **environment) == {
        "WIZARD_GOOGLE_MAPS_URL": SIMULATOR,
        "WIZARD_GOOGLE_MAPS_API_KEY": GOOD_KEY,
    }


def test_a_key_of_ones_own_goes_to_google(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("AIza-own\n")
    assert chosen(tmp_path, WIZARD_GOOGLE_MAPS_API_KEY="AIza-own") == {}
    assert chosen(tmp_path, WIZARD_GOOGLE_MAPS_API_KEY_FILE=str(file)) == {}


def test_an_address_of_ones_own_stays(tmp_path: Path) -> None:
    assert chosen(tmp_path, WIZARD_GOOGLE_MAPS_URL="http://maps.example.org") == {}
