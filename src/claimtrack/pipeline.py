"""The whole flow on one screen: articles in, tables and reports out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from claimtrack.articles import read_articles
from claimtrack.claims import claims_of, claims_table
from claimtrack.errors import InputError
from claimtrack.records import Article

if TYPE_CHECKING:
    import pandas as pd

# Wraps the articles while they are worked on, to show how far the work is.
Progress = Callable[[list[Article]], Iterable[Article]]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of the inputs: their articles, the claims table, and what could not be read."""

    articles: list[Article]
    claims: pd.DataFrame
    problems: list[InputError]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks made of a claims table: flags, counts, and the relations they looked at."""

    flags: pd.DataFrame
    summary: pd.DataFrame
    relations: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Run:
    """An extraction with its flags, their counts, the relations and the files written."""

    extraction: Extraction
    flags: pd.DataFrame
    summary: pd.DataFrame
    relations: pd.DataFrame
    files: list[Path]


def extract(
    paths: Sequence[str], stdin: BinaryIO | None = None, progress: Progress = iter
) -> Extraction:
    """Read every input and table its claims.

    Inputs that cannot be read are listed in ``problems``; all others are still processed.
    """
    articles, problems = read_articles(paths, stdin)
    claims = [claim for some in claims_of(progress(articles)) for claim in some]
    return Extraction(articles, claims_table(claims), problems)


def run(
    paths: Sequence[str],
    out: Path,
    suites: Path | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress = iter,
    language: str = "",
) -> Run:
    """Extract, relate, validate; write claims, flags, summary and relations as CSV into ``out``.

    ``suites`` is the folder of validation suites (the shipped ones where it has none);
    ``language`` that of the messages, by default each article's. Raises SuiteError for a suite
    that would not run as written and ClaimtrackError for a file that cannot be written; the
    claims are written before they are validated, so nothing is lost.
    """
    from claimtrack.reports import write  # noqa: PLC0415 - writers come when something is written

    extraction = extract(paths, stdin, progress)
    write(extraction.claims, out / "claims.csv")
    checked = check(extraction.claims, suites, extraction.articles, language)
    tables = {
        "flags.csv": checked.flags,
        "summary.csv": checked.summary,
        "relations.csv": checked.relations,
    }
    for name, table in tables.items():
        write(table, out / name)
    files = [out / name for name in ("claims.csv", *tables)]
    return Run(extraction, checked.flags, checked.summary, checked.relations, files)


def check(
    claims: pd.DataFrame,
    suites: Path | None = None,
    articles: Sequence[Article] = (),
    language: str = "",
) -> Checked:
    """Relate the figures of a claims table and run the suites over all. Raises SuiteError."""
    from claimtrack.columns import table_of  # noqa: PLC0415 - pandas comes late
    from claimtrack.flags import checked_relations, flags_table, summary_table  # noqa: PLC0415
    from claimtrack.relations import relate  # noqa: PLC0415
    from claimtrack.validation import validate  # noqa: PLC0415 - brings Great Expectations

    relations = relate(claims)
    tables = {"claims": claims, **relations}
    if articles:
        names = ("id", "title", "text")
        texts = {name: [getattr(a, name) for a in articles] for name in names}
        tables["articles"] = table_of(names, texts)
    failures = validate(tables, suites, language=language)
    flags = flags_table(failures, claims)
    return Checked(flags, summary_table(claims, flags), checked_relations(relations, failures))
