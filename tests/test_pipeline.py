"""The whole flow: articles in; claims, flags, summary, relations and a review workbook out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from claimtrack.columns import CLAIM_COLUMNS, FLAG_COLUMNS, RELATION_COLUMNS, SUMMARY_COLUMNS
from claimtrack.errors import ClaimtrackError, SuiteError
from claimtrack.pipeline import Run, Settings, check, extract, run
from claimtrack.records import Article
from claimtrack.reports import read_claims, to_csv_text
from claimtrack.suites import shipped_folder

FLOOD = """\
---
id: flood
title: 'Flood: 300 homes emptied'
source: The Courier
---
Some 900 people left 300 homes, and damage was put at €4m.
"""
TABLES = ("claims.csv", "flags.csv", "summary.csv", "relations.csv")
FILES = (*TABLES, "review.xlsx")


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three articles, one with a range upside down, and two broken files."""
    folder = tmp_path_factory.mktemp("articles")
    (folder / "b-storm.txt").write_text("Entre 72 et 64 millions d'euros de dégâts, dit-on.")
    (folder / "a-flood.md").write_text(FLOOD)
    (folder / "deep").mkdir()
    row = {"id": "vote", "text": "Turnout was 61.5% in 12 districts.", "source": "The Courier"}
    (folder / "deep" / "c.jsonl").write_text(json.dumps(row) + "\n[]\n")
    (folder / "d-empty.txt").touch()
    return folder


