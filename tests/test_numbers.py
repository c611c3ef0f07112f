"""What holds for the numbers of any text, and numbers that are written out and read back."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words

from claimtrack.errors import PackError
from claimtrack.languages import LANGUAGES
from claimtrack.numbers import find_numbers
from claimtrack.quantities import find_quantities
from claimtrack.records import Number
from claimtrack.text import folded, plain, sentence_spans
from texts import ANY_TEXT, TEXTS, in_order, quantities


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
@settings(max_examples=600, deadline=None, derandomize=True)
def test_spans_lie_in_the_text_in_order_and_never_overlap(language: str, text: str) -> None:
    numbers = find_numbers(text, language)
    found = find_quantities(text, numbers, language)

    assert in_order([(n.start, n.end) for n in numbers], len(text))
    assert in_order([(q.start, q.end) for q in found], len(text))
    assert in_order([(q.number.start, q.number.end) for q in found], len(text))
    assert all(q.start <= q.number.start and q.number.end <= q.end for q in found)


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
@settings(max_examples=250, deadline=None, derandomize=True)
def test_a_number_has_no_blank_at_its_ends(language: str, text: str) -> None:
    printed = [text[n.start : n.end] for n in find_numbers(text, language)]

    assert [p.strip() for p in printed] == printed


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
@settings(max_examples=250, deadline=None, derandomize=True)
def test_typographic_blanks_and_quotes_change_nothing(language: str, text: str) -> None:
    assert find_numbers(text, language) == find_numbers(plain(text), language)


@given(text=ANY_TEXT)
@settings(max_examples=500, deadline=None, derandomize=True)
def test_views_of_any_text_keep_its_length(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert len(folded(text)) == len(text)


@given(text=ANY_TEXT)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_folding_what_is_folded_changes_nothing_but_line_ends(text: str) -> None:
    # Whether a line break ends a sentence is seen by the capital that folding takes away.
    once = folded(text)
    assert folded(once).replace("\n", " ") == once.replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("İSTANBUL’DA 12", "İstanbul'da 12"),
        ("STRAẞE ß ﬁ", "straße ß ﬁ"),
        ("« ÉTÉ » : 1\u202f500\u00a0€", '" été " : 1 500 €'),
        ("ΟΔΟΣ", "οδος"),
        ("vingt\u2011deux", "vingt-deux"),
    ],
)
def test_a_letter_that_grows_when_lowered_stays_as_it_is(text: str, low: str) -> None:
    assert folded(text) == low


@given(text=ANY_TEXT)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_sentences_hold_all_but_the_blanks_of_a_text(text: str) -> None:
    spans = sentence_spans(text)
    outside = "".join(
        text[end:start]
        for end, start in zip(
            [0, *(end for _, end in spans)],
            [*(start for start, _ in spans), len(text)],
            strict=True,
        )
    )

    assert in_order(spans, len(text))
    assert outside.strip() == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["", " ", "\n\n", "No figure, aucun chiffre.", "%", "€", "-"])
def test_a_text_without_a_figure_has_no_quantity(language: str, text: str) -> None:
    assert quantities(text, language) == []


def test_a_language_without_a_pack_is_refused() -> None:
    with pytest.raises(PackError, match="de"):
        find_numbers("12 Leute", "de")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text", ["9" * 400, "9" * 5000, "million " * 60, "one billion " * 40, "hundreds of " * 200]
)
def test_a_figure_too_large_for_any_number_stops_nothing(language: str, text: str) -> None:
    found = quantities(f"{text}\n\n12 km", language)

    assert (found[-1].value, found[-1].unit) == (12, "kilometer")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("before", ["\n ", "\n\n", "' ", "   ", "x" + " " * 30, "x" + "\n" * 30])
def test_a_figure_may_stand_after_nothing_but_blanks(language: str, before: str) -> None:
    (found,) = quantities(f"{before}147 tables", language)

    assert (found.value, found.start) == (147, len(before))


# --- written out by another library


def magnitudes(count: int, seed: str) -> Iterator[int]:
    """Whole numbers up to 10^12: evenly spread, of every length, and round ones."""
    chance = random.Random(seed)
    for turn in range(count):
        length = chance.randint(0, 12)
        if turn % 3 == 0:
            yield chance.randint(0, 10**12)
        elif turn % 3 == 1:
            yield chance.randint(0, 10**length)
        else:
            yield chance.randint(1, 999) * 10 ** min(length, 9)


def decimals(count: int, seed: str) -> Iterator[float]:
    """Positive and negative, one to four decimals; none between -1 and 0.

    num2words 0.5.14 drops the minus of those.
    """
    chance = random.Random(seed)
    while count:
        places = chance.randint(1, 4)
        value = round(chance.uniform(-1, 1) * 10 ** chance.randint(0, 9), places)
        if not -1 < value < 0 and value != int(value):
            count -= 1
            yield value


def first_misread(values: Iterator[int] | Iterator[float], locale: str) -> str:
    """The first number whose words do not read back as just that number, '' for none."""
    for value in values:
        words = num2words(value, lang=locale)
        found = find_numbers(words, locale[:2])
        if [(n.start, n.end, n.value) for n in found] != [(0, len(words), value)]:
            return f"{value}: {words!r} reads {[(words[n.start : n.end], n.value) for n in found]}"
    return ""


@pytest.mark.parametrize("locale", LANGUAGES)
def test_ten_thousand_numbers_written_out_read_back(locale: str) -> None:
    assert first_misread(magnitudes(10_000, f"whole {locale}"), locale) == ""


@pytest.mark.parametrize("locale", ["fr_BE", "fr_CH"])
def test_numbers_with_septante_and_nonante_read_back(locale: str) -> None:
    assert first_misread(magnitudes(2_000, f"whole {locale}"), locale) == ""


@pytest.mark.parametrize("locale", ["fr", "en", "fr_BE", "fr_CH"])
def test_every_number_below_two_thousand_reads_back(locale: str) -> None:
    assert first_misread(iter(range(2_000)), locale) == ""


@pytest.mark.parametrize(
    ("locale", "count"), [("fr", 3_000), ("en", 3_000), ("fr_BE", 500), ("fr_CH", 500)]
)
def test_decimals_written_out_read_back(locale: str, count: int) -> None:
    assert first_misread(decimals(count, f"decimal {locale}"), locale) == ""


@pytest.mark.parametrize(
    ("locale", "count"), [("fr", 2_000), ("en", 2_000), ("fr_BE", 500), ("fr_CH", 500)]
)
def test_negative_numbers_written_out_read_back(locale: str, count: int) -> None:
    values = (-value for value in magnitudes(count, f"negative {locale}") if value)

    assert first_misread(values, locale) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_capitals_and_hyphens_do_not_change_what_is_written_out(language: str) -> None:
    chance = random.Random(f"capitals {language}")
    misread = []
    for value in magnitudes(500, f"capitals {language}"):
        words = num2words(value, lang=language)
        changed = chance.choice([words.capitalize(), words.upper(), words.replace("-", " ")])
        misread += [changed for n in find_numbers(changed, language) if n.value != value]

    assert misread == []


# --- printed in digits

SEPARATORS = [
    *((language, mark) for language in LANGUAGES for mark in (" ", "\u00a0", "\u202f", "\u2009")),
    *((language, mark) for language in LANGUAGES for mark in ("’", "'")),
    ("en", ","),
    ("fr", "."),
]
DECIMAL = {"fr": ",", "en": "."}


def only(text: str, language: str) -> Number:
    (number,) = find_numbers(text, language)
    return number


@pytest.mark.parametrize(("language", "mark"), SEPARATORS)
@given(value=st.integers(1_000, 10**15))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_grouped_digits_read_back(language: str, mark: str, value: int) -> None:
    printed = f"{value:,}".replace(",", mark)
    number = only(printed, language)

    assert (number.start, number.end, number.value) == (0, len(printed), value)


@pytest.mark.parametrize(("language", "mark"), SEPARATORS)
@given(value=st.integers(1_000, 10**11), cents=st.integers(0, 99))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_grouped_digits_with_decimals_read_back(
    language: str, mark: str, value: int, cents: int
) -> None:
    printed = f"{value:,}".replace(",", mark) + f"{DECIMAL[language]}{cents:02}"
    number = only(printed, language)

    assert (number.start, number.end) == (0, len(printed))
    assert number.value == (value * 100 + cents) / 100


@pytest.mark.parametrize("language", LANGUAGES)
@given(whole=st.integers(0, 10**6), thousandths=st.integers(1, 999))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_three_decimals_are_no_thousands_after_the_decimal_sign_of_the_language(
    language: str, whole: int, thousandths: int
) -> None:
    number = only(f"{whole}{DECIMAL[language]}{thousandths:03}", language)

    assert number.value == (whole * 1000 + thousandths) / 1000


@pytest.mark.parametrize("language", LANGUAGES)
@given(value=st.integers(0, 10**18), zeros=st.integers(0, 3))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_digits_without_separators_read_back(language: str, value: int, zeros: int) -> None:
    printed = "0" * zeros + str(value)

    assert only(printed, language).value == float(value)


@pytest.mark.parametrize("sign", ["-", "−"])
@pytest.mark.parametrize("language", LANGUAGES)
@given(value=st.integers(1, 10**9))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_minus_at_the_number_is_read_with_it(language: str, sign: str, value: int) -> None:
    number = only(f"{sign}{value}", language)

    assert (number.start, number.value) == (0, -value)
