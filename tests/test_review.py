"""Flags to a reviewer and verdicts back, by openpyxl and through LibreOffice."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock

from claimtrack.checks import Listed, list_checks
from claimtrack.columns import ARTICLE_COLUMNS, CLAIM_COLUMNS, FLAG_COLUMNS, table_of
from claimtrack.errors import ClaimtrackError, InputError
from claimtrack.reports import CSV_DIALECTS, write
from claimtrack.review import VERDICT_WORDS, read_verdicts, review_workbook, saved_at
from claimtrack.review import sheets as review_sheets
from claimtrack.review.mentions import Told, evidence, spans, told
from claimtrack.review.sheets import SETTLED_FILL, SETTLED_TEXT, SEVERITY_FILLS
from claimtrack.verdicts import VERDICTS, Verdict

NAN = float("nan")
SHEETS = ["Flags", "Claims", "Articles", "Checks", "How to"]
CHECKS = [
    Listed("part_above_whole", "critical", "parts", True, 1, "Only where the words say so."),
    Listed("total_falls", "warning", "archive", False, None, "=not a formula"),
]


# ---------------------------------------------------------------- the tables of a small case


def claims() -> pd.DataFrame:
    """Four figures of two articles; the second has no address and a title like a formula."""
    of_drones = "Of 35 drones launched, 43 were shot down, the air force said."
    return table_of(
        CLAIM_COLUMNS,
        {
            "claim_id": ["c1", "c2", "c3", "c4"],
            "article_id": ["a1", "a1", "a1", "a2"],
            "source": ["The Courier", "The Courier", "The Courier", "La Gazette"],
            "title": ["Drones over Belwick"] * 3 + ["=SOMME(A1)"],
            "url": ["https://courier.example.org/1"] * 3 + ["javascript:alert(1)"],
            "published": ["2024-05-14"] * 3 + ["2024-05"],
            "speaker": ["the air force", "the air force", "", "+Anna Holt"],
            "field": ["text"] * 4,
            "start": [103, 123, 300, 0],
            "end": [112, 125, 302, 12],
            "text": ["35 drones", "43", "17", "Two people"],
            "sentence": [of_drones, of_drones, "=17 hurt", "Two people died."],
            "number": ["35", "43", "17", "Two"],
            "value": [35.0, 43.0, 17.0, 2.0],
            "low": [35.0, 43.0, 17.0, NAN],
            "high": [35.0, 43.0, float("inf"), 2.0],
            "time_start": ["2024-05-13", "", "2024", ""],
            "confidence": [0.81, 0.7, 0.6, 0.5],
        },
    )


def articles() -> pd.DataFrame:
    return table_of(
        ARTICLE_COLUMNS,
        {
            "article_id": ["a1", "a2"],
            "version": [1, 2],
            "source": ["The Courier", "La Gazette"],
            "title": ["Drones over Belwick", "=SOMME(A1)"],
            "url": ["https://courier.example.org/1", "javascript:alert(1)"],
            "published": ["2024-05-14", "2024-05"],
            "language": ["en", "fr"],
            "file": ["in/port.txt", "@in/gazette.txt"],
            "claims": [3, 1],
        },
    )


def flags(**columns: list[Any]) -> pd.DataFrame:
    given = {
        "flag_id": ["f1", "f2", "f3"],
        "check": ["part_above_whole", "total_falls", "odd"],
        "severity": ["critical", "warning", "info"],
        "scope": ["article", "archive", "claim"],
        "message": ["“43” is a part of “35 drones”.", "=1+1", "@odd"],
        "claim_ids": ["c1 c2", "c3 c4", "gone"],
        "article_ids": ["a1", "a1 a2", "a9"],
        "observed": ["43", "-2", "70"],
        "expected": ["≤ 35 drones", "≥ 17", ""],
    }
    return table_of(FLAG_COLUMNS, {**given, **columns})


def made(given: pd.DataFrame | None = None) -> bytes:
    return review_workbook(flags() if given is None else given, claims(), articles(), CHECKS)


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), rich_text=True)


def cell(sheet: Any, column: str, row: int = 2) -> Any:
    names = [header.value for header in sheet[1]]
    return sheet.cell(row, names.index(column) + 1)


def bold(value: Any) -> list[str]:
    blocks = value if isinstance(value, CellRichText) else []
    return [str(b) for b in blocks if isinstance(b, TextBlock) and b.font.b]


@pytest.fixture(scope="module")
def book() -> Any:
    return opened(made())


# ---------------------------------------------------------------- what the workbook shows


def test_the_workbook_has_its_sheets_in_order(book: Any) -> None:
    assert book.sheetnames == SHEETS


def test_a_reviewer_sees_first_what_is_needed_first(book: Any) -> None:
    names = [header.value for header in book["Flags"][1]]

    assert names[:7] == [
        *("severity", "message", "sentence", "verdict", "reviewer", "note", "reviewed")
    ]
    assert set(FLAG_COLUMNS) <= set(names)


@pytest.mark.parametrize("title", SHEETS[:4])
def test_the_header_stays_in_sight_is_printed_on_each_page_and_filters(
    book: Any, title: str
) -> None:
    sheet = book[title]

    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_figures_are_bold_in_their_sentence(book: Any) -> None:
    sentence = cell(book["Flags"], "sentence").value

    assert str(sentence) == "Of 35 drones launched, 43 were shot down, the air force said."
    assert bold(sentence) == ["35 drones", "43"]
    assert bold(cell(book["Claims"], "sentence", 3).value) == ["43"]


def test_sentences_of_several_articles_say_who_where_and_when(book: Any) -> None:
    sentence = cell(book["Flags"], "sentence", 3).value

    assert str(sentence).split("\n") == [
        "The Courier, 2024-05-14: =17 hurt",
        "La Gazette, 2024-05, +Anna Holt: Two people died.",
    ]
    assert bold(sentence) == ["17", "Two people"]


def test_a_flag_leads_to_its_article_and_to_its_claims(book: Any) -> None:
    sheet = book["Flags"]

    assert cell(sheet, "link").hyperlink.target == "https://courier.example.org/1"
    assert cell(sheet, "link").value == "courier.example.org"
    assert cell(sheet, "claims").hyperlink.location == "'Claims'!A2"
    assert cell(sheet, "claims").value == "2 claims"
    assert cell(sheet, "claims", 3).hyperlink.location == "'Claims'!A4"
    assert cell(sheet, "article", 3).value == "Drones over Belwick\n=SOMME(A1)"


def test_an_article_without_a_web_address_is_linked_to_its_row(book: Any) -> None:
    link = cell(book["Claims"], "link", 5)

    assert (link.hyperlink.location, link.hyperlink.target) == ("'Articles'!A3", None)
    assert cell(book["Articles"], "link", 3).hyperlink is None
    assert cell(book["Articles"], "url", 3).hyperlink is None


def test_a_flag_whose_claims_are_gone_is_shown_by_its_ids(book: Any) -> None:
    sheet = book["Flags"]
    row = {name: cell(sheet, name, 4) for name in ("sentence", "article", "claims", "link")}

    assert (row["sentence"].value, row["article"].value) == (None, "a9")
    assert (row["claims"].value, row["claims"].hyperlink, row["link"].value) == (
        *("1 claim", None, None),
    )


def test_numbers_are_numbers_dates_are_dates_and_ids_are_text(book: Any) -> None:
    sheet = book["Claims"]

    assert [cell(sheet, name, 4).value for name in ("value", "low", "high")] == [17, 17, None]
    assert cell(sheet, "published").value == datetime(2024, 5, 14)
    assert cell(sheet, "published").is_date
    assert cell(sheet, "time_start").is_date
    assert [cell(sheet, "published", 5).value, cell(sheet, "time_start", 4).value] == [
        *("2024-05", "2024"),
    ]
    assert [cell(sheet, name).data_type for name in ("claim_id", "number")] == ["s", "s"]
    assert cell(sheet, "claim_id").number_format == "@"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        *((72e6, "#,##0"), (-10_000.0, "#,##0"), (999_999_999_999.0, "#,##0"), (9999.0, "General")),
        *((10_000.5, "General"), (1e12, "General")),
    ],
)
def test_the_thousands_of_large_numbers_stand_apart(value: float, shown: str) -> None:
    table = claims().assign(value=[value, 1.0, 1.0, 1.0])
    number = cell(opened(review_workbook(flags(), table, articles(), []))["Claims"], "value")

    assert (number.value, number.data_type, number.number_format) == (value, "n", shown)


@pytest.mark.parametrize("title", SHEETS[:4])
def test_lines_stand_between_the_cells_of_tables(book: Any, title: str) -> None:
    cells = list(book[title][2])

    assert {(c.border.right.style, c.border.bottom.style) for c in cells} == {("thin", "thin")}


def test_a_date_before_spreadsheets_stays_text() -> None:
    old = claims().assign(published=["1899-12-30", "2024-05-14T10:15:00+02:00", "", "1900-01-31"])
    sheet = opened(review_workbook(flags(), old, articles(), []))["Claims"]

    assert [cell(sheet, "published", row).value for row in range(2, 6)] == [
        *("1899-12-30", datetime(2024, 5, 14, 10, 15), None, "1900-01-31")
    ]


def test_no_cell_is_a_formula_and_what_looks_like_one_is_marked(book: Any) -> None:
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    texts = [c for c in cells if str(c.value).startswith(("=", "+", "-", "@"))]

    assert {c.data_type for c in cells} == {"s", "n", "d"}
    assert len(texts) > 8
    assert all(c.quotePrefix for c in texts)


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "file:///etc/passwd", "=HYPERLINK(1)", "https://", "//x.org"),
        *("https://x.org/a b", 'https://x.org/"', "https://x.org/\n", "ftp://x.org", ""),
        "https://x.org/" + "a" * 2100,
    ],
)
def test_only_a_web_address_is_a_link(url: str) -> None:
    assert not review_sheets.is_web_address(url)


def test_a_web_address_is_a_link() -> None:
    assert review_sheets.is_web_address("HTTPS://x.example.org/é?a=1#b")
    assert review_sheets.web_site("https://x.example.org?a=1") == "x.example.org"


def test_a_verdict_is_chosen_from_a_list_and_nothing_else_is_taken(book: Any) -> None:
    (choice,) = book["Flags"].data_validations.dataValidation

    assert choice.formula1.strip('"').split(",") == list(VERDICTS)
    assert (choice.type, choice.errorStyle, str(choice.sqref)) == ("list", "stop", "D2:D4")
    assert choice.showErrorMessage
    assert choice.showInputMessage
    assert max(len(choice.prompt), len(choice.error)) <= 255


def test_verdicts_already_given_are_filled_in() -> None:
    given = flags(
        verdict=["false alarm", "", "later"],
        reviewer=["Ida", "", ""],
        note=["=seen", "", ""],
        reviewed=["2026-11-29T11:15:00+01:00", "", "yesterday"],
    )
    sheet = opened(made(given))["Flags"]

    assert [cell(sheet, name).value for name in ("verdict", "reviewer", "note", "reviewed")] == [
        *("false alarm", "Ida", "=seen", datetime(2026, 11, 29, 10, 15))
    ]
    assert cell(sheet, "reviewed").is_date
    assert [cell(sheet, "reviewed", row).value for row in (3, 4)] == [None, "yesterday"]


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2, 0 for black and 1 for white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_severities_differ_in_greyscale_too(book: Any) -> None:
    fills = [cell(book["Flags"], "severity", row).fill.fgColor.rgb[2:] for row in (2, 3, 4)]
    signs = {cell(book["Flags"], "severity", row).number_format for row in (2, 3, 4)}

    assert fills == list(SEVERITY_FILLS.values())
    assert contrast(fills[0], fills[1]) > 3
    assert contrast(fills[1], fills[2]) > 1.7
    assert len(signs) == 3
    assert [cell(book["Flags"], "severity", row).value for row in (2, 3, 4)] == [
        *("critical", "warning", "info")
    ]


@pytest.mark.parametrize(
    ("text", "fill"),
    [
        ("FFFFFF", "7A1C1C"),
        ("000000", "E3A13A"),
        ("000000", "E3EEF9"),
        (SETTLED_TEXT, SETTLED_FILL),
    ],
)
def test_letters_stand_out_from_their_ground(text: str, fill: str) -> None:
    assert contrast(text, fill) >= 4.5


def test_a_row_that_is_settled_turns_grey_and_later_does_not(book: Any) -> None:
    (rule,) = [rule for some in book["Flags"].conditional_formatting for rule in some.rules]

    assert rule.formula == ['AND($D2<>"",$D2<>"later")']


def test_the_checks_are_listed(book: Any) -> None:
    rows = [list(row) for row in book["Checks"].iter_rows(min_row=2, values_only=True)]

    assert rows == [
        ["part_above_whole", "critical", "parts", "yes", 1, "Only where the words say so."],
        ["total_falls", "warning", "archive", "no", None, "=not a formula"],
    ]


def test_how_to_explains_each_verdict_severity_and_command(book: Any) -> None:
    text = "\n".join(str(c.value) for row in book["How to"].iter_rows() for c in row)

    assert [word for word in (*VERDICTS, *SEVERITY_FILLS) if word not in text] == []
    assert "claimtrack review import FILE" in text
    assert "flag_id" in text


def test_the_same_tables_give_the_same_bytes_on_another_day(monkeypatch: Any) -> None:
    one = made()
    later = time.time() + 10_000_000
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(later))

    assert made() == one


def test_no_flag_no_claim_no_check_is_a_workbook_too(tmp_path: Path) -> None:
    empty = (table_of(FLAG_COLUMNS), table_of(CLAIM_COLUMNS), table_of(ARTICLE_COLUMNS))
    (tmp_path / "review.xlsx").write_bytes(review_workbook(*empty, []))

    assert opened((tmp_path / "review.xlsx").read_bytes()).sheetnames == SHEETS
    assert read_verdicts(tmp_path / "review.xlsx") == ([], [])


def test_the_shipped_checks_fit_the_sheet() -> None:
    book = opened(review_workbook(flags(), claims(), articles(), list_checks(None, [])))

    assert book["Checks"].max_row > 20


def test_more_rows_than_a_sheet_holds_is_one_clear_error(monkeypatch: Any) -> None:
    monkeypatch.setattr(review_sheets, "MOST_ROWS", 3)

    with pytest.raises(ClaimtrackError, match="a sheet holds 3 rows, Claims has 4"):
        made()


def test_more_links_than_a_sheet_holds_are_words(monkeypatch: Any) -> None:
    monkeypatch.setattr(review_sheets, "_MOST_LINKS", 2)
    sheet = opened(made())["Claims"]

    assert [bool(cell(sheet, "link", row).hyperlink) for row in range(2, 6)] == [
        *(True, True, False, False)
    ]


@pytest.mark.parametrize("long", ["x" * 40_000, "\U0001f600" * 20_000, "12 " + "x" * 40_000])
def test_a_sentence_too_long_for_a_cell_is_shortened_and_says_so(long: str) -> None:
    table = claims().assign(sentence=long, text="12")
    sheet = opened(review_workbook(flags(), table, articles(), []))["Claims"]
    shown = str(cell(sheet, "sentence").value)

    assert shown.endswith(" […]")
    assert 32_700 < len(shown.encode("utf-16-le")) / 2 <= 32_767


# ---------------------------------------------------------------- where a figure stands


def figures(sentence: str, *figures: tuple[str, int]) -> list[Told]:
    return [
        Told(f"c{at}", "a", "The Courier", "2024-05-14", "", text, "text", start, sentence)
        for at, (text, start) in enumerate(figures)
    ]


def found(claims: Sequence[Told]) -> list[tuple[int, int] | None]:
    where = spans(claims)
    return [where.get(claim.claim_id) for claim in claims]


def test_the_same_words_twice_in_a_sentence_are_told_apart() -> None:
    claims = figures("Of the 5 hurt and 5 dead, 5 were dockers.", ("5", 118), ("5 were", 126))

    assert found(claims) == [(18, 19), (26, 32)]


def test_a_figure_is_not_taken_for_a_part_of_a_longer_one() -> None:
    assert found(figures("Of 35 there were 3.", ("3", 17))) == [(17, 18)]


def test_blanks_and_lines_in_the_article_are_single_blanks_in_its_sentence() -> None:
    claims = figures("De 1 300 à 1 500 euros.", ("1\u202f300", 50), ("1\u202f500\n  euros", 60))

    assert found(claims) == [(3, 8), (11, 22)]


def test_a_figure_that_is_not_in_its_sentence_has_no_place() -> None:
    assert found(figures("Nothing here.", ("12", 3))) == [None]


def test_a_headline_says_that_it_is_one() -> None:
    claims = [
        Told("c1", "a", "The Courier", "2024-05-14", "", "35", "title", 0, "35 drones"),
        Told("c2", "a", "The Courier", "2024-05-14", "Anna Holt", "43", "text", 0, "43 fell."),
    ]
    runs = evidence(claims, spans(claims), across=False)

    assert "".join(text for text, _ in runs).split("\n") == [
        *("The Courier, headline: 35 drones", "Anna Holt: 43 fell.")
    ]
    assert [text for text, look in runs if look == "bold"] == ["35", "43"]


def test_each_claim_of_a_table_is_told_of_by_its_id() -> None:
    assert list(told(claims())) == ["c1", "c2", "c3", "c4"]


# ---------------------------------------------------------------- verdicts from a workbook


def reviewed(tmp_path: Path, **columns: list[Any]) -> Path:
    """A workbook made of the flags, in which a reviewer has filled in columns."""
    workbook = openpyxl.load_workbook(io.BytesIO(made()))
    sheet = workbook["Flags"]
    for name, values in columns.items():
        for row, value in enumerate(values, 2):
            cell(sheet, name, row).value = value
    workbook.save(tmp_path / "review.xlsx")
    return tmp_path / "review.xlsx"


def given(verdicts: Sequence[Verdict]) -> list[tuple[str, str, str, str, str]]:
    return [(v.flag_id, v.verdict, v.reviewer, v.note, v.reviewed) for v in verdicts]


def causes(errors: Sequence[InputError]) -> list[str]:
    assert all("\n" not in str(error) for error in errors)
    return [f"{error.place.line}: {error.cause}" for error in errors]


def test_verdicts_are_read_from_the_workbook_with_their_rows(tmp_path: Path) -> None:
    path = reviewed(
        tmp_path,
        verdict=["confirmed error", None, "later"],
        reviewer=["Ida Brenn", None, None],
        note=["sure", "no verdict", "ask\nthe desk"],
        reviewed=[datetime(2026, 11, 29, 10, 15), None, None],
    )
    verdicts, errors = read_verdicts(path)

    assert given(verdicts) == [
        ("f1", "confirmed error", "Ida Brenn", "sure", "2026-11-29T10:15:00+00:00"),
        ("f3", "later", "", "ask\nthe desk", ""),
    ]
    assert [str(v.place) for v in verdicts] == [f"{path}:2", f"{path}:4"]
    assert errors == []


def test_verdicts_that_were_given_before_come_back_as_they_were(tmp_path: Path) -> None:
    at = "2026-11-29T10:15:07+00:00"
    before = flags(verdict=["fixed", "", ""], reviewed=[at, "", ""], note=["@desk", "", ""])
    (tmp_path / "review.xlsx").write_bytes(made(before))

    assert given(read_verdicts(tmp_path / "review.xlsx")[0]) == [("f1", "fixed", "", "@desk", at)]


def test_columns_may_be_moved_and_added_rows_inserted_above_and_sheets_renamed(
    tmp_path: Path,
) -> None:
    workbook = openpyxl.Workbook()
    first = workbook.active
    first.append(["flag_id", "something else"])
    sheet = workbook.create_sheet("Ma feuille")
    for row in (
        *([], ["Review of May"], []),
        ["Mine", " Verdict ", "FLAG_ID", "verdict 2", "Note"],
        *([1, "fixed", "f9", "x", 70.0], [], [2, "dispute", "f8"]),
    ):
        sheet.append(row)
    workbook.save(tmp_path / "mine.xlsx")
    verdicts, errors = read_verdicts(tmp_path / "mine.xlsx")

    assert given(verdicts) == [("f9", "fixed", "", "70", ""), ("f8", "dispute", "", "", "")]
    assert [v.place.line for v in verdicts] == [5, 7]
    assert errors == []


def test_the_sheet_flags_is_preferred_wherever_it_stands(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for title, verdict in (("Copy", "fixed"), ("FLAGS", "later")):
        sheet = workbook.create_sheet(title)
        sheet.append(["flag_id", "verdict"])
        sheet.append(["f1", verdict])
    workbook.save(tmp_path / "mine.xlsx")

    assert [v.verdict for v in read_verdicts(tmp_path / "mine.xlsx")[0]] == ["later"]


WORDS = [(word, verdict) for verdict, words in VERDICT_WORDS.items() for word in words]


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        *((verdict, verdict) for verdict in VERDICTS),
        *WORDS,
        ("Confirmed_Error", "confirmed error"),
        ("\u00a0FALSE-ALARM ", "false alarm"),
        ("Erreur  confirmee", "confirmed error"),
        ("Fausse alerte", "false alarm"),
        ("faux-positif", "false alarm"),
        ("DÉSACCORD", "dispute"),
        ("litige", "dispute"),
        ("corrige\u0301", "fixed"),
        ("Plus tard", "later"),
    ],
)
def test_a_verdict_may_be_written_in_other_ways_and_in_french(
    tmp_path: Path, written: str, verdict: str
) -> None:
    path = tmp_path / "flags.csv"
    path.write_text(f"flag_id;verdict\nf1;{written}\n", encoding="utf-8")

    assert [v.verdict for v in read_verdicts(path)[0]] == [verdict]


def test_what_cannot_be_read_is_listed_and_the_rest_is_read(tmp_path: Path) -> None:
    path = reviewed(
        tmp_path,
        verdict=["perhaps", "fixed", "dispute"],
        flag_id=["f1", None, "f3"],
        reviewed=[None, None, "29.13.2026"],
    )
    verdicts, errors = read_verdicts(path)

    assert given(verdicts) == [("f3", "dispute", "", "", "")]
    assert causes(errors) == [
        "2: verdict 'perhaps' is none of: confirmed error, false alarm, dispute, fixed, later",
        "3: verdict 'fixed' without a flag_id",
        "4: reviewed '29.13.2026' is no date, such as 2026-11-29 10:15",
    ]


def test_the_same_flag_twice_is_returned_twice_in_the_order_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "flags.csv").write_text("flag_id,verdict\nf1,later\nf2,fixed\nf1,dispute\n")
    verdicts, _ = read_verdicts(tmp_path / "flags.csv")

    assert [(v.flag_id, v.verdict) for v in verdicts] == [
        *(("f1", "later"), ("f2", "fixed"), ("f1", "dispute"))
    ]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-29T10:15:00+00:00", "2026-11-29T10:15:00+00:00"),
        ("2026-11-29T11:15:00+01:00", "2026-11-29T10:15:00+00:00"),
        ("2026-11-29T10:15:00Z", "2026-11-29T10:15:00+00:00"),
        ("2026-11-29 10:15", "2026-11-29T10:15:00+00:00"),
        ("2026-11-29", "2026-11-29T00:00:00+00:00"),
        ("29/11/2026", "2026-11-29T00:00:00+00:00"),
        ("29/11/2026 10:15", "2026-11-29T10:15:00+00:00"),
        ("5/1/2026 09:05:07", "2026-01-05T09:05:07+00:00"),
        ("29/11/2026 à 10h15", "2026-11-29T10:15:00+00:00"),
        (datetime(2026, 11, 29, 10, 15, 0, 999_990), "2026-11-29T10:15:01+00:00"),
        (date(2026, 11, 29), "2026-11-29T00:00:00+00:00"),
        (46355.42708333334, "2026-11-29T10:15:00+00:00"),
    ],
)
def test_when_a_flag_was_reviewed_is_read_from_text_and_dates(
    tmp_path: Path, written: Any, moment: str
) -> None:
    path = reviewed(tmp_path, verdict=["fixed"])
    workbook = openpyxl.load_workbook(path)
    at = cell(workbook["Flags"], "reviewed")
    at.number_format = "General"
    at.value = written
    workbook.save(path)

    assert [v.reviewed for v in read_verdicts(path)[0]] == [moment]


@pytest.mark.parametrize("written", ["11/29/2026", "yesterday", "31/02/2026", 7, True, "2026"])
def test_a_moment_that_cannot_be_read_is_told_and_the_verdict_kept(
    tmp_path: Path, written: Any
) -> None:
    verdicts, errors = read_verdicts(reviewed(tmp_path, verdict=["fixed"], reviewed=[written]))

    assert given(verdicts) == [("f1", "fixed", "", "", "")]
    assert len(errors) == 1


# ---------------------------------------------------------------- verdicts from flags.csv


@pytest.mark.parametrize("dialect", sorted(CSV_DIALECTS))
def test_flags_csv_can_be_reviewed_in_any_dialect(tmp_path: Path, dialect: str) -> None:
    table = flags(verdict=["fixed", "", "later"], note=["=né", "", ""], reviewer=["", "", "Zoë"])
    write(table, tmp_path / "flags.csv", dialect)
    verdicts, errors = read_verdicts(tmp_path / "flags.csv")

    assert given(verdicts) == [("f1", "fixed", "", "=né", ""), ("f3", "later", "Zoë", "", "")]
    assert errors == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_flags_csv_is_read_as_any_spreadsheet_saves_it(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    rows = (
        *(["Revue", "", "", ""], ["", "", "", ""]),
        ["Note", "Verdict", "Reviewed", "Flag ID"],
        *(['"é, oui"', "corrigé", "29/11/2026 10:15", "f1"], ["", "", "", "f2"]),
    )
    text = "".join(f"{delimiter.join(row)}\r\n" for row in rows)
    (tmp_path / "flags.csv").write_bytes(text.encode(encoding))
    verdicts, errors = read_verdicts(tmp_path / "flags.csv")

    assert given(verdicts) == [("f1", "fixed", "", "é, oui", "2026-11-29T10:15:00+00:00")]
    assert [v.place.line for v in verdicts] == [4]
    assert errors == []


def test_letters_that_were_lost_are_told(tmp_path: Path) -> None:
    text = "flag_id,verdict,note\nf1,fixed,d\ufffdj\ufffd vu\n"
    (tmp_path / "flags.csv").write_text(text, encoding="utf-8")
    verdicts, errors = read_verdicts(tmp_path / "flags.csv")

    assert [v.note for v in verdicts] == ["d\ufffdj\ufffd vu"]
    assert causes(errors) == ["2: note has U+FFFD for letters that were lost when it was saved"]


OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64


def zipped(*names: str) -> bytes:
    import zipfile  # noqa: PLC0415

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("review.xls", OLD_EXCEL, "is in the old .xls format"),
        ("review.xlsx", OLD_EXCEL + "EncryptedPackage".encode("utf-16-le"), "by a password"),
        ("review.ods", zipped("mimetype", "content.xml"), "is an OpenDocument file"),
        ("review.xlsx", zipped("x"), "is a damaged workbook"),
        ("review.xlsx", zipped("[Content_Types].xml"), "is a damaged workbook"),
        ("review.xlsx", made()[:3000], "is a damaged workbook"),
        ("review.xlsx", b"", "is no workbook"),
        ("review.pdf", b"%PDF", "is no workbook"),
        ("flags.csv", b"", "is empty"),
        ("flags.csv", b"a,b\n1,2\n", "lacks the columns flag_id and verdict"),
        ("flags.csv", b'flag_id,verdict\nf1,"fixed', "unexpected end of data"),
        ("flags.csv", b"flag_id,verdict\nf1,\x81\n", "is neither UTF-8, UTF-16 nor Windows-1252"),
    ],
)
def test_a_file_that_is_no_review_is_one_clear_error(
    tmp_path: Path, name: str, content: bytes, cause: str
) -> None:
    (tmp_path / name).write_bytes(content)
    verdicts, errors = read_verdicts(tmp_path / name)

    assert verdicts == []
    assert len(errors) == 1
    assert cause in causes(errors)[0]
    assert str(errors[0]).startswith(str(tmp_path / name))


def test_a_workbook_without_the_columns_is_one_clear_error(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    (error,) = read_verdicts(tmp_path / "other.xlsx")[1]

    assert "no sheet has the columns flag_id and verdict; give the review workbook" in str(error)


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    (error,) = read_verdicts(tmp_path / "none.xlsx")[1]

    assert str(error) == f"{tmp_path}/none.xlsx: cannot be read: No such file or directory"
    with pytest.raises(InputError, match=r"none\.xlsx: cannot be read: No such file"):
        saved_at(tmp_path / "none.xlsx")


# ---------------------------------------------------------------- when a file was saved


def test_a_workbook_that_was_never_saved_again_is_as_old_as_its_file(tmp_path: Path) -> None:
    path = tmp_path / "review.xlsx"
    path.write_bytes(made())
    os.utime(path, (1_700_000_000.9, 1_700_000_000.9))

    assert saved_at(path) == "2023-11-14T22:13:20+00:00"


def test_a_workbook_that_a_spreadsheet_saved_says_when_itself(tmp_path: Path) -> None:
    path = tmp_path / "review.xlsx"
    workbook = openpyxl.load_workbook(io.BytesIO(made()))
    before = datetime.now(UTC).replace(microsecond=0)
    workbook.save(path)
    os.utime(path, (1_700_000_000, 1_700_000_000))

    assert before <= datetime.fromisoformat(saved_at(path)) <= datetime.now(UTC)


def test_a_csv_file_is_as_old_as_the_file_system_says(tmp_path: Path) -> None:
    path = tmp_path / "flags.csv"
    path.write_text("flag_id,verdict\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))

    assert saved_at(path) == "2023-11-14T22:13:20+00:00"


# ---------------------------------------------------------------- through LibreOffice

PYTHON = "/usr/bin/python3"  # the one that has LibreOffice's bridge
IN_LIBREOFFICE = """
import json, subprocess, sys, time
import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.table import TableSortField

