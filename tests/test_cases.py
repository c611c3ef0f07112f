"""Whole articles: each folder of ``cases/`` holds an input and the claims that are right for it.

``UPDATE_CASES=1 pytest tests/test_cases.py`` writes what is found into ``expected.csv`` (not for
known failures). Read the difference before you keep it: a wrong row is worse than none.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from claimtrack.pipeline import extract
from claimtrack.reports import to_csv_text

CASES = Path(__file__).parent / "cases"
COLUMNS = [
    *("field", "text", "number", "value", "low", "high"),
    *("qualifier", "direction", "kind", "unit"),
]
KNOWN_FAILURES: dict[str, str] = {}


def cases() -> list[Any]:
    return [
        pytest.param(
            folder,
            marks=[
                pytest.mark.xfail(
                    strict=True, raises=AssertionError, reason=KNOWN_FAILURES[folder.name]
                )
            ]
            if folder.name in KNOWN_FAILURES
            else [],
            id=folder.name,
        )
        for folder in sorted(CASES.iterdir())
    ]


@pytest.mark.parametrize("folder", cases())
def test_an_article_gives_just_its_claims(folder: Path) -> None:
    (article,) = folder.glob("input.*")
    result = extract([str(article)])
    found = to_csv_text(result.claims[COLUMNS])
    expected = folder / "expected.csv"
    if os.environ.get("UPDATE_CASES") and folder.name not in KNOWN_FAILURES:
        expected.write_text(found, "utf-8")

    assert result.problems == []
    assert found.splitlines() == expected.read_text("utf-8").splitlines()


def test_every_known_failure_is_a_case() -> None:
    assert set(KNOWN_FAILURES) <= {folder.name for folder in CASES.iterdir()}
