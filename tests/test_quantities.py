"""What holds for the quantities of any text; how single sentences read stands in the packs."""

from __future__ import annotations

import math
import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimtrack.explain import explain
from claimtrack.languages import LANGUAGES, pack_table
from claimtrack.numbers import find_numbers
from claimtrack.quantities import left_out
from claimtrack.records import Quantity
from claimtrack.units import known_unit
from texts import TEXTS, quantities

QUALIFIERS = ("exact", "approx", "more_than", "at_least", "less_than", "at_most", "range", "vague")
KINDS = ("count", "measure", "money", "percent", "ratio", "rate", "duration", "age")
EXAMPLES = {
    language: [example["text"] for example in pack_table(language, "examples")["sentences"]]
    for language in LANGUAGES
}


def only(text: str, language: str) -> Quantity:
    (quantity,) = quantities(text, language)
    return quantity


def bounds(quantity: Quantity) -> tuple[float | None, float | None, float | None]:
    return quantity.value, quantity.low, quantity.high


# --- any text


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
@settings(max_examples=250, deadline=None, derandomize=True)
def test_a_single_value_lies_within_its_bounds(language: str, text: str) -> None:
    for quantity in quantities(text, language):
        if quantity.value is not None:
            low = -math.inf if quantity.low is None else quantity.low
            high = math.inf if quantity.high is None else quantity.high

            assert low <= quantity.value <= high


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
@settings(max_examples=250, deadline=None, derandomize=True)
def test_every_quantity_says_something_that_the_table_can_hold(language: str, text: str) -> None:
    for quantity in quantities(text, language):
        figures = [figure for figure in bounds(quantity) if figure is not None]

        assert figures != []
        assert all(math.isfinite(figure) for figure in figures)
        assert quantity.qualifier in QUALIFIERS
        assert quantity.kind in KINDS
        assert quantity.direction in ("", "up", "down")
        assert known_unit(quantity.unit), quantity.unit


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
@settings(max_examples=250, deadline=None, derandomize=True)
def test_every_number_is_part_of_a_claim_or_left_out_by_a_rule(language: str, text: str) -> None:
    numbers = find_numbers(text, language)
    spans = [(q.start, q.end) for q in quantities(text, language)]
    spans += [(n.start, n.end) for n, rule in left_out(text, numbers, language) if rule]

    assert [
        text[n.start : n.end]
        for n in numbers
        if not any(start < n.end and n.start < end for start, end in spans)
    ] == []


@given(text=TEXTS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_text_reads_the_same_whatever_was_read_before(text: str) -> None:
    first = {language: quantities(text, language) for language in LANGUAGES}
    again = {language: quantities(text, language) for language in reversed(LANGUAGES)}

    assert again == first


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_an_item_is_printed_within_its_mention(language: str, text: str) -> None:
    for quantity in quantities(text, language):
        assert quantity.item in text[quantity.start : quantity.end]
        assert bool(quantity.item) == bool(quantity.item_head)


# --- the same sentence, printed otherwise


def placed(quantity: Quantity, offset: int) -> Quantity:
    """The same quantity of a text that starts ``offset`` further on."""
    number = quantity.number
    moved = replace(number, start=number.start + offset, end=number.end + offset)
    return replace(quantity, start=quantity.start + offset, end=quantity.end + offset, number=moved)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "blank", ["\u00a0", "\u202f", "\u2009"], ids=["no-break", "narrow", "thin"]
)
def test_a_typographic_blank_is_read_like_a_plain_one(language: str, blank: str) -> None:
    changed = []
    for text in EXAMPLES[language]:
        as_plain = [replace(q, item=q.item.replace(" ", blank)) for q in quantities(text, language)]
        if quantities(text.replace(" ", blank), language) != as_plain:
            changed.append(text)

    assert changed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_typographic_apostrophe_is_read_like_a_plain_one(language: str) -> None:
    changed = []
    for text in EXAMPLES[language]:
        plain, curly = text.replace("’", "'"), text.replace("'", "’")
        as_plain = [replace(q, item=q.item.replace("'", "’")) for q in quantities(plain, language)]
        if quantities(curly, language) != as_plain:
            changed.append(text)

    assert changed == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("before", ["Bon.\n\n", "Bon.\n", "Bon. ", "\n\n"])
