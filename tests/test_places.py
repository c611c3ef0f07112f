"""Places are found as printed; speakers, persons and months are not places."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.errors import PackError
from claimtrack.languages import LANGUAGES, pack_table
from claimtrack.places import find_places
from texts import ANY_TEXT, in_order

WORDS = (
    "à",
    "en",
    "dans le sud de",
    "région de",
    "in",
    "near the",
    "north of",
    "county",
    "L'",
    "D'",
)
NAMES = (
    "Kyiv",
    "PARIS –",
    "New York",
    "Ukraine",
    "Mr Smith",
    "M. Dupont",
    "Rio de Janeiro",
    "Æ",
    "É",
)
PLACE_TEXTS = st.one_of(
    st.lists(
        st.sampled_from([*WORDS, *NAMES, ",", "et", "and", "'s", "a déclaré", "said"]), max_size=8
    ).map(" ".join),
    ANY_TEXT,
)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def examples() -> list[Any]:
    return [
        pytest.param(language, one, id=f"{language}-{one['text'][:50]}")
        for language in LANGUAGES
        for one in pack_table(language, "places")["examples"]
    ]


@pytest.mark.parametrize(("language", "example"), examples())
def test_a_sentence_gives_just_its_places(language: str, example: dict[str, Any]) -> None:
    found = find_places(example["text"], language)

    assert [m.text for m in found] == example["expected"]


@each_language
def test_a_pack_has_at_least_40_examples(language: str) -> None:
    assert len(pack_table(language, "places")["examples"]) >= 40


@each_language
@given(text=PLACE_TEXTS)
def test_mentions_lie_in_order_and_hold_their_text(language: str, text: str) -> None:
    found = find_places(text, language)

    assert in_order([(m.start, m.end) for m in found], len(text))
    assert [m.text for m in found] == [text[m.start : m.end] for m in found]
    assert all(m.rule for m in found)


@pytest.mark.parametrize(
    ("text", "language", "rules"),
    [
        (
            "LILLE – Il neige à Arras, au nord de Lens.",
            "fr",
            ["dateline", "preposition", "direction"],
        ),
        ("Dans la région de Bar, il pleut.", "fr", ["noun_before"]),
        (
            "Near Cape Farrow and in Oslo, Rome and Orm county.",
            "en",
            ["name", "preposition", "listed"],
        ),
    ],
)
def test_the_rule_names_what_made_it_a_place(text: str, language: str, rules: list[str]) -> None:
    assert [m.rule for m in find_places(text, language)][: len(rules)] == rules


def test_typographic_apostrophes_are_read_as_plain_ones() -> None:
    assert [m.text for m in find_places("Il a neigé dans l’est de l’Ukraine.", "fr")] == [
        "est de l’Ukraine"
    ]


def test_a_language_without_a_pack_is_refused() -> None:
    with pytest.raises(PackError, match="no language pack 'xx'"):
        find_places("Wien", "xx")
