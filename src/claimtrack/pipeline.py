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
class Run:
    """An extraction with its flags, their counts and the files written."""

    extraction: Extraction
    flags: pd.DataFrame
    summary: pd.DataFrame
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
) -> Run:
    """Extract, validate and write claims.csv, flags.csv and summary.csv into ``out``.

    ``suites`` is the folder of validation suites (the shipped ones where it has none). Raises
    SuiteError for a suite that would not run as written and ClaimtrackError for a file that
    cannot be written; the claims are written before they are validated, so nothing is lost.
    """
    from claimtrack.reports import write  # noqa: PLC0415 - writers come when something is written

    extraction = extract(paths, stdin, progress)
    write(extraction.claims, out / "claims.csv")
    flags, summary = check(extraction.claims, suites, extraction.articles)
    write(flags, out / "flags.csv")
    write(summary, out / "summary.csv")
    files = [out / name for name in ("claims.csv", "flags.csv", "summary.csv")]
    return Run(extraction, flags, summary, files)


def check(
    claims: pd.DataFrame, suites: Path | None = None, articles: Sequence[Article] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(flags, summary) of a claims table. Raises SuiteError."""
    from claimtrack.columns import table_of  # noqa: PLC0415 - pandas comes late
    from claimtrack.flags import flags_table, summary_table  # noqa: PLC0415
    from claimtrack.validation import validate  # noqa: PLC0415 - brings Great Expectations

    tables = {"claims": claims}
    if articles:
        names = ("id", "title", "text")
        texts = {name: [getattr(a, name) for a in articles] for name in names}
        tables["articles"] = table_of(names, texts)
    flags = flags_table(validate(tables, suites), claims)
    return flags, summary_table(claims, flags)
