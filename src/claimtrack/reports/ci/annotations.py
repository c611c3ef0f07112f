"""GitHub's annotations: workflow commands on standard output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from claimtrack.reports.ci.findings import (
    Finding,
    elsewhere,
    plain,
    plural,
    printable,
    worst_first,
)

_COMMANDS = {"critical": "error", "warning": "warning", "info": "notice"}
# GitHub shows so many annotations of a kind for each step; all of them stay in its log.
_SHOWN = 10


def github(findings: Iterable[Finding]) -> str:
    """Workflow commands that annotate each flag at its file and line, the worst first.

    Of each kind GitHub shows the first ten of a step; a last line tells how many more there are.
    """
    ranked = worst_first(findings)
    kinds = Counter(_COMMANDS[one.severity] for one in ranked)
    more = [
        plural(count - _SHOWN, f"more {kind}") for kind, count in kinds.items() if count > _SHOWN
    ]
    lines = [_annotation(one) for one in ranked]
    if more:
        lines.append(
            f"GitHub shows {_SHOWN} annotations of a kind for each step; "
            f"{', '.join(more)} in this log and in flags.csv"
        )
    return "".join(f"{line}\n" for line in lines)


def _annotation(finding: Finding) -> str:
    properties = {"title": f"claimtrack {finding.check}"}
    if finding.spots and finding.spots[0].file:
        first = finding.spots[0]
        properties = {"file": first.file, "line": str(first.line), **properties}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = "\n".join([plain(finding.message), *elsewhere(finding)])
    return f"::{_COMMANDS[finding.severity]} {written}::{_data(message)}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    # The runner reads back just these five: an escaped semicolon would be shown as %3B.
    return _data(text).replace(":", "%3A").replace(",", "%2C")
