"""The whole flow on one screen: articles in, ledger, tables and reports out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from claimtrack.articles import read_articles
from claimtrack.claims import claims_of, claims_table
from claimtrack.errors import InputError
from claimtrack.languages import LANGUAGES
from claimtrack.records import Article

if TYPE_CHECKING:
    import pandas as pd

    from claimtrack.relations import Known
    from claimtrack.store import Ledger

# Wraps the articles while they are worked on, to show how far the work is.
Progress = Callable[[list[Article]], Iterable[Article]]
# A workbook with more claims than this has only the articles with flags: nobody reads the rest
# there, and it would take longer to write than everything else.
_MOST_REVIEWED = 10_000


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run is to be done.

    ``out`` is the folder of its reports and ``suites`` that of the validation suites (the shipped
    ones where it has none). ``language`` is that of the messages, by default each article's;
    ``languages`` are those that articles may be in, ``disabled`` the checks that are left out,
    ``csv_dialect`` one of ``reports.CSV_DIALECTS``.
    """

    out: Path
    suites: Path | None = None
    language: str = ""
    languages: Sequence[str] = LANGUAGES
    disabled: Collection[str] = ()
    csv_dialect: str = ""


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
class Recorded:
    """A checked batch with what the ledger knows: verdicts in the flags, the ids of the ``new``
    ones, the earlier claims and articles that flags name, and which version each article is (none
    of these without a ledger)."""

    checked: Checked
    new: frozenset[str]
    known: pd.DataFrame
    earlier: list[Article] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """An extraction with its flags, their counts, the relations and the files written."""

    extraction: Extraction
    recorded: Recorded
    files: list[Path]

    @property
    def flags(self) -> pd.DataFrame:
        """The flags of the articles of this run (``FLAG_COLUMNS``)."""
        return self.recorded.checked.flags

    @property
    def summary(self) -> pd.DataFrame:
        """Counts (``SUMMARY_COLUMNS``)."""
        return self.recorded.checked.summary

    @property
    def relations(self) -> pd.DataFrame:
        """The relations (``RELATION_COLUMNS``), each with the check it fails."""
        return self.recorded.checked.relations

    @property
    def named(self) -> tuple[pd.DataFrame, list[Article]]:
        """All claims and articles that flags may name: this run's, then earlier ones."""
        import pandas as pd  # noqa: PLC0415 - pandas comes late

        claims = [self.extraction.claims, self.recorded.known]
        articles = [*self.extraction.articles, *self.recorded.earlier]
        return pd.concat(claims, ignore_index=True), articles


def extract(
    paths: Sequence[str],
    stdin: BinaryIO | None = None,
    progress: Progress = iter,
    languages: Sequence[str] = LANGUAGES,
    leave_out: Iterable[Path] = (),
) -> Extraction:
    """Read every input and table its claims.

    Inputs that cannot be read are listed in ``problems``; all others are still processed.
    ``leave_out`` are folders that are not searched.
    """
    articles, problems = read_articles(paths, stdin, languages, leave_out)
    claims = [claim for some in claims_of(progress(articles)) for claim in some]
    return Extraction(articles, claims_table(claims), problems)


def run(
    paths: Sequence[str],
    settings: Settings,
    ledger: Ledger | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress = iter,
) -> Run:
    """Extract, store, relate, validate; write claims, flags, summary, relations and the workbook.

    With a ledger the articles are also held against all that it has, and it keeps them. Raises
    SuiteError for a suite that would not run as written, ClaimtrackError for a file that cannot be
    written and StoreError where the ledger cannot; the claims are written before they are
    validated, so nothing is lost, and the ledger gets the whole batch or nothing of it.
    """
    from claimtrack.reports import write  # noqa: PLC0415 - writers come when something is written

    out, dialect = settings.out, settings.csv_dialect
    # What a run writes is not what the next one is to read.
    extraction = extract(paths, stdin, progress, settings.languages, [out])
    write(extraction.claims, out / "claims.csv", dialect)
    recorded = _record(extraction, settings, ledger)
    tables = {
        "flags.csv": recorded.checked.flags,
        "summary.csv": recorded.checked.summary,
        "relations.csv": recorded.checked.relations,
    }
    for name, table in tables.items():
        write(table, out / name, dialect)
    files = [out / name for name in ("claims.csv", *tables, "review.xlsx")]
    done = Run(extraction, recorded, files)
    _write_workbook(done, settings)
    return done


