"""``cxml``: what a document is, whether we accept it, and every finding with its line. Never touches the network."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from wizard.commands.parsing import Kinds, command
from wizard.cxml.lint import lint
from wizard.profiles import supplier_profile
from wizard.settings import Settings

LARGEST = 6_000_000


def add_to(kinds: Kinds) -> None:
    parser = command(kinds, "cxml", run, "say of each document what it is and whether we accept it")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    parser.add_argument(
        "--dtd", type=Path, metavar="DIR", help="folder of the official DTDs, for their verdict too"
    )


def run(options: argparse.Namespace, settings: Settings) -> int:
    reports = [_report(path, options.dtd, _hosts(settings)) for path in options.files]
    if options.json:
        print(json.dumps(reports, indent=2, ensure_ascii=False))
    else:
        for report in reports:
            _print(report, by_dtd=options.dtd is not None)
    return int(not all(report["accepted"] for report in reports))


def _hosts(settings: Settings) -> tuple[str, ...]:
    """Where a StartPage may be: the supplier's shops, and this machine when suppliers may be on it."""
    places = supplier_profile("amazon_business").marketplaces.values()
    shops = tuple(host for place in places for host in place.shop_hosts)
    return (*shops, "127.0.0.1") if settings.loopback_suppliers else shops


def _report(path: Path, dtd: Path | None, hosts: tuple[str, ...]) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            found = lint(file.read(LARGEST), dtd=dtd, hosts=hosts)
    except OSError as error:
        problem = {
            "code": "file.unreadable",
            "line": None,
            "sentence": f"It cannot be read: {error.strerror}.",
        }
        return {"file": str(path), "kind": "", "accepted": False, "findings": [problem]}
    findings = [
        {"code": finding.code, "line": finding.line, "sentence": finding.sentence}
        for finding in found.findings
    ]
    return {"file": str(path), "kind": found.kind, "accepted": found.accepted, "findings": findings}


def _print(report: dict[str, Any], *, by_dtd: bool) -> None:
    verdict = "accepted" if report["accepted"] else "refused"
    print(f"{report['file']}: {report['kind'] or 'not cXML'}, {verdict}")
    for finding in report["findings"]:
        where = f"line {finding['line']}: " if finding["line"] else ""
        print(f"  {where}{finding['sentence']} [{finding['code']}]")
    # Without a kind it never came as far as the DTD.
    if by_dtd and report["kind"] and all(finding["code"] != "cxml.dtd" for finding in report["findings"]):
        print("  The official DTD finds nothing.")
