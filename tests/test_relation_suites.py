"""The suites over relations: what a newsroom may edit, and what is taken for equal."""

from __future__ import annotations

import json
import shutil
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.claims import claims_of, claims_table
from claimtrack.errors import SuiteError
from claimtrack.flags import flags_table
from claimtrack.records import Article
from claimtrack.relations import relate
from claimtrack.relations.figures import stories
from claimtrack.relations.spans import Span
from claimtrack.relations.voices import DIFFERENT, SAME, UNCLEAR, same_voice
from claimtrack.suites import load_suites, shipped_folder
from claimtrack.validation import schema_of_suites, validate

SHARE = "Of the 35 drones, 30 were shot down (90%)."
NAN = float("nan")
bound = st.one_of(st.just(NAN), st.floats(-1e6, 1e6))


def tables(text: str) -> dict[str, pd.DataFrame]:
    """The claims of an English text and what relates them."""
    article = Article(id="a", text=text, published="2024-05-14", language="en")
    claims = claims_table(claim for some in claims_of([article]) for claim in some)
    return {"claims": claims, **relate(claims)}


def edited(folder: Path, suite: str, check: str, **changes: Any) -> Path:
    """A copy of the shipped suites in which one check is changed."""
    shutil.copytree(shipped_folder(), folder, dirs_exist_ok=True)
    path = folder / f"{suite}.json"
    told = json.loads(path.read_text("utf-8"))
    entry = next(e for e in told["expectations"] if e["meta"]["check"] == check)
    for name, change in changes.items():
        entry[name] = {**entry[name], **change} if isinstance(change, dict) else change
    path.write_text(json.dumps(told, indent=1), encoding="utf-8")
    return folder


def checks(text: str, folder: Path | None = None) -> dict[str, str]:
    failures = validate(tables(text), folder)
    return dict(zip(failures["check"], failures["severity"], strict=True))


# --- a newsroom's own suites


def test_the_shipped_suites_flag_a_share_that_does_not_fit() -> None:
    assert checks(SHARE) == {"share_mismatch": "critical"}


def test_a_wider_tolerance_lets_it_pass(tmp_path: Path) -> None:
    folder = edited(tmp_path, "shares", "share_mismatch", kwargs={"tolerance": 0.2})

    assert checks(SHARE, folder) == {}


def test_another_severity_is_that_of_the_flag(tmp_path: Path) -> None:
    folder = edited(tmp_path, "shares", "share_mismatch", severity="info")

    assert checks(SHARE, folder) == {"share_mismatch": "info"}


def test_a_disabled_check_is_silent(tmp_path: Path) -> None:
    folder = edited(tmp_path, "shares", "share_mismatch", meta={"enabled": False})

    assert checks(SHARE, folder) == {}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"type": "expect_multicolumn_intervals_to_met"}, "expect_multicolumn_intervals_to_met"),
        ({"kwargs": {"column_list": ["stated_low", "stated_hihg", "a", "b"]}}, "stated_hihg"),
        ({"kwargs": {"tolerence": 0.1}}, "tolerence"),
        ({"severity": "urgent"}, "urgent"),
    ],
    ids=["expectation", "column", "keyword", "severity"],
)
def test_a_misspelt_name_is_an_error_with_file_and_line(
    tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    folder = edited(tmp_path, "shares", "share_mismatch", **changes)

    with pytest.raises(SuiteError, match=rf"shares\.json:\d+: .*{told}"):
        load_suites(folder) and validate(tables(SHARE), folder)


def test_the_schema_takes_the_shipped_suites() -> None:
    validator = import_module("jsonschema").Draft202012Validator(schema_of_suites())
    suites = [json.loads(path.read_text("utf-8")) for path in shipped_folder().glob("*.json")]

    assert [error.message for suite in suites for error in validator.iter_errors(suite)] == []


def test_the_schema_refuses_a_misspelt_column() -> None:
    validator = import_module("jsonschema").Draft202012Validator(schema_of_suites())
    suite = json.loads((shipped_folder() / "shares.json").read_text("utf-8"))
    suite["expectations"][0]["kwargs"]["column_list"] = ["stated_low", "stated_hihg", "a", "b"]

    assert not validator.is_valid(suite)


# --- one flag a problem


def test_a_part_above_its_whole_with_a_wrong_share_is_one_flag() -> None:
    some = tables("Of the 35 drones launched at the port, 43 were shot down (60%).")
    failures = validate(some)

    assert len(flags_table(failures, some["claims"])) == 1


def test_two_problems_are_two_flags() -> None:
    some = tables(f"{SHARE} Twelve people were hurt: five men, four women and two children.")

    assert flags_table(validate(some), some["claims"])["check"].tolist() == [
        "parts_do_not_add_up",
        "share_mismatch",
    ]


# --- intervals


def meet(rows: pd.DataFrame, tolerance: float) -> pd.Series[bool]:
    """The expectation's own comparison; Great Expectations warns when it is imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        overlap = import_module("claimtrack.validation.overlap")
    met: pd.Series[bool] = overlap.meet(rows, tolerance)
    return met


@given(bound, bound, bound, bound)
def test_two_intervals_meet_whichever_comes_first(a: float, b: float, c: float, d: float) -> None:
    one, other = [*sorted([a, b])], [*sorted([c, d])]
    rows = pd.DataFrame([one + other, other + one])

    assert meet(rows, 0.0).nunique() == 1


@given(st.floats(1, 1e6), st.floats(0, 0.5))
def test_figures_that_differ_by_the_tolerance_or_less_meet(value: float, tolerance: float) -> None:
    other = value * (1 + tolerance * 0.99)

    assert meet(pd.DataFrame([[value, value, other, other]]), tolerance).all()


def test_an_empty_bound_is_none() -> None:
    rows = pd.DataFrame([[70.0, NAN, 400.0, 400.0], [70.0, NAN, 40.0, 40.0]])

    assert meet(rows, 0.0).tolist() == [True, False]


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(0.0, 1e3))
def test_what_is_added_and_taken_away_again_is_still_allowed(a: float, b: float, by: float) -> None:
    one, other = Span(a, a + by), Span(b, b)

    assert ((one + other) - other).widened(1e-9).meets(one)


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(0.0, 0.4))
def test_a_share_of_rounded_figures_allows_that_of_the_printed_ones(
    part: float, whole: float, share: float
) -> None:
    ratio = Span(part, part).widened(share) / Span(whole, whole).widened(share)

    assert ratio.widened(1e-9).meets(Span(part / whole, part / whole))


# --- voices


@pytest.mark.parametrize(
    ("one", "other", "voice"),
    [
        ("General Anton Reval", "Reval", SAME),
        ("Mayor Anna Holt", "the governor, Ruth Vane", DIFFERENT),
        ("the police", "", UNCLEAR),
        ("a survey", "the Calder Institute", UNCLEAR),
    ],
)
def test_speakers_are_one_two_or_unclear(one: str, other: str, voice: str) -> None:
    claims = tables("They burned 12 homes. They lost 14 boats.")["claims"]
    claims = claims.assign(speaker=[one, other])
    first, second = next(iter(stories(claims))).figures

    assert same_voice(first, second) == voice


@pytest.mark.parametrize(
    "text",
    [
        "The army says that 40 rebels were killed in Arlen on Monday. "
        "The rebels say that 25 rebels were killed in Arlen on Monday.",
        "Forty rebels were killed, the army said; 25 rebels were killed, Anna Holt said.",
    ],
    ids=["two sentences", "one sentence"],
)
def test_two_named_speakers_who_differ_are_a_dispute_and_no_error(text: str) -> None:
    assert checks(text) == {"disputed": "info"}
