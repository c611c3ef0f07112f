"""The claims table: its columns and types, where each claim stands, and what names it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings

from claimtrack.claims import build_claims, claim_id, claims_table
from claimtrack.columns import CLAIM_COLUMNS, NUMERIC
from claimtrack.errors import PackError
from claimtrack.languages import LANGUAGES
from claimtrack.records import Article
from texts import TEXTS

FLOOD = Article(
    id="crue-1",
    title="Crue : 300 foyers évacués",
    text=(
        "La rivière est montée de\u00a02,40 mètres  en\tdeux heures.\n\n"
        "Plus de 70 pompiers ont évacué 300 foyers, soit environ 900 personnes. "
        "Les dégâts iraient de 12 à 15 millions d’euros, dont 4 M€ pour les routes.\n"
    ),
    source="Le Courrier",
    url="https://example.org/crue",
    published="2025-02-11",
    language="fr",
)
HARVEST = Article(
    id="harvest-1",
    text="Farmers picked 35,000 tonnes, down 12% on the year, at 20°C. Several lost everything.",
    language="en",
)


def table(*articles: Article) -> pd.DataFrame:
    return claims_table(claim for article in articles for claim in build_claims(article))


# --- the table


@pytest.mark.parametrize("articles", [(), (FLOOD,), (FLOOD, HARVEST)])
def test_the_table_has_just_the_columns_of_the_contract(articles: tuple[Article, ...]) -> None:
    assert table(*articles).columns.tolist() == list(CLAIM_COLUMNS)


@pytest.mark.parametrize("articles", [(), (FLOOD,), (FLOOD, HARVEST)])
def test_numbers_are_numbers_and_all_else_is_text(articles: tuple[Article, ...]) -> None:
    found = table(*articles)

    assert {name: str(dtype) for name, dtype in found.dtypes.items()} == {
        name: NUMERIC.get(name, "str") for name in CLAIM_COLUMNS
    }


def test_the_contract_begins_with_these_columns_in_this_order() -> None:
    contract = [
        *("claim_id", "article_id", "source", "title", "url", "published", "language"),
        *("speaker", "speaker_role", "attribution", "cue", "text", "field", "start", "end"),
        *("number", "value", "low", "high", "qualifier", "direction", "kind", "unit"),
        *("base_value", "base_unit", "item", "item_head", "event", "event_class", "part_of"),
        *("place", "time_text", "time_start", "time_end", "modality", "sentence", "confidence"),
    ]

    assert list(CLAIM_COLUMNS)[: len(contract)] == contract


def test_no_article_gives_an_empty_table() -> None:
    assert len(table()) == 0


def test_an_article_without_a_figure_gives_an_empty_table() -> None:
    assert len(table(replace(FLOOD, title="Crue", text="La rivière est montée."))) == 0


def test_the_headline_comes_first_and_then_the_text_in_its_order() -> None:
    found = table(FLOOD)

    assert found[["field", "number"]].to_numpy().tolist() == [
        ["title", "300"],
        ["text", "2,40"],
        ["text", "deux"],
        ["text", "70"],
        ["text", "300"],
        ["text", "900"],
        ["text", "12 à 15 millions"],
        ["text", "4 M"],
    ]
    assert found.loc[found["field"] == "text", "start"].is_monotonic_increasing


def test_articles_keep_their_order_and_rows_are_numbered_from_zero() -> None:
    found = table(HARVEST, FLOOD)

    assert found["article_id"].drop_duplicates().tolist() == ["harvest-1", "crue-1"]
    assert found.index.tolist() == list(range(len(found)))


def test_a_row_carries_what_is_known_of_its_article() -> None:
    names = ["article_id", "source", "title", "url", "published", "language"]

    assert table(FLOOD)[names].drop_duplicates().to_numpy().tolist() == [
        [FLOOD.id, FLOOD.source, FLOOD.title, FLOOD.url, FLOOD.published, FLOOD.language]
    ]


# --- where a claim stands


@pytest.mark.parametrize("article", [FLOOD, HARVEST], ids=lambda article: str(article.id))
def test_the_offsets_give_the_mention_as_printed(article: Article) -> None:
    found = table(article)
    printed = [
        getattr(article, field)[start:end]
        for field, start, end in zip(found["field"], found["start"], found["end"], strict=True)
    ]

    assert printed == found["text"].tolist() != []


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_the_offsets_of_any_text_give_the_mention_as_printed(language: str, text: str) -> None:
    article = Article(id="any", title=text, text=text, language=language)

    for claim in build_claims(article):
        start, end = claim.quantity.start, claim.quantity.end
        assert getattr(article, claim.field)[start:end] == claim.text
        assert claim.printed in claim.text


@pytest.mark.parametrize("before", ["\U0001f6a8 ", "İ", "ﬁn\u00a0: ", "e\u0301", "\ufeff"])
def test_offsets_count_code_points_whatever_stands_before(before: str) -> None:
    article = replace(HARVEST, text=f"{before} {HARVEST.text}")
    first, *_ = build_claims(article)

    assert first.text == "35,000 tonnes"
    assert first.quantity.start == article.text.index("35,000")


def test_the_number_is_printed_within_the_mention() -> None:
    found = table(FLOOD, HARVEST)
    pairs = zip(found["number"], found["text"], strict=True)

    assert [number for number, text in pairs if number not in text] == []


def test_the_sentence_stands_on_one_line() -> None:
    found = table(FLOOD)

    assert found["sentence"].tolist()[:4] == [
        "Crue : 300 foyers évacués",
        "La rivière est montée de 2,40 mètres en deux heures.",
        "La rivière est montée de 2,40 mètres en deux heures.",
        "Plus de 70 pompiers ont évacué 300 foyers, soit environ 900 personnes.",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_sentence_holds_the_number_and_no_line_break(language: str, text: str) -> None:
    for claim in build_claims(Article(id="any", text=text, language=language)):
        assert len(claim.sentence.splitlines()) == 1
        assert " ".join(claim.printed.split())[:1] in claim.sentence


# --- what names a claim


def test_ids_are_unique_also_where_headline_and_text_are_the_same() -> None:
    twice = replace(HARVEST, id="harvest-2", title=HARVEST.text)
    found = table(FLOOD, HARVEST, twice)

    assert found["claim_id"].is_unique


def test_ids_stay_from_one_run_to_the_next() -> None:
    assert table(FLOOD)["claim_id"].tolist() == table(FLOOD)["claim_id"].tolist()
    assert claim_id("crue-1", "text", 25, 36) == "cc8307951c4004ed"


def test_an_id_depends_on_nothing_but_the_place() -> None:
    other = replace(FLOOD, source="AFP", url="", published="", text=FLOOD.text.replace("70", "80"))

    assert table(other)["claim_id"].tolist() == table(FLOOD)["claim_id"].tolist()


@pytest.mark.parametrize(
    "place",
    [
        ("crue-2", "text", 25, 36),
        ("crue-1", "title", 25, 36),
        ("crue-1", "text", 24, 36),
        ("crue-1", "text", 25, 37),
        ("crue-1", "text", 253, 6),
    ],
)
def test_another_place_is_another_id(place: tuple[str, str, int, int]) -> None:
    assert claim_id(*place) != claim_id("crue-1", "text", 25, 36)


# --- base units


def test_base_units_are_those_of_the_registry() -> None:
    found = table(FLOOD, HARVEST).fillna({"value": -1.0, "base_value": -1.0})

    assert found[["value", "unit", "base_value", "base_unit"]].to_numpy().tolist() == [
        [300, "count", 300, "count"],
        [2.4, "meter", 2.4, "meter"],
        [2, "hour", 7200, "second"],
        [70, "count", 70, "count"],
        [300, "count", 300, "count"],
        [900, "count", 900, "count"],
        [-1, "EUR", -1, ""],
        [4e6, "EUR", 4e6, "EUR"],
        [35_000, "metric_ton", 35e6, "kilogram"],
        [12, "percent", 12, "percent"],
        [20, "degree_Celsius", 293.15, "kelvin"],
        [-1, "count", -1, ""],
    ]


def test_confidence_is_a_share_and_lower_for_a_vague_figure() -> None:
    found = table(FLOOD, HARVEST)
    vague = found["qualifier"] == "vague"

    assert found["confidence"].between(0, 1, inclusive="right").all()
    assert found.loc[vague, "confidence"].max() < found.loc[~vague, "confidence"].max()


def test_a_language_without_a_pack_is_refused() -> None:
    with pytest.raises(PackError, match="de"):
        build_claims(replace(HARVEST, language="de"))
