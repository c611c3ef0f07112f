"""The review workbook: flags with what a reviewer needs to judge them, and all behind them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from claimtrack.checks import Listed
from claimtrack.reports.workbooks import workbook_bytes
from claimtrack.review.howto import how_to
from claimtrack.review.layouts import ARTICLES, CHECKS, CLAIMS, FLAGS
from claimtrack.review.mentions import Spans, Told, evidence, marked, spans, told
from claimtrack.review.sheets import (
    SETTLED_FILL,
    SETTLED_TEXT,
    SEVERITY_FILLS,
    Book,
    Link,
    Styled,
    is_web_address,
    refuse_too_many,
    web_site,
)
from claimtrack.verdicts import VERDICTS


@dataclass(frozen=True, slots=True)
class _Sources:
    """What flags and claims are looked up in: articles, rows of the sheets, figures."""

    claims: Mapping[str, Told]
    spans: Spans
    claim_rows: Mapping[str, int]
    articles: Mapping[str, Mapping[str, Any]]
    article_rows: Mapping[str, int]

    def title(self, article_id: str) -> str:
        """What an article is called, if only by its publication or its id."""
        known = self.articles.get(article_id, {})
        return str(known.get("title") or known.get("source") or article_id)

    def link(self, article_id: str) -> Link:
        """To the article on the web, or else to its row.

        A cell of its own, because LibreOffice neither wraps a link nor shows its second line.
        """
        url = str(self.articles.get(article_id, {}).get("url", ""))
        if is_web_address(url):
            return Link(web_site(url), url)
        row = self.article_rows.get(article_id, 0)
        return Link(f"in {ARTICLES.title}", "", ARTICLES.title, row) if row else Link("")


def review_workbook(
    flags: pd.DataFrame, claims: pd.DataFrame, articles: pd.DataFrame, checks: Sequence[Listed]
) -> bytes:
    """The workbook in which a person gives verdicts: Flags, Claims, Articles, Checks, How to.

    The tables have ``FLAG_COLUMNS``, ``CLAIM_COLUMNS`` and ``ARTICLE_COLUMNS``; flags keep their
    order and show the verdicts they have. Claims and articles that a flag names and the tables lack
    are shown by their ids. The same tables and checks give the same bytes. Raises ClaimtrackError
    for a table of more rows than a sheet holds.
    """
    counts = {"Flags": len(flags), "Claims": len(claims), "Articles": len(articles)}
    refuse_too_many(counts)
    sources = _sources(claims, articles)
    book = Book()
    sheet = book.table(FLAGS, _flag_rows(flags, sources), len(flags))
    _choose_verdicts(sheet, len(flags))
    _grey_out_settled(sheet, len(flags))
    book.table(CLAIMS, _claim_rows(claims, flags, sources), len(claims))
    book.table(ARTICLES, _article_rows(articles, flags), len(articles))
    book.table(CHECKS, _check_rows(checks), len(checks))
    how_to(book)
    return workbook_bytes(book.workbook)


def _sources(claims: pd.DataFrame, articles: pd.DataFrame) -> _Sources:
    by_id = told(claims)
    told_of: dict[str, Mapping[str, Any]] = {}
    for table in (claims, articles):
        names = ("article_id", "source", "title", "url", "published")
        for row in _records(table[list(names)].drop_duplicates("article_id")):
            told_of[row["article_id"]] = row
    return _Sources(
        by_id,
        spans(by_id.values()),
        {claim_id: row for row, claim_id in enumerate(claims["claim_id"], 2)},
        told_of,
        {article_id: row for row, article_id in enumerate(articles["article_id"], 2)},
    )


def _records(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows by column name, with None for a number that is not stated."""
    columns = []
    for name in table.columns:
        cells = table[name].tolist()
        if pd.api.types.is_float_dtype(table[name].dtype):
            cells = [cell if math.isfinite(cell) else None for cell in cells]
        columns.append(cells)
    names = list(map(str, table.columns))
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


# ---------------------------------------------------------------- rows


def _flag_rows(flags: pd.DataFrame, sources: _Sources) -> Iterator[list[object]]:
    for flag in _records(flags):
        ids, article_ids = flag["claim_ids"].split(), flag["article_ids"].split()
        known = [sources.claims[i] for i in ids if i in sources.claims]
        shown = {
            **flag,
            "severity": severity(flag["severity"]),
            "sentence": evidence(known, sources.spans, flag["scope"] == "archive"),
            "reviewed": moment(flag["reviewed"]),
            "article": "\n".join(map(sources.title, article_ids)),
            "link": sources.link(article_ids[0]) if article_ids else None,
            "claims": _to_claims(ids, sources),
            "published": _latest(article_ids, sources),
        }
        yield [shown[column.name] for column in FLAGS.columns]