def test_a_sentence_reads_the_same_alone_and_after_another(language: str, before: str) -> None:
    changed = []
    for text in EXAMPLES[language]:
        if re.match(r"\(?\d+[.)] ", text) and not before.endswith("\n"):
            continue  # what numbers a list stands at the start of a line
        alone = [placed(quantity, len(before)) for quantity in quantities(text, language)]
        if quantities(f"{before}{text}\n\nBon.", language) != alone:
            changed.append(text)

    assert changed == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Les dégâts sont évalués à 12 millions d'euros."),
        ("fr", "Plus de 300 foyers ont été évacués."),
        ("en", "The damage was put at 12 million euros."),
        ("en", "At least 300 homes were left without power."),
    ],
)
def test_a_line_broken_within_a_sentence_changes_nothing(language: str, text: str) -> None:
    broken = text.replace(" ", "\n")
    as_plain = [replace(q, item=q.item.replace(" ", "\n")) for q in quantities(text, language)]

    assert quantities(broken, language) == as_plain


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "piece", ["12, ", "12 to ", "3-1", "1/2", "millions ", "12 % ", "$5 ", "a dozen ", "mille et "]
)
def test_a_long_list_of_figures_is_read_in_no_time(language: str, piece: str) -> None:
    text = piece * (6_000 // len(piece))
    began = time.process_time()
    quantities(text, language)

    assert time.process_time() - began < 2.5


# --- bounds

FRAMES = {
    "fr": "Les secours ont compté {} blessés.",
    "en": "Rescuers counted {} wounded people.",
}
PHRASES = [
    ("fr", "exact", "{}"),
    ("fr", "more_than", "plus de {}"),
    ("fr", "more_than", "au-delà de {}"),
    ("fr", "at_least", "au moins {}"),
    ("fr", "at_least", "pas moins de {}"),
    ("fr", "less_than", "moins de {}"),
    ("fr", "less_than", "un peu moins de {}"),
    ("fr", "at_most", "jusqu'à {}"),
    ("fr", "at_most", "tout au plus {}"),
    ("fr", "approx", "environ {}"),
    ("fr", "approx", "près de {}"),
    ("fr", "approx", "quelque {}"),
    ("en", "exact", "{}"),
    ("en", "more_than", "more than {}"),
    ("en", "more_than", "over {}"),
    ("en", "at_least", "at least {}"),
    ("en", "at_least", "no fewer than {}"),
    ("en", "less_than", "fewer than {}"),
    ("en", "less_than", "just under {}"),
    ("en", "at_most", "up to {}"),
    ("en", "at_most", "no more than {}"),
    ("en", "approx", "about {}"),
    ("en", "approx", "some {}"),
    ("en", "approx", "nearly {}"),
]


def significant(value: int) -> int:
    return len(str(value).rstrip("0"))


def allowed(qualifier: str, value: int) -> tuple[float | None, float | None]:
    """(low, high) as the contract says."""
    share = 0.10 if significant(value) == 1 else 0.05
    return {
        "exact": (value, value),
        "more_than": (value, None),
        "at_least": (value, None),
        "less_than": (None, value),
        "at_most": (None, value),
        "approx": (value * (1 - share), value * (1 + share)),
    }[qualifier]


@pytest.mark.parametrize(("language", "qualifier", "phrase"), PHRASES)
@given(value=st.integers(2, 10**9))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_bounds_are_what_the_qualifier_allows(
    language: str, qualifier: str, phrase: str, value: int
) -> None:
    mention = phrase.format(f"{value:,}".replace(",", "\u202f"))
    text = FRAMES[language].format(mention)
    quantity = only(text, language)
    low, high = allowed(qualifier, value)

    assert text[quantity.start : quantity.end].startswith(mention)
    assert (quantity.qualifier, quantity.value) == (qualifier, value)
    assert quantity.low == (None if low is None else pytest.approx(low, rel=1e-11))
    assert quantity.high == (None if high is None else pytest.approx(high, rel=1e-11))


@pytest.mark.parametrize(("language", "qualifier", "phrase"), PHRASES)
@given(tenths=st.integers(11, 10**6).filter(lambda n: n % 10))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_bounds_of_an_amount_of_money_are_what_the_qualifier_allows(
    language: str, qualifier: str, phrase: str, tenths: int
) -> None:
    if language == "fr":
        printed, frame = f"{tenths // 10},{tenths % 10} millions", "Le pont a coûté {} d'euros."
    else:
        printed, frame = f"€{tenths // 10}.{tenths % 10} million", "The bridge cost {} to build."
    quantity = only(frame.format(phrase.format(printed)), language)
    low, high = allowed(qualifier, tenths * 10**5)

    assert (quantity.qualifier, quantity.value) == (qualifier, tenths * 10**5)
    assert (quantity.kind, quantity.unit) == ("money", "EUR")
    assert quantity.low == (None if low is None else pytest.approx(low, rel=1e-11))
    assert quantity.high == (None if high is None else pytest.approx(high, rel=1e-11))


@pytest.mark.parametrize(
    ("language", "frame"),
    [
        ("fr", "La récolte se situe entre {} et {} tonnes."),
        ("en", "The harvest was put at between {} and {} tonnes."),
    ],
)
@given(first=st.integers(2, 999), second=st.integers(2, 999))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_range_keeps_the_order_in_which_it_is_printed(
    language: str, frame: str, first: int, second: int
) -> None:
    quantity = only(frame.format(first, second), language)

    assert bounds(quantity) == (None, first, second)
    assert (quantity.qualifier, quantity.unit) == ("range", "metric_ton")


@pytest.mark.parametrize(
    ("language", "text", "low", "high"),
    [
        ("fr", "Entre 72 et 64 millions d'euros de dégâts.", 72e6, 64e6),
        ("fr", "Il y aurait entre 1 200 et 900 sinistrés.", 1200, 900),
        ("en", "Between 31,000 and 18,000 homes lost power.", 31_000, 18_000),
        ("en", "Damage was put at between $5 billion and $3 billion.", 5e9, 3e9),
    ],
)
def test_a_range_upside_down_stays_as_it_is_printed(
    language: str, text: str, low: float, high: float
) -> None:
    quantity = only(text, language)

    assert bounds(quantity) == (None, low, high)
    assert quantity.qualifier == "range"


@pytest.mark.parametrize(
    ("language", "text", "low"),
    [
        ("fr", "Plusieurs maisons ont brûlé.", 2),
        ("fr", "Des dizaines de maisons ont brûlé.", 20),
        ("fr", "Plusieurs dizaines de maisons ont brûlé.", 20),
        ("fr", "Quelques centaines de maisons ont brûlé.", 200),
        ("fr", "Plusieurs milliers de maisons ont brûlé.", 2000),
        ("fr", "Le sinistre a coûté plusieurs millions d'euros.", 2e6),
        ("en", "Several houses burned.", 2),
        ("en", "Dozens of houses burned.", 24),
        ("en", "Hundreds of houses burned.", 200),
        ("en", "Several thousand houses burned.", 2000),
        ("en", "Tens of thousands of houses burned.", 20_000),
        ("en", "The fire cost several million euros.", 2e6),
    ],
)
def test_a_vague_figure_has_a_lower_bound_alone(language: str, text: str, low: float) -> None:
    quantity = only(text, language)

    assert bounds(quantity) == (None, low, None)
    assert quantity.qualifier == "vague"


@pytest.mark.parametrize(
    ("language", "text", "value", "low", "high"),
    [
        ("fr", "Une douzaine de maisons ont brûlé.", 12, 10.8, 13.2),
        ("fr", "Une centaine de maisons ont brûlé.", 100, 90, 110),
        ("fr", "Une trentaine de maisons ont brûlé.", 30, 27, 33),
        ("en", "A dozen houses burned.", 12, 10.8, 13.2),
        ("en", "Two dozen houses burned.", 24, 21.6, 26.4),
    ],
)
def test_a_collective_is_about_as_many(
    language: str, text: str, value: float, low: float, high: float
) -> None:
    quantity = only(text, language)

    assert bounds(quantity) == (value, low, high)
    assert quantity.qualifier == "approx"


@pytest.mark.parametrize(
    ("language", "text", "value", "direction"),
    [
        ("fr", "L'indice affiche -1,3 % à midi.", -1.3, ""),
        ("fr", "Une baisse de 3 % des ventes.", 3, "down"),
        ("fr", "Une hausse de 3 % des ventes.", 3, "up"),
        ("fr", "La part des ventes est de 3 %.", 3, ""),
        ("en", "The index stood at -1.3% at noon.", -1.3, ""),
        ("en", "Sales fell 2.5% in May.", 2.5, "down"),
        ("en", "Sales rose 2.5% in May.", 2.5, "up"),
        ("en", "Sales were 2.5% of the total.", 2.5, ""),
    ],
)
def test_a_sign_is_in_the_value_and_a_change_in_the_direction(
    language: str, text: str, value: float, direction: str
) -> None:
    quantity = only(text, language)

    assert (quantity.value, quantity.direction) == (value, direction)


# --- explain


@pytest.mark.parametrize("language", LANGUAGES)
def test_explain_lists_every_number_as_a_claim_or_as_none(language: str) -> None:
    missing = []
    for text in EXAMPLES[language]:
        claims, _, others = explain(text, language).partition("not claims:\n")
        heads = [line.strip("«»") for line in claims.splitlines() if line.startswith("«")]
        for number in find_numbers(text, language):
            printed = text[number.start : number.end]
            claimed = any(" ".join(printed.split()) in head for head in heads)
            if not claimed and f"  {printed}: " not in others:
                missing.append((text, printed))

    assert missing == []


@pytest.mark.parametrize(
    ("language", "text", "report"),
    [
        (
            "fr",
            "Au moins 300 blessés le 12 mai 2024, selon l'article 5.",
            [
                "language: fr",
                "«Au moins 300 blessés»",
                "number 300 = 300",
                "bounds 300 to no upper bound (at_least)",
                "kind count, unit count",
                "item blessés (head: blessé): the noun right after it",
                "event injured (blessé): the counted noun itself says so",
                "time le 12 mai 2024: the nearest in the sentence",
                "not claims:",
                "12: a day of the month",
                "2024: a year",
                "5: numbers something named before it",
            ],
        ),
        (
            "en",
            "Prices fell between 2% and 3%.",
            [
                "language: en",
                "«between 2% and 3%»",
                "number 2% and 3 = no single value",
                "bounds 2 to 3 (range)",
                "kind percent, unit percent",
                "direction down",
                "item Prices (head: price): what the verb of level is about",
            ],
        ),
        ("en", "Nobody was hurt.", ["language: en", "no figure found"]),
    ],
)
def test_explain_says_what_was_read_and_what_was_left_out(
    language: str, text: str, report: list[str]
) -> None:
    lines = [" ".join(line.split()) for line in explain(text, language).splitlines() if line]

    assert [line for line in lines if not line.startswith("because")] == report


def test_explain_names_a_reason_for_each_claim() -> None:
    report = explain("Une douzaine de bateaux et 12 % des pêcheurs, en hausse de 3 points.", "fr")

    assert report.count("because") == report.count("«") == 3


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Au moins trois cents personnes ont été blessées, selon les secours.", "fr"),
        ("At least three hundred people were injured, rescuers said.", "en"),
    ],
)
def test_explain_detects_the_language(text: str, language: str) -> None:
    assert explain(text).splitlines()[0] == f"language: {language}"
