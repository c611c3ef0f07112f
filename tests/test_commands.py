"""Commands with a ledger: what they remember, report, take back and refuse."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from claimtrack.columns import ARTICLE_COLUMNS, CLAIM_COLUMNS, FLAG_COLUMNS, VERDICT_COLUMNS
from claimtrack.reports import read_claims
from commands import Outcome, Write, call, empty_folder, names, use_suites

# Its parts do not add up: a critical flag of the suite sums.
SUM = "Eleven people were hurt in Belwick: five dockers and four sailors."
OTHER = "Twelve people were hurt in Morden: six bakers and four cooks."
RIGHT = "Nine people were hurt in Belwick: five dockers and four sailors."
CHANGED = "Eleven people were hurt in Belwick: six dockers and four sailors."
DECIMALS = "Rents rose by 3.5 percent."
FLOOD = """\
---
id: flood
url: https://example.org/flood
published: 2025-02-03
source: The Courier
---
The river Lauze flooded Montclar. The toll stands at 45 dead so far, Mayor Ida Brun said.
"""
LATER = """\
---
id: later
published: 2025-02-05
source: The Courier
---
The Lauze still covers Montclar. The toll stands at 52 dead so far, Mayor Ida Brun said.
"""
FLAGS = Path("reports/flags.csv")
LEDGER = Path("claims/claims.db")
NO_FLAGS = "1 article, 3 claims\nno flags\n"


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Write]:
    """Write a file into an empty folder that the commands then work in."""
    with empty_folder(tmp_path) as write_file:
        use_suites("sums")
        yield write_file


@pytest.fixture
def article(write: Write) -> str:
    """An article with a critical flag that the ledger does not have."""
    return str(write("sum.txt", SUM))


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workspaces after a first run, to be copied: one run for many tests."""
    root = tmp_path_factory.mktemp("desks")
    batches = {"sum": {"sum.txt": SUM}, "floods": {"flood.txt": FLOOD, "later.txt": LATER}}
    for name, batch in batches.items():
        folder = root / name
        folder.mkdir()
        with empty_folder(folder) as write_file:
            use_suites("sums")
            for file, text in batch.items():
                write_file(file, text)
            call("run", *batch)
    return root


@pytest.fixture
def known(write: Write, desks: Path) -> str:
    """An article with a critical flag that the ledger has."""
    shutil.copytree(desks / "sum", ".", dirs_exist_ok=True)
    return "sum.txt"


