"""News articles with errors planted by somebody who had not seen the rules: caught, and no other.

Each planted error is a test. Those that are not caught are in KNOWN_MISSES, strictly: one that is
caught some day must leave the list.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bundles import FOLDER, bundles, catches, false_alarms, flagged

KNOWN_MISSES = frozenset((FOLDER / "known_misses.txt").read_text("utf-8").split())


def planted() -> list[Any]:
    missed = pytest.mark.xfail(strict=True, raises=AssertionError, reason="not caught yet")
    names = [
        (f"{name}/{at}-{kind}", name, at)
        for name, bundle in bundles().items()
        for at, kind in enumerate(bundle.kinds)
    ]
    return [
        pytest.param(name, at, marks=[missed] if known in KNOWN_MISSES else [], id=known)
        for known, name, at in names
    ]


@pytest.mark.parametrize(("name", "at"), planted())
def test_a_planted_error_is_caught(name: str, at: int) -> None:
    error = bundles()[name].planted[at]

    assert any(catches(error, places) for _, _, places in flagged()[name])


@pytest.mark.parametrize("name", list(bundles()))
def test_nothing_else_is_flagged(name: str) -> None:
    assert list(false_alarms(name)) == []


@pytest.mark.parametrize("name", list(bundles()))
def test_a_dispute_is_never_critical(name: str) -> None:
    critical = [places for severity, _, places in flagged()[name] if severity == "critical"]
    bundle = bundles()[name]
    disputes = [d for d in bundle.disputes if any(catches(d, places) for places in critical)]
    caught = [p for p in bundle.planted if any(catches(p, places) for places in critical)]

    assert not disputes or caught


def test_every_known_miss_is_planted() -> None:
    known = {str(parameter.id) for parameter in planted()}

    assert known >= KNOWN_MISSES


def test_the_bundles_are_all_there() -> None:
    assert sorted(bundles()) == sorted(path.stem for path in Path(FOLDER).glob("*.json"))
