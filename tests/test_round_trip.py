"""A review as an editor goes through it: run, decide in a spreadsheet, import, run again."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from claimtrack.reports import read_claims
from claimtrack.suites import shipped_folder
from commands import Outcome, call, empty_folder
from test_review import PYTHON, through_libreoffice

CHECKS = {
    "range_upside_down": ("critical", "claim"),
    "parts_do_not_add_up": ("critical", "article"),
    "total_falls": ("warning", "archive"),
    "share_above_100": ("warning", "claim"),
    "disputed": ("info", "article"),
}
"""The checks that the articles below fail, each once."""

CRUE = """\
---
title: "=SOMME(A1:A9) : la Lauze déborde à Montclar"
source: "@LaGazette"
published: 2026-02-03
url: https://gazette.example.org/crue
language: fr
---
La Lauze a débordé dans la nuit. Le bilan est de 45 morts, a déclaré la maire Ida Brun.

+12 % des habitants, soit 240 % des familles, ont été relogés à Łódź-sur-Lauze, selon la préfecture.

«\u202fEntre 7,2 et 6,4 millions d’euros de dégâts\u202f», a dit @Mairie_Montclar.
"""
FLOOD = """\
---
title: "-Montclar, under water"
source: "+The Courier"
published: 2026-02-05
language: en
---
The Lauze still covers Montclar. The toll stands at 38 dead so far, Mayor Ida Brun said.

Eleven people were hurt in Belwick: five dockers and four sailors.

=Twelve boats sank, Captain Noll said.

-40 people were moved, @harbour_office said.
"""
STRIKE = """\
---
title: "@Belwick; the port, on strike"
source: "=1+1"
published: 2026-02-06
language: en
---
Some 300 dockers marched in Belwick on Friday, the harbour police said. Union leader Ada Voss said \
900 dockers marched in Belwick on Friday.
"""
ARTICLES = {"crue.md": CRUE, "flood.txt": FLOOD, "strike.txt": STRIKE}
LIKE_FORMULAS = {
    "title": {
        "=SOMME(A1:A9) : la Lauze déborde à Montclar",
        *("-Montclar, under water", "@Belwick; the port, on strike"),
    },
    "source": {"@LaGazette", "+The Courier", "=1+1"},
    "speaker": {"@harbour_office"},
    "text": {"+12 %", "-40 people"},
    "sentence": {
        "=Twelve boats sank, Captain Noll said.",
        "-40 people were moved, @harbour_office said.",
        "+12 % des habitants, soit 240 % des familles, ont été relogés à Łódź-sur-Lauze, "
        "selon la préfecture.",
    },
}
"""What of the articles begins as formulas do, by column of claims.csv."""

BY_IDA = {
    "range_upside_down": ("confirmed error", "Ida Brenn", "les chiffres sont inversés ; 5 €"),
    "parts_do_not_add_up": ("fixed", "Zoë", "=1+1"),
    "total_falls": ("false alarm", "@ida", "+ asked, -\nsure"),
    "share_above_100": ("dispute", "", "déjà « vu »"),
    "disputed": ("later", "Ida Brenn", ""),
}
DECIDED = ["verdict", "reviewer", "note"]
REPORTS = ("claims.csv", "flags.csv", "relations.csv", "review.xlsx", "summary.csv")

Decisions = Mapping[str, tuple[str, str, str]]
"""Verdict, reviewer and note by the name of the check whose flag they are about."""


# ---------------------------------------------------------------- a desk that has read the articles


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace after its first run, with reports in a second folder for French Excel.

    One flag was put off by a note that begins as formulas do, so that the workbook has it.
    """
    folder = tmp_path_factory.mktemp("desk")
    (folder / "articles").mkdir()
    for name, content in ARTICLES.items():
        (folder / "articles" / name).write_text(content, encoding="utf-8")
    _choose_checks(folder / "expectations")
    with empty_folder(folder):
        call("run", "articles", "-q")
        csv_review("first.csv", {"disputed": ("later", "@desk", "=NOW()")}, hours=-2)
        call("review", "import", "first.csv", "-q")
        call("run", "articles", "-q")
        call("run", "articles", "-q", "--csv-dialect", "excel-fr", "--out", "french")
    return folder


