"""Every language pack is read, and every example in it holds."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest

from claimtrack.languages import LANGUAGES, pack_table
from claimtrack.numbers import find_numbers
from claimtrack.quantities import find_quantities
from claimtrack.records import Quantity

DEFAULT_FRAME = {
    "fr": "Il y avait {} personnes sur place.",
    "en": "There were {} people at the site.",
}


def quantities(text: str, language: str) -> list[Quantity]:
    return find_quantities(text, find_numbers(text, language), language)


def surfaces() -> list[Any]:
    rows = []
    for language in LANGUAGES:
        for group in pack_table(language, "examples")["numbers"]:
            frame = group.get("frame", DEFAULT_FRAME[language])
            rows += [
                pytest.param(language, frame, surface, group["value"], id=f"{language}-{surface}")
                for surface in group["surfaces"]
            ]
    return rows


def sentences() -> list[Any]:
    return [
        pytest.param(
            language,
            example,
            marks=[pytest.mark.xfail(strict=True, raises=AssertionError, reason=example["xfail"])]
            if "xfail" in example
            else [],
            id=f"{language}-{example['bullet']}-{example['text'][:40]}",
        )
        for language in LANGUAGES
        for example in pack_table(language, "examples")["sentences"]
    ]


@pytest.mark.parametrize(("language", "frame", "surface", "value"), surfaces())
def test_a_numeral_reads_as_its_value(
    language: str, frame: str, surface: str, value: float
) -> None:
    text = frame.replace("{}", surface)
    found = [q for q in quantities(text, language) if surface in text[q.start : q.end]]

    assert [text[q.number.start : q.number.end] for q in found] == [surface]
    assert found[0].value == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(("language", "example"), sentences())
def test_a_sentence_gives_just_its_claims(language: str, example: dict[str, Any]) -> None:
    text = example["text"]
    found = quantities(text, language)

    assert [text[q.number.start : q.number.end] for q in found] == [
        c["number"] for c in example["claims"]
    ]
    for claim, quantity in zip(example["claims"], found, strict=True):
        assert {k: _read(quantity, text, k) for k in claim} == {
            k: _near(v) for k, v in claim.items()
        }


def _read(quantity: Quantity, text: str, key: str) -> Any:
    if key == "number":
        return text[quantity.number.start : quantity.number.end]
    if key == "text":
        return text[quantity.start : quantity.end]
    return getattr(quantity, key)


def _near(value: Any) -> Any:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return pytest.approx(value, rel=1e-6) if is_number and math.isfinite(value) else value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_has_at_least_400_examples_and_a_dozen_for_each_rule(language: str) -> None:
    table = pack_table(language, "examples")
    counts: Counter[str] = Counter()
    for group in table["numbers"]:
        counts[group["bullet"]] += len(group["surfaces"])
    for example in table["sentences"]:
        counts[example["bullet"]] += 1

    assert sum(counts.values()) >= 400
    assert [bullet for bullet, n in counts.items() if n < 12] == []
