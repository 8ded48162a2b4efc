"""What is installed has what it reads: tables, profiles and templates of migrations come with the package."""

from __future__ import annotations

import configparser
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_file_of_the_package_is_installed_with_it() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    patterns = setup["options.package_data"]["wizard"].split(",")
    package = ROOT / "wizard"

    installed = {file for pattern in patterns for file in package.glob(pattern.strip())}
    read = {file for file in package.rglob("*") if file.is_file() and not is_module(file)}

    assert {str(file.relative_to(package)) for file in read - installed} == set()
    assert {".toml", ".mako", ".py"} <= {file.suffix for file in read}


def is_module(file: Path) -> bool:
    """Whether it is found without being named: a module of a package."""
    return file.suffix == ".pyc" or (file.suffix == ".py" and (file.parent / "__init__.py").exists())