@pytest.fixture
def desk(read: Path, tmp_path: Path) -> Iterator[Path]:
    """The same as a copy of one's own, which the commands work in."""
    shutil.copytree(read, tmp_path / "desk")
    with empty_folder(tmp_path / "desk"):
        yield tmp_path / "desk"


def _choose_checks(folder: Path) -> None:
    """Only these checks of the shipped suites: the others would take time and say nothing."""
    folder.mkdir()
    for shipped in shipped_folder().glob("*.json"):
        suite = json.loads(shipped.read_text(encoding="utf-8"))
        chosen = [e for e in suite["expectations"] if e["meta"].get("check") in CHECKS]
        if chosen:
            text = json.dumps({**suite, "expectations": chosen})
            (folder / shipped.name).write_text(text, encoding="utf-8")


def table(path: str = "reports/flags.csv") -> pd.DataFrame:
    """A table of text as its user means it, without the apostrophes that guard cells."""
    cells = pd.read_csv(path, dtype=str, keep_default_na=False)
    return cells.replace(r"^'(?='*[=+\-@])", "", regex=True)


def flag_ids(path: str = "reports/flags.csv") -> dict[str, str]:
    flags = table(path)
    return dict(zip(flags["check"], flags["flag_id"], strict=True))


def decisions(path: str = "reports/flags.csv") -> dict[str, tuple[str, ...]]:
    """What flags.csv says was decided, by check."""
    flags = table(path)
    rows = flags[DECIDED].itertuples(index=False, name=None)
    return {
        check: row for check, row in zip(flags["check"], map(tuple, rows), strict=True) if row[0]
    }


def csv_review(
    name: str, decided: Decisions, hours: float = 0, reports: str = "reports/flags.csv"
) -> None:
    """flags.csv as a spreadsheet in France saves it, by this many hours later than now."""
    cells = list(csv.reader(io.StringIO(Path(reports).read_text("utf-8"), newline="")))
    header, *rows = cells
    at = {column: header.index(column) for column in header}
    for row in rows:
        for column, value in zip(DECIDED, decided.get(row[at["check"]], ()), strict=False):
            row[at[column]] = value
        row[at["reviewed"]] = ""
        for column in ("observed", "expected"):
            row[at[column]] = row[at[column]].replace(".", ",")
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([header, *rows])
    Path(name).write_bytes(text.getvalue().encode("cp1252", "replace"))
    moment = datetime.now(UTC) + timedelta(hours=hours)
    os.utime(name, (moment.timestamp(), moment.timestamp()))


def reports_of(folder: str) -> dict[str, bytes]:
    return {name: (Path(folder) / name).read_bytes() for name in REPORTS}


def summary(outcome: Outcome) -> dict[str, Any]:
    """What ``run --json`` told."""
    told: dict[str, Any] = json.loads(outcome.out)
    return told


def opened(path: str) -> Any:
    return openpyxl.load_workbook(path, rich_text=True)


def rows_of(sheet: Any) -> list[tuple[str, ...]]:
    return [
        tuple("" if c is None else str(c) for c in row) for row in sheet.iter_rows(values_only=True)
    ]


def column_of(sheet: Any, name: str) -> set[str]:
    header, *rows = rows_of(sheet)
    return {row[header.index(name)] for row in rows}


