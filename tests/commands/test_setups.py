"""``export`` and ``apply``, as an operator types them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.administrator import SECRET, Administrator
from tests.attacks.trying import dump
from tests.setup_files.files import SECRETS, group, text
from wizard.commands import main
from wizard.models import User
from wizard.models.database import Database
from wizard.settings import Settings


def _short(number: int) -> dict[str, object]:
    """A group without the steps that need a supplier."""
    whole = group(number)
    return whole | {"steps": {slug: whole["steps"][slug] for slug in ("group", "purchasing-system")}}


@pytest.fixture
def file(tmp_path: Path, environment: Settings, alice: Administrator, clinic: int) -> Path:
    """Two groups of Alice's that are not there yet."""
    path = tmp_path / "groups.yaml"
    path.write_text(text(_short(1), _short(2)))
    return path


def test_the_difference_comes_first_and_a_dry_run_ends_with_it(
    file: Path, environment: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    before = dump(environment)

    assert main(["apply", str(file), "--dry-run"]) == 0

    said = capsys.readouterr().out
    assert "setups[1] Site 1, amazon.com, Alpha Clinics: new" in said
    assert "group_name: nothing -> “Site 1”" in said
    assert "2 in the file: 2 new, 0 to change, 0 as they are, 0 refused." in said
    assert said.endswith("This was a dry run: nothing was changed.\n")
    assert dump(environment) == before


def test_what_was_applied_is_there_and_applying_again_changes_nothing(
    file: Path, alice: Administrator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["apply", str(file)]) == 0
    said = capsys.readouterr().out
    assert (
        "Site 2, amazon.com, Alpha Clinics: kept as no. 3. Passed: Create the group, Set the purchasing"
        in said
    )
    assert "Still open from “Paste the credentials”. It is not in the file." in said
    assert "Site 1" in alice.get("/setup/").words

    assert main(["apply", str(file)]) == 0
    assert capsys.readouterr().out.endswith("0 refused.\nNothing had to be changed.\n")


def test_a_refused_setup_is_named_with_its_findings_and_the_others_are_kept(
    file: Path, alice: Administrator, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing listens at the supplier's address."""
    monkeypatch.setenv(*next(iter(SECRETS.items())))
    file.write_text(text(group(1), _short(2)))

    assert main(["apply", str(file)]) == 1

    said = capsys.readouterr().out
    assert "setups[1] Site 1, amazon.com, Alpha Clinics: refused at “Paste the credentials”." in said
    assert "  supplier.connection_refused: " in said
    assert "1 of 2 refused. Of these nothing was kept; the others are." in said
    listed = alice.get("/setup/").words
    assert "Site 2" in listed
    assert "Site 1" not in listed


def test_secrets_may_lie_in_a_file_beside_it(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [secret] = SECRETS.values()
    (file.parent / "secret").write_text(f"{secret}\n")
    file.write_text(text(group(1)).replace("env: SECRET_OF_ALL", "file: secret"))

    assert main(["apply", str(file), "--dry-run"]) == 0

    said = capsys.readouterr().out
    assert "shared_secret: set" in said
    assert secret not in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("setups: [{group: A}]", "setups[1]: name the organisation."),
        (f"setups: [{{steps: {{credentials: {{shared_secret: {SECRET}}}}}}}]", "never the secret itself"),
        ("a: *b", "anchors and aliases"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    file: Path, environment: Settings, capsys: pytest.CaptureFixture[str], content: str, words: str
) -> None:
    file.write_text(content)
    before = dump(environment)

    assert main(["apply", str(file)]) == 2

    said = capsys.readouterr()
    assert words in said.err
    assert SECRET not in said.err + said.out
    assert dump(environment) == before


def test_a_file_that_is_not_there_is_said(environment: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", "/nowhere/groups.yaml"]) == 2
    assert "It cannot be read: No such file or directory." in capsys.readouterr().err


def test_somebody_without_the_role_cannot_be_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["apply", str(file), "--as", "bob@alpha.example", "--dry-run"]) == 1
    assert "bob@alpha.example does not hold the role Configuration" in capsys.readouterr().out


def test_texts_of_a_file_do_not_steer_the_terminal(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = group(1, "A\x1b[2J\u202eB")
    file.write_text(text(odd))

    main(["apply", str(file), "--dry-run"])

    said = capsys.readouterr().out
    assert "A�[2J�B" in said
    assert "\x1b" not in said


def test_export_prints_what_apply_takes(
    file: Path, alice: Administrator, capsys: pytest.CaptureFixture[str]
) -> None:
    alice.passes("group", "purchasing-system", "credentials")

    assert main(["export", str(alice.setup_id)]) == 0

    said = capsys.readouterr().out
    assert SECRET not in said
    [found] = yaml.safe_load(said)["setups"]
    assert list(found["steps"]) == ["group", "purchasing-system", "credentials"]
    file.write_text(said)
    assert main(["apply", str(file), "--dry-run"]) == 1
    assert "does not have the variable" not in capsys.readouterr().err


def test_export_takes_all_those_of_an_organisation_or_those_that_are_named(
    file: Path, alice: Administrator, charlie: Administrator, capsys: pytest.CaptureFixture[str]
) -> None:
    charlie.starts_a_setup()
    for arguments, numbers in (
        (["export"], [1, 2]),
        (["export", "--organisation", "Other Ltd"], [2]),
        (["export", "2", "1"], [1, 2]),
    ):
        assert main(arguments) == 0
        assert [one["id"] for one in yaml.safe_load(capsys.readouterr().out)["setups"]] == numbers


@pytest.mark.parametrize(
    "arguments", [["99"], ["1", "99"], ["--organisation", "Nowhere"], ["1", "--organisation", "X"]]
)
def test_what_is_not_there_cannot_be_exported(
    file: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(["export", *arguments]) == 2
    said = capsys.readouterr()
    assert "There is no setup" in said.err
    assert said.out == ""


def test_an_empty_installation_has_nothing_to_export(
    environment: Settings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export"]) == 2
    assert "There is no setup." in capsys.readouterr().err


def test_an_organisation_without_an_administrator_is_exported_too(
    file: Path, alice: Administrator, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    alice.passes("group")
    with database.transaction() as session:
        session.get_one(User, 1).active = False

    assert main(["export"]) == 0
    assert "PunchOut Purchasing" in capsys.readouterr().out
