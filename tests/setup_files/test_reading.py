"""A file of setups is hostile input: what does not belong there is refused at its place, and no value is repeated."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.setup_files.files import SECRETS, group, text
from wizard.setup_files import FileRefused, described, read
from wizard.setup_files.reading import DEEPEST, LARGEST, MOST

SECRET = SECRETS["SECRET_OF_ALL"]
GOOD = text(group(1))


def _refused(file: str | bytes) -> str:
    data = file.encode() if isinstance(file, str) else file
    with pytest.raises(FileRefused) as refused:
        described(read(data), None)
    return str(refused.value)


def test_the_example_for_operators_is_one() -> None:
    document = Path("docs/operating.md").read_text(encoding="utf-8")
    example = document[document.index("    setups:") :].partition("\n\n")[0]

    [found] = described(read(dedent(example).encode()), None)

    assert found.title == "Clinic Tacoma, amazon.com, Northwind Clinics"
    assert len(found.steps) == 9


def test_a_good_file_says_which_setups_it_describes() -> None:
    [found] = described(read(GOOD.encode()), None)

    assert found.title == "Site 1, amazon.com, Alpha Clinics"
    assert found.steps["group"]["new_group"] is True
    assert found.steps["locations"] == {}


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "The file is empty."),
        (b"# nothing", "The file is empty."),
        (b"\xff\xfe\x00s", "not text in UTF-8"),
        (b"setups: []", "There are no setups in the file."),
        (b"- a", "names with values"),
        (b"setups: x", "Line 1, setups: this has to be a list."),
        (b"a: 1\n---\nb: 2", "more than one document"),
        (b"setups: [", "this is not YAML we can read"),
        (b"setups:\n\t- a", "Line 2: this is not YAML we can read."),
        (b"setups: \x07", "this is not YAML we can read"),
        (b"setups: &a []", "anchors and aliases"),
        (b"setups: *a", "anchors and aliases"),
        (b'setups: "\\0"', "a character stands here that is none"),
        (b'"\\0": x', "a character stands here that is none"),
        (b"setups: !!python/object/apply:os.system [ls]", "tags"),
        (b"setups: !x y", "tags"),
        (b"{[a]: b}", "a name has to be a word"),
        (b"setups: []\nsetups: []", "Line 2: the same name stands here twice."),
        (b"<<: {a: b}", "not known here. Known: setups."),
        (b"setups: " + b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2), "nested too deep"),
        (b"[" * 100_000, "nested too deep"),
        (b"{a: " * 100_000, "nested too deep"),
        (b"x" * (LARGEST + 1), "too large"),
    ],
)
def test_what_is_no_file_of_setups_is_refused(file: bytes, words: str) -> None:
    assert words in _refused(file)


def test_a_file_with_too_many_values_is_refused() -> None:
    assert "holds too much" in _refused("[" + ",".join(["a"] * MOST) + "]")


def test_the_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]

    assert _refused("\n".join(lines)).startswith("Line 1: anchors and aliases")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "new_group: true",
            "new_group: maybe",
            "setups[1].steps.group.new_group: this has to be true or false.",
        ),
        ("group_name: Site 1", "group_name: [Site 1]", "steps.group.group_name: this has to be one value"),
        ("organisation: Alpha Clinics", "organization: Alpha", "“organization” is not known here."),
        ("organisation: Alpha Clinics", "id: 12", "setups[1]: name the organisation."),
        (
            "organisation: Alpha Clinics",
            "organisation: A\n  id: -1",
            "setups[1].id: this has to be a number.",
        ),
        ("  group: Site 1\n", "", "setups[1]: name the group, or give the setup's id."),
        ("marketplace: amazon.com\n  group", "supplier: ../x\n  group", "there is no profile of this name"),
        ("payment:", "payments:", "“payments” is not known here. Known: group, purchasing-system"),
        ("    locations: {}", "    locations: {a: b}", "“a” is not known here. Known: none."),
        (
            "    locations: {}",
            "    test-order: {}",
            "“test-order” cannot stand in a file. It passes on facts",
        ),
        ("    locations: {}", "    go-live: {}", "“go-live” cannot stand in a file. From here on orders"),
        ("    locations: {}", "    shop: {}", "“shop” is not known here."),
        ("- email:", "- mail:", "steps.people.people[1]: “mail” is not known here. Known: email"),
        ("same:\n      - Seattle clinic", "same: Seattle", "address-book.same: this has to be a list."),
    ],
)
def test_what_does_not_belong_there_is_named_with_its_place(old: str, new: str, words: str) -> None:
    assert GOOD.count(old) == 1, old

    said = _refused(GOOD.replace(old, new))

    assert words in said


REFERENCE = "shared_secret:\n        env: SECRET_OF_ALL"


@pytest.mark.parametrize(
    "literal",
    [
        f"shared_secret: {SECRET}",
        f"shared_secret: [{SECRET}]",
        f"shared_secret: {{{SECRET}}}",
        f"shared_secret: {{value: {SECRET}}}",
        f"shared_secret: {{env: A, file: {SECRET}}}",
        f"shared_secret {SECRET}:",
        f"{SECRET}: x",
        f"shared_secret: '{SECRET}",
        f'shared_secret: "\\{SECRET}"',
        f"shared_secret: !{SECRET} x",
        f"shared_secret: *{SECRET}",
        f"shared_secret: &{SECRET} x",
        f"%{SECRET}",
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(literal: str) -> None:
    assert GOOD.count(REFERENCE) == 1

    assert SECRET not in _refused(GOOD.replace(REFERENCE, literal))


def test_a_plain_secret_is_told_where_it_belongs() -> None:
    said = _refused(GOOD.replace(REFERENCE, f"shared_secret: {SECRET}"))

    assert (
        "setups[1].steps.credentials.shared_secret: write where the secret is, {env: NAME} or {file: PATH}"
        in said
    )


def test_the_same_setup_twice_is_refused() -> None:
    assert "setups[2]: this is the same setup as setups[1]." in _refused(text(group(1), group(2, "SITE 1")))
    numbered = [group(1) | {"id": 7}, group(2) | {"id": 7}]
    assert "setups[2]: this is the same setup as setups[1]." in _refused(text(*numbered))


def test_of_very_many_problems_the_first_are_said() -> None:
    said = _refused(text(*({"group": str(n)} for n in range(50))))

    assert said.count("name the organisation") == 20
    assert said.endswith("And 30 more like these.")


def _read_or_refused(data: bytes) -> bool:
    """Any other error is a bug."""
    try:
        return bool(described(read(data), None))
    except FileRefused as refused:
        return bool(refused.problems)


@given(st.binary(max_size=300))
def test_whatever_bytes_come_are_read_or_refused(data: bytes) -> None:
    assert _read_or_refused(data)


@given(st.text(alphabet="setups:[]{}-&*!'\"#|>%@`,? \n\tidab1", max_size=200))
def test_whatever_looks_like_yaml_is_read_or_refused(file: str) -> None:
    assert _read_or_refused(file.encode())
