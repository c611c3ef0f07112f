"""JUnit XML, the test report that most CI systems show."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from junitparser import Attr, Failure, JUnitXml, TestCase, TestSuite

from claimtrack.reports.ci.findings import (
    Finding,
    elsewhere,
    file_name,
    place,
    plain,
    worst_first,
)
from claimtrack.suites import at_or_above

_OF_NO_ARTICLE = ("", "all articles")


class _Case(TestCase):
    """A test case that names the file it is about: GitLab links to it."""

    file = Attr()


def junit(
    findings: Iterable[Finding],
    articles: Iterable[tuple[str, str]],
    fail_on: str,
    new_only: bool = False,
) -> str:
    """A JUnit XML report: one test case an article, failed by flags at or above ``fail_on``.

    A flag belongs to the article of its first spot. Flags that fail nothing (with ``new_only``
    these are also those known before) are in the output of the case. All flags that fail an
    article are one failure: of two, some readers show the first only and some none.
    """
    by_article: dict[tuple[str, str], list[Finding]] = {article: [] for article in articles}
    for finding in worst_first(findings):
        by_article.setdefault(_article_of(finding), []).append(finding)
    failing = at_or_above(fail_on)
    cases = [
        _case(
            name,
            article[0],
            found,
            [one for one in found if one.severity in failing and (one.new or not new_only)],
        )
        for name, (article, found) in zip(_names(by_article), by_article.items(), strict=True)
    ]
    suite = TestSuite("claimtrack")
    suite.add_testcases(cases)
    report = JUnitXml("claimtrack")
    report += suite
    written = io.BytesIO()
    report.write(written)
    return written.getvalue().decode() + "\n"


def _case(name: str, file: str, found: Sequence[Finding], failing: Sequence[Finding]) -> TestCase:
    case = _Case(name, "claimtrack")
    if file:
        case.file = file_name(file)
    if failing:
        more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
        failure = Failure(plain(failing[0].message) + more, failing[0].severity)
        failure.text = "\n".join(map(_told, failing))
        case.result = [failure]
    if rest := [one for one in found if one not in failing]:
        case.system_out = "\n".join(map(_told, rest))
    return case


def _told(finding: Finding) -> str:
    """A flag in lines of text: where, how bad, what, and the other places."""
    where = f"{place(finding.spots[0])}: " if finding.spots else ""
    head = f"{where}{finding.severity}: {plain(finding.message)} [{finding.check}]"
    return "\n".join([head, *(f"    {line}" for line in elsewhere(finding))])


def _article_of(finding: Finding) -> tuple[str, str]:
    if not finding.spots:
        return _OF_NO_ARTICLE
    first = finding.spots[0]
    return first.file, first.title or first.article_id


def _names(articles: Collection[tuple[str, str]]) -> list[str]:
    """A name for each: its file, and the title where a file has several articles or there is none.

    No name comes twice, for GitLab would drop the second.
    """
    files = Counter(file for file, _ in articles)
    names: dict[str, None] = {}
    for file, title in articles:
        parts = [file_name(file)] if file and files[file] == 1 else [file_name(file), plain(title)]
        name = unique = ": ".join(filter(None, parts))
        again = 1
        while unique in names:
            again += 1
            unique = f"{name} ({again})"
        names[unique] = None
    return list(names)
