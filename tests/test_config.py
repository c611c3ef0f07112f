"""Settings of a workspace: what can be set, what comes first, and what is wrong with a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from claimtrack.config import DIALECTS, FILES, FORMATS, SETTINGS, load_config
from claimtrack.errors import InputError
from claimtrack.reports import CSV_DIALECTS
from claimtrack.reports.ci import FORMATS as MADE_BY
from commands import Write, call, empty_folder, names, use_suites

# Its parts do not add up: a critical flag.
SUM = "Eleven people were hurt in Belwick: five dockers and four sailors."
RANGE = "Entre 72 et 64 millions d'euros de dégâts, selon la mairie."


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Write]:
    """Write a file into an empty folder that the commands then work in."""
    with empty_folder(tmp_path) as write_file:
        yield write_file


@pytest.fixture
def article(write: Write) -> str:
    """An article with a critical flag, in a workspace with one suite."""
    use_suites("sums")
    return str(write("sum.txt", SUM))


def settings(write: Write, text: str) -> Mapping[str, Any]:
    write("claimtrack.toml", text)
    return load_config(Path())


def complaint(write: Write, text: str | bytes, name: str = "claimtrack.toml") -> str:
    write(name, text)
    with pytest.raises(InputError) as raised:
        load_config(Path())
    return str(raised.value)


# --- each setting


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('paths = ["articles", "late.txt"]', ["articles", "late.txt"]),
        ('paths = "articles"', ["articles"]),
        ('store = "none"', "none"),
        ('store = ""', ""),
        ('store = "db/ledger.db"', "db/ledger.db"),
        ('store = "postgresql+psycopg://host/figures"', "postgresql+psycopg://host/figures"),
        ('out = "build"', "build"),
        ('languages = ["en"]', ["en"]),
        ('languages = "fr"', ["fr"]),
        ('lang = "fr"', "fr"),
        ('fail-on = "never"', "never"),
        ("new-only = true", True),
        ('baseline = "accepted/flags.csv"', "accepted/flags.csv"),
        ('disabled = ["total_falls"]', ["total_falls"]),
        ("disabled = []", []),
        ('format = "github"', ["github"]),
        ('format = ["text", "sarif=a/b.sarif"]', ["text", "sarif=a/b.sarif"]),
        ('job-summary = "summary.md"', "summary.md"),
        ('csv-dialect = "excel-fr"', "excel-fr"),
    ],
)
def test_a_setting_is_read(write: Write, line: str, value: object) -> None:
    key = line.split(maxsplit=1)[0]

    assert settings(write, line) == {key: value}


def test_every_setting_is_tested_above() -> None:
    marks = test_a_setting_is_read.pytestmark  # type: ignore[attr-defined]
    lines = [line for line, _ in marks[0].args[1]]

    assert {line.split()[0] for line in lines} == set(SETTINGS)


def test_what_may_be_chosen_is_what_there_is() -> None:
    assert set(FORMATS) == {"text", *MADE_BY}
    assert set(DIALECTS) == set(filter(None, CSV_DIALECTS))


def test_paths_are_taken_from_the_folder_of_the_settings(write: Write) -> None:
    write(
        "desk/claimtrack.toml",
        'paths = ["articles", "/tmp/late.txt"]\nout = "../build"\nstore = "x.db"\n'
        'baseline = "flags.csv"\njob-summary = "s.md"\nformat = ["sarif=a.sarif", "text"]\n',
    )

    assert load_config(Path("desk")) == {
        "paths": ["desk/articles", "/tmp/late.txt"],
        "out": "desk/../build",
        "store": "desk/x.db",
        "baseline": "desk/flags.csv",
        "job-summary": "desk/s.md",
        "format": ["sarif=desk/a.sarif", "text"],
    }


# --- the files


def test_without_a_file_nothing_is_set(write: Write) -> None:
    write("pyproject.toml", '[project]\nname = "newsroom"\n')

    assert load_config(Path()) == load_config(Path("nowhere")) == {}
    assert load_config(write("file.txt", "")) == {}


def test_a_table_of_pyproject_will_do(write: Write) -> None:
    write("pyproject.toml", '[tool.other]\nstore = 1\n\n[tool.claimtrack]\nfail-on = "info"\n')

    assert load_config(Path()) == {"fail-on": "info"}


def test_the_file_of_its_own_comes_before_pyproject(write: Write) -> None:
    write("pyproject.toml", '[tool.claimtrack]\nfail-on = "info"\nlang = "fr"\n')

    assert settings(write, 'fail-on = "never"') == {"fail-on": "never"}
    assert settings(write, "") == {}


def test_a_byte_order_mark_is_no_part_of_the_settings(write: Write) -> None:
    write("claimtrack.toml", b'\xef\xbb\xbffail-on = "never"\n')

    assert load_config(Path()) == {"fail-on": "never"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('fail_on = "never"', "1: unknown setting 'fail_on'; did you mean 'fail-on'?"),
        ('\n\nlangages = "fr"', "3: unknown setting 'langages'; did you mean 'languages'?"),
        ("zzz = 1", f"1: unknown setting 'zzz'; known are {', '.join(SETTINGS)}"),
        (
            "# as in pyproject\n[tool.claimtrack]\nlang = 'fr'",
            "2: unknown setting 'tool'; claimtrack.toml needs no [section]",
        ),
        ("store = 3", "1: store: 3 must be a string"),
        ('out = ""', "1: out: '' must be the path of a file or folder"),
        ('paths = ["a", ""]', "1: paths: ['a', ''] must be the path of a file or folder"),
        ("paths = 3", "1: paths: 3 must be the path of a file or folder"),
        ('lang = "de"', "1: lang: 'de' must be one of en, fr"),
        ('languages = ["fr", "de"]', "1: languages: ['fr', 'de'] must be one of en, fr"),
        ("languages = []", "1: languages: [] must name one at least"),
        (
            'lang = "fr"\n"fail-on" = "sometimes"',
            "2: fail-on: 'sometimes' must be one of critical, warning, info, never",
        ),
        ('new-only = "yes"', "1: new-only: 'yes' must be true or false"),
        ('disabled = "total_falls"', "1: disabled: 'total_falls' must be a list of strings"),
        (
            'format = ["text", "pdf"]',
            "1: format: ['text', 'pdf'] must be one of text, github, sarif, junit, with =FILE or "
            "without",
        ),
        (
            'format = "sarif="',
            "1: format: 'sarif=' must be one of text, github, sarif, junit, with =FILE or without",
        ),
        ('csv-dialect = "french"', "1: csv-dialect: 'french' must be one of excel, excel-fr"),
        (
            'lang = "fr"\nstore = "none',
            "2: not TOML: Unterminated string (at end of document)",
        ),
        ("lang = fr", "1: not TOML: Invalid value (at line 1, column 8)"),
        (b'lang = "fr"\nout = "caf\xe9"', "2: not UTF-8: byte 0xE9"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(
    write: Write, text: str | bytes, told: str
) -> None:
    assert complaint(write, text) == f"claimtrack.toml:{told}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[tool.other]\nstore = 'x'\n[tool.claimtrack]\n\nstore = 3\n",
            "5: store: 3 must be a string",
        ),
        (
            "[tool.claimtrack]\nlang = 'fr'\n[tool.claimtrack.fail-on]\nx = 1\n",
            "3: fail-on: {'x': 1} must be one of critical, warning, info, never",
        ),
        ("[tool]\nclaimtrack = 3\n", "2: claimtrack must be a table: [tool.claimtrack]"),
        ("[tool.claimtrack]\n[project\n", "2: not TOML"),
    ],
)
def test_what_is_wrong_in_pyproject_is_told_with_its_own_line(
    write: Write, text: str, told: str
) -> None:
    assert complaint(write, text, "pyproject.toml").startswith(f"pyproject.toml:{told}")


def test_a_pyproject_without_tools_has_no_settings(write: Write) -> None:
    write("pyproject.toml", "tool = 3\n")

    assert load_config(Path()) == {}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_told(write: Write, name: str) -> None:
    Path(name).mkdir()

    with pytest.raises(InputError, match=f"^{name}: cannot be read: Is a directory$"):
        load_config(Path())


@pytest.mark.parametrize(
    "command",
    [["run", "sum.txt"], ["check"], ["checks"], ["review"], ["history", "x"], ["export"]],
)
def test_every_command_on_a_workspace_tells_what_is_wrong(write: Write, command: list[str]) -> None:
    write("claimtrack.toml", "lange = 3")
    outcome = call(*command)

    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.complaints == [
        "claimtrack: claimtrack.toml:1: unknown setting 'lange'; did you mean 'lang'?"
    ]


# --- what comes first


@pytest.mark.parametrize("setting", ["", 'fail-on = "critical"', 'fail-on = "never"'])
def test_the_command_line_comes_before_the_settings(
    write: Write, article: str, setting: str
) -> None:
    write("claimtrack.toml", setting)

    assert call("run", article).status == (0 if "never" in setting else 1)
    assert call("check").status == (0 if "never" in setting else 1)
    assert call("run", article, "--fail-on", "never").status == 0
    assert call("run", article, "--fail-on", "critical").status == 1


def test_the_ledger_is_of_the_command_line_the_environment_or_the_settings(
    write: Write, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledgers = [*map(Path, ("claims/claims.db", "settings.db", "environment.db", "line.db"))]

    def made() -> list[bool]:
        return [ledger.exists() for ledger in ledgers]

    call("run", article)
    assert made() == [True, False, False, False]

    write("claimtrack.toml", 'store = "settings.db"')
    call("run", article)
    assert made() == [True, True, False, False]

    monkeypatch.setenv("CLAIMTRACK_STORE", "environment.db")
    call("run", article)
    assert made() == [True, True, True, False]

    call("run", article, "--store", "line.db")
    assert made() == [True, True, True, True]


def test_an_empty_store_on_the_command_line_is_that_of_the_workspace(
    write: Write, article: str
) -> None:
    write("claimtrack.toml", 'store = "none"')
    call("run", article)
    without = names(Path("claims"))
    call("run", article, "--store", "")

    assert without == []
    assert names(Path("claims")) == ["claims.db"]


def test_new_only_of_the_settings_can_be_taken_back(write: Write, article: str) -> None:
    write("claimtrack.toml", "new-only = true")

    assert call("run", article).status == 1
    assert call("run", article).status == 0
    assert call("run", article, "--no-new-only").status == 1


def test_paths_of_the_settings_are_read_where_none_are_given(write: Write, article: str) -> None:
    write("claimtrack.toml", f'paths = "{article}"')
    write("ok.txt", "Nine people were hurt in Belwick.")

    assert call("run").status == 1
    assert call("run", "ok.txt").out.startswith("1 article, 1 claim\nno flags\n")


def test_without_any_path_that_is_told(write: Write) -> None:
    write("claimtrack.toml", "paths = []")
    outcome = call("run")

    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.complaints[-1] == (
        "claimtrack: error: run: no PATH, and the workspace's settings name none"
    )


def test_the_settings_of_another_workspace_are_those_of_its_folder(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_suites("sums", workspace="desk")
    write("claimtrack.toml", "nonsense = 1")
    write("desk/articles/sum.txt", SUM)
    write(
        "desk/claimtrack.toml",
        'paths = "articles"\nstore = "db/l.db"\nout = "build"\nfail-on = "never"\n'
        'format = ["sarif=build/a.sarif"]\njob-summary = "build/s.md"\n',
    )
    first = call("run", "--workspace", "desk")
    monkeypatch.setenv("CLAIMTRACK_WORKSPACE", "desk")
    second = call("run")

    assert (first.status, first.err, second.status) == (0, "", 0)
    assert "(desk/articles/sum.txt:1)" in first.out
    assert "1 of them known before" in second.out
    assert names(Path()) == ["claimtrack.toml", "desk"]
    assert names(Path("desk/db")) == ["l.db"]
    assert {"a.sarif", "s.md", "flags.csv"} <= {*names(Path("desk/build"))}


def test_the_folder_of_reports_is_known_to_every_command(write: Write, article: str) -> None:
    write("claimtrack.toml", 'out = "build"')
    call("run", article)
    rows = [line.split() for line in call("checks").out.splitlines()]

    assert ["parts_do_not_add_up", "critical", "sums", "1"] in rows
    assert call("check").out.startswith("3 claims checked\n")
    assert "wrote build/review.xlsx\n" in call("review").out
    assert names(Path("reports")) == []


def test_other_settings_take_effect(write: Write, article: str) -> None:
    write("range.txt", RANGE)
    use_suites("claims")
    write(
        "claimtrack.toml",
        'lang = "en"\nlanguages = "fr"\ndisabled = ["parts_do_not_add_up"]\n'
        'csv-dialect = "excel-fr"\nformat = "junit"\n',
    )
    outcome = call("run", article, "range.txt")
    checks = json.loads(call("checks", "--json").out)

    assert outcome.status == 1
    assert outcome.out.startswith("<?xml")
    assert "La mairie: “Entre 72 et 64" in outcome.out
    assert Path("reports/flags.csv").read_bytes().startswith(b"flag_id;check;severity;")
    assert [one["check"] for one in checks if not one["enabled"]] == ["parts_do_not_add_up"]


def test_a_baseline_of_the_settings_makes_flags_known(write: Write, article: str) -> None:
    call("run", article, "--store", "none")
    Path("reports/flags.csv").rename("accepted.csv")
    write("claimtrack.toml", 'baseline = "accepted.csv"\nstore = "none"\n')
    outcome = call("run", article)

    assert outcome.status == 0
    assert "no new flags; 1 known before and not shown\n" in outcome.out
