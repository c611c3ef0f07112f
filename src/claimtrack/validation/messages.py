"""Failing rows in words: the templates of a suite filled with what the row holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from string import Formatter
from typing import Any

from claimtrack.columns import printed_number
from claimtrack.languages import LANGUAGES, pack_table
from claimtrack.suites import Check

_SIDES = ("stated", "basis")
MADE_FIELDS = frozenset(("who", "observed", *(f"{side}_by" for side in _SIDES)))
"""What a template may name besides the columns of its table: ``who`` is the speaker of a claim or
else its source; ``stated_by`` and ``basis_by`` are the speakers of the two sides of a relation
(or the article, or its headline) with the place and, across articles, the source and the day."""

_ALWAYS = (
    "claim_id",
    "article_id",
    "claim_ids",
    "article_ids",
    "scope",
    "language",
    "speaker",
    "source",
)
_OF_SIDE = ("speaker", "place", "field", "source", "published")


def used_columns(check: Check) -> set[str]:
    """The columns that the message of a check needs, if the table has them."""
    sides = {f"{side}_{name}" for side in _SIDES for name in _OF_SIDE}
    return {*_ALWAYS, *sides, *check.columns, *check.fields}


def failure(
    check: Check, row: dict[str, Any], language: str, *, seen: Sequence[object] = ()
) -> dict[str, str]:
    """One row of ``FAILURE_COLUMNS`` but for its names: check, message, figures, claims.

    ``row`` is the failing row of the table, empty where the table as a whole fails; ``seen`` is
    then what the check saw. ``language`` is that of the message, "" for the row's own.
    """
    tongue = (language or str(row.get("language", ""))).partition("-")[0].lower()
    template = check.messages.get(tongue) or check.messages[""]
    # A message that there is in English only keeps English numbers.
    tongue = tongue if tongue in check.messages else "en"
    row = {**row, **_made(row, tongue)}
    observed = ", ".join(shown(value, tongue) for value in seen)
    if not seen:
        default = "{" + check.columns[0] + "}" if check.columns else ""
        observed = _filled(check.observed or default, row, tongue)
    message = _filled(template, {**row, "observed": observed}, tongue)
    return {
        "table": "",
        "check": check.name,
        "severity": check.severity,
        "message": message[:1].upper() + message[1:],
        "observed": observed,
        "expected": _filled(check.expected, row, tongue),
        "claim_ids": str(row.get("claim_ids") or row.get("claim_id", "")),
        "article_ids": str(row.get("article_ids") or row.get("article_id", "")),
        "scope": str(row.get("scope") or check.scope),
    }


def _made(row: Mapping[str, Any], language: str) -> dict[str, str]:
    """The fields of ``MADE_FIELDS`` but ``observed``."""
    words = _words(language)
    sides = {f"{side}_by": _by(row, side, words) for side in _SIDES if f"{side}_field" in row}
    return {"who": row.get("speaker") or row.get("source") or words["nobody"], **sides}


def _by(row: Mapping[str, Any], side: str, words: Mapping[str, Any]) -> str:
    """ "Oleh Martchenko (Odessa)"; across articles "… (Odessa; Le Matin, 11 mars 2024)"."""
    nobody = words["headline"] if row[f"{side}_field"] == "title" else words["nobody"]
    told = ""
    if row.get("scope") == "archive":
        told = ", ".join(
            filter(None, (row[f"{side}_source"], _day(row[f"{side}_published"], words)))
        )
    details = "; ".join(filter(None, (row[f"{side}_place"], told)))
    speaker = row[f"{side}_speaker"] or nobody
    return f"{speaker} ({details})" if details else str(speaker)


def _day(iso: str, words: Mapping[str, Any]) -> str:
    year, month, day = f"{iso}--".split("-")[:3]
    if not (month.isdecimal() and day.isdecimal()):
        return iso
    return str(words["day"]).format(day=int(day), month=words["months"][int(month) - 1], year=year)


@cache
def _words(language: str) -> Mapping[str, Any]:
    return pack_table(language if language in LANGUAGES else "en", "messages")


def _filled(template: str, row: Mapping[str, Any], language: str) -> str:
    return "".join(
        literal + (shown(row.get(field, ""), language) if field is not None else "")
        for literal, field, _, _ in Formatter().parse(template)
    )


def shown(value: object, language: str) -> str:
    """A cell for people: numbers as they are printed in a language, text as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return printed_number(value, language)