def flags(path: Path = FLAGS) -> list[dict[str, str]]:
    """The rows of a flags table."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def reviewed(path: str, *rows: Mapping[str, str], source: Path = FLAGS) -> str:
    """The flags of a report with a verdict each, as a file."""
    there = flags(source)
    filled = [{**flag, **row} for flag, row in zip(there, rows, strict=False)]
    with Path(path).open("w", newline="") as file:
        writer = csv.DictWriter(file, list(filled[0]))
        writer.writeheader()
        writer.writerows(filled)
    return path


def exported(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(call("export", table).out, newline="")))


# --- run


def test_a_second_run_knows_what_the_first_one_found(known: str) -> None:
    ledger = exported("flags")
    told = json.loads(call("run", known, "--json").out)

    assert told["flags"]["critical"] == 1
    assert told["new"]["critical"] == 0
    assert exported("flags") == ledger


def test_new_only_fails_on_what_is_new_alone(write: Write, known: str) -> None:
    quiet = call("run", known, "--new-only")
    write("other.txt", OTHER)
    loud = call("run", known, "other.txt", "--new-only")

    assert quiet.status == 0
    assert "\nno new flags; 1 known before and not shown\n" in quiet.out
    assert loud.status == 1
    assert "\nflags: 1 critical; 1 known before and not shown\n" in loud.out
    assert "Twelve people" in loud.out
    assert "Eleven people" not in loud.out


def test_an_article_that_is_corrected_has_no_flag_any_more(write: Write, known: str) -> None:
    write(known, RIGHT)
    outcome = call("run", known)

    assert outcome.status == 0
    assert outcome.out.startswith(NO_FLAGS)
    assert exported("flags") == []
    assert [row["version"] for row in exported("articles")] == ["2"]


def test_an_article_that_has_moved_down_in_its_file_keeps_its_flag(
    write: Write, known: str
) -> None:
    write(known, f"It rained that day.\n\n{SUM}")
    outcome = call("run", known, "--new-only")

    assert outcome.status == 0
    assert "1 known before and not shown" in outcome.out


def test_without_a_ledger_there_is_no_database_and_nothing_is_known(article: str) -> None:
    first = call("run", article, "--store", "none")
    second = call("run", article, "--store", "none", "--new-only")

    assert (first.status, second.status) == (1, 1)
    assert first.out == second.out
    assert names(Path("claims")) == []


@pytest.mark.parametrize("dialect", ["", "excel", "excel-fr"])
def test_flags_of_a_baseline_are_not_new(write: Write, article: str, dialect: str) -> None:
    write("other.txt", OTHER)
    options = ["--csv-dialect", dialect] if dialect else []
    call("run", article, "--store", "none", *options)
    FLAGS.rename("accepted.csv")
    same = call("run", article, "--store", "none", "--baseline", "accepted.csv")
    more = call("run", article, "other.txt", "--store", "none", "--baseline", "accepted.csv")

    assert same.status == 0
    assert "no new flags; 1 known before and not shown" in same.out
    assert more.status == 1
    assert "flags: 1 critical; 1 known before and not shown" in more.out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "b.csv: no such file or directory"),
        (b"", "b.csv: is empty"),
        (b"id,check\nf1,a\n", "b.csv:1: no column named flag_id"),
        (b"PK\x03\x04\x81\x8d", "b.csv: is neither UTF-8, UTF-16 nor Windows-1252"),
    ],
)
def test_a_baseline_that_is_none_is_told_before_any_work(
    write: Write, article: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        write("b.csv", content)
    outcome = call("run", article, "--baseline", "b.csv")

    assert outcome == Outcome(2, "", f"claimtrack: {told}\n")
    assert names(Path()) == sorted(
        {*(["b.csv"] if content is not None else []), "expectations", article}
    )


def test_the_ledger_of_a_run_may_be_any_file(article: str) -> None:
    call("run", article, "--store", "deep/folder/ledger.db")
    outcome = call("run", article, "--store", "sqlite:///deep/folder/ledger.db", "--new-only")

    assert outcome.status == 0
    assert names(Path("claims")) == []


def test_nothing_to_read_is_a_run_of_nothing(write: Write) -> None:
    Path("void").mkdir()
    outcome = call("run", "void", "--format", "junit")

    assert outcome.status == 2
    assert outcome.complaints == [
        "claimtrack: void: no .txt .md .html .htm .jsonl .csv .parquet file in this folder"
    ]
    assert ' tests="0" ' in outcome.out
    assert call("export").out.split("\n")[1:] == [""]


# --- what is read, checked and written how


def test_a_check_that_is_switched_off_finds_nothing(article: str) -> None:
    outcome = call("run", article, "--disabled", "percentages_are_not_100,parts_do_not_add_up")

    assert outcome.status == 0
    assert outcome.out.startswith(NO_FLAGS)
    assert call("check", "--disabled", "parts_do_not_add_up").status == 0
    assert call("check").status == 1


def test_a_check_of_no_such_name_is_told_before_any_work(article: str) -> None:
    outcome = call("run", article, "--disabled", "parts_do_not_ad_up")

    assert outcome.status == 2
    assert outcome.complaints == [
        "claimtrack: cannot switch off: unknown check 'parts_do_not_ad_up'; "
        "did you mean 'parts_do_not_add_up'?"
    ]
    assert names(Path("reports")) == names(Path("claims")) == []


def test_articles_are_read_in_the_languages_they_may_be_in(write: Write, article: str) -> None:
    write("named.jsonl", json.dumps({"text": SUM, "language": "en"}))
    outcome = call("run", article, "named.jsonl", "--languages", "fr")

    assert outcome.status == 2
    assert outcome.complaints == ["claimtrack: named.jsonl:1: language en is not supported (fr)"]
    assert [row["language"] for row in exported("articles")] == ["fr"]


def test_a_language_without_a_pack_is_told(article: str) -> None:
    outcome = call("run", article, "--languages", "fr,de")

    assert outcome == Outcome(2, "", "claimtrack: --languages: 'de' is not supported (en, fr)\n")


def test_excel_in_french_gets_what_it_reads_and_gives_it_back(write: Write) -> None:
    write("rents.txt", DECIMALS)
    french = ["--csv-dialect", "excel-fr"]
    printed = call("extract", "rents.txt", *french).out
    call("extract", "rents.txt", "-o", "claims.csv", *french)
    call("run", "rents.txt", *french)
    call("export", "-o", "exported.csv", *french)
    tables = [
        Path(name).read_bytes() for name in ("claims.csv", "exported.csv", "reports/claims.csv")
    ]

    assert printed.startswith("claim_id;article_id;")
    assert [table.decode("cp1252") for table in tables] == [printed] * 3
    assert ";3,5;" in printed
    assert printed.endswith("\r\n")
    assert read_claims(Path("claims.csv"))["value"].tolist() == [3.5]


def test_check_reads_and_writes_the_tables_of_excel_in_french(article: str) -> None:
    call("extract", article, "-o", "claims.csv", "--csv-dialect", "excel-fr")
    outcome = call("check", "claims.csv", "--csv-dialect", "excel-fr")

    assert outcome.status == 1
    assert FLAGS.read_bytes().startswith(b"flag_id;check;")


# --- reports for other programs


def test_a_report_goes_to_its_file_and_the_summary_to_the_terminal(article: str) -> None:
    outcome = call(
        "run", article, "--format", "sarif=new/folder/a.sarif", "--format", "junit=j.xml"
    )

    assert outcome.status == 1
    assert outcome.out.startswith("1 article, 3 claims\nflags: 1 critical\n")
    assert json.loads(Path("new/folder/a.sarif").read_text())["version"] == "2.1.0"
    assert Path("j.xml").read_text().startswith("<?xml")


def test_a_report_on_standard_output_stands_there_alone(article: str) -> None:
    outcome = call("run", article, "--format", "github", "--format", "text=told.txt")
    told = Path("told.txt").read_text()

    assert outcome.out.startswith("::error file=sum.txt,line=1,")
    assert len(outcome.out.splitlines()) == 1
    assert told.startswith("1 article, 3 claims\nflags: 1 critical\n")


def test_the_summary_in_a_file_is_that_of_the_terminal(article: str) -> None:
    printed = call("run", article, "--store", "none").out
    outcome = call("run", article, "--store", "none", "--format", "text=told.txt")

    assert outcome == Outcome(1, "", "")
    assert Path("told.txt").read_text() == printed


def test_one_report_may_go_to_two_files(article: str) -> None:
    call("run", article, "--format", "sarif=a.sarif", "--format", "sarif=b.sarif")

    assert Path("a.sarif").read_bytes() == Path("b.sarif").read_bytes()


def test_reports_of_known_flags_are_left_out_where_only_new_ones_count(known: str) -> None:
    outcome = call("run", known, "--new-only", "--format", "github")

    assert outcome == Outcome(0, "", "")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ["--format", "sarif", "--format", "junit"],
            "--format: sarif and junit both go to standard output; give one =FILE",
        ),
        (
            ["--format", "text", "--format", "github"],
            "--format: text and github both go to standard output; give one =FILE",
        ),
        (
            ["--format", "junit", "--json"],
            "--format: junit and --json both go to standard output; give junit=FILE",
        ),
        (["--format", "pdf"], "--format pdf: must be one of text, github, sarif, junit"),
        (["--format", "sarif="], "--format sarif=: names no file"),
        (["--format", "sarif=expectations"], "expectations: cannot be written: it is a folder"),
        (["--job-summary", "expectations"], "expectations: cannot be written: it is a folder"),
    ],
)
def test_reports_that_could_not_be_written_are_refused_before_any_work(
    article: str, options: Sequence[str], told: str
) -> None:
    outcome = call("run", article, *options)

    assert outcome == Outcome(2, "", f"claimtrack: {told}\n")
    assert names(Path()) == ["expectations", article]


def test_a_text_from_standard_input_is_annotated_without_a_file(write: Write) -> None:
    outcome = call("run", "-", "--format", "github", stdin=SUM.encode())

    assert outcome.status == 1
    assert outcome.out.startswith("::error title=claimtrack parts_do_not_add_up::The article")


def test_a_job_summary_goes_to_the_file_that_is_asked_for(
    article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "step.md")
    outcome = call("run", article, "--job-summary", "new/summary.md")

    assert outcome.status == 1
    assert "Eleven people" in Path("new/summary.md").read_text()
    assert not Path("step.md").exists()


def test_on_github_the_job_summary_is_added_to_that_of_the_step(
    write: Write, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("step.md", "# Before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "step.md")
    call("run", article, "--format", "github=log.txt", "--job-summary", "summary.md")
    told = Path("summary.md").read_text()

    assert Path("step.md").read_text() == f"# Before\n{told}"
    assert "Eleven people" in told


def test_a_step_summary_that_cannot_be_written_fails_nothing(
    article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "no/such/folder.md")
    outcome = call("run", article, "--format", "github", "--fail-on", "never")

    assert (outcome.status, outcome.err) == (0, "")


def test_text_of_an_article_gives_a_terminal_no_orders(write: Write) -> None:
    use_suites("archive")
    rows = [
        {"id": "a", "published": "2025-02-03", "source": "\x1b]0;title\x07Courier\u202e"},
        {"id": "b", "published": "2025-02-05", "source": "The\nCourier"},
    ]
    texts = [
        f"The toll of the flood stands at {n} dead so far, Mayor Ida Brun said." for n in (45, 38)
    ]
    rows = [{**row, "text": text} for row, text in zip(rows, texts, strict=True)]
    write("rows.jsonl", "\n".join(map(json.dumps, [*rows, {"id": "c", "text": "", "url": "\x1b"}])))
    outcomes = [call("run", "rows.jsonl"), call("history", "dead"), call("forget", "\x1bd\n")]

    assert "total_falls" in FLAGS.read_text()
    assert [len(one.out.splitlines()) for one in outcomes] == [4, 5, 0]
    assert [len(one.complaints) for one in outcomes] == [1, 0, 1]
    assert {*"\x1b\x07\u202e"}.isdisjoint("".join(one.out + one.err for one in outcomes))


# --- review


def test_verdicts_go_round_until_a_figure_changes(write: Write, known: str) -> None:
    write("other.txt", OTHER)
    call("run", known, "other.txt")
    everything = [{"verdict": "false alarm", "reviewer": "Ann"}, {"verdict": "Erreur confirmée"}]
    imported = call("review", "import", reviewed("v.csv", *everything))
    settled = call("run", known, "other.txt", "--fail-on", "info")
    write(known, CHANGED)
    changed = call("run", known, "other.txt")

    assert imported == Outcome(0, "v.csv: 2 new verdicts\n", "")
    assert settled.status == 0
    assert "\nno flags; 2 reviewed\n" in settled.out
    assert json.loads(call("run", "other.txt", "--json").out)["new"]["critical"] == 0
    assert changed.status == 1
    assert "\nflags: 1 critical; 1 reviewed\n" in changed.out
    assert "six dockers" in changed.out


def test_the_workbook_has_open_flags_or_all(known: str) -> None:
    call("review", "import", reviewed("v.csv", {"verdict": "dispute"}))
    fresh = call("review")
    whole = call("review", "--all", "-o", "new/folder/all.xlsx")

    assert fresh == Outcome(0, "no flags\nwrote reports/review.xlsx\n", "")
    assert whole == Outcome(0, "flags: 1 critical\nwrote new/folder/all.xlsx\n", "")
    assert len(pd.read_excel("reports/review.xlsx", sheet_name="Flags")) == 0
    assert pd.read_excel("new/folder/all.xlsx", sheet_name="Flags")["verdict"].tolist() == [
        "dispute"
    ]


def test_the_workbook_comes_back_with_nothing_new(known: str) -> None:
    call("review", "import", reviewed("v.csv", {"verdict": "later", "note": "ask Bob"}))
    call("review")
    outcome = call("review", "import", "reports/review.xlsx")

    assert outcome == Outcome(0, "reports/review.xlsx: 0 new verdicts, 1 known before\n", "")


def test_a_file_imported_twice_changes_nothing(known: str) -> None:
    reviewed("v.csv", {"verdict": "fixed", "reviewer": "Ann", "note": "done, “really”; =1+1"})
    call("review", "import", "v.csv")
    before = exported("verdicts")
    outcome = call("review", "import", "v.csv")

    assert outcome == Outcome(0, "v.csv: 0 new verdicts, 1 known before\n", "")
    assert exported("verdicts") == before
    assert before[0]["note"] == "done, “really”; =1+1"


def test_two_reviewers_who_differ_are_told_and_the_later_one_counts(known: str) -> None:
    seven, eight = "2024-05-14 07:00", "2024-05-14 08:00"
    reviewed("a.csv", {"verdict": "dispute", "reviewer": "Ann", "reviewed": eight})
    reviewed("b.csv", {"verdict": "fixed", "reviewer": "Bob", "reviewed": seven})
    call("review", "import", "a.csv", "-q")
    outcome = call("review", "import", "b.csv")
    flag = flags()[0]["flag_id"]

    assert outcome == Outcome(
        0,
        "b.csv: 1 new verdict, 1 conflict\n",
        f"claimtrack: b.csv:2: {flag}: “dispute” by Ann ({eight}) stands against "
        f"“fixed” by Bob ({seven}), which is older\n",
    )
    assert exported("flags")[0]["verdict"] == "dispute"
    assert [row["verdict"] for row in exported("verdicts")] == ["fixed", "dispute"]


def test_files_are_taken_in_the_order_they_were_saved(known: str) -> None:
    for name, verdict, when in (("a.csv", "dispute", 2e9), ("b.csv", "fixed", 1e9)):
        reviewed(name, {"verdict": verdict})
        os.utime(name, (when, when))
    outcome = call("review", "import", "a.csv", "b.csv")

    assert [line.split(":")[0] for line in outcome.out.splitlines()] == ["b.csv", "a.csv"]
    assert exported("flags")[0]["verdict"] == "dispute"


def test_a_flag_that_is_not_known_is_told_and_its_verdict_kept(known: str) -> None:
    reviewed("v.csv", {"flag_id": "f0000", "verdict": "fixed"})
    outcome = call("review", "import", "v.csv")

    assert outcome.out == "v.csv: 1 new verdict, 1 for flags that are not known yet\n"
    assert outcome.complaints == ["claimtrack: v.csv:2: the ledger has no flag f0000"]
    assert [row["flag_id"] for row in exported("verdicts")] == ["f0000"]


def test_verdicts_may_come_before_their_flags(article: str) -> None:
    call("run", article, "--store", "none")
    before = call("review", "import", reviewed("v.csv", {"verdict": "false alarm"}))
    outcome = call("run", article)

    assert before.out == "v.csv: 1 new verdict, 1 for flags that are not known yet\n"
    assert outcome.status == 0
    assert "\nno flags; 1 reviewed\n" in outcome.out


def test_rows_that_cannot_be_read_are_told_and_the_rest_is_imported(
    write: Write, known: str
) -> None:
    write("other.txt", OTHER)
    call("run", known, "other.txt", "-q")
    reviewed("v.csv", {"verdict": "nonsense"}, {"verdict": "fixed", "reviewed": "soon"})
    outcome = call("review", "import", "v.csv", "missing.csv", known)

    assert outcome.status == 2
    assert sorted(line.split(": ", 2)[1] for line in outcome.complaints) == [
        "missing.csv",
        "sum.txt",
        "v.csv:2",
        "v.csv:3",
    ]
    assert outcome.out == "v.csv: 1 new verdict\n"
    assert [row["verdict"] for row in exported("verdicts")] == ["fixed"]


def test_a_file_without_verdicts_has_none(known: str) -> None:
    outcome = call("review", "import", str(FLAGS))

    assert outcome == Outcome(0, "reports/flags.csv: no verdicts\n", "")


def test_thousands_of_verdicts_are_imported_at_once(write: Write, known: str) -> None:
    rows = [f"f{n},false alarm,{'Ann' if n % 2 else 'Bob'}" for n in range(5000)]
    write("many.csv", "\n".join(["flag_id,verdict,reviewer", *rows]))
    outcome = call("review", "import", "many.csv")

    assert outcome.out == "many.csv: 5000 new verdicts, 5000 for flags that are not known yet\n"
    assert len(exported("verdicts")) == 5000


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import"], "review import: which file?"),
        (["stats", "v.csv"], "review stats: takes no files"),
        (["export", "v.csv"], "review export: takes no files"),
        (["stats", "-o", "s.xlsx"], "review stats: writes no file"),
        (["import", "v.csv", "-o", "s.xlsx"], "review import: writes no file"),
        (["-o", "review.csv"], "review.csv: the review workbook is a .xlsx"),
        (["-o", "folder.xlsx"], "folder.xlsx: cannot be written: Is a directory"),
    ],
)
def test_a_review_that_cannot_be_is_told(
    write: Write, known: str, arguments: Sequence[str], told: str
) -> None:
    Path("folder.xlsx").mkdir()

    assert call("review", *arguments) == Outcome(2, "", f"claimtrack: {told}\n")


def test_a_ledger_is_not_made_for_a_file_that_has_no_verdicts(write: Write) -> None:
    outcome = call("review", "import", "missing.csv")

    assert outcome == Outcome(
        2, "", "claimtrack: missing.csv: cannot be read: No such file or directory\n"
    )
    assert names(Path()) == ["expectations"]


def test_statistics_tell_how_often_a_check_was_right(write: Write) -> None:
    towns = ("Belwick", "Morden", "Stanmoor", "Hillcot", "Ashby")
    texts = [SUM.replace("Belwick", town) for town in towns]
    write("sums.jsonl", "\n".join(json.dumps({"text": text}) for text in texts))
    call("run", "sums.jsonl")
    before = call("review", "stats")
    verdicts = [{"verdict": "fixed"}] * 3 + [{"verdict": "false alarm"}, {"verdict": "dispute"}]
    call("review", "import", reviewed("v.csv", *verdicts))
    told, rows = call("review", "stats"), json.loads(call("review", "stats", "--json").out)

    assert before == Outcome(0, "no flag has been reviewed yet\n", "")
    assert told.out.splitlines()[1].split() == [
        *("parts_do_not_add_up", "5", "0", "1", "1", "3", "0", "80", "%")
    ]
    assert [row["precision"] for row in rows] == [0.8]


# --- history


@pytest.fixture
def floods(write: Write, desks: Path) -> None:
    """Two articles of one source in the ledger."""
    shutil.copytree(desks / "floods", ".", dirs_exist_ok=True)


@pytest.mark.parametrize("words", [["dead"], ["dead Brun"], ["dead", "MAYOR"], ["mort"]])
def test_history_tells_how_a_figure_moved(floods: None, words: Sequence[str]) -> None:
    outcome = call("history", *words)

    assert (outcome.status, outcome.err) == (0, "")
    assert [line.split() for line in outcome.out.splitlines()] == [
        ["2", "figures", "by", "1", "speaker"],
        [],
        ["Mayor", "Ida", "Brun"],
        ["2025-02-03", "45", "45", "dead", "(The", "Courier)"],
        ["2025-02-05", "52", "+7", "52", "dead", "(The", "Courier)"],
    ]


def test_history_goes_to_a_file_as_claims(floods: None) -> None:
    outcome = call("history", "dead", "-o", "dead.jsonl")

    assert (outcome.status, outcome.err) == (0, "")
    assert read_claims(Path("dead.jsonl"))["value"].tolist() == [45, 52]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["dragons"], Outcome(0, "no claim names dragons\n", "")),
        (["dead", "%"], Outcome(0, "no claim names dead and %\n", "")),
        ([" "], Outcome(2, "", "claimtrack: history: of what? Try history 'drone shot_down'\n")),
        (
            ["dead", "-o", "dead.pdf"],
            Outcome(
                2,
                "",
                "claimtrack: dead.pdf: unknown suffix '.pdf'; known are .csv, .jsonl, .parquet, "
                ".xlsx\n",
            ),
        ),
    ],
)
def test_a_history_of_nothing_is_told(
    floods: None, arguments: Sequence[str], expected: Outcome
) -> None:
    assert call("history", *arguments) == expected


# --- export


@pytest.mark.parametrize(
    ("table", "columns", "rows"),
    [
        ("claims", CLAIM_COLUMNS, 3),
        ("flags", FLAG_COLUMNS, 1),
        ("articles", ARTICLE_COLUMNS, 1),
        ("verdicts", VERDICT_COLUMNS, 1),
    ],
)
def test_every_table_is_exported_in_every_format(
    known: str, table: str, columns: Sequence[str], rows: int
) -> None:
    call("review", "import", reviewed("v.csv", {"verdict": "later"}))
    told = [
        call("export", table, "-o", f"t{suffix}")
        for suffix in (".csv", ".jsonl", ".parquet", ".xlsx")
    ]
    tables = [
        pd.read_csv("t.csv"),
        pd.read_json("t.jsonl", lines=True),
        pd.read_parquet("t.parquet"),
        pd.read_excel("t.xlsx"),
    ]

    assert [one.status for one in told] == [0, 0, 0, 0]
    assert told[0].out == f"{rows} row{'s' if rows > 1 else ''} → t.csv\n"
    assert [list(one.columns) for one in tables] == [list(columns)] * 4
    assert [len(one) for one in tables] == [rows] * 4
    assert call("export", table).out.encode() == Path("t.csv").read_bytes()


def test_an_export_is_of_claims_unless_said(known: str) -> None:
    assert call("export").out == call("export", "claims").out
    assert call("export", "-q", "-o", "t.csv") == Outcome(0, "", "")


def test_an_export_does_not_depend_on_the_order_of_batches(write: Write) -> None:
    files = [write("flood.txt", FLOOD), write("later.txt", LATER), write("sum.txt", SUM)]
    tables = []
    for store, order in (("a.db", files), ("b.db", files[::-1]), ("c.db", [*files, files[0]])):
        for file in order:
            call("run", file, "--store", store, "-q")
        tables.append(
            [call("export", t, "--store", store).out for t in ("claims", "flags", "articles")]
        )

    assert tables[0] == tables[1] == tables[2]


def test_an_export_that_cannot_be_is_told(known: str) -> None:
    assert call("export", "runs").complaints[-1].startswith("claimtrack export: error: argument")
    assert call("export", "-o", "t.pdf").complaints == [
        "claimtrack: t.pdf: unknown suffix '.pdf'; known are .csv, .jsonl, .parquet, .xlsx"
    ]


# --- forget


@pytest.mark.parametrize(
    "name", ["flood", "https://example.org/flood", "flood.txt", "./flood.txt", "x/../flood.txt"]
)
def test_an_article_is_forgotten_by_its_id_address_or_file(floods: None, name: str) -> None:
    outcome = call("forget", name)

    assert outcome == Outcome(0, f"forgot {name}: 1 version, 1 claim, 0 flags, 0 verdicts\n", "")
    assert [row["article_id"] for row in exported("articles")] == ["later"]
    assert [row["article_id"] for row in exported("claims")] == ["later"]


def test_what_hangs_on_an_article_goes_with_it(write: Write, known: str) -> None:
    call("review", "import", reviewed("v.csv", {"verdict": "fixed"}))
    write(known, RIGHT)
    call("run", known, "-q")
    outcome = call("forget", known)

    assert outcome.out == "forgot sum.txt: 2 versions, 6 claims, 1 flag, 1 verdict\n"
    assert [exported(table) for table in ("claims", "flags", "articles", "verdicts")] == [[]] * 4


def test_an_article_that_is_not_there_is_told_and_the_others_are_forgotten(
    floods: None,
) -> None:
    outcome = call("forget", "flood", "nobody", "", "later", "-q")

    assert outcome == Outcome(
        2,
        "",
        "claimtrack: nobody: no article of that id, address or file in claims/claims.db\n"
        'claimtrack: "": no article of that id, address or file in claims/claims.db\n',
    )
    assert exported("articles") == []


# --- ledgers that are none

ABOUT_THE_LEDGER = [
    ["review"],
    ["review", "stats"],
    ["history", "dead"],
    ["export"],
    ["forget", "flood"],
]


@pytest.mark.parametrize("command", ABOUT_THE_LEDGER)
def test_a_ledger_that_is_missing_is_told(write: Write, command: Sequence[str]) -> None:
    told = "there is no ledger yet; claimtrack run makes it"

    assert call(*command) == Outcome(2, "", f"claimtrack: claims/claims.db: {told}\n")
    assert call(*command, "--store", "x.db") == Outcome(2, "", f"claimtrack: x.db: {told}\n")
    assert names(Path()) == ["expectations"]


@pytest.mark.parametrize("command", [*ABOUT_THE_LEDGER, ["review", "import", "v.csv"]])
def test_without_a_ledger_what_is_about_it_is_told(write: Write, command: Sequence[str]) -> None:
    write("v.csv", "flag_id,verdict\nf1,fixed\n")

    assert call(*command, "--store", "none") == Outcome(
        2, "", "claimtrack: --store none: this command is about the ledger\n"
    )


@pytest.mark.parametrize(
    "command", [*ABOUT_THE_LEDGER, ["review", "import", "v.csv"], ["run", "v.csv"]]
)
def test_a_file_that_is_no_ledger_is_told_and_left_alone(
    write: Write, command: Sequence[str]
) -> None:
    write("v.csv", "flag_id,verdict,text\nf1,fixed,12 dead.\n")
    ledger = write("claims/claims.db", "Minutes of the meeting\n" * 100)
    content = ledger.read_bytes()

    assert call(*command) == Outcome(
        2, "", "claimtrack: claims/claims.db: file is not a database\n"
    )
    assert ledger.read_bytes() == content


def test_a_database_of_something_else_is_told(write: Write) -> None:
    connection = sqlite3.connect("other.db")
    connection.execute("CREATE TABLE meetings (minutes TEXT)")
    connection.close()

    assert call("export", "--store", "other.db") == Outcome(
        2, "", "claimtrack: other.db: there is no ledger in it yet; claimtrack run makes it\n"
    )


def test_a_ledger_of_a_later_version_is_told(known: str) -> None:
    connection = sqlite3.connect(LEDGER, isolation_level=None)
    connection.execute("UPDATE ledger SET schema_version = 99")
    connection.close()

    assert call("run", known).complaints == call("export").complaints
    assert call("export").err.startswith("claimtrack: claims/claims.db: the ledger is of schema 99")
