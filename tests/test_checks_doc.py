"""The examples of docs/checks.md raise what stands below them; it has every check and column.

All examples are related one by one and validated together, for Great Expectations costs the
same for one row and for a thousand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from claimtrack.claims import claims_of, claims_table
from claimtrack.columns import RELATION_COLUMNS
from claimtrack.records import Article
from claimtrack.relations import relate
from claimtrack.suites import load_suites
from claimtrack.validation import validate
from test_docs import rows, section

DOCUMENT = (Path(__file__).parent.parent / "docs" / "checks.md").read_text("utf-8")
PUBLISHED = "2024-05-14"  # a Tuesday
SECTION = re.compile(r"(?ms)^### `(?P<check>\w+)` \((?P<severity>\w+)\)\n(?P<body>.*?)(?=^##|\Z)")
EXAMPLE = re.compile(r"(?ms)^```(?P<language>en|fr)\n(?P<text>.*?)\n```$")
DATE = re.compile(r"\A(\d{4}-\d\d-\d\d)\n")
TITLE = re.compile(r"\A# (.+)\n")
SECTIONS = [
    (found["check"], found["severity"], found["body"]) for found in SECTION.finditer(DOCUMENT)
]
BODIES = {check: body for check, _, body in SECTIONS}
SUITES = {
    check.name: (suite.table, check.severity) for suite in load_suites() for check in suite.checks
}


def articles(check: str) -> list[Article]:
    """The articles of a check's example, one a block; none if it has no example."""
    blocks = EXAMPLE.finditer(BODIES[check])
    return [
        article(f"{check}-{at}", block["language"], block["text"])
        for at, block in enumerate(blocks)
    ]


def article(name: str, language: str, text: str) -> Article:
    """A block as an article: its first line may be the day, the next ``# Headline``."""
    date = DATE.match(text)
    text = text[date.end() :] if date else text
    title = TITLE.match(text)
    return Article(
        id=name,
        text=text[title.end() :] if title else text,
        title=title[1] if title else "",
        published=date[1] if date else PUBLISHED,
        language=language,
    )


EXAMPLES = [check for check in BODIES if articles(check)]


@cache
def failures() -> set[tuple[str, str, str, str]]:
    """What validation finds in the examples: whose example, check, severity, message."""
    tables: dict[str, list[pd.DataFrame]] = defaultdict(list)
    for check in EXAMPLES:
        claims = claims_table(claim for some in claims_of(articles(check)) for claim in some)
        for name, table in {"claims": claims, **relate(claims)}.items():
            tables[name].append(table)
    whole = {name: pd.concat(some, ignore_index=True) for name, some in tables.items()}
    found = validate(whole)[["article_ids", "check", "severity", "message"]]
    return {
        (str(articles).partition("-")[0], str(check), str(severity), str(message))
        for articles, check, severity, message in found.itertuples(index=False)
    }


@pytest.mark.parametrize("check", EXAMPLES)
def test_each_example_raises_just_the_message_below_it(check: str) -> None:
    messages = re.findall(r"(?m)^> (.+)$", BODIES[check])
    severity = next(severity for name, severity, _ in SECTIONS if name == check)

    assert len(messages) == 1
    assert (check, check, severity, messages[0]) in failures()


def test_each_section_has_an_example_or_says_that_there_is_none() -> None:
    without = [check for check, body in BODIES.items() if "No example" in body]

    assert sorted([*EXAMPLES, *without]) == sorted(BODIES)


def test_each_check_has_one_section_or_one_row() -> None:
    sections = [check for check, _, _ in SECTIONS]
    table = section(DOCUMENT, "claims").partition("### The sanity checks")[2]
    listed = [row[0].strip("`") for row in rows(table) if row[0] != "check" and row[1]]

    assert sorted([*sections, *listed]) == sorted(SUITES)


def test_each_section_has_the_severity_of_its_check() -> None:
    told = {check: severity for check, severity, _ in SECTIONS}

    assert told == {check: SUITES[check][1] for check in told}


def test_each_section_stands_under_the_table_of_its_check() -> None:
    tables = {
        check: table
        for table in {table for table, _ in SUITES.values()}
        for check in re.findall(r"(?m)^### `(\w+)`", section(DOCUMENT, table))
    }

    assert tables == {check: SUITES[check][0] for check in BODIES}


def test_each_sanity_check_is_as_severe_as_the_table_says() -> None:
    listed = SUITES.keys() - BODIES.keys()

    assert {SUITES[check] for check in listed} == {("claims", "critical")}


def test_each_column_of_the_relations_has_a_row_that_says_what_it_means() -> None:
    table = section(DOCUMENT, "The relations")
    described = [row[0].strip("`") for row in rows(table) if row[0] != "column" and row[1]]

    assert described == [*RELATION_COLUMNS, "check"]


def test_each_expectation_that_the_suites_use_is_named() -> None:
    used = {check.type for suite in load_suites() for check in suite.checks}
    told = set(re.findall(r"`(expect_\w+)`", section(DOCUMENT, "The expectations")))

    assert told == used
