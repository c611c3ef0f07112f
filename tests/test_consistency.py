"""The examples of consistency.toml: what must be flagged in a few sentences, and what must not.

All examples are read, related one by one, and validated together, for Great Expectations costs
the same for one row and for a thousand.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import pytest

from bundles import flags_of
from claimtrack.languages import LANGUAGES, pack_table
from claimtrack.records import Article
from claimtrack.suites import load_suites

PUBLISHED = "2024-05-14"  # a Tuesday
EXAMPLES = {
    f"{language}-{at:03}": (language, example)
    for language in LANGUAGES
    for at, example in enumerate(pack_table(language, "consistency")["examples"])
}


def articles(name: str) -> list[Article]:
    """The articles of an example: one text, or several with their own titles and days."""
    language, example = EXAMPLES[name]
    some = example.get("articles", [example])
    return [
        Article(
            id=f"{name}-{at}",
            text=one["text"],
            title=one.get("title", ""),
            source=one.get("source", ""),
            published=one.get("published", PUBLISHED),
            language=one.get("language", language),
        )
        for at, one in enumerate(some)
    ]


@cache
def fired() -> dict[str, set[str]]:
    """Example → the checks of its flags above info."""
    flags = flags_of({name: articles(name) for name in EXAMPLES})
    return {name: {told.partition(":")[0] for _, told, _ in some} for name, some in flags.items()}


def parameters() -> list[Any]:
    return [
        pytest.param(
            name,
            marks=[pytest.mark.xfail(strict=True, raises=AssertionError, reason=example["xfail"])]
            if "xfail" in example
            else [],
            id=f"{name}-{example['about']}",
        )
        for name, (_, example) in EXAMPLES.items()
    ]


@pytest.mark.parametrize("name", parameters())
def test_an_example_raises_just_its_flags(name: str) -> None:
    assert fired()[name] == set(EXAMPLES[name][1]["flags"])


def test_every_relation_has_examples_that_are_flagged_and_examples_that_are_not() -> None:
    of_language: dict[str, dict[bool, set[str]]] = defaultdict(lambda: defaultdict(set))
    for language, example in EXAMPLES.values():
        of_language[language][bool(example["flags"])].add(example["about"])
    kinds = {suite.table for suite in load_suites()} - {"claims"}

    for flagged in (True, False):
        for language in LANGUAGES:
            assert of_language[language][flagged] >= kinds


def test_every_flag_named_is_a_check() -> None:
    known = {check.name for suite in load_suites() for check in suite.checks}

    assert {flag for _, example in EXAMPLES.values() for flag in example["flags"]} <= known
