"""The tables and views of the ledger, and how an older ledger becomes one of today."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    inspect,
    text,
)

from claimtrack.columns import CLAIM_COLUMNS, NUMERIC

SCHEMA_VERSION = 1
"""What this version of claimtrack writes; a ledger of a later one is refused."""

OF_ARTICLE = ("article_id", "source", "title", "url", "published", "language")
"""The columns of a claims table that the ledger keeps once an article."""

OF_CLAIM = tuple(name for name in CLAIM_COLUMNS if name not in OF_ARTICLE)

_TYPES = {"int64": Integer, "float64": Float, "str": Text}

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="", server_default="")


articles = Table(
    "articles",
    metadata,
    Column("article_row", Integer, primary_key=True, autoincrement=False),
    _text("article_id"),
    # The row of its first version: what stays the same when a text comes again, changed.
    Column("series", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    *(_text(name) for name in (*OF_ARTICLE[1:], "text", "file")),
    Column("line", Integer, nullable=False),
    Column("title_line", Integer, nullable=False),
    Column("one_line", Boolean, nullable=False),
    # Of its claims and what they are found by, to tell whether a second reading differs.
    _text("digest"),
    Column("first_run", Integer, nullable=False),
    Index("articles_by_id", "article_id"),
    Index("articles_by_url", "url"),
    Index("articles_by_file", "file"),
    Index("articles_by_series", "series"),
)

claims = Table(
    "claims",
    metadata,
    Column("article_row", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    *(
        Column(name, _TYPES[NUMERIC.get(name, "str")], nullable=NUMERIC.get(name) == "float64")
        for name in OF_CLAIM
    ),
    Index("claims_by_id", "claim_id"),
    Index("claims_by_item", "item_head"),
    Index("claims_by_event", "event_class"),
)

# What the figures that take part in the checks are sorted out by (``relations.Mark``).
claim_marks = Table(
    "claim_marks",
    metadata,
    Column("article_row", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("sort"),
    Column("value", Float, nullable=False),
    *(_text(name) for name in ("unit", "digits", "item", "who", "words", "all_keys")),
    Column("runs", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# One row a comparability key of those. Its order is that in which figures meet, so that the
# nearest under a key are read off the index.
claim_keys = Table(
    "claim_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("published", Text, primary_key=True),
    Column("article_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("article_row", Integer, nullable=False),
    Index("claim_keys_by_article", "article_row"),
    sqlite_with_rowid=False,
)

runs = Table(
    "runs",
    metadata,
    Column("run", Integer, primary_key=True, autoincrement=False),
    _text("started"),
    _text("claimtrack"),
    Column("articles", Integer, nullable=False),
    Column("claims", BigInteger, nullable=False),
    Column("new_flags", Integer, nullable=False),
)

flags = Table(
    "flags",
    metadata,
    Column("flag_id", Text, primary_key=True),
    *(_text(name) for name in ("check", "severity", "scope", "message")),
    *(_text(name) for name in ("claim_ids", "article_ids", "observed", "expected")),
    # The same for the same figures of the same articles, wherever they have moved in the text.
    _text("problem"),
    Column("confidence", Float, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("first_run", Integer, nullable=False),
    Index("flags_by_problem", "problem"),
)

flag_articles = Table(
    "flag_articles",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("flag_id", Text, primary_key=True),
    Index("flag_articles_by_flag", "flag_id"),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("verdict_row", Integer, primary_key=True, autoincrement=False),
    _text("flag_id"),
    # "" while the ledger has no flag of that id.
    _text("problem"),
    *(_text(name) for name in ("verdict", "reviewer", "note", "reviewed", "file")),
    Index("verdicts_by_flag", "flag_id"),
    Index("verdicts_by_problem", "problem"),
)

ledger = Table("ledger", metadata, Column("schema_version", Integer, nullable=False))

_OF_CLAIM_SQL = ", ".join(f'c."{name}"' for name in OF_CLAIM[1:])
_OF_ARTICLE_SQL = ", ".join(f"a.{name}" for name in OF_ARTICLE)
_LAST_VERDICT = """(
        SELECT w.verdict_row FROM verdicts w WHERE w.problem = f.problem
        ORDER BY w.reviewed DESC, w.verdict_row DESC LIMIT 1
    )"""

VIEWS: Mapping[str, str] = {
    "claims_current": f"""
        SELECT c.claim_id, {_OF_ARTICLE_SQL}, {_OF_CLAIM_SQL}, a.file, a.version
        FROM claims c JOIN articles a ON a.article_row = c.article_row
        WHERE a.current
    """,
    "flags_open": f"""
        SELECT f.flag_id, f."check", f.severity, f.scope, f.message, f.observed, f.expected,
            f.claim_ids, f.article_ids, r.started AS first_seen,
            v.verdict, v.reviewer, v.note, v.reviewed
        FROM flags f JOIN runs r ON r.run = f.first_run
        LEFT JOIN verdicts v ON v.verdict_row = {_LAST_VERDICT}
        WHERE f.open AND (v.verdict IS NULL OR v.verdict = 'later')
        ORDER BY CASE f.severity WHEN 'critical' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END,
            f.confidence DESC, f.flag_id
    """,
}
"""For people who look into the ledger with a tool of their own, such as Datasette."""

MIGRATIONS: dict[int, Callable[[Connection], None]] = {}
"""What brings a ledger from a schema version to the next one, by the former."""


def version_of(connection: Connection) -> int:
    """The schema version of a ledger; 0 where there is none yet."""
    if not inspect(connection).has_table(ledger.name):
        return 0
    return int(connection.execute(ledger.select()).scalar_one())


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables, or migrate those of an earlier version, within the transaction."""
    version = version_of(connection)
    if version == 0:
        metadata.create_all(connection)
        connection.execute(ledger.insert().values(schema_version=SCHEMA_VERSION))
    for step in range(version, SCHEMA_VERSION) if version else ():
        MIGRATIONS[step](connection)
    connection.execute(ledger.update().values(schema_version=SCHEMA_VERSION))
    for name, query in VIEWS.items():
        connection.execute(text(f"DROP VIEW IF EXISTS {name}"))
        connection.execute(text(f"CREATE VIEW {name} AS {query}"))
