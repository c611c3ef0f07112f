"""Modules import in one direction, what is heavy in one place, and never the network."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import claimtrack

ROOT = Path(claimtrack.__file__).parent
# Each module imports only from those to its left; one that is a package counts as one.
ORDER = (
    *(
        "errors",
        "records",
        "verdicts",
        "languages",
        "lookup",
        "text",
        "atoms",
        "numbers",
        "context",
        "marks",
    ),
    *("parts", "dates", "naming", "qualifiers", "items", "ranges", "inherited", "settled", "ages"),
    "quantities",
    *("quotes", "speech", "cues", "parsing", "sentences", "names", "verbs", "speakers"),
    *("counted", "events", "modality", "periods", "times", "places", "circumstances", "reading"),
    "confidence",
    *(
        "units",
        "articles",
        "columns",
        "claims",
        "relations",
        "suites",
        "checks",
        "validation",
        "flags",
        "reports",
        "review",
        "located",
        "store",
    ),
    *("pipeline", "explain", "config", "cli", "__main__"),
)
NETWORK = {
    *("socket", "socketserver", "ssl", "asyncio", "urllib", "http", "ftplib", "smtplib"),
    *("requests", "urllib3", "httpx", "aiohttp", "webbrowser", "xmlrpc"),
}


def module_of(path: Path) -> str:
    """The module's name below claimtrack; a package's name for all that is in it."""
    return path.relative_to(ROOT).with_suffix("").parts[0]


MODULES = [path for path in sorted(ROOT.rglob("*.py")) if path != ROOT / "__init__.py"]
each_module = pytest.mark.parametrize(
    "path", MODULES, ids=[str(path.relative_to(ROOT)) for path in MODULES]
)


def imports(source: str) -> Iterator[str]:
    """The full name of everything that a module imports, also within functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            prefix = "." * node.level + (node.module or "")
            yield from (f"{prefix}.{alias.name}" for alias in node.names)


def ours(source: str) -> set[str]:
    """The modules of claimtrack among them; its version is not one."""
    names = [name.split(".") for name in imports(source)]
    return {name[1] for name in names if name[0] == "claimtrack"} - {"__version__"}


def packages(source: str) -> set[str]:
    return {name.split(".")[0] for name in imports(source)}


def test_every_module_has_its_place_in_the_order() -> None:
    assert sorted({module_of(path) for path in MODULES}) == sorted(ORDER)


@each_module
def test_a_module_imports_only_from_its_left(path: Path) -> None:
    left = ORDER[: ORDER.index(module_of(path))]

    assert ours(path.read_text("utf-8")) - {*left, module_of(path)} == set()


@each_module
def test_a_module_imports_ours_by_their_full_name(path: Path) -> None:
    assert [name for name in imports(path.read_text("utf-8")) if name.startswith(".")] == []


@each_module
def test_great_expectations_is_imported_in_validation_alone(path: Path) -> None:
    used = "great_expectations" in packages(path.read_text("utf-8"))

    assert not used or module_of(path) == "validation"


@each_module
def test_no_module_imports_what_opens_the_network(path: Path) -> None:
    assert packages(path.read_text("utf-8")) & NETWORK == set()


def test_the_package_itself_imports_nothing() -> None:
    assert list(imports((ROOT / "__init__.py").read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from claimtrack.units import family", {"units"}),
        ("import claimtrack.units", {"units"}),
        ("from claimtrack import units", {"units"}),
        ("def f():\n    from claimtrack.reports.tables import write", {"reports"}),
        ("if TYPE_CHECKING:\n    import claimtrack.cli as c", {"cli"}),
        ("from claimtrack import __version__", set()),
    ],
)
def test_an_import_is_seen_in_whatever_form(source: str, found: set[str]) -> None:
    assert ours(source) == found