def _record(extraction: Extraction, settings: Settings, ledger: Ledger | None) -> Recorded:
    """Check a batch; with a ledger within the one transaction that also stores it."""
    claims, articles = extraction.claims, extraction.articles
    if ledger is None:
        checked = _check(extraction, settings, None)
        return Recorded(checked, frozenset(checked.flags["flag_id"]), claims.iloc[:0])
    import pandas as pd  # noqa: PLC0415 - pandas comes late

    from claimtrack.flags import summary_table  # noqa: PLC0415
    from claimtrack.validation import prepare  # noqa: PLC0415 - brings Great Expectations

    prepare()  # before the transaction, for which other processes may have to wait
    with ledger.batch() as batch:
        batch.add(articles, claims)
        known = batch.comparable()
        checked = _check(extraction, settings, known)
        flagged = batch.flag(checked.flags)
        named = {a for ids in flagged.flags["article_ids"] for a in ids.split()}
        earlier = batch.articles(named)
        versions = batch.versions(article.id for article in (*articles, *earlier))
    told = known.claims["article_id"].isin([article.id for article in earlier])
    ours = {article.id for article in articles}
    about = [not ours.isdisjoint(ids.split()) for ids in checked.relations["article_ids"]]
    checked = Checked(
        flagged.flags,
        summary_table(claims, flagged.flags),
        checked.relations[pd.Series(about, dtype=bool)].reset_index(drop=True),
    )
    return Recorded(checked, flagged.new, known.claims[told], earlier, versions)


def _check(extraction: Extraction, settings: Settings, known: Known | None) -> Checked:
    return check(
        extraction.claims,
        settings.suites,
        extraction.articles,
        language=settings.language,
        known=known,
        disabled=settings.disabled,
    )


def check(
    claims: pd.DataFrame,
    suites: Path | None = None,
    articles: Sequence[Article] = (),
    *,
    language: str = "",
    known: Known | None = None,
    disabled: Collection[str] = (),
) -> Checked:
    """Relate the figures of a claims table and run the suites over all. Raises SuiteError.

    ``known`` is what these are held against of other articles.
    """
    import pandas as pd  # noqa: PLC0415 - pandas comes late

    from claimtrack.columns import table_of  # noqa: PLC0415
    from claimtrack.flags import checked_relations, flags_table, summary_table  # noqa: PLC0415
    from claimtrack.relations import relate  # noqa: PLC0415
    from claimtrack.validation import validate  # noqa: PLC0415 - brings Great Expectations

    relations = relate(claims, known)
    tables = {"claims": claims, **relations}
    if articles:
        names = ("id", "title", "text")
        texts = {name: [getattr(a, name) for a in articles] for name in names}
        tables["articles"] = table_of(names, texts)
    failures = validate(tables, suites, language=language, disabled=disabled)
    named = claims if known is None else pd.concat([claims, known.claims], ignore_index=True)
    flags = flags_table(failures, named)
    return Checked(flags, summary_table(claims, flags), checked_relations(relations, failures))


def _write_workbook(done: Run, settings: Settings) -> None:
    from claimtrack.checks import list_checks  # noqa: PLC0415
    from claimtrack.reports import write_whole  # noqa: PLC0415
    from claimtrack.review import review_workbook  # noqa: PLC0415 - brings openpyxl

    claims, articles = done.named
    if len(claims) > _MOST_REVIEWED:
        flagged = {a for ids in done.flags["article_ids"] for a in ids.split()}
        claims = claims[claims["article_id"].isin(flagged)].reset_index(drop=True)
        articles = [article for article in articles if article.id in flagged]
    checks = list_checks(settings.suites, done.flags["check"], settings.disabled)
    listed = articles_table(articles, claims, done.recorded.versions)
    workbook = review_workbook(done.flags, claims, listed, checks)
    write_whole(done.files[-1], workbook)


def articles_table(
    articles: Iterable[Article], claims: pd.DataFrame, versions: Mapping[str, int]
) -> pd.DataFrame:
    """One row of ``ARTICLE_COLUMNS`` per article, with how many of the claims are its own.

    ``versions`` is by article_id; what it does not name is the first.
    """
    from claimtrack.columns import ARTICLE_COLUMNS, table_of  # noqa: PLC0415 - pandas comes late

    listed = list(articles)
    counts = claims["article_id"].value_counts()
    columns: dict[str, list[object]] = {
        "article_id": [article.id for article in listed],
        "version": [versions.get(article.id, 1) for article in listed],
        "file": [article.origin.file for article in listed],
        "claims": [int(counts.get(article.id, 0)) for article in listed],
    }
    for name in ("source", "title", "url", "published", "language"):
        columns[name] = [getattr(article, name) for article in listed]
    return table_of(ARTICLE_COLUMNS, columns)