def named(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())

def url(name):
    return uno.systemPathToFileUrl(folder + "/" + name)

folder = sys.argv[1]
pipe = "claimtrack" + folder.replace("/", "_")
office = subprocess.Popen([
    "soffice", "-env:UserInstallation=" + url("profile"), "--headless", "--norestore",
    "--accept=pipe,name=" + pipe + ";urp;",
], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
services = uno.getComponentContext().ServiceManager
resolver = services.createInstance("com.sun.star.bridge.UnoUrlResolver")
for attempt in range(150):
    try:
        context = resolver.resolve("uno:pipe,name=" + pipe + ";urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.2)
desktop = context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
told = {}
try:
    book = desktop.loadComponentFromURL(url("review.xlsx"), "_blank", 0, named(Hidden=True))
    cells = [
        sheet.getCellByPosition(column, row)
        for sheet in book.Sheets for row in range(6) for column in range(26)
    ]
    told["formulas"] = sum(cell.Type.value == "FORMULA" for cell in cells)
    told["shown"] = [cell.String for cell in cells]
    sheet = book.Sheets.getByName("Flags")
    names = [sheet.getCellByPosition(column, 0).String for column in range(26)]
    at = {name: names.index(name) for name in names if name}
    sheet.getCellByPosition(at["verdict"], 1).String = "confirmed error"
    sheet.getCellByPosition(at["reviewer"], 1).String = "Zo\\u00eb"
    sheet.getCellByPosition(at["reviewed"], 1).Value = 46355.42708333334
    sheet.getCellByPosition(at["verdict"], 3).String = "fausse alerte"
    sheet.getCellByPosition(at["note"], 3).String = "d\\u00e9j\\u00e0 vu; \\u20ac"
    field = TableSortField(Field=at["message"], IsAscending=False)
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    everything = sheet.getCellRangeByPosition(0, 0, max(at.values()), 3)
    everything.sort(named(SortFields=fields, ContainsHeader=True))
    sheet.Columns.insertByIndex(1, 1)
    sheet.getCellByPosition(1, 0).String = "mine"
    told["sorted"] = [sheet.getCellByPosition(at["flag_id"] + 1, row).String for row in (1, 2, 3)]
    book.storeToURL(url("saved.xlsx"), named(FilterName="Calc MS Excel 2007 XML"))
    csv = "Text - txt - csv (StarCalc)"
    book.storeToURL(url("flags.csv"), named(FilterName=csv, FilterOptions="59,34,1"))
    book.close(True)
    table = desktop.loadComponentFromURL(url("french.csv"), "_blank", 0, named(
        Hidden=True, FilterName=csv, FilterOptions="59,34,0,1,,1036"))
    sheet = table.Sheets.getByIndex(0)
    cells = [sheet.getCellByPosition(column, row) for row in range(3) for column in range(3)]
    told["csv"] = [[cell.Type.value, cell.String] for cell in cells]
    table.close(True)
finally:
    try:
        desktop.terminate()
    except Exception:
        pass
    office.wait(20)
print(json.dumps(told))
"""


def has_libreoffice() -> bool:
    if not shutil.which("soffice") or not Path(PYTHON).exists():
        return False
    bridge = subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return bridge.returncode == 0


through_libreoffice = pytest.mark.skipif(
    not has_libreoffice(), reason="LibreOffice with its Python bridge is not installed"
)


@pytest.fixture(scope="module")
def handed_back(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A folder with what LibreOffice saved of a review, and what it saw in the files."""
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "review.xlsx").write_bytes(made())
    table = table_of(("text", "value"), {"text": ["=1+1", "été \u202f€"], "value": [-1.3, 2e5]})
    write(table, folder / "french.csv", "excel-fr")
    (folder / "script.py").write_text(IN_LIBREOFFICE, encoding="utf-8")
    done = subprocess.run(
        [PYTHON, str(folder / "script.py"), str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
    )
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


@through_libreoffice
def test_libreoffice_runs_nothing_and_shows_text_as_it_is(
    handed_back: tuple[Path, dict[str, Any]],
) -> None:
    _, seen = handed_back

    assert seen["formulas"] == 0
    assert {"=1+1", "@odd", "=SOMME(A1)", "+Anna Holt", "-2", "=17 hurt"} <= set(seen["shown"])
    assert not any("###" in shown for shown in seen["shown"])


@through_libreoffice
@pytest.mark.parametrize("name", ["saved.xlsx", "flags.csv"])
def test_verdicts_set_in_libreoffice_come_back_from_workbook_and_windows_1252(
    handed_back: tuple[Path, dict[str, Any]], name: str
) -> None:
    folder, seen = handed_back
    verdicts, errors = read_verdicts(folder / name)

    assert errors == []
    assert sorted(given(verdicts)) == [
        ("f1", "confirmed error", "Zoë", "", "2026-11-29T10:15:00+00:00"),
        ("f3", "false alarm", "", "déjà vu; €", ""),
    ]
    assert seen["sorted"] != ["f1", "f2", "f3"]
    assert sorted(seen["sorted"]) == ["f1", "f2", "f3"]


@through_libreoffice
def test_figures_stay_bold_and_links_with_their_rows(
    handed_back: tuple[Path, dict[str, Any]],
) -> None:
    folder, _ = handed_back
    sheet = openpyxl.load_workbook(folder / "saved.xlsx", rich_text=True)["Flags"]
    rows = {cell(sheet, "flag_id", row).value: row for row in (2, 3, 4)}

    assert bold(cell(sheet, "sentence", rows["f1"]).value) == ["35 drones", "43"]
    assert cell(sheet, "claims", rows["f1"]).hyperlink.location == "'Claims'!A2"
    assert cell(sheet, "claims", rows["f2"]).hyperlink.location == "'Claims'!A4"
    assert cell(sheet, "link", rows["f1"]).hyperlink.target == "https://courier.example.org/1"


@through_libreoffice
def test_libreoffice_says_when_it_saved_the_workbook(
    handed_back: tuple[Path, dict[str, Any]],
) -> None:
    folder, _ = handed_back
    os.utime(folder / "saved.xlsx", (1_700_000_000, 1_700_000_000))
    age = datetime.now(UTC) - datetime.fromisoformat(saved_at(folder / "saved.xlsx"))

    assert 0 <= age.total_seconds() < 300


@through_libreoffice
def test_libreoffice_reads_the_french_dialect_with_its_mark_and_runs_none_of_it(
    handed_back: tuple[Path, dict[str, Any]],
) -> None:
    _, seen = handed_back

    assert seen["csv"] == [
        *(["TEXT", "text"], ["TEXT", "value"], ["EMPTY", ""]),
        *(["TEXT", "'=1+1"], ["VALUE", "-1.3"], ["EMPTY", ""]),
        *(["TEXT", "été \u202f€"], ["VALUE", "200000"], ["EMPTY", ""]),
    ]
