"""Arguments in, exit status out: what each command prints, writes and returns."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pandas as pd
import pytest

import claimtrack
from claimtrack.columns import CLAIM_COLUMNS
from claimtrack.reports import read_claims, to_csv_text
from claimtrack.suites import shipped_folder
from commands import Outcome, Write, call, empty_folder, names

STORM = "Entre 72 et 64 millions d'euros de dégâts, selon la mairie."
FLOOD = "Plus de 70 pompiers ont évacué 300 foyers."
RELOCATED = "Au total, 240 % des habitants ont été relogés."
COMMANDS = ("run", "extract", "check", "explain")
PARTS = ["claims", "expectations", "reports"]
RUN_FILES = ["claims.csv", "flags.csv", "relations.csv", "review.xlsx", "summary.csv"]


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Write]:
    """Write a file into an empty folder that the commands then work in."""
    with empty_folder(tmp_path) as write_file:
        yield write_file


# --- run


def test_run_writes_tables_and_a_workbook_and_sums_up(write: Write) -> None:
    write("flood.txt", FLOOD)
    outcome = call("run", "flood.txt")

    assert outcome == Outcome(
        0,
        "1 article, 2 claims\nno flags\n"
        "wrote reports/claims.csv reports/flags.csv reports/summary.csv reports/relations.csv "
        "reports/review.xlsx\n",
        "",
    )
    assert names(Path("reports")) == RUN_FILES


def test_a_second_run_writes_the_same_and_tells_what_was_known(write: Write) -> None:
    write("articles/storm.txt", STORM)
    write("articles/flood.txt", FLOOD)
    first = call("run", "articles")
    tables = {path: path.read_bytes() for path in Path("reports").iterdir()}
    second = call("run", "articles")

    assert (first.status, second.status) == (1, 1)
    assert "\nflags: 1 critical\n" in first.out
    assert "\nflags: 1 critical; 1 of them known before\n" in second.out
    assert {path: path.read_bytes() for path in Path("reports").iterdir()} == tables


def test_a_critical_flag_is_exit_status_1_and_is_told(write: Write) -> None:
    write("storm.txt", STORM)
    outcome = call("run", "storm.txt")

    assert (outcome.status, outcome.err) == (1, "")
    assert "flags: 1 critical\n" in outcome.out
    assert "Entre 72 et 64 millions d'euros" in outcome.out


@pytest.mark.parametrize(
    ("text", "fail_on", "status"),
    [
        (STORM, "never", 0),
        (STORM, "critical", 1),
        (RELOCATED, "critical", 0),
        (RELOCATED, "warning", 1),
        (FLOOD, "info", 0),
    ],
)
def test_fail_on_says_from_which_severity_flags_fail(
    write: Write, text: str, fail_on: str, status: int
) -> None:
    write("article.txt", text)

    assert call("run", "article.txt", "--fail-on", fail_on).status == status


@pytest.mark.parametrize("option", ["--quiet", "-q"])
def test_quiet_prints_nothing_when_all_is_well(write: Write, option: str) -> None:
    write("flood.txt", FLOOD)

    assert call("run", "flood.txt", option) == Outcome(0, "", "")
    assert call("extract", "flood.txt", "-o", "claims.csv", option) == Outcome(0, "", "")
    assert call("check", option) == Outcome(0, "", "")


def test_quiet_keeps_the_complaints(write: Write) -> None:
    write("flood.txt", FLOOD)
    outcome = call("run", "flood.txt", "missing.txt", "--quiet")

    assert outcome == Outcome(2, "", "claimtrack: missing.txt: no such file or folder\n")


def test_json_is_the_summary_for_programs(write: Write) -> None:
    write("storm.txt", STORM)
    outcome = call("run", "storm.txt", "missing.txt", "--json", "--out", "here")

    assert json.loads(outcome.out) == {
        "articles": 1,
        "claims": 1,
        "problems": ["missing.txt: no such file or folder"],
        "flags": {"critical": 1, "warning": 0, "info": 0},
        "new": {"critical": 1, "warning": 0, "info": 0},
        "reviewed": 0,
        "files": [
            *(f"here/{name}.csv" for name in ("claims", "flags", "summary", "relations")),
            "here/review.xlsx",
        ],
    }


def test_out_says_where_the_tables_go(write: Write) -> None:
    write("flood.txt", FLOOD)
    call("run", "flood.txt", "--out", "elsewhere/deep")

    assert names(Path("elsewhere/deep")) == RUN_FILES
    assert names(Path("reports")) == []


def test_more_flags_than_fit_are_counted(write: Write) -> None:
    write("storms.txt", "\n\n".join(f"Entre {n} et 12 morts." for n in range(20, 28)))
    outcome = call("run", "storms.txt")

    assert outcome.out.count("critical:") == 5
    assert "and 3 more in flags.csv" in outcome.out


def test_a_run_opens_no_connection(write: Write) -> None:
    write("articles/storm.txt", STORM)
    write("articles/page.html", f"<html><body><article><p>{FLOOD}</p></article></body></html>")
    with (
        mock.patch("socket.socket.connect", side_effect=OSError) as connect,
        mock.patch("socket.getaddrinfo", side_effect=OSError) as look_up,
    ):
        call("run", "articles")

    assert connect.mock_calls == look_up.mock_calls == []


# --- bad input

BAD_FILES: list[tuple[str, bytes, str]] = [
    ("empty.txt", b"", "empty.txt: empty"),
    ("blank.md", b" \n\t\n", "blank.md: blank"),
    ("image.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image.txt: a binary file"),
    ("broken.parquet", b"PAR1 no such thing", "broken.parquet: not readable as Parquet"),
    ("rows.jsonl", b'{"text": "12 morts."}\n[12]\n', "rows.jsonl:2: not a JSON object"),
    ("rows.jsonl", b'{"text": "12 morts."}\n\n{"id": "a"}\n', "rows.jsonl:3: text is missing"),
    ("rows.jsonl", b'{"text": 12}\n', "rows.jsonl:1: text is not a string"),
    ("rows.jsonl", b'{"text": "12 morts."\n', "rows.jsonl:1: not JSON"),
    (
        "rows.jsonl",
        b'{"id": "a", "text": "12 morts."}\n{"id": "a", "text": "13 morts."}\n',
        "rows.jsonl:2: id a is that of another text in rows.jsonl:1",
    ),
    ("rows.csv", b"title,body\nA,B\n", "rows.csv:1: no column named text"),
    ("rows.csv", b"id,text\na,12 morts.\nb,\n", "rows.csv:3: text is blank"),
    ("report.docx", b"12 morts.", "report.docx: cannot read .docx"),
    ("folder/notes.docx", b"12 morts.", "folder: no .txt"),
]


@pytest.mark.parametrize(("name", "content", "complaint"), BAD_FILES)
def test_bad_input_is_one_line_each_and_the_rest_is_extracted(
    write: Write, name: str, content: bytes, complaint: str
) -> None:
    write("flood.txt", FLOOD)
    path = write(name, content)
    outcome = call("extract", path.parts[0], "flood.txt")

    assert outcome.status == 2
    assert len(outcome.complaints) == 1
    assert outcome.err.startswith(f"claimtrack: {complaint}")
    assert "Plus de 70 pompiers,text" in outcome.out


@pytest.fixture
def mixed(write: Write) -> list[str]:
    """The inputs of a bad day: one good article among them, in a folder."""
    write("articles/flood.txt", FLOOD)
    write("articles/empty.txt", b"")
    write("articles/image.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    write(
        "articles/rows.jsonl",
        '{"id": "a", "text": "Il y a 3 morts."}\n'
        '["Il y a 4 morts."]\n'
        '{"title": "Il y a 5 morts."}\n'
        '{"id": "a", "text": "Il y a 6 morts."}\n',
    )
    Path("void").mkdir()
    write("notes.docx", b"Il y a 7 morts.")
    return ["articles", "missing.txt", "void", "notes.docx"]


def test_run_tells_every_problem_and_does_the_rest(mixed: list[str]) -> None:
    outcome = call("run", *mixed)

    assert outcome.status == 2
    assert [line.removeprefix("claimtrack: ") for line in outcome.complaints] == [
        "articles/empty.txt: empty: there is nothing to read",
        "articles/image.txt: a binary file, not text",
        "articles/rows.jsonl:2: not a JSON object",
        "articles/rows.jsonl:3: text is missing",
        "articles/rows.jsonl:4: id a is that of another text in articles/rows.jsonl:1",
        "missing.txt: no such file or folder",
        "void: no .txt .md .html .htm .jsonl .csv .parquet file in this folder",
        "notes.docx: cannot read .docx, only .txt .md .html .htm .jsonl .csv .parquet",
    ]
    assert outcome.out.startswith("2 articles, 3 claims, 8 input problems (see above)\n")
    assert read_claims(Path("reports/claims.csv"))["number"].tolist() == ["70", "300", "3"]


def test_a_problem_outweighs_a_flag(write: Write) -> None:
    write("storm.txt", STORM)

    assert call("run", "storm.txt", "missing.txt").status == 2
    assert call("run", "storm.txt", "missing.txt", "--fail-on", "never").status == 2


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["run"],
        ["extract"],
        ["explain"],
        ["publish", "flood.txt"],
        ["run", "flood.txt", "--fail-on", "sometimes"],
        ["extract", "flood.txt", "--nonsense"],
    ],
)
def test_wrong_usage_is_exit_status_2(write: Write, arguments: list[str]) -> None:
    write("flood.txt", FLOOD)
    outcome = call(*arguments)

    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.complaints[0].startswith("usage: claimtrack")


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_suite_that_would_not_run_is_told_with_its_file(write: Write, command: str) -> None:
    write("flood.txt", FLOOD)
    call("run", "flood.txt")
    write("expectations/claims.json", '{"name": "claims", "expectations": [{"type": "no"}]}')
    outcome = call(command, *(["flood.txt"] if command == "run" else []))

    assert outcome.status == 2
    assert len(outcome.complaints) == 1
    assert outcome.err.startswith("claimtrack: expectations/claims.json:1: ")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["run", "flood.txt", "--out", "flood.txt"], "flood.txt/claims.csv: cannot be written"),
        (["run", "flood.txt", "--workspace", "flood.txt"], "flood.txt/claims: cannot be made"),
        (["extract", "flood.txt", "-o", "flood.txt/a.csv"], "flood.txt/a.csv: cannot be written"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_told(
    write: Write, arguments: list[str], complaint: str
) -> None:
    write("flood.txt", FLOOD)
    outcome = call(*arguments)

    assert outcome.status == 2
    assert len(outcome.complaints) == 1
    assert outcome.err.startswith(f"claimtrack: {complaint}")


# --- extract


def test_extract_prints_the_claims_as_csv(write: Write) -> None:
    write("flood.txt", FLOOD)
    outcome = call("extract", "flood.txt")
    header, *rows = outcome.out.splitlines()

    assert (outcome.status, outcome.err) == (0, "")
    assert header.split(",") == list(CLAIM_COLUMNS)
    assert [row.split(",")[11] for row in rows] == ["Plus de 70 pompiers", "300 foyers"]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".xlsx", ".CSV"])
def test_extract_to_any_format_reads_back_the_same(write: Write, suffix: str) -> None:
    write("flood.txt", f"{FLOOD} De 12 à 15 millions d’euros, soit 0,5 % ; « 3 “morts” »\u202f!")
    printed = call("extract", "flood.txt").out
    outcome = call("extract", "flood.txt", "--output", f"out/claims{suffix}")
    claims = read_claims(Path(f"out/claims{suffix}"))

    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == f"1 article, 5 claims → out/claims{suffix}\n"
    assert to_csv_text(claims) == printed


def test_an_unknown_output_suffix_is_refused_before_any_work(write: Write) -> None:
    with mock.patch("claimtrack.pipeline.extract", side_effect=AssertionError("worked")):
        outcome = call("extract", "missing.txt", "-o", "claims.pdf")

    assert outcome.status == 2
    assert outcome.complaints == [
        "claimtrack: claims.pdf: unknown suffix '.pdf'; known are .csv, .jsonl, .parquet, .xlsx"
    ]


def test_a_dash_reads_standard_input(write: Write) -> None:
    outcome = call("extract", "-", stdin="Il y a 12 blessés à Évry.".encode())

    assert (outcome.status, outcome.err) == (0, "")
    assert ",12 blessés,text,7,17," in outcome.out


def test_nothing_on_standard_input_is_told(write: Write) -> None:
    outcome = call("extract", "-")

    assert outcome.status == 2
    assert outcome.complaints == ["claimtrack: <stdin>: empty: there is nothing to read"]


def test_extract_and_explain_make_nothing_but_the_output(write: Write) -> None:
    write("flood.txt", FLOOD)
    call("extract", "flood.txt")
    call("explain", FLOOD)
    call("extract", "flood.txt", "-o", "claims.csv")

    assert names(Path()) == ["claims.csv", "flood.txt"]


# --- check


def test_check_gives_the_flags_of_the_run(write: Write) -> None:
    write("storm.txt", STORM)
    write("flood.txt", f"{FLOOD} {RELOCATED}")
    run = call("run", "storm.txt", "flood.txt")
    flags = Path("reports/flags.csv").read_bytes()
    outcome = call("check", "reports/claims.csv", "--out", "again")

    assert (outcome.status, run.status) == (1, 1)
    assert Path("again/flags.csv").read_bytes() == flags
    assert flags.count(b"\n") == 3
    assert names(Path("again")) == ["flags.csv", "relations.csv"]


def test_check_takes_the_claims_of_the_workspace_by_default(write: Write) -> None:
    write("storm.txt", STORM)
    call("extract", "storm.txt", "-o", "reports/claims.csv")
    outcome = call("check")

    assert outcome.status == 1
    assert "\nflags: 1 critical\n" in outcome.out
    assert names(Path("reports")) == ["claims.csv", "flags.csv", "relations.csv"]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_check_reads_every_format_that_extract_writes(write: Write, suffix: str) -> None:
    write("storm.txt", STORM)
    call("extract", "storm.txt", "-o", f"claims{suffix}")
    outcome = call("check", f"claims{suffix}", "--json")

    assert outcome.status == 1
    assert json.loads(outcome.out) == {"critical": 1, "warning": 0, "info": 0}


def test_check_takes_several_tables_as_one(write: Write) -> None:
    write("storm.txt", STORM)
    write("flood.txt", FLOOD)
    for name in ("storm", "flood"):
        call("extract", f"{name}.txt", "-o", f"{name}.csv")
    outcome = call("check", "storm.csv", "flood.csv", "--fail-on", "never")

    assert outcome.status == 0
    assert outcome.out.startswith("3 claims checked\n")


@pytest.mark.parametrize("content", [None, b"", b"a,b\n1,2\n", b"\x89PNG\r\n\x1a\n\x00"])
def test_check_tells_what_is_no_claims_table(write: Write, content: bytes | None) -> None:
    if content is not None:
        write("claims.csv", content)
    outcome = call("check", "claims.csv")

    assert (outcome.status, outcome.out) == (2, "")
    assert len(outcome.complaints) == 1
    assert outcome.err.startswith("claimtrack: claims.csv")


def test_check_without_claims_in_the_workspace_is_told(write: Write) -> None:
    write("flood.txt", FLOOD)
    outcome = call("check")

    assert outcome.status == 2
    assert len(outcome.complaints) == 1
    assert outcome.err.startswith("claimtrack: reports/claims.csv: ")


# --- the workspace


def test_run_makes_the_missing_parts_of_its_workspace(write: Write) -> None:
    write("flood.txt", FLOOD)
    Path("desk/reports").mkdir(parents=True)
    call("run", "flood.txt", "--workspace", "desk")

    assert names(Path()) == ["desk", "flood.txt"]
    assert names(Path("desk")) == PARTS
    assert names(Path("desk/reports")) == RUN_FILES


def test_the_environment_names_the_workspace(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("flood.txt", FLOOD)
    monkeypatch.setenv("CLAIMTRACK_WORKSPACE", "desk")
    call("run", "flood.txt")

    assert names(Path()) == ["desk", "flood.txt"]
    assert call("check", "--quiet").status == 0


def test_the_option_outweighs_the_environment(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("flood.txt", FLOOD)
    monkeypatch.setenv("CLAIMTRACK_WORKSPACE", "desk")
    call("run", "flood.txt", "--workspace", "other")

    assert names(Path()) == ["flood.txt", "other"]


def test_the_current_folder_is_the_workspace_by_default(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("flood.txt", FLOOD)
    monkeypatch.setenv("CLAIMTRACK_WORKSPACE", "")
    call("run", "flood.txt")

    assert names(Path()) == sorted([*PARTS, "flood.txt"])


def test_the_suites_of_the_workspace_decide(write: Write) -> None:
    write("storm.txt", STORM)
    shipped = (shipped_folder() / "claims.json").read_text()
    suite = json.loads(shipped)
    for expectation in suite["expectations"]:
        if expectation["meta"]["check"] == "range_upside_down":
            expectation["severity"] = "warning"
    write("expectations/claims.json", json.dumps(suite))

    assert call("run", "storm.txt").status == 0
    assert call("check", "--fail-on", "warning").status == 1


# --- progress


@pytest.fixture
def many(write: Write) -> str:
    rows = [json.dumps({"text": f"There were {n} people.", "language": "en"}) for n in range(2, 32)]
    return str(write("many.jsonl", "\n".join(rows)))


def test_long_work_shows_a_bar_on_a_terminal(many: str) -> None:
    outcome = call("extract", many, terminal=True)

    assert "article" in outcome.err
    assert outcome.status == 0


def test_a_bar_is_gone_when_the_work_is_done(many: str) -> None:
    outcome = call("extract", many, terminal=True)

    assert outcome.err.rsplit("\r", 1)[-1].strip() == ""


def test_there_is_no_bar_where_stderr_is_no_terminal(many: str) -> None:
    assert call("extract", many).err == ""


def test_there_is_no_bar_when_quiet(many: str) -> None:
    assert call("extract", many, "--quiet", terminal=True).err == ""


def test_there_is_no_bar_for_short_work(write: Write) -> None:
    write("flood.txt", FLOOD)

    assert call("extract", "flood.txt", terminal=True).err == ""


# --- checks and languages


def test_checks_lists_every_check_with_how_often_it_fired(write: Write) -> None:
    write("storm.txt", STORM)
    call("run", "storm.txt")
    lines = call("checks").out.splitlines()
    rows = {line.split()[0]: line.split()[1:] for line in lines[1:]}

    assert lines[0].split() == ["check", "severity", "suite", "last", "run"]
    assert rows["range_upside_down"] == ["critical", "claims", "1"]
    assert rows["share_mismatch"] == ["critical", "shares", "0"]


def test_checks_before_any_run_have_no_count(write: Write) -> None:
    write("storm.txt", STORM)
    lines = call("checks").out.splitlines()

    assert {line.split()[-1] for line in lines[1:]} == {"-"}


def test_checks_as_json_are_for_programs(write: Write) -> None:
    write("storm.txt", STORM)
    told = json.loads(call("checks", "--json").out)

    assert {"check", "severity", "suite"} <= set(told[0])


def test_the_schema_is_json(write: Write) -> None:
    write("storm.txt", STORM)

    assert json.loads(call("checks", "--schema").out)["title"] == "claimtrack validation suite"


def test_messages_are_in_the_language_asked_for(write: Write) -> None:
    write("storm.txt", STORM)

    english, own = (
        " ".join(call("run", "storm.txt", *options).out.split())
        for options in (("--lang", "en"), ())
    )

    assert "La mairie: “Entre 72 et 64" in english
    assert "La mairie : « Entre 72 et 64" in own


# --- explain, help, version


def test_explain_prints_what_was_read_and_what_was_not() -> None:
    outcome = call("explain", "Au moins 300 blessés le 12 mai,", "selon l'ONU.")

    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith("language: fr\n\n«Au moins 300 blessés»\n")
    assert outcome.out.endswith("not claims:\n  12: a day of the month\n")


def test_explain_reads_standard_input() -> None:
    text = "At least 300 people were hurt."

    assert call("explain", "-", stdin=text.encode()) == call("explain", text)


def test_explain_takes_the_language_it_is_told() -> None:
    assert call("explain", "1,234 dollars", "-l", "fr").out.count("= 1.234\n") == 1
    assert call("explain", "1,234 dollars", "-l", "en").out.count("= 1234\n") == 1


def test_explain_refuses_a_language_without_a_pack() -> None:
    outcome = call("explain", "12 Leute", "--language", "de")

    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.complaints == ["claimtrack: no language pack 'de'; there are en, fr"]


@pytest.mark.parametrize(
    ("command", "mentioned"),
    [
        ("run", "PATH --out --workspace --fail-on --json --quiet CLAIMTRACK_WORKSPACE stdin"),
        ("extract", "PATH --output --quiet .csv .jsonl .parquet .xlsx stdin"),
        ("check", "CLAIMS --out --workspace --fail-on --json --quiet CLAIMTRACK_WORKSPACE"),
        ("explain", "TEXT --language"),
    ],
)
def test_help_mentions_every_argument(command: str, mentioned: str) -> None:
    outcome = call(command, "--help")

    assert outcome.status == 0
    assert [word for word in mentioned.split() if word not in outcome.out] == []


def test_help_lists_the_commands_and_the_exit_statuses() -> None:
    outcome = call("--help")

    assert [command for command in COMMANDS if f"\n    {command} " not in outcome.out] == []
    assert "exit status: 0 done; 1 done" in outcome.out


def test_version_is_that_of_the_package() -> None:
    assert call("--version") == Outcome(0, f"claimtrack {claimtrack.__version__}\n", "")


def test_the_module_runs_as_a_program_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "claimtrack", "extract", "-"],
        input=FLOOD.encode(),
        capture_output=True,
        cwd=tmp_path,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 3
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_is_no_error(write: Write) -> None:
    rows = [json.dumps({"text": f"There were {n} people. " * 40}) for n in range(2, 40)]
    path = write("many.jsonl", "\n".join(rows)).resolve()
    program = f"{sys.executable} -m claimtrack extract {path} | head -n 1"
    done = subprocess.run(program, shell=True, capture_output=True, check=False)

    assert done.stdout.decode().rstrip().split(",") == list(CLAIM_COLUMNS)
    assert done.stderr == b""


def test_claims_are_printed_as_utf8_whatever_the_terminal_speaks(write: Write) -> None:
    write("flood.txt", FLOOD)

    assert call("extract", "flood.txt", encoding="ascii") == call("extract", "flood.txt")


@pytest.mark.parametrize("arguments", [["explain", FLOOD], ["run", "storm.txt"]])
def test_what_the_terminal_cannot_show_is_no_error(write: Write, arguments: list[str]) -> None:
    write("storm.txt", STORM)
    expected = call(*arguments)
    outcome = call(*arguments, encoding="ascii")

    assert (outcome.status, outcome.err) == (expected.status, "")
    assert len(outcome.out.splitlines()) == len(expected.out.splitlines())


def test_claims_read_from_stdout_are_those_of_the_table(write: Write) -> None:
    write("flood.txt", FLOOD)
    printed = io.StringIO(call("extract", "flood.txt").out)

    assert pd.read_csv(printed)["value"].tolist() == [70, 300]
