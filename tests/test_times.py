"""Time expressions are found as printed, and resolve to the days that they mean."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.errors import PackError
from claimtrack.languages import LANGUAGES, pack_table
from claimtrack.times import find_times, resolve
from texts import ANY_TEXT, in_order

WORDS = sorted(
    {
        surface
        for language in LANGUAGES
        for part in ("slots", "leads")
        for some in pack_table(language, "times")[part].values()
        for surfaces in (some.values() if isinstance(some, dict) else [some])
        for surface in surfaces
    }
)
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([word.title() for word in WORDS]),
    st.sampled_from(["et", "and", "to", "à", "ago", "il y a", "31", "1er", "2019", "99", "-", "("]),
)
TIME_TEXTS = st.one_of(st.lists(PIECES, max_size=7).map(" ".join), ANY_TEXT)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def examples() -> list[Any]:
    return [
        pytest.param(language, one, id=f"{language}-{one['published']}-{one['text'][:50]}")
        for language in LANGUAGES
        for one in pack_table(language, "times")["examples"]
    ]


@pytest.mark.parametrize(("language", "example"), examples())
def test_a_sentence_gives_just_its_times(language: str, example: dict[str, Any]) -> None:
    found = [
        (m.text, *resolve(m.text, language, example["published"]))
        for m in find_times(example["text"], language)
    ]

    assert found == [(e["text"], e["start"], e["end"]) for e in example["expected"]]


@each_language
def test_a_pack_has_at_least_60_examples(language: str) -> None:
    assert len(pack_table(language, "times")["examples"]) >= 60


@each_language
@given(text=TIME_TEXTS)
def test_mentions_lie_in_order_and_hold_their_text(language: str, text: str) -> None:
    found = find_times(text, language)

    assert in_order([(m.start, m.end) for m in found], len(text))
    assert [m.text for m in found] == [text[m.start : m.end] for m in found]
    assert all(m.rule for m in found)


@each_language
@given(
    text=TIME_TEXTS,
    published=st.one_of(st.dates().map(str), st.datetimes().map(str), st.just(""), st.text()),
)
def test_any_text_resolves_to_days_in_order_or_to_none(
    language: str, text: str, published: str
) -> None:
    for said in [text, *(m.text for m in find_times(text, language))]:
        start, end = resolve(said, language, published)

        assert bool(start) == bool(end)
        assert not start or date.fromisoformat(start) <= date.fromisoformat(end)


@pytest.mark.parametrize(
    ("said", "language", "day"),
    [
        ("lundi", "fr", "2024-05-13"),
        ("mardi", "fr", "2024-05-14"),
        ("mercredi", "fr", "2024-05-08"),
        ("on Monday", "en", "2024-05-13"),
        ("on Tuesday", "en", "2024-05-14"),
        ("on Wednesday", "en", "2024-05-08"),
    ],
)
def test_a_weekday_is_the_last_one_on_or_before_publication(
    said: str, language: str, day: str
) -> None:
    assert resolve(said, language, "2024-05-14T06:30:00Z") == (day, day)


@pytest.mark.parametrize("said", ["lundi", "en octobre", "depuis 2019", "il y a dix mois", "hier"])
def test_without_publication_nothing_relative_resolves(said: str) -> None:
    assert resolve(said, "fr", "") == ("", "")


@pytest.mark.parametrize(("day", "year"), [("2024-05-01", 2024), ("2024-01-01", 2023)])
def test_a_day_without_a_year_is_the_coming_one_only_if_it_is_near(day: str, year: int) -> None:
    assert resolve("on 20 May", "en", day) == (f"{year}-05-20", f"{year}-05-20")


def test_a_leap_day_without_a_year_raises_nothing() -> None:
    assert all(
        len(resolve("le 29 février", "fr", f"{year}-03-10")) == 2 for year in range(2019, 2026)
    )


def test_typographic_apostrophes_and_blanks_are_read_as_plain_ones() -> None:
    text = "Il pleut depuis le début de l’hiver et jusqu’au 3\u00a0mars."

    assert [m.text for m in find_times(text, "fr")] == [
        "depuis le début de l’hiver",
        "jusqu’au 3\u00a0mars",
    ]


def test_the_rule_names_the_form_and_the_lead_that_matters() -> None:
    found = find_times("Since 2019, in June, by Friday, between 3 and 9 July.", "en")

    assert [m.rule for m in found] == ["since_year", "month", "by_weekday", "range_date"]


def test_a_language_without_a_pack_is_refused() -> None:
    with pytest.raises(PackError, match="no language pack 'xx'"):
        find_times("Montag", "xx")
