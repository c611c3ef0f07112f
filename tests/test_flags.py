"""What an editor reads: one flag a problem, the worst first, and counts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from claimtrack.columns import (
    CLAIM_COLUMNS,
    FAILURE_COLUMNS,
    FLAG_COLUMNS,
    SUMMARY_COLUMNS,
    table_of,
)
from claimtrack.flags import flags_table, summary_table


def claims(**columns: list[Any]) -> pd.DataFrame:
    return table_of(CLAIM_COLUMNS, columns)


def failures(*rows: dict[str, str]) -> pd.DataFrame:
    plain = dict.fromkeys(FAILURE_COLUMNS, "") | {"check": "sum", "severity": "warning"}
    full = [{**plain, **row} for row in rows]
    return table_of(FAILURE_COLUMNS, {c: [row[c] for row in full] for c in FAILURE_COLUMNS})


THREE = claims(
    claim_id=["c1", "c2", "c3"],
    article_id=["a", "a", "b"],
    source=["Courier", "Courier", ""],
    speaker=["", "Anna", "Anna"],
    confidence=[0.5, 0.9, 0.9],
)


def test_a_flag_carries_the_failure_and_room_for_a_verdict() -> None:
    failure = {
        "check": "sum",
        "severity": "critical",
        "message": "4 and 5 are not 10",
        "observed": "9",
        "expected": "10",
        "claim_ids": "c1 c2",
        "article_ids": "a",
        "scope": "article",
    }
    flags = flags_table(failures(failure), THREE)

    assert flags.columns.tolist() == list(FLAG_COLUMNS)
    assert flags.drop(columns="flag_id").to_dict("records") == [
        failure | {"verdict": "", "reviewer": "", "note": "", "reviewed": ""}
    ]


def test_the_worst_come_first_then_the_surest_then_as_the_article_runs() -> None:
    flags = flags_table(
        failures(
            {"severity": "info", "claim_ids": "c2", "check": "age"},
            {"severity": "warning", "claim_ids": "c1"},
            {"severity": "warning", "claim_ids": "c3"},
            {"severity": "warning", "claim_ids": "c2"},
            {"severity": "warning", "claim_ids": "c2 c1", "check": "total"},
            {"severity": "critical", "claim_ids": "", "check": "columns"},
            {"severity": "critical", "claim_ids": "c1", "check": "range"},
        ),
        THREE,
    )

    assert flags[["severity", "claim_ids"]].to_numpy().tolist() == [
        ["critical", "c1"],
        ["critical", ""],
        ["warning", "c2"],
        ["warning", "c3"],
        ["warning", "c1"],
        ["warning", "c2 c1"],
        ["info", "c2"],
    ]


def test_a_problem_found_twice_is_one_flag() -> None:
    flags = flags_table(failures({"claim_ids": "c1 c2"}, {"claim_ids": "c2 c1"}), THREE)

    assert flags["claim_ids"].tolist() == ["c1 c2"]


def test_another_check_on_the_same_claims_is_another_flag() -> None:
    flags = flags_table(failures({"claim_ids": "c1"}, {"claim_ids": "c1", "check": "age"}), THREE)

    assert flags["flag_id"].nunique() == 2


def test_a_problem_keeps_its_id_whatever_else_changes() -> None:
    once = flags_table(failures({"claim_ids": "c1 c2", "message": "old"}), THREE)
    again = flags_table(
        failures(
            {"claim_ids": "c3", "severity": "critical"},
            {"claim_ids": "c2 c1", "message": "new", "severity": "info"},
        ),
        THREE.iloc[::-1],
    )

    assert once["flag_id"].tolist() == again.loc[again["message"] == "new", "flag_id"].tolist()
    assert once["flag_id"].tolist() == ["f9da6a496bf7db4d"]


def test_a_failure_that_names_no_claim_is_told_apart_by_its_articles() -> None:
    flags = flags_table(failures({"article_ids": "a"}, {"article_ids": "b"}), THREE)

    assert flags["flag_id"].nunique() == 2


def test_no_failures_give_an_empty_table_of_flags() -> None:
    flags = flags_table(failures(), claims())

    assert flags.columns.tolist() == list(FLAG_COLUMNS)
    assert flags.empty


def test_the_summary_counts_claims_and_flags_by_article_source_speaker_and_check() -> None:
    flags = flags_table(
        failures(
            {"severity": "critical", "claim_ids": "c1 c2"},
            {"severity": "warning", "claim_ids": "c2 c3"},
            {"severity": "info", "claim_ids": "c3", "check": "age"},
        ),
        THREE,
    )

    assert summary_table(THREE, flags).to_numpy().tolist() == [
        ["article", "a", 2, 1, 1, 0],
        ["article", "b", 1, 0, 1, 1],
        ["source", "Courier", 2, 1, 1, 0],
        ["source", "", 1, 0, 1, 1],
        ["speaker", "Anna", 2, 1, 1, 1],
        ["speaker", "", 1, 1, 0, 0],
        ["check", "age", 1, 0, 0, 1],
        ["check", "sum", 3, 1, 1, 0],
    ]


def test_the_summary_of_nothing_is_empty() -> None:
    summary = summary_table(claims(), flags_table(failures(), claims()))

    assert summary.columns.tolist() == list(SUMMARY_COLUMNS)
    assert summary.empty
