"""Columns that checks on the claims table may use besides its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pandas as pd

from claimtrack.columns import table_of
from claimtrack.units import known_unit


def checked_columns(
    claims: pd.DataFrame,
    articles: pd.DataFrame | None = None,
    wanted: Collection[str] | None = None,
) -> pd.DataFrame:
    """The claims with the columns of ``HELPERS`` (those ``wanted``, all by default) added.

    ``marked_sentence`` str      the sentence on one line, the mention in it as ``<<mention>>``
    ``opening_word``    str      the word that opens the mention, or stands before a mention
                                 that begins with its number; folded: 'entre', 'between'
    ``upside_down``     bool     a range whose first figure is the larger one, and no fall
    ``value_fraction``  float64  what the value has behind its decimal point
    ``unit_known``      bool     whether the project's unit registry has the unit
    ``number_in_text``  bool     whether ``number`` stands in ``text``
    ``text_length``     float64  length of the field the claim is in; NaN without its article
    """
    if articles is None:
        articles = table_of(("id", "title", "text"))
    names = [name for name in HELPERS if wanted is None or name in wanted]
    return claims.assign(**{name: HELPERS[name](claims, articles) for name in names})


def _marked_sentence(claims: pd.DataFrame, _: pd.DataFrame) -> pd.Series[Any]:
    pairs = zip(claims["sentence"], claims["text"], strict=True)
    return pd.Series([_marked(*pair) for pair in pairs], index=claims.index, dtype="str")


def _marked(sentence: str, mention: str) -> str:
    line, text = " ".join(sentence.split()), " ".join(mention.split())
    before, found, after = line.partition(text) if text else (line, "", "")
    return f"{before}<<{text}>>{after}" if found else f"<<{text}>>"


def _opening_word(claims: pd.DataFrame, articles: pd.DataFrame) -> pd.Series[Any]:
    mentions = zip(
        _marked_sentence(claims, articles), claims["text"], claims["number"], strict=True
    )
    return pd.Series([_opening(*m) for m in mentions], index=claims.index, dtype="str")


def _opening(marked_sentence: str, mention: str, number: str) -> str:
    if not mention.startswith(number):
        return mention.split(maxsplit=1)[0].casefold()
    before = marked_sentence.partition("<<")[0].split()
    return before[-1].casefold() if before else ""


def _upside_down(claims: pd.DataFrame, _: pd.DataFrame) -> pd.Series[Any]:
    """Temperatures below zero and falls are often printed the other way round."""
    down = (claims["qualifier"] == "range") & (claims["high"] < claims["low"])
    return down & (claims["high"] >= 0) & (claims["direction"] != "down")


def _value_fraction(claims: pd.DataFrame, _: pd.DataFrame) -> pd.Series[Any]:
    off = (claims["value"] - claims["value"].round()).abs()
    # 1.1 million is 1100000.0000000002 to a computer.
    return off.mask(off <= claims["value"].abs() * 1e-12, 0.0)


def _unit_known(claims: pd.DataFrame, _: pd.DataFrame) -> pd.Series[Any]:
    known = {unit: known_unit(unit) for unit in claims["unit"].unique()}
    return claims["unit"].map(known).astype(bool)


def _number_in_text(claims: pd.DataFrame, _: pd.DataFrame) -> pd.Series[Any]:
    inside = [n in text for n, text in zip(claims["number"], claims["text"], strict=True)]
    return pd.Series(inside, index=claims.index, dtype=bool)


def _text_length(claims: pd.DataFrame, articles: pd.DataFrame) -> pd.Series[Any]:
    lengths = {
        (article, field): float(len(text))
        for field in ("title", "text")
        for article, text in zip(articles["id"], articles[field], strict=True)
    }
    places = zip(claims["article_id"], claims["field"], strict=True)
    found = [lengths.get(place, float("nan")) for place in places]
    return pd.Series(found, index=claims.index, dtype="float64")


HELPERS: Mapping[str, Callable[[pd.DataFrame, pd.DataFrame], pd.Series[Any]]] = {
    "marked_sentence": _marked_sentence,
    "opening_word": _opening_word,
    "upside_down": _upside_down,
    "value_fraction": _value_fraction,
    "unit_known": _unit_known,
    "number_in_text": _number_in_text,
    "text_length": _text_length,
}
