"""The command line, as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from tests.administrator import SECRET, Administrator
from tests.cxml import samples
from tests.fakes import ScriptedSupplier
from wizard.commands import COMMANDS, checking, main
from wizard.models.database import Database
from wizard.sealing import new_key
from wizard.settings import Settings


@pytest.mark.parametrize(
    "name",
    ["demo", "serve", "worker", "simulator", "migrate", "add-user", "sign-in-link", "check", "export", "apply",
     "cxml", "backup", "restore", "rotate-keys"],
)  # fmt: skip
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])

    assert ended.value.code == 0
    assert name in capsys.readouterr().out


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    assert len(COMMANDS) == 10
    assert "rotate-keys" in capsys.readouterr().out


def test_a_person_is_added_and_gets_a_link(environment: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    added = main(
        ["add-user", "Dana@alpha.example", "--organisation", "Alpha", "--role", "configuration", "approve"]
    )
    assert added == 0
    capsys.readouterr()

    assert main(["sign-in-link", "dana@alpha.example"]) == 0
    assert capsys.readouterr().out.startswith("http://127.0.0.1:8000/sign-in/")


def test_roles_may_be_given_one_by_one(environment: Settings) -> None:
    arguments = ["add-user", "a@alpha.example", "--organisation", "Alpha", "--role", "approve", "--role"]

    assert main([*arguments, "configuration"]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense", "--organisation", "Alpha", "--role", "approve"], "not an e-mail address"),
        (["a@alpha.example", "--organisation", "Alpha", "--role", "king"], "no role 'king'"),
        (["a@alpha.example", "--role", "approve"], "--organisation"),
    ],
)
def test_a_person_that_cannot_be_is_refused_in_words(
    environment: Settings, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["add-user", *arguments]) == 1
    assert words in capsys.readouterr().err


def test_a_specialist_needs_no_organisation(environment: Settings) -> None:
    assert main(["add-user", "robin@host.example", "--role", "specialist"]) == 0


def test_nobody_unknown_gets_a_link(environment: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sign-in-link", "nobody@alpha.example"]) == 1
    assert "no active user" in capsys.readouterr().err


def test_documents_are_told_apart(
    environment: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "cart.xml", tmp_path / "page.html"
    good.write_bytes(samples.cart())
    bad.write_bytes(b"<!doctype html><title>Shop</title>")

    assert main(["cxml", str(good), "--json"]) == 0
    [report] = json.loads(capsys.readouterr().out)
    assert report["kind"] == "PunchOutOrderMessage"
    assert report["accepted"] is True

    assert main(["cxml", str(good), str(bad), str(tmp_path / "gone.xml")]) == 1
    said = capsys.readouterr().out
    assert "page.html: not cXML, refused" in said
    assert "gone.xml" in said


def test_the_official_dtd_s_verdict_is_said_either_way(
    environment: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "cart.xml"
    document.write_bytes(samples.cart())
    for element in etree.parse(document).iter("*"):
        names = " ".join(f"{name} CDATA #IMPLIED" for name in element.attrib if "{" not in name)
        with (tmp_path / "cXML.dtd").open("a") as dtd:
            dtd.write(f"<!ELEMENT {element.tag} ANY><!ATTLIST {element.tag} {names} xml:lang CDATA #IMPLIED>")

    assert main(["cxml", str(document), "--dtd", str(tmp_path)]) == 0
    assert "  The official DTD finds nothing.\n" in capsys.readouterr().out
    assert main(["cxml", str(document)]) == 0
    assert "DTD" not in capsys.readouterr().out
    strict = tmp_path / "strict"
    strict.mkdir()
    (strict / "cXML.dtd").write_text("<!ELEMENT cXML EMPTY>\n")
    main(["cxml", str(document), "--dtd", str(strict)])
    said = capsys.readouterr().out
    assert "The official DTD: " in said
    assert "finds nothing" not in said


def test_checking_a_setup_that_is_not_there_says_so(
    environment: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "99"]) == 2
    assert "There is no setup 99." in capsys.readouterr().err


def test_check_asks_the_supplier_again_and_fails_when_it_does_not_answer(
    environment: Settings, alice: Administrator, clinic: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The credentials passed a moment ago; nothing listens at their address any more."""
    alice.walks_up_to("ordering")

    assert main(["check", str(alice.setup_id), "--json"]) == 1

    said = capsys.readouterr().out
    found = {check["code"]: check for check in json.loads(said)}
    assert found["supplier.connection_refused"]["evidence"] == "proved"
    assert found["supplier.connection_refused"]["who"] == "administrator"
    assert SECRET not in said


def test_check_says_that_a_secret_can_no_longer_be_opened_and_asks_nobody(
    environment: Settings,
    alice: Administrator,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    alice.walks_up_to("ordering")
    monkeypatch.setenv("WIZARD_SEALING_KEYS", new_key())

    assert main(["check", str(alice.setup_id), "--json"]) == 1

    codes = {check["code"] for check in json.loads(capsys.readouterr().out) if not check["passed"]}
    assert codes == {"credentials.secret_lost"}


def test_check_reads_well_for_a_person(
    environment: Settings, alice: Administrator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(alice.setup_id)]) == 0
    assert "Nothing to check yet" in capsys.readouterr().out
    assert checking.MARKS["warning"] == "! warning"


def test_check_agrees_with_the_pages(
    environment: Settings, alice: Administrator, clinic: int, supplier: ScriptedSupplier, database: Database,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    alice.walks_up_to("test-order")
    main(["check", str(alice.setup_id), "--json"])
    by_command = {check["code"]: check["passed"] for check in json.loads(capsys.readouterr().out)}

    by_page = {
        check["code"]: check["passed"] for step in alice.state["steps"] for check in step["checks"]
    } | {"order.cart_never_returned": False}
    live = {code for code in (*by_command, *by_page) if code.startswith("supplier.")}
    for code in by_command.keys() - live:
        assert by_page[code] == by_command[code], code


@pytest.mark.parametrize(
    "typed",
    [
        "check 1",
        "worker",
        "rotate-keys",
        "sign-in-link a@b.example",
        "add-user a@b.example --role specialist",
    ],
)
def test_a_database_not_brought_to_this_version_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    monkeypatch.setenv("WIZARD_INSTANCE", str(tmp_path))
    monkeypatch.delenv("WIZARD_DATABASE_URL", raising=False)

    assert main(typed.split()) == 2
    assert "First run: punchout-wizard migrate" in capsys.readouterr().err


def test_a_backup_into_a_folder_that_is_not_there_is_refused_in_words(
    environment: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "nowhere" / "copy.db")]) == 1
    assert f"There is no folder {tmp_path / 'nowhere'}." in capsys.readouterr().err