def _to_claims(claim_ids: Sequence[str], sources: _Sources) -> Link:
    rows = [sources.claim_rows[i] for i in claim_ids if i in sources.claim_rows]
    count = f"{len(claim_ids)} claim{'s' * (len(claim_ids) != 1)}" if claim_ids else ""
    return Link(count, "", CLAIMS.title, rows[0]) if rows else Link(count)


def _latest(article_ids: Sequence[str], sources: _Sources) -> object:
    articles = [sources.articles.get(article_id, {}) for article_id in article_ids]
    return day(max((str(a.get("published", "")) for a in articles), default=""))


def _claim_rows(
    claims: pd.DataFrame, flags: pd.DataFrame, sources: _Sources
) -> Iterator[list[object]]:
    flagged: dict[str, list[str]] = {}
    for flag_id, claim_ids in zip(flags["flag_id"], flags["claim_ids"], strict=True):
        for claim_id in claim_ids.split():
            flagged.setdefault(claim_id, []).append(flag_id)
    for claim in _records(claims):
        span = sources.spans.get(claim["claim_id"])
        shown = {
            **claim,
            "title": sources.title(claim["article_id"]),
            "link": sources.link(claim["article_id"]),
            "sentence": marked(claim["sentence"], [span] if span else []),
            "published": day(claim["published"]),
            "time_start": day(claim["time_start"]),
            "time_end": day(claim["time_end"]),
            "flag_ids": " ".join(flagged.get(claim["claim_id"], ())),
        }
        yield [shown[column.name] for column in CLAIMS.columns]


def _article_rows(articles: pd.DataFrame, flags: pd.DataFrame) -> Iterator[list[object]]:
    flagged = Counter(i for ids in flags["article_ids"] for i in set(ids.split()))
    for article in _records(articles):
        shown = {
            **article,
            "link": Link(web_site(article["url"]), article["url"]),
            "published": day(article["published"]),
            "flags": flagged[article["article_id"]],
        }
        yield [shown[column.name] for column in ARTICLES.columns]


def _check_rows(checks: Sequence[Listed]) -> Iterator[list[object]]:
    for check in checks:
        enabled = "yes" if check.enabled else "no"
        shown = severity(check.severity)
        yield [check.check, shown, check.suite, enabled, check.fired, check.notes]


# ---------------------------------------------------------------- cells


def severity(name: str) -> object:
    """A severity in its colours; the cell still holds its name alone."""
    return Styled(name, name) if name in SEVERITY_FILLS else name


def day(published: str) -> object:
    """A date, or date and time, as a spreadsheet has them; what is none stays text.

    Spreadsheets know no time zones, so a time is as printed. Nor do they agree on dates before
    March 1900; those stay text too.
    """
    try:
        return Styled(_since_1900(date.fromisoformat(published)), "date")
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(published).replace(tzinfo=None, microsecond=0)
        return Styled(_since_1900(at), "moment")
    except ValueError:
        return published


def moment(reviewed: str) -> object:
    """When a verdict was given, as a cell with date and time in UTC; what is none stays text."""
    try:
        at = datetime.fromisoformat(reviewed)
        at = at.astimezone(UTC) if at.tzinfo else at
        return _since_1900(at.replace(tzinfo=None, microsecond=0)) if reviewed else None
    except (ValueError, OverflowError):
        return reviewed


def _since_1900(at: date) -> date:
    if at.year <= 1900:
        raise ValueError("spreadsheets do not agree on this date")
    return at


def _choose_verdicts(sheet: Any, count: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    choice = DataValidation("list", formula1=f'"{",".join(VERDICTS)}"', allow_blank=True)
    choice.promptTitle, choice.prompt = (
        "Verdict",
        (
            "later leaves the flag open, each of the others settles it. "
            "The sheet How to says what they mean."
        ),
    )
    choice.errorTitle, choice.error = (
        "Not a verdict",
        (f"Please choose one of: {', '.join(VERDICTS)}. Remarks go under note."),
    )
    choice.errorStyle, choice.showErrorMessage, choice.showInputMessage = "stop", True, True
    choice.add(_below("verdict", count))
    sheet.data_validations.append(choice)


def _grey_out_settled(sheet: Any, count: int) -> None:
    from openpyxl.formatting.rule import FormulaRule  # noqa: PLC0415
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415

    verdict = f"${_below('verdict', 1)[0]}2"
    rule = FormulaRule(
        [f'AND({verdict}<>"",{verdict}<>"later")'],
        font=Font(color=SETTLED_TEXT),
        fill=PatternFill("solid", bgColor=SETTLED_FILL, fgColor=SETTLED_FILL),
    )
    whole = f"A2:{chr(ord('A') + len(FLAGS.columns) - 1)}{max(count, 1) + 1}"
    sheet.conditional_formatting.add(whole, rule)


def _below(name: str, count: int) -> str:
    """The cells of a column of flags below its header, at least one."""
    letter = chr(ord("A") + [column.name for column in FLAGS.columns].index(name))
    return f"{letter}2:{letter}{max(count, 1) + 1}"
