"""SARIF 2.1.0, the exchange format of static analysis, as GitHub's code scanning reads it."""

from __future__ import annotations

import json
import os
import re
import string
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimtrack.reports.ci.findings import Finding, Spot, cut, placed, plain, said, worst_first

if TYPE_CHECKING:
    from claimtrack.checks import Listed

_LEVELS = {"critical": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"critical": "error", "warning": "warning", "info": "recommendation"}
# The longest description that code scanning takes.
_DESCRIPTION = 1024
_UNRESERVED = frozenset((string.ascii_letters + string.digits + "-._~/").encode())
# No URI with it: where a checkout lies differs from machine to machine.
_ROOT = {"%SRCROOT%": {"description": {"text": "The top of the repository."}}}


def sarif(
    findings: Iterable[Finding], checks: Sequence[Listed], version: str, root: Path | None = None
) -> str:
    """A SARIF log: one rule a check, one result a flag, the worst first.

    Files are named from ``root``, the top of the repository, if it is given. A flag whose first
    figure is in no file has no location.
    """
    index = {listed.check: at for at, listed in enumerate(checks)}
    driver = {"name": "claimtrack", "version": version, "rules": [_rule(one) for one in checks]}
    run = {
        "tool": {"driver": driver},
        "originalUriBaseIds": _ROOT,
        "results": [_result(one, index) for one in worst_first(placed(findings, root))],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(listed: Listed) -> dict[str, Any]:
    name = listed.check.replace("_", " ")
    suite = f"A check of the suite {listed.suite}; docs/checks.md has an example."
    notes = plain(listed.notes)
    return {
        "id": listed.check,
        "shortDescription": {"text": name},
        "fullDescription": {"text": cut(notes or name, _DESCRIPTION)},
        "help": {"text": f"{notes}\n\n{suite}" if notes else suite},
        "defaultConfiguration": {"enabled": listed.enabled, "level": _LEVELS[listed.severity]},
        "properties": {"tags": [listed.suite], "problem.severity": _PROBLEMS[listed.severity]},
    }


def _result(finding: Finding, index: Mapping[str, int]) -> dict[str, Any]:
    others = list(enumerate((spot for spot in finding.spots[1:] if spot.file), 1))
    # Code scanning shows related places only where the message links to them.
    links = ", ".join(f"[{_link_text(spot.text)}]({at})" for at, spot in others)
    text = _message(finding.message) + (f" Cf. {links}." if links else "")
    result: dict[str, Any] = {"ruleId": finding.check}
    if finding.check in index:
        result["ruleIndex"] = index[finding.check]
    result |= {"level": _LEVELS[finding.severity], "message": {"text": text}}
    if finding.spots and finding.spots[0].file:
        result["locations"] = [_location(finding.spots[0])]
    if others:
        result["relatedLocations"] = [{"id": at, **_location(spot)} for at, spot in others]
    return result | {
        "partialFingerprints": {"claimtrackFlagId/v1": finding.flag_id},
        "baselineState": "new" if finding.new else "unchanged",
        "properties": {
            "scope": finding.scope,
            "observed": plain(finding.observed),
            "expected": plain(finding.expected),
        },
    }


def _location(spot: Spot) -> dict[str, Any]:
    path = Path(spot.file)
    if path.is_absolute():
        artifact = {"uri": path.as_uri()}
    else:
        artifact = {"uri": _relative_uri(path), "uriBaseId": "%SRCROOT%"}
    return {
        "physicalLocation": {"artifactLocation": artifact, "region": {"startLine": spot.line}},
        "message": {"text": _message(said(spot))},
    }


def _relative_uri(path: Path) -> str:
    encoded = os.fsencode(path.as_posix())
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in encoded)


def _message(text: str) -> str:
    """Text in which nothing is a link or a placeholder of SARIF."""
    return plain(text).replace("](", "] (").replace("{", "{{").replace("}", "}}")


def _link_text(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", _message(text))
