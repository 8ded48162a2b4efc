"""Settings: where they come from, and what is said when they cannot be used."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from wizard import settings as module
from wizard.settings import BadSetting, from_environment

README = Path("README.md").read_text(encoding="utf-8")


def test_the_keys_are_made_on_the_first_run_and_kept(tmp_path: Path) -> None:
    first = from_environment({"WIZARD_INSTANCE": str(tmp_path)})
    again = from_environment({"WIZARD_INSTANCE": str(tmp_path)})

    assert first.secret_key == again.secret_key
    assert first.sealing_keys == again.sealing_keys
    for name in ("secret_key", "sealing_keys"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_value_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")

    found = from_environment(
        {"WIZARD_INSTANCE": str(tmp_path), "WIZARD_SECRET_KEY_FILE": str(tmp_path / "key")}
    )

    assert found.secret_key == "from a file"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="WIZARD_SECRET_KEY_FILE"):
        from_environment({"WIZARD_INSTANCE": str(tmp_path), "WIZARD_SECRET_KEY_FILE": str(tmp_path / "no")})


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "eighty"), ("WIZARD_EXCHANGE_DAYS", "-1"), ("WIZARD_PUBLIC_URL", "example.org")],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        from_environment({"WIZARD_INSTANCE": str(tmp_path), name: value})


@pytest.mark.parametrize("given", ["postgresql://u:p@db.example/w", "postgres://u:p@db.example/w"])
def test_postgresql_means_psycopg(tmp_path: Path, given: str) -> None:
    found = from_environment({"WIZARD_INSTANCE": str(tmp_path), "WIZARD_DATABASE_URL": given})

    assert found.database_url == "postgresql+psycopg://u:p@db.example/w"


def test_several_sealing_keys_come_newest_first(tmp_path: Path) -> None:
    found = from_environment({"WIZARD_INSTANCE": str(tmp_path), "WIZARD_SEALING_KEYS": "new, old"})

    assert found.sealing_keys == ("new", "old")


def test_no_secret_shows_when_settings_are_printed(tmp_path: Path) -> None:
    found = from_environment(
        {
            "WIZARD_INSTANCE": str(tmp_path),
            "WIZARD_GOOGLE_MAPS_API_KEY": "AIza-canary",
            "WIZARD_SECRET_KEY": "canary",
        }
    )

    assert "canary" not in repr(found)
    assert found.sealing_keys[0] not in repr(found)


def test_the_readme_lists_every_setting() -> None:
    source = Path(module.__file__).read_text(encoding="utf-8")
    names = set(re.findall(r'"(WIZARD_[A-Z_]+|PORT|SIMULATOR_PORT)"', source))

    assert {name for name in names if f"`{name}`" not in README} == set()
