"""What a relation is: figures that must fit together, and the table of them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from claimtrack.columns import RELATION_COLUMNS, printed_number, table_of
from claimtrack.relations.figures import Figure
from claimtrack.relations.spans import Span
from claimtrack.relations.voices import voice_of

_DIGITS = re.compile(r"\d[\d\s.,'’\u00a0\u202f\u2009]*\d|\d")
_TAIL = re.compile(r"[.,](\d+)$")
# More digits than this say nothing to a reader of a computed figure.
_SHOWN_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Relation:
    """One stated figure and what it must fit: another figure, or what follows from others.

    ``kind`` is the table it goes into, ``rule`` what paired the figures and ``why`` what makes
    them comparable. ``basis`` are the figures that ``implied`` follows from; ``says`` is how the
    implied figure is worded. ``note`` stands for the basis where that is no figure. ``slip``
    names what a difference looks like: ``digits``, ``scale``, ``unit`` or "".
    """

    kind: str
    rule: str
    why: str
    stated: Figure
    span: Span
    basis: tuple[Figure, ...]
    implied: Span
    says: str
    slip: str = ""
    note: str = ""
    scope: str = "article"

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All its figures in the order of the text, each once."""
        ordered = sorted(
            {f.id: f for f in (self.stated, *self.basis)}.values(),
            key=lambda f: (f.row.published, f.row.article_id, f.row.field != "title", f.row.start),
        )
        return tuple(ordered)


class RelationRows:
    """Rows of ``RELATION_COLUMNS`` as they are found, and the table of them."""

    def __init__(self) -> None:
        self._order: list[int] = []
        self._columns: dict[str, list[object]] = {name: [] for name in RELATION_COLUMNS}

    def add(self, relation: Relation, order: int) -> None:
        """Add a relation; the table is sorted by ``order``."""
        self._order.append(order)
        for name, value in _row(relation).items():
            self._columns[name].append(value)

    def table(self) -> pd.DataFrame:
        """One row of ``RELATION_COLUMNS`` a relation."""
        table = table_of(RELATION_COLUMNS, self._columns)
        ordered = pd.Series(self._order, dtype="int64").sort_values(kind="stable").index
        return table.iloc[ordered].reset_index(drop=True)


def _row(relation: Relation) -> dict[str, object]:
    stated, basis = relation.stated, relation.basis
    figures = relation.figures
    articles = dict.fromkeys(str(figure.row.article_id) for figure in figures)
    return {
        "relation": relation.kind,
        "rule": relation.rule,
        "why": relation.why,
        "scope": relation.scope,
        "voice": voice_of([stated, *basis]),
        "slip": relation.slip,
        "language": stated.sentence.story.language,
        "claim_ids": " ".join(figure.id for figure in figures),
        "article_ids": " ".join(articles),
        **_side("stated", stated),
        "stated_low": _bound(relation.span.low),
        "stated_high": _bound(relation.span.high),
        **_side("basis", basis[0] if basis else stated),
        "basis_text": relation.note or mentions(basis),
        "implied_text": relation.says,
        "implied_low": _bound(relation.implied.low),
        "implied_high": _bound(relation.implied.high),
        "confidence": min(float(figure.row.confidence) for figure in figures),
    }


def _side(name: str, figure: Figure) -> dict[str, object]:
    row = figure.row
    return {
        f"{name}_text": " ".join(str(row.text).split()),
        f"{name}_field": row.field,
        f"{name}_speaker": row.speaker,
        f"{name}_place": row.place,
        f"{name}_source": row.source,
        f"{name}_published": str(row.published)[:10],
    }


def _bound(value: float) -> float:
    return value if math.isfinite(value) else math.nan


def restated(figure: Figure, value: float) -> str:
    """The mention with another value in the place of its own: "240 megawatts" as "192 megawatts".

    A scale that is printed with the number stays: 1.8m is restated as 2.1m.
    """
    mention, number = (
        " ".join(str(figure.row.text).split()),
        " ".join(str(figure.row.number).split()),
    )
    language = figure.sentence.story.language
    found = _DIGITS.search(number)
    own = figure.value
    if found is None or not own:
        return mention.replace(number, printed_number(_short(value), language), 1)
    shown = printed_number(_short(value / _scale(own, found[0])), language)
    return mention.replace(number, number.replace(found[0], shown, 1), 1)


def _scale(value: float, digits: str) -> float:
    """The factor that the words or letters behind the digits stand for: 1e6 for 1.8m."""
    whole = float(re.sub(r"\D", "", digits)) or 1.0
    tail = _TAIL.search(digits)
    decimals = len(tail[1]) if tail and (len(tail[1]) != 3 or abs(value) < whole * 0.999) else 0
    return float(abs(value) / (whole / 10**decimals))


def _short(value: float) -> float:
    """A computed value to so many digits as a reader needs; whole numbers stay."""
    if value == int(value) and abs(value) < 1e6:
        return value
    if abs(value) >= 10**_SHOWN_DIGITS:
        return float(round(value))
    return float(f"{value:.{_SHOWN_DIGITS}g}")


def mentions(figures: Sequence[Figure]) -> str:
    """The mentions of some figures, one after the other."""
    return ", ".join(" ".join(str(figure.row.text).split()) for figure in figures)