@pytest.fixture(scope="module")
def first(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run([str(articles)], Settings(tmp_path_factory.mktemp("workspace") / "reports"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_run_writes_four_tables_a_workbook_and_nothing_else(first: Run) -> None:
    folder = first.files[0].parent

    assert [path.name for path in first.files] == list(FILES)
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)


def test_what_is_written_is_what_is_returned(first: Run) -> None:
    tables = (first.extraction.claims, first.flags, first.summary, first.relations)

    assert [path.read_bytes().decode() for path in first.files[:4]] == [
        to_csv_text(table) for table in tables
    ]


def test_the_tables_have_the_columns_of_the_contract(first: Run) -> None:
    headers = [path.read_text().split("\n", 1)[0].split(",") for path in first.files[:4]]

    assert headers == [
        list(CLAIM_COLUMNS),
        list(FLAG_COLUMNS),
        list(SUMMARY_COLUMNS),
        [*RELATION_COLUMNS, "check"],
    ]


def test_claims_read_back_as_they_were_found(first: Run) -> None:
    pd.testing.assert_frame_equal(read_claims(first.files[0]), first.extraction.claims)


def test_articles_come_in_name_order_and_claims_in_text_order(first: Run) -> None:
    claims = first.extraction.claims

    assert claims[["field", "number"]].to_numpy().tolist() == [
        ["title", "300"],
        ["text", "900"],
        ["text", "300"],
        ["text", "4m"],
        ["text", "72 et 64 millions"],
        ["text", "61.5"],
        ["text", "12"],
    ]


def test_what_cannot_be_read_is_told_and_the_rest_is_done(first: Run, articles: Path) -> None:
    problems = [str(problem).removeprefix(f"{articles}/") for problem in first.extraction.problems]

    assert problems == [
        "d-empty.txt: empty: there is nothing to read",
        "deep/c.jsonl:2: not a JSON object",
    ]
    assert [article.id for article in first.extraction.articles][::2] == ["flood", "vote"]


def test_a_range_upside_down_is_the_one_flag(first: Run) -> None:
    (flag,) = first.flags.to_dict("records")
    storm = first.extraction.claims.loc[lambda table: table["qualifier"] == "range"]

    assert (flag["check"], flag["severity"]) == ("range_upside_down", "critical")
    assert flag["claim_ids"] == storm["claim_id"].item()
    assert flag["article_ids"] == storm["article_id"].item()
    assert (flag["verdict"], flag["reviewer"], flag["note"]) == ("", "", "")


def test_the_summary_counts_claims_and_flags(first: Run) -> None:
    storm = first.extraction.articles[1].id

    assert first.summary.to_numpy().tolist() == [
        ["article", "flood", 4, 0, 0, 0],
        ["article", storm, 1, 1, 0, 0],
        ["article", "vote", 2, 0, 0, 0],
        ["source", "The Courier", 6, 0, 0, 0],
        ["source", "", 1, 1, 0, 0],
        ["speaker", "", 7, 1, 0, 0],
        ["check", "range_upside_down", 1, 1, 0, 0],
    ]


def test_a_second_run_writes_the_same_bytes(first: Run, articles: Path, tmp_path: Path) -> None:
    before = contents(first.files[0].parent)
    run([str(articles)], Settings(first.files[0].parent))
    run([str(articles)], Settings(tmp_path))

    assert contents(first.files[0].parent) == contents(tmp_path) == before


def test_checking_the_claims_again_gives_the_same_flags_and_counts(first: Run) -> None:
    again = check(read_claims(first.files[0]))

    pd.testing.assert_frame_equal(again.flags, first.flags)
    pd.testing.assert_frame_equal(again.summary, first.summary)
    pd.testing.assert_frame_equal(again.relations, first.relations)


def test_flag_ids_stay_whatever_else_is_in_the_batch(first: Run, articles: Path) -> None:
    alone = extract([str(articles / "b-storm.txt")])
    flags = check(alone.claims, articles=alone.articles).flags

    assert flags["flag_id"].tolist() == first.flags["flag_id"].tolist()


def test_the_suites_of_a_workspace_take_the_place_of_the_shipped_ones(
    articles: Path, tmp_path: Path
) -> None:
    suite = json.loads((shipped_folder() / "claims.json").read_text())
    for expectation in suite["expectations"]:
        expectation["severity"] = "info"
    (tmp_path / "claims.json").write_text(json.dumps(suite))
    result = run([str(articles / "b-storm.txt")], Settings(tmp_path / "reports", tmp_path))

    assert result.flags[["check", "severity"]].to_numpy().tolist() == [
        ["range_upside_down", "info"]
    ]


def test_a_suite_that_would_not_run_costs_no_claims(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "claims.json").write_text('{"name": "claims", "expectations": [{"type": "no"}]}')

    with pytest.raises(SuiteError, match=r"claims\.json"):
        run([str(articles)], Settings(tmp_path / "reports", tmp_path))
    assert len(read_claims(tmp_path / "reports" / "claims.csv")) == 7


def test_a_folder_that_cannot_be_written_to_is_told(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ClaimtrackError, match=r"file/claims\.csv: cannot be written"):
        run([str(articles)], Settings(tmp_path / "file"))


@pytest.mark.parametrize("paths", [[], ["missing.txt"]])
def test_no_article_gives_empty_tables(paths: list[str], tmp_path: Path) -> None:
    result = run(paths, Settings(tmp_path))

    assert [len(path.read_text().splitlines()) for path in result.files[:4]] == [1, 1, 1, 1]
    assert len(result.extraction.problems) == len(paths)


def test_extraction_writes_nothing(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = extract([str(articles)])

    assert len(result.claims) == 7
    assert list(tmp_path.iterdir()) == []


def test_standard_input_is_one_article() -> None:
    result = extract(["-"], stdin=io.BytesIO("Il y a 12 morts.\n\nEt 30 blessés.".encode()))

    assert result.claims["text"].tolist() == ["12 morts", "30 blessés"]
    assert result.claims["article_id"].nunique() == 1


def test_progress_sees_each_article_once(articles: Path) -> None:
    seen: list[str] = []

    def progress(batch: list[Article]) -> Iterable[Article]:
        def each() -> Iterator[Article]:
            for article in batch:
                seen.append(article.id)
                yield article

        return each()

    result = extract([str(articles)], progress=progress)

    assert seen == [article.id for article in result.articles]
    assert len(result.claims) == 7


def test_an_article_given_twice_is_one_article(articles: Path) -> None:
    storm = str(articles / "b-storm.txt")

    assert len(extract([storm, str(articles), storm]).claims) == 7