def formulas(path: str) -> list[str]:
    """The cells of a workbook that a spreadsheet would run."""
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in opened(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


# ---------------------------------------------------------------- what LibreOffice makes of it

IN_LIBREOFFICE = """
import json, subprocess, sys, time
import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import Locale

def named(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())

def url(name):
    return uno.systemPathToFileUrl(folder + "/" + name)

def used(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    address = cursor.RangeAddress
    return [
        [sheet.getCellByPosition(column, row) for column in range(address.EndColumn + 1)]
        for row in range(address.EndRow + 1)
    ]

def look(name, book):
    sheets = {sheet.Name: used(sheet) for sheet in book.Sheets}
    told[name] = {
        "cells": sum(len(row) for rows in sheets.values() for row in rows),
        "formulas": [
            cell.AbsoluteName for rows in sheets.values() for row in rows for cell in row
            if cell.Type.value == "FORMULA"
        ],
        "sheets": {
            title: [[cell.String for cell in row] for row in rows]
            for title, rows in sheets.items()
        },
    }

def in_french(book):
    # As if the spreadsheet itself were French: its numbers are shown with decimal commas.
    general = book.NumberFormats.getStandardFormat(16, Locale("fr", "FR", ""))
    for sheet in book.Sheets:
        for row in used(sheet):
            for cell in row:
                if cell.Type.value == "VALUE" and cell.String == cell.Formula:
                    cell.NumberFormat = general

def decide(sheet):
    rows = used(sheet)
    names = [cell.String for cell in rows[0]]
    for row in rows[1:]:
        cells = dict(zip(names, row))
        for name, value in zip(("verdict", "reviewer", "note"), plan[cells["check"].String]):
            cells[name].String = value

folder, plan = sys.argv[1], json.loads(sys.argv[2])
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
csv = "Text - txt - csv (StarCalc)"
told = {}
try:
    book = desktop.loadComponentFromURL(url("review.xlsx"), "_blank", 0, named(Hidden=True))
    look("review.xlsx", book)
    decide(book.Sheets.getByName("Flags"))
    book.storeToURL(url("saved.xlsx"), named(FilterName="Calc MS Excel 2007 XML"))
    book.close(True)
    # Opened as French UTF-8, saved as shown: flags in Windows-1252, claims as they came.
    for name, charset in (("flags", 1), ("claims", 76)):
        book = desktop.loadComponentFromURL(url(name + ".csv"), "_blank", 0, named(
            Hidden=True, FilterName=csv, FilterOptions="59,34,76,1,,1036"))
        look(name + ".csv", book)
        if name == "flags":
            decide(book.Sheets.getByIndex(0))
        in_french(book)
        book.storeToURL(url("saved-" + name + ".csv"), named(
            FilterName=csv, FilterOptions="59,34,%d,1,,1036,false,true" % charset))
        book.close(True)
    book = desktop.loadComponentFromURL(url("saved.xlsx"), "_blank", 0, named(Hidden=True))
    look("saved.xlsx", book)
    book.close(True)
finally:
    try:
        desktop.terminate()
    except Exception:
        pass
    office.wait(20)
print(json.dumps(told))
"""


@dataclass(frozen=True)
class HandedBack:
    """A folder with what LibreOffice saved, and what it saw, by file, before it did."""

    folder: Path
    seen: Mapping[str, Any]


@pytest.fixture(scope="module")
def handed_back(read: Path, tmp_path_factory: pytest.TempPathFactory) -> HandedBack:
    """What Ida decided, in each of the files. LibreOffice is started once, for it is slow."""
    folder = tmp_path_factory.mktemp("libreoffice")
    shutil.copy(read / "reports" / "review.xlsx", folder)
    for name in ("flags.csv", "claims.csv"):
        shutil.copy(read / "french" / name, folder)
    (folder / "script.py").write_text(IN_LIBREOFFICE, encoding="utf-8")
    done = subprocess.run(
        [PYTHON, str(folder / "script.py"), str(folder), json.dumps(BY_IDA)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
    )
    assert done.returncode == 0, done.stderr
    return HandedBack(folder, json.loads(done.stdout))


# ---------------------------------------------------------------- the first run


def test_the_articles_fail_each_check_once(desk: Path) -> None:
    flags = table()
    found = zip(flags["check"], zip(flags["severity"], flags["scope"], strict=True), strict=True)

    assert sorted(found) == sorted(CHECKS.items())


def test_before_the_review_the_status_is_1(desk: Path) -> None:
    outcome = call("run", "articles")

    assert outcome.status == 1
    assert "flags: 2 critical, 2 warning" in outcome.out


# ---------------------------------------------------------------- verdicts come back


def imported(name: str) -> Outcome:
    outcome = call("review", "import", name)

    assert (outcome.status, outcome.err) == (0, "")
    return outcome


def assert_settled(desk: Path) -> None:
    """All that Ida decided is known, nothing is asked again, and every run says the same."""
    again = call("run", "articles", "--json")
    told = summary(again)

    assert (again.status, again.err) == (0, "")
    assert decisions() == BY_IDA
    assert told["new"] == {"critical": 0, "warning": 0, "info": 0}
    assert [told["flags"][severity] for severity in ("critical", "warning")] == [0, 0]
    assert call("run", "articles", "-q", "--new-only", "--out", "again") == Outcome(0, "", "")
    assert reports_of("again") == reports_of("reports")


@through_libreoffice
def test_verdicts_set_in_the_workbook_by_libreoffice_are_kept(
    desk: Path, handed_back: HandedBack
) -> None:
    shutil.copy(handed_back.folder / "saved.xlsx", desk)
    outcome = imported("saved.xlsx")

    assert outcome.out == "saved.xlsx: 5 new verdicts\n"
    assert_settled(desk)


@through_libreoffice
def test_verdicts_set_in_windows_1252_by_libreoffice_are_kept(
    desk: Path, handed_back: HandedBack
) -> None:
    shutil.copy(handed_back.folder / "saved-flags.csv", desk)
    text = Path("saved-flags.csv").read_bytes().decode("cp1252")

    assert text.startswith("flag_id;check;severity;")
    assert "les chiffres sont inversés ; 5 €" in text
    with pytest.raises(UnicodeDecodeError):
        Path("saved-flags.csv").read_text("utf-8")
    assert imported("saved-flags.csv").out == "saved-flags.csv: 5 new verdicts\n"
    assert_settled(desk)


def test_verdicts_in_windows_1252_with_letters_it_lacks_are_kept(desk: Path) -> None:
    csv_review("avis.csv", BY_IDA)
    text = Path("avis.csv").read_bytes().decode("cp1252")

    assert "Entre 7,2 et 6,4 millions" in text
    assert ";? 45 morts;" in text
    assert imported("avis.csv").out == "avis.csv: 5 new verdicts\n"
    assert_settled(desk)


@pytest.mark.parametrize("options", [["--fail-on", "warning"], ["--new-only", "--fail-on", "info"]])
def test_what_is_settled_fails_no_run(desk: Path, options: list[str]) -> None:
    csv_review("avis.csv", BY_IDA)
    imported("avis.csv")

    assert call("run", "articles", "-q", *options) == Outcome(0, "", "")


def test_the_same_file_again_changes_nothing(desk: Path) -> None:
    csv_review("avis.csv", BY_IDA)
    imported("avis.csv")
    call("run", "articles", "-q")
    before = reports_of("reports"), call("export", "verdicts").out
    outcome = imported("avis.csv")
    call("run", "articles", "-q")

    assert outcome.out == "avis.csv: 0 new verdicts, 5 known before\n"
    assert (reports_of("reports"), call("export", "verdicts").out) == before


def test_the_workbook_of_a_later_run_brings_back_what_is_known(desk: Path) -> None:
    csv_review("avis.csv", BY_IDA)
    imported("avis.csv")
    call("run", "articles", "-q")

    assert imported("reports/review.xlsx").out.endswith(": 0 new verdicts, 5 known before\n")
    assert imported("reports/flags.csv").out.endswith(": 0 new verdicts, 5 known before\n")


def test_what_was_decided_can_be_exported_and_counted(desk: Path) -> None:
    csv_review("avis.csv", BY_IDA)
    imported("avis.csv")
    call("export", "verdicts", "-o", "verdicts.csv", "-q")
    verdicts = table("verdicts.csv")
    given = verdicts.drop_duplicates("check", keep="last").set_index("check")[DECIDED]
    counted = json.loads(call("review", "stats", "--json").out)

    assert len(verdicts) == 6
    assert {c: tuple(row) for c, row in zip(given.index, given.values, strict=True)} == BY_IDA
    assert {row["check"]: row["reviewed_flags"] for row in counted} == dict.fromkeys(CHECKS, 1)
    assert [row["check"] for row in counted if row["false_alarm"]] == ["total_falls"]


def test_the_workbook_of_the_ledger_asks_only_what_is_open(desk: Path) -> None:
    csv_review("avis.csv", BY_IDA)
    imported("avis.csv")
    call("review", "-o", "open.xlsx", "-q")
    call("review", "--all", "-o", "all.xlsx", "-q")
    call("run", "articles", "-q")

    assert column_of(opened("open.xlsx")["Flags"], "check") == {"disputed"}
    assert rows_of(opened("all.xlsx")["Flags"]) == rows_of(opened("reports/review.xlsx")["Flags"])


# ---------------------------------------------------------------- two reviewers


ADA: Decisions = {
    "range_upside_down": ("false alarm", "Ada Noll", "they are right"),
    "share_above_100": ("dispute", "Ada Noll", ""),
}


@pytest.mark.parametrize(
    "imports", [["ada.csv ida.csv"], ["ida.csv", "ada.csv"], ["ada.csv", "ida.csv"]]
)
def test_of_two_reviewers_the_later_one_wins_and_the_conflict_is_told(
    desk: Path, imports: Sequence[str]
) -> None:
    csv_review("ida.csv", BY_IDA)
    csv_review("ada.csv", ADA, hours=1)
    told = [call("review", "import", *files.split()) for files in imports]
    complaints = [line for outcome in told for line in outcome.complaints]
    call("run", "articles", "-q")
    call("export", "verdicts", "-o", "verdicts.csv", "-q")

    assert {outcome.status for outcome in told} == {0}
    assert len(complaints) == 1
    assert "“false alarm” by Ada Noll (" in complaints[0]
    assert ") stands against “confirmed error” by Ida Brenn (" in complaints[0]
    assert decisions() == {**BY_IDA, **ADA}
    assert len(table("verdicts.csv")) == 1 + len(BY_IDA) + len(ADA)


@through_libreoffice
def test_a_workbook_and_a_later_csv_file_are_merged(desk: Path, handed_back: HandedBack) -> None:
    shutil.copy(handed_back.folder / "saved.xlsx", desk)
    csv_review("ada.csv", ADA, hours=1)
    outcome = call("review", "import", "ada.csv", "saved.xlsx")
    status = call("run", "articles", "-q").status

    assert len(outcome.complaints) == 1
    assert "“false alarm” by Ada Noll (" in outcome.err
    assert decisions() == {**BY_IDA, **ADA}
    assert (outcome.status, status) == (0, 0)


@through_libreoffice
def test_an_earlier_csv_file_does_not_undo_the_workbook(
    desk: Path, handed_back: HandedBack
) -> None:
    shutil.copy(handed_back.folder / "saved.xlsx", desk)
    csv_review("ada.csv", ADA, hours=-1)
    imported("saved.xlsx")
    outcome = call("review", "import", "ada.csv")
    call("run", "articles", "-q")

    assert "“confirmed error” by Ida Brenn (" in outcome.err
    assert decisions() == BY_IDA


# ---------------------------------------------------------------- an article comes again


def test_a_flag_whose_figure_changed_comes_back_alone(desk: Path) -> None:
    csv_review("avis.csv", BY_IDA)
    imported("avis.csv")
    before = flag_ids()
    Path("articles/flood.txt").write_text(FLOOD.replace("five dockers", "six dockers"), "utf-8")
    changed = call("run", "articles", "--json")
    still = {k: v for k, v in BY_IDA.items() if k != "parts_do_not_add_up"}

    assert changed.status == 1
    assert summary(changed)["new"] == {"critical": 1, "warning": 0, "info": 0}
    assert decisions() == still
    assert flag_ids()["parts_do_not_add_up"] != before["parts_do_not_add_up"]


def test_what_came_back_is_settled_by_a_new_verdict(desk: Path) -> None:
    csv_review("avis.csv", BY_IDA)
    imported("avis.csv")
    Path("articles/flood.txt").write_text(FLOOD.replace("five dockers", "six dockers"), "utf-8")
    first = call("run", "articles", "-q", "--new-only").status
    csv_review("again.csv", {"parts_do_not_add_up": ("confirmed error", "Ada Noll", "")}, hours=1)
    imported("again.csv")

    assert (first, call("run", "articles", "-q").status) == (1, 0)


def test_words_around_a_figure_may_change(desk: Path) -> None:
    csv_review("avis.csv", BY_IDA)
    imported("avis.csv")
    moved = FLOOD.replace("The Lauze still", "It rained all night. The Lauze still")
    Path("articles/flood.txt").write_text(moved, "utf-8")
    outcome = call("run", "articles", "--json")

    assert (outcome.status, summary(outcome)["new"]["critical"]) == (0, 0)
    assert decisions() == BY_IDA


# ---------------------------------------------------------------- cells never run


def test_no_cell_of_the_reports_is_a_formula(desk: Path) -> None:
    csv_review("avis.csv", BY_IDA)
    imported("avis.csv")
    call("run", "articles", "-q")
    call("export", "claims", "-o", "claims.xlsx", "-q")
    call("export", "verdicts", "-o", "verdicts.xlsx", "-q")
    claims = opened("reports/review.xlsx")["Claims"]

    assert [formulas(f) for f in ("reports/review.xlsx", "claims.xlsx", "verdicts.xlsx")] == [
        *([], [], [])
    ]
    for column in ("title", "speaker", "text", "sentence"):
        assert column_of(claims, column) >= LIKE_FORMULAS[column]


@pytest.mark.parametrize("name", ["claims.csv", "claims.xlsx", "claims.parquet", "claims.jsonl"])
def test_text_like_formulas_comes_out_of_the_ledger_as_it_is_in_the_articles(
    desk: Path, name: str
) -> None:
    call("export", "claims", "-o", name, "-q")
    claims = read_claims(Path(name))

    for column, texts in LIKE_FORMULAS.items():
        assert set(claims[column]) >= texts


@through_libreoffice
@pytest.mark.parametrize("name", ["review.xlsx", "saved.xlsx", "flags.csv", "claims.csv"])
def test_libreoffice_sees_no_formula_in_any_sheet(handed_back: HandedBack, name: str) -> None:
    seen = handed_back.seen[name]

    assert seen["formulas"] == []
    assert seen["cells"] > 50


@through_libreoffice
def test_the_workbook_that_libreoffice_saved_has_no_formula_and_the_same_text(
    desk: Path, handed_back: HandedBack
) -> None:
    saved = str(handed_back.folder / "saved.xlsx")
    ours, theirs = opened("reports/review.xlsx"), opened(saved)

    assert formulas(saved) == []
    for title in ("Claims", "Articles", "Checks", "How to"):
        assert rows_of(theirs[title]) == rows_of(ours[title])
    assert column_of(theirs["Flags"], "note") == {note for _, _, note in BY_IDA.values()}


@through_libreoffice
def test_libreoffice_shows_a_note_like_a_formula_as_it_was_written(handed_back: HandedBack) -> None:
    header, *rows = handed_back.seen["review.xlsx"]["sheets"]["Flags"]
    shown = [dict(zip(header, row, strict=True)) for row in rows]

    assert [(r["reviewer"], r["note"]) for r in shown if r["verdict"] == "later"] == [
        ("@desk", "=NOW()")
    ]


@through_libreoffice
def test_claims_that_libreoffice_saved_with_decimal_commas_are_those_of_the_run(
    desk: Path, handed_back: HandedBack
) -> None:
    saved = handed_back.folder / "saved-claims.csv"

    assert ";7200000" in saved.read_text("utf-8-sig")
    assert ";0,79\n" in saved.read_text("utf-8-sig")
    # Text that is a numeral and nothing else is printed as the spreadsheet prints such numbers.
    reprinted = {"text": {"240 %": "240.00%"}, "number": {"+12": "12"}}
    ours = read_claims(Path("reports/claims.csv")).replace(reprinted)
    pd.testing.assert_frame_equal(read_claims(saved), ours)
