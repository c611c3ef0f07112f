"""What a CI system shows of a run: annotations, code scanning, a test report, a job summary.

Text of articles goes into each of these, and none of it may be taken for markup there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from claimtrack.reports.ci.annotations import github
from claimtrack.reports.ci.code_scanning import sarif
from claimtrack.reports.ci.findings import (
    Batch,
    Finding,
    Spot,
    named_from,
    placed,
    repository_of,
)
from claimtrack.reports.ci.summary import job_summary
from claimtrack.reports.ci.xml_report import junit

__all__ = [
    "FORMATS",
    "Batch",
    "Finding",
    "Spot",
    "github",
    "job_summary",
    "junit",
    "placed",
    "repository_of",
    "sarif",
]


def _github(batch: Batch) -> str:
    return github(
        one for one in placed(batch.findings, batch.root) if one.new or not batch.new_only
    )


def _sarif(batch: Batch) -> str:
    # Known flags as well: code scanning takes an alert that is missing for one that is fixed.
    return sarif(batch.findings, batch.checks, batch.version, batch.root)


def _junit(batch: Batch) -> str:
    findings = placed(batch.findings, batch.root)
    articles = [(named_from(batch.root, file), title) for file, title in batch.articles]
    return junit(findings, articles, batch.fail_on, batch.new_only)


FORMATS: Mapping[str, Callable[[Batch], str]] = {
    "github": _github,
    "sarif": _sarif,
    "junit": _junit,
}
"""What makes the text of each format but that of the terminal."""
