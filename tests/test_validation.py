"""What the shipped checks find, and what a suite can and cannot say."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from claimtrack.columns import (
    CLAIM_COLUMNS,
    FAILURE_COLUMNS,
    not_stated,
    table_of,
)
from claimtrack.errors import SuiteError
from claimtrack.suites import load_suites, shipped_folder
from claimtrack.validation import checked_columns, validate
from claimtrack.validation.messages import shown

NAN = float("nan")
PLAIN: dict[str, Any] = {
    "article_id": "a1",
    "source": "The Courier",
    "language": "en",
    "text": "12 homes",
    "field": "text",
    "start": 3,
    "end": 11,
    "number": "12",
    "value": 12.0,
    "low": 12.0,
    "high": 12.0,
    "qualifier": "exact",
    "kind": "count",
    "unit": "count",
    "item": "homes",
    "item_head": "home",
    "modality": "asserted",
    "sentence": "In all 12 homes burned.",
    "confidence": 0.9,
}


def claims(*rows: dict[str, Any]) -> pd.DataFrame:
    blank = {name: not_stated(name) for name in CLAIM_COLUMNS}
    full = [{**blank, **PLAIN, "claim_id": f"c{at}", **row} for at, row in enumerate(rows)]
    return table_of(CLAIM_COLUMNS, {name: [row[name] for row in full] for name in CLAIM_COLUMNS})


def figure(sentence: str, text: str, value: float, **more: Any) -> dict[str, Any]:
    """A claim with an exact value whose mention is ``text``, of which the number is the start."""
    number = text.replace("%", " ").split()[0]
    bounds = {"value": value, "low": value, "high": value}
    return {"sentence": sentence, "text": text, "number": number, **bounds, **more}


def percent(sentence: str, text: str, value: float, **more: Any) -> dict[str, Any]:
    return figure(sentence, text, value, **{"kind": "percent", "unit": "percent", **more})


def age(sentence: str, text: str, value: float, **more: Any) -> dict[str, Any]:
    return figure(sentence, text, value, **{"kind": "age", "unit": "year", **more})


def spread(sentence: str, text: str, low: float, high: float, **more: Any) -> dict[str, Any]:
    number = next(word for word in text.split() if any(map(str.isdigit, word)))
    bounds = {"value": NAN, "low": low, "high": high, "qualifier": "range"}
    return {"sentence": sentence, "text": text, "number": number, **bounds, **more}


FIRES: list[tuple[str, dict[str, Any]]] = [
    (
        "range_upside_down",
        spread("Between 31,000 and 18,000 homes.", "Between 31,000 and 18,000 homes", 31e3, 18e3),
    ),
    (
        "range_upside_down",
        spread("De dégâts entre 72 et 64 millions.", "entre 72 et 64 millions", 72e6, 64e6),
    ),
    (
        "range_upside_down",
        spread("Damage between 72 and 64 million.", "72 and 64 million", 72e6, 64e6),
    ),
    ("range_backwards", spread("Des dégâts de 72 à 64 millions.", "de 72 à 64 millions", 72, 64)),
    (
        "named_range_upside_down",
        spread("Une fourchette de 72 à 64 millions.", "72 à 64 millions", 72e6, 64e6),
    ),
    (
        "named_range_upside_down",
        spread("It lies in the range of 72 to 64 million.", "72 to 64 million", 72e6, 64e6),
    ),
    (
        "vote_share_above_100",
        percent("La participation a atteint 112,7 % en fin de journée.", "112,7 %", 112.7),
    ),
    ("vote_share_above_100", percent("Turnout was 101%, they said.", "101%", 101)),
    ("vote_share_above_100", percent("He took 120% of the vote.", "120%", 120)),
    ("vote_share_above_100", percent("Soit 110 % des inscrits.", "110 % des inscrits", 110)),
    (
        "share_above_100",
        percent("Some 230 percent of the residents took part.", "230 percent", 230),
    ),
    ("share_above_100", percent("Au total, 240 % des habitants.", "240 %", 240)),
    ("share_above_100", percent("Some 150% of the samples were sealed away.", "150%", 150)),
    ("share_above_100", percent("Le taux d'abandon a atteint 131 % cette fois.", "131 %", 131)),
    ("share_above_100", percent("The success rate was 104% last year.", "104%", 104)),
    ("age_above_122", age("Pavel Ruskin, 412, and two dockers", "412", 412)),
    ("age_above_122", age("Selon Mme Astier, 431 ans, rien.", "431 ans", 431)),
    ("age_above_122", age("Un homme de 431 ans a survécu.", "431 ans", 431)),
    ("age_above_122", age("A 431-year-old lorry driver died.", "431-year-old", 431)),
    ("age_above_122_doubtful", age("Jeanne Astier, 431 ans, rit.", "431 ans", 431)),
    ("age_above_122_doubtful", age("Là, Jeanne Astier, 431 ans, rit.", "431 ans", 431)),
    (
        "count_not_whole",
        figure("It killed 2.5 people there.", "2.5 people", 2.5, item_head="people"),
    ),
    ("claim_id_stated", {"claim_id": ""}),
    ("article_id_stated", {"article_id": ""}),
    ("text_stated", {"text": "", "number": ""}),
    ("number_stated", {"number": ""}),
    ("unit_stated", {"unit": ""}),
    ("field_known", {"field": "body"}),
    ("qualifier_known", {"qualifier": "about"}),
    ("direction_known", {"direction": "sideways"}),
    ("kind_known", {"kind": "number"}),
    ("modality_known", {"modality": "maybe"}),
    ("attribution_known", {"attribution": "hearsay"}),
    ("unit_known", {"unit": "furlong_of_beer"}),
    ("bounds_in_order", {"qualifier": "approx", "low": 13.0, "high": 11.0}),
    ("confidence_0_1", {"confidence": 1.5}),
    ("start_in_article", {"start": -1}),
    ("start_before_end", {"start": 11}),
    ("end_in_article", {"start": 95, "end": 101}),
    ("number_in_text", {"number": "13"}),
]
# A row made for one of these cannot but fail the other as well.
ALSO = {
    "text_stated": {"number_stated"},
    "named_range_upside_down": {"range_backwards"},
}

FINE: list[dict[str, Any]] = [
    {},
    spread("It was between -5 and -10 degrees.", "between -5 and -10", -5, -10),
    spread("A fall of between 20 and 10%.", "between 20 and 10", 20, 10, direction="down"),
    spread("From 40 to 50.", "From 40 to 50", 40, 50),
    percent("Prices are at 150% of the national average.", "150%", 150),
    percent("La participation bondit de 118 %.", "118 %", 118, direction="up"),
    percent("Turnout was 120% higher than in 2019.", "120%", 120),
    percent("Prisons hold 111% of the places they have.", "111%", 111),
    percent("The plant ran at 103% of its capacity.", "103%", 103),
    percent("Le taux d'occupation a atteint 118 %.", "118 %", 118),
    percent("Debt is at 112% of GDP.", "112%", 112),
    percent("He took 100% of the vote.", "100%", 100),
    percent("Turnout was about 102%.", "about 102%", 102, low=96.9, high=107.1, number="102"),
    age("Jeanne Calment, 122, died in 1997.", "122", 122),
    age("The church is 431 years old.", "431 years", 431),
    age("A 150-year-old teacher training college.", "150-year-old", 150),
    age("L'école de filles, 140 ans, ferme.", "140 ans", 140),
    figure("Some 2.5 people per home on average.", "2.5 people", 2.5, item_head="people"),
    figure("It made 1.1 million people flee.", "1.1 million people", 1.1 * 1e6, item_head="people"),
    figure("It covers 2.5 fields.", "2.5 fields", 2.5, item_head="field"),
    {"low": 70.0, "high": NAN, "qualifier": "more_than"},
    {"value": NAN, "low": NAN, "high": NAN, "qualifier": "vague"},
    {"start": 92, "end": 100},
]

ARTICLES = table_of(("id", "title", "text"), {"id": ["a1"], "title": ["T"], "text": ["x" * 100]})


@pytest.fixture(scope="module")
def fired() -> pd.DataFrame:
    table = claims(*(row for _, row in FIRES))
    return validate({"claims": table, "articles": ARTICLES})


@pytest.mark.parametrize(
    "at", range(len(FIRES)), ids=[f"{n}-{at}" for at, (n, _) in enumerate(FIRES)]
)
def test_a_shipped_check_fires_on_a_row_made_for_it_and_no_other_does(
    fired: pd.DataFrame, at: int
) -> None:
    check, row = FIRES[at]
    checks = set(fired.loc[fired["claim_ids"] == row.get("claim_id", f"c{at}"), "check"])

    assert checks == {check} | ALSO.get(check, set())


def test_the_shipped_checks_are_silent_on_figures_that_can_be_true() -> None:
    failures = validate({"claims": claims(*FINE), "articles": ARTICLES})

    assert failures["check"].tolist() == []


def test_every_shipped_check_of_rows_has_a_row_that_it_fires_on() -> None:
    suites = [suite for suite in load_suites() if suite.table == "claims"]
    shipped = {check.name for suite in suites for check in suite.checks}
    of_the_table = {name for name in shipped if name.endswith("_type")} | {"required_columns"}
    # A column of whole numbers has no empty cells in pandas.
    impossible = {"start_stated", "end_stated", "claim_id_unique"}

    assert {name for name, _ in FIRES} == shipped - of_the_table - impossible


def test_claims_that_share_an_id_are_all_told() -> None:
    failures = validate({"claims": claims({"claim_id": "same"}, {"claim_id": "same"}, {})})

    assert failures["check"].tolist() == ["claim_id_unique"] * 2


@pytest.mark.parametrize("column", ["value", "low", "high", "base_value", "confidence"])
def test_a_column_of_another_type_is_told_once(column: str) -> None:
    table = claims({}, {"base_value": 1.0}).astype({column: "float32"})
    failures = validate({"claims": table.fillna({"base_value": 0})})

    assert failures["check"].tolist() == [f"{column}_type"]
    assert failures["observed"].tolist() == ["float32"]


def test_a_column_that_the_table_lacks_is_named() -> None:
    failures = validate({"claims": claims({}).drop(columns=["url", "cue"])})

    assert failures["message"].tolist() == ["The claims table lacks columns: cue, url."]
    assert failures["claim_ids"].tolist() == [""]


def test_a_claims_table_may_have_further_columns() -> None:
    failures = validate({"claims": claims({}).assign(comment="ours")})

    assert failures.empty


def test_an_empty_claims_table_has_no_failures() -> None:
    failures = validate({"claims": claims()})

    assert failures.columns.tolist() == list(FAILURE_COLUMNS)
    assert failures.empty


def test_the_rows_of_a_table_may_have_any_index() -> None:
    table = claims({}, {"kind": "number"}, {"unit": ""})
    table.index = pd.Index([7, 7, 3])
    failures = validate({"claims": table})

    assert failures["claim_ids"].tolist() == ["c2", "c1"]


# ---------------------------------------------------------------- messages


def test_a_french_article_gets_a_french_message_with_french_numbers() -> None:
    row = spread("Entre 72 et 64 millions.", "Entre 72 et 64 millions", 72e6, 64e6)
    failures = validate({"claims": claims({**row, "language": "fr-BE", "speaker": "l’assureur"})})

    assert failures["message"].tolist() == [
        "L’assureur\u00a0: «\u00a0Entre 72 et 64 millions\u00a0» va du plus grand chiffre, "
        "72\u202f000\u202f000, au plus petit, 64\u202f000\u202f000."
    ]


@pytest.mark.parametrize("language", ["en-GB", "de", ""])
def test_any_other_article_gets_an_english_message(language: str) -> None:
    row = spread("Between 4,000 and 2,500.", "Between 4,000 and 2,500", 4000, 2500)
    failures = validate({"claims": claims({**row, "language": language})})

    assert failures["message"].tolist() == [
        "The Courier: “Between 4,000 and 2,500” runs from the larger figure, 4,000, down to the "
        "smaller, 2,500."
    ]


def test_a_reader_may_choose_the_language_of_all_messages() -> None:
    row = {**FIRES[0][1], "source": ""}
    failures = validate({"claims": claims(row)}, language="fr")

    assert failures["message"].str.startswith("L’article\u00a0: «").tolist() == [True]


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (200000.0, "200\u202f000", "200,000"),
        (999.0, "999", "999"),
        (-1234.5, "-1\u202f234,5", "-1,234.5"),
        (0.5, "0,5", "0.5"),
        (1e-7, "0,0000001", "0.0000001"),
        (12, "12", "12"),
        (NAN, "", ""),
        ("70,5", "70,5", "70,5"),
        (True, "True", "True"),
    ],
)
def test_numbers_are_printed_as_people_print_them(value: object, french: str, english: str) -> None:
    assert (shown(value, "fr"), shown(value, "en")) == (french, english)


# ---------------------------------------------------------------- columns made for checks


def test_a_mention_is_marked_in_its_sentence_whatever_the_blanks() -> None:
    row = {"sentence": "Près de\u202f12\nmaisons ont brûlé.", "text": "12\u00a0maisons"}
    table = checked_columns(claims(row, {"text": "elsewhere"}))

    assert table["marked_sentence"].tolist() == [
        "Près de <<12 maisons>> ont brûlé.",
        "<<elsewhere>>",
    ]


def test_an_article_s_length_is_that_of_the_field() -> None:
    table = checked_columns(claims({}, {"field": "title"}, {"article_id": "other"}), ARTICLES)

    assert table["text_length"].fillna(-1).tolist() == [100, 1, -1]


# ---------------------------------------------------------------- editing suites

PLAUSIBLE: dict[str, Any] = {
    "type": "expect_column_values_to_be_between",
    "kwargs": {"column": "value", "min_value": 0, "max_value": 100},
    "severity": "warning",
    "meta": {
        "check": "plausible",
        "message": "{text} is {observed}, not {expected}".replace("{expected}", "0 to 100"),
        "observed": "{value}",
        "expected": "0 – 100",
    },
}


def suite_folder(folder: Path, *expectations: Any, **top: Any) -> Path:
    suite = {"name": "claims", "expectations": list(expectations), **top}
    (folder / "claims.json").write_text(json.dumps(suite, indent=1), encoding="utf-8")
    return folder


def edited(**changes: Any) -> dict[str, Any]:
    """The plausible check with changes, ``kwargs`` and ``meta`` merged, None to leave out."""
    check = copy.deepcopy(PLAUSIBLE)
    for name, change in changes.items():
        check[name] = {**check[name], **change} if isinstance(change, dict) else change
        if isinstance(change, dict):
            check[name] = {k: v for k, v in check[name].items() if v is not None}
    return {name: value for name, value in check.items() if value is not None}


def failing(folder: Path, *values: float) -> pd.DataFrame:
    return validate({"claims": claims(*({"value": value} for value in values))}, folder)


def test_a_workspace_s_own_suites_replace_the_shipped_ones(tmp_path: Path) -> None:
    failures = failing(suite_folder(tmp_path, PLAUSIBLE), 50, 150)

    assert failures.to_dict("records") == [
        {
            "table": "claims",
            "check": "plausible",
            "severity": "warning",
            "message": "12 homes is 150, not 0 to 100",
            "observed": "150",
            "expected": "0 – 100",
            "claim_ids": "c1",
            "article_ids": "a1",
            "scope": "claim",
        }
    ]


def test_a_folder_without_suites_leaves_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("nothing here")

    assert load_suites(tmp_path) == load_suites()


def test_another_threshold_finds_another_figure(tmp_path: Path) -> None:
    check = edited(kwargs={"max_value": 40})

    assert failing(suite_folder(tmp_path, check), 50, 150)["claim_ids"].tolist() == ["c0", "c1"]


def test_another_severity_and_scope_are_passed_on(tmp_path: Path) -> None:
    check = edited(severity="info", meta={"scope": "archive"})
    failures = failing(suite_folder(tmp_path, check), 150)

    assert failures[["severity", "scope"]].to_numpy().tolist() == [["info", "archive"]]


def test_a_disabled_check_finds_nothing(tmp_path: Path) -> None:
    check = edited(meta={"enabled": False})

    assert failing(suite_folder(tmp_path, check), 150).empty


def test_a_check_that_may_fail_for_some_rows_tells_none_of_them(tmp_path: Path) -> None:
    check = edited(kwargs={"mostly": 0.5})

    assert failing(suite_folder(tmp_path, check), 50, 150).empty


def test_a_check_of_the_whole_column_tells_what_it_saw(tmp_path: Path) -> None:
    check = edited(type="expect_column_mean_to_be_between", meta={"observed": None})
    failures = failing(suite_folder(tmp_path, check), 1000, 2000)

    assert failures["observed"].tolist() == ["1,500"]


def test_a_suite_over_another_table_uses_its_own_ids_and_scope(tmp_path: Path) -> None:
    pairs = pd.DataFrame(
        {"part": [5.0, 1.0], "claim_ids": ["c1 c2", "c3"], "article_ids": "a", "scope": "article"}
    )
    check = edited(kwargs={"column": "part", "max_value": 4}, meta={"message": "{part}"})
    check["meta"].pop("observed")
    suite_folder(tmp_path, check, name="pairs")
    failures = validate({"claims": claims(), "pairs": pairs}, tmp_path)

    assert failures[["observed", "claim_ids", "scope"]].to_numpy().tolist() == [
        ["5", "c1 c2", "article"]
    ]


CONDITION = {"type": "comparison", "column": {"name": "kind"}, "operator": "==", "parameter": "x"}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "misspelt type": (
        edited(type="expect_column_values_to_be_betwen"),
        "did you mean 'expect_column_values_to_be_between'",
    ),
    "camel case": (edited(type="ExpectColumnValuesToBeBetween"), "unknown expectation"),
    "query": (
        edited(type="unexpected_rows_expectation", kwargs={"unexpected_rows_query": "select 1"})
        | {"kwargs": {"unexpected_rows_query": "select 1"}},
        "check 'plausible' cannot run",
    ),
    "no type": (edited(type=None), 'needs a "type"'),
    "severity": (edited(severity="fatal"), 'severity must be one of "critical", "warning"'),
    "no severity": (edited(severity=None), "severity must be one of"),
    "misspelt argument": (edited(kwargs={"maxvalue": 1}), "maxvalue: extra fields not permitted"),
    "argument type": (edited(kwargs={"max_value": "ten"}), "max_value"),
    "mostly": (edited(kwargs={"mostly": 2}), "mostly"),
    "kwargs": (edited(kwargs=[]) | {"kwargs": []}, "kwargs must be an object"),
    "result format": (edited(kwargs={"result_format": "BASIC"}), "cannot be set"),
    "misspelt column": (edited(kwargs={"column": "vlaue"}), "did you mean 'value'"),
    "no column": (edited(kwargs={"column": None}), "column: field required"),
    "misspelt column in a condition": (
        edited(kwargs={"row_condition": {**CONDITION, "column": {"name": "knid"}}}),
        "did you mean 'kind'",
    ),
    "condition as code": (
        edited(kwargs={"row_condition": "value > 3"}),
        "row_condition must be an object",
    ),
    "condition passed through": (
        edited(kwargs={"row_condition": {"type": "pass_through", "pass_through_filter": "1"}}),
        "row_condition: type must be one of",
    ),
    "condition without an operator": (
        edited(kwargs={"row_condition": {k: v for k, v in CONDITION.items() if k != "operator"}}),
        "row_condition (comparison) needs 'operator'",
    ),
    "misspelt key in a condition": (
        edited(kwargs={"row_condition": {"type": "and", "conditions": [{**CONDITION, "op": 1}]}}),
        "unknown key in row_condition (comparison) 'op'",
    ),
    "column of a condition as text": (
        edited(kwargs={"row_condition": {**CONDITION, "column": "kind"}}),
        "column must be an object",
    ),
    "condition that is none": (
        edited(kwargs={"row_condition": {**CONDITION, "operator": "is"}}),
        "row_condition",
    ),
    "condition that cannot run": (
        edited(kwargs={"row_condition": {**CONDITION, "operator": ">", "parameter": 3}}),
        "check 'plausible' cannot run",
    ),
    "regular expression": (
        edited(
            type="expect_column_values_to_match_regex",
            kwargs={"column": "text", "regex": "(", "min_value": None, "max_value": None},
        ),
        "regex is no regular expression",
    ),
    "misspelt key": (edited(sevrity="info"), "did you mean 'severity'"),
    "misspelt key in meta": (edited(meta={"mesage": "x"}), "did you mean 'message'"),
    "no meta": (edited(meta=None), "meta must be an object"),
    "no check name": (edited(meta={"check": None}), 'needs a check name in meta "check"'),
    "check name": (edited(meta={"check": "Too high!"}), "needs a check name"),
    "no message": (edited(meta={"message": None}), 'needs a "message"'),
    "message": (edited(meta={"message": 3}), "must be text"),
    "field in message": (edited(meta={"message": "{txt}"}), "did you mean 'text'"),
    "attribute in message": (edited(meta={"message": "{text.__class__}"}), "only {column}"),
    "index in message": (edited(meta={"message_fr": "{text[0]}"}), "only {column}"),
    "format in message": (edited(meta={"observed": "{value:.2f}"}), "only {column}"),
    "conversion in message": (edited(meta={"expected": "{value!r}"}), "only {column}"),
    "brace in message": (edited(meta={"message": "a } b"}), "Single '}'"),
    "scope": (edited(meta={"scope": "page"}), "scope must be one of"),
    "enabled": (edited(meta={"enabled": "no"}), "enabled must be one of true, false"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_in_a_suite_is_an_error_at_its_line(
    tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    check, cause = WRONG[name]
    fine = edited(meta={"check": "first"})
    suite_folder(tmp_path, fine, check)
    line = (tmp_path / "claims.json").read_text().split("\n").index("  {", 4) + 1

    with pytest.raises(SuiteError) as error:
        failing(tmp_path, 50)

    assert str(error.value).startswith(f"{tmp_path / 'claims.json'}:{line}: ")
    assert cause in str(error.value)
    assert "\n" not in str(error.value)
    assert capfd.readouterr() == ("", "")


def test_a_mistake_in_a_disabled_check_is_an_error_too(tmp_path: Path) -> None:
    suite_folder(tmp_path, edited(type="expect_nothing", meta={"enabled": False}))

    with pytest.raises(SuiteError, match="unknown expectation"):
        failing(tmp_path, 50)


def test_a_check_name_stands_once_over_all_suites(tmp_path: Path) -> None:
    suite_folder(tmp_path, PLAUSIBLE)
    (tmp_path / "more.json").write_text((tmp_path / "claims.json").read_text())

    with pytest.raises(SuiteError, match=r"more\.json:4: check 'plausible' is there already: .*:4"):
        load_suites(tmp_path)


def drop_name(text: str) -> str:
    return text.replace('"name": "claims",', "")


FILES: dict[str, tuple[Callable[[str], str], str]] = {
    "cut off": (lambda text: text[:200], r"claims\.json:\d+: not JSON"),
    "trailing comma": (lambda text: text.replace("]", ",]"), r"claims\.json:\d+: not JSON"),
    "empty": (lambda text: "", "claims.json:1: not JSON"),
    "a list": (lambda text: f"[{text}]", "an object with a list of"),
    "no list": (lambda text: '{"name": "claims", "expectations": {}}', "an object with a list of"),
    "no name": (drop_name, 'needs a "name"'),
    "another table": (lambda t: t.replace('"claims"', '"clams"'), "did you mean 'claims'"),
    "unknown key": (lambda t: t.replace('"name"', '"nmae"') + "", 'needs a "name"'),
    "misspelt key": (lambda t: t.replace("{", '{"metta": 1,', 1), "did you mean 'meta'"),
    "key twice": (
        lambda t: t.replace('"severity"', '"severity": "info", "severity"'),
        r"claims\.json:4: the key 'severity' is there twice",
    ),
    "list twice": (
        lambda t: t.replace('"name"', '"expectations": [], "name"'),
        r"claims\.json:3: the key 'expectations' is there twice",
    ),
    "an entry that is no object": (lambda t: t.replace("[", "[3,", 1), "must be an object"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_suite_is_an_error(tmp_path: Path, name: str) -> None:
    change, cause = FILES[name]
    file = suite_folder(tmp_path, PLAUSIBLE) / "claims.json"
    file.write_text(change(file.read_text()))

    with pytest.raises(SuiteError, match=cause):
        failing(tmp_path, 50)


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "claims.json").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SuiteError, match=r"claims\.json: cannot be read"):
        load_suites(tmp_path)


def test_each_shipped_suite_is_named_after_its_file() -> None:
    suites = load_suites()

    assert [suite.table for suite in suites] == [
        file.stem for file in sorted(shipped_folder().glob("*.json"))
    ]


# ---------------------------------------------------------------- quiet and lazy

SCRIPT = """
import logging, sys
logging.basicConfig(level=logging.INFO)
import claimtrack.flags, claimtrack.reports, claimtrack.validation as validation
from claimtrack.columns import CLAIM_COLUMNS, table_of
assert "great_expectations" not in sys.modules
validation.load_suites()
assert "great_expectations" not in sys.modules
validation.validate({"claims": table_of(CLAIM_COLUMNS, {"claim_id": ["c"]})})
assert "great_expectations" in sys.modules
"""


def test_great_expectations_is_imported_late_says_nothing_and_writes_no_files(
    tmp_path: Path,
) -> None:
    home = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "XDG_CACHE_HOME": ""}
    home |= {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=tmp_path, env=home, capture_output=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert list(tmp_path.iterdir()) == []
