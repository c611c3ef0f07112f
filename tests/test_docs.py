"""The documents say what there is: each column, command, option and exit status."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimtrack.cli import main
from claimtrack.columns import CLAIM_COLUMNS, FLAG_COLUMNS, SUMMARY_COLUMNS
from claimtrack.languages import LANGUAGES, pack_table
from claimtrack.reports import WRITERS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COLUMNS = (ROOT / "docs" / "columns.md").read_text("utf-8")
TABLES = {
    "claims.csv": CLAIM_COLUMNS,
    "flags.csv": FLAG_COLUMNS,
    "summary.csv": SUMMARY_COLUMNS,
}


def section(document: str, heading: str) -> str:
    """What stands under ``## heading``, up to the next heading of that level; '' if nothing."""
    found = re.search(rf"(?ms)^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", document)
    return found[1] if found else ""


def rows(text: str) -> Iterator[list[str]]:
    """The cells of each row of the tables in a Markdown text."""
    for line in text.splitlines():
        if line.startswith("|") and not re.fullmatch(r"[| :-]+", line):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def help_of(*arguments: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main([*arguments, "--help"])
    return out.getvalue()


COMMANDS = re.findall(r"(?m)^    ([a-z]+) ", help_of())


@pytest.mark.parametrize("table", TABLES)
def test_each_column_has_a_row_that_says_what_it_means(table: str) -> None:
    described = {row[0].strip("`"): row[1] for row in rows(section(COLUMNS, table)) if len(row) > 1}

    assert [name for name in TABLES[table] if not described.get(name)] == []


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_described_in_the_order_they_have(table: str) -> None:
    known = [f"`{name}`" for name in TABLES[table]]
    described = [row[0] for row in rows(section(COLUMNS, table)) if row[0] in known]

    assert list(dict.fromkeys(described)) == known


@pytest.mark.parametrize("kind", ["qualifier", "kind"])
def test_each_qualifier_and_kind_is_described(kind: str) -> None:
    names = {
        "qualifier": "exact approx more_than at_least less_than at_most range vague",
        "kind": "count measure money percent ratio rate duration age",
    }[kind]

    assert [name for name in names.split() if f"| `{name}` |" not in COLUMNS] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_in_the_readme(command: str) -> None:
    told = section(README, "Commands")

    assert re.search(rf"\| `claimtrack {command}\b[^|]*` \| [^|]+ \|", told)


def test_the_readme_knows_no_other_command() -> None:
    told = set(re.findall(r"`claimtrack ([a-z]+)\b", README))

    assert told == set(COMMANDS) != set()


def test_each_option_that_the_readme_names_exists() -> None:
    options = set(re.findall(r"--[a-z-]+", "".join(map(help_of, COMMANDS))))
    told = set(re.findall(r"`(--[a-z-]+)", section(README, "Commands")))

    assert told - options == set()
    assert told != set()


def test_each_exit_status_is_in_the_readme() -> None:
    told = [row[0] for row in rows(section(README, "Commands"))]

    assert [status for status in ("0", "1", "2") if status not in told] == []


@pytest.mark.parametrize("suffix", WRITERS)
def test_each_format_that_is_written_is_in_the_readme(suffix: str) -> None:
    assert f"`{suffix}`" in section(README, "Commands")


@pytest.mark.parametrize(
    "document",
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))],
    ids=lambda path: str(path.name),
)
def test_each_link_to_a_file_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_nothing_is_left_to_do_in_the_documents() -> None:
    unfinished = [
        path.name
        for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
        if "TODO" in path.read_text("utf-8")
    ]

    assert unfinished == []


PACKS = (ROOT / "docs" / "languages.md").read_text("utf-8")
# Sections whose keys are words, no settings, by table.
FLAT = {
    "attribution": ("object_pronouns",),
    "context": ("before", "after", "halves"),
    "parser": ("pos", "labels", "turned"),
    "speech": ("say", "quote_only", "figure", "expect", "deny", "promise", "demand"),
    "links": ("tolls",),
}
PACK_TABLES = ("numbers", "units", "context", "parser", "speech", "attribution", "links", "events")


def keys_of(table: str) -> set[str]:
    """The keys of a pack's table in any language; of nested ones, those that are settings."""
    packs = [pack_table(language, table) for language in LANGUAGES]
    packs += [pack_table("common", table)] if table == "units" else []
    if table == "events":
        return {key for pack in packs for event in pack.values() for key in event}
    keys: set[str] = set()
    for name, value in (item for pack in packs for item in pack.items()):
        keys.add(name)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            keys |= {f"{name}.{key}" for entry in value for key in entry}
        elif isinstance(value, dict) and name not in FLAT.get(table, ()):
            nested = table not in ("numbers", "units") or name == "per_words"
            keys |= {f"{name}.{key}" for key in (value if nested else ())}
    return keys


@pytest.mark.parametrize("table", [*PACK_TABLES, "modality", "times", "places"])
def test_each_key_of_the_language_packs_is_described_and_no_other(table: str) -> None:
    keys = keys_of(table)
    told: set[str] = set()
    heading = "units.toml and common/units.toml" if table == "units" else f"{table}.toml"
    for part in re.split(r"(?m)^### ", "\n" + section(PACKS, heading)):
        title = part.partition("\n")[0]
        for first, second, *_ in rows(part):
            small = title == "Small sections"
            inside, cell = (first.strip("`"), second) if small else (title, first)
            told |= {f"{inside}.{key}".lstrip(".") for key in re.findall(r"`(\w+)`", cell)}

    assert (keys - told, told - keys) == (set(), set())


def test_each_event_class_is_described_and_no_other() -> None:
    columns = (ROOT / "docs" / "columns.md").read_text("utf-8")
    part = section(columns, "claims.csv").partition("### Event classes")[2].split("\n### ")[0]

    described = set(re.findall(r"(?m)^\| `(\w+)` \|", part))

    assert described == {name for language in LANGUAGES for name in pack_table(language, "events")}
