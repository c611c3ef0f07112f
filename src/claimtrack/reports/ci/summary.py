"""The job summary: a page in Markdown for people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from claimtrack.reports.ci.findings import Finding, cut, place, plain, plural, worst_first
from claimtrack.suites import SEVERITIES

# GitHub takes a summary of one megabyte.
_SHOWN = 50
_CELL = 500

_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def job_summary(
    findings: Iterable[Finding], articles: int, claims: int, problems: Sequence[str] = ()
) -> str:
    """Counts, the inputs that could not be read, and a table of flags, the worst first.

    Long lists are cut, with how many there are.
    """
    ranked = worst_first(findings)
    lines = ["### claimtrack", "", _counts(ranked, articles, claims)]
    if problems:
        # Words of ours come first, or a file's name could begin a list or a heading.
        lines += ["", *(f"- not read: {_text(problem)}" for problem in problems[:_SHOWN])]
    if len(problems) > _SHOWN:
        lines.append(f"- … and {len(problems) - _SHOWN} more")
    if ranked:
        mixed = len({one.new for one in ranked}) > 1
        lines += ["", "| severity | flag | where | who |", "| --- | --- | --- | --- |"]
        lines += [_row(one, mixed) for one in ranked[:_SHOWN]]
    if len(ranked) > _SHOWN:
        lines += ["", f"… and {len(ranked) - _SHOWN} more in flags.csv."]
    return "\n".join(lines) + "\n"


def _counts(findings: Sequence[Finding], articles: int, claims: int) -> str:
    read = f"{plural(articles, 'article')}, {plural(claims, 'claim')}"
    if not findings:
        return f"{read}. No flags: as far as claimtrack can tell, the figures fit together."
    counts = Counter(one.severity for one in findings)
    told = ", ".join(f"{counts[name]} {name}" for name in SEVERITIES if counts[name])
    new = sum(one.new for one in findings)
    known = "" if new == len(findings) else f" ({new} of them new)"
    return f"{read}. **{plural(len(findings), 'flag')}**: {told}{known}."


def _row(finding: Finding, mixed: bool) -> str:
    places = dict.fromkeys(place(spot) for spot in finding.spots)
    speakers = dict.fromkeys(spot.speaker for spot in finding.spots if spot.speaker)
    cells = [
        finding.severity + (" (known)" if mixed and not finding.new else ""),
        _text(finding.message),
        "<br>".join(map(_text, places)),
        "<br>".join(map(_text, speakers)),
    ]
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    """Text in which nothing is Markdown, HTML, a mention or a link."""
    text = re.sub(r"[&<>]", lambda found: _HTML[found[0]], cut(plain(text), _CELL))
    text = re.sub(r"([\\`*_{}\[\]()~|!^])", r"\\\1", text)
    # GitHub looks for mentions, issue numbers, formulas and addresses in what Markdown leaves,
    # where backslashes are gone; in an element of its own a mark has nothing to go with.
    return re.sub(r"[@#$]|://|(?i:www)(?=\.)", r"<span>\g<0></span>", text)
