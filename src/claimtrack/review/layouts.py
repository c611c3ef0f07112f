"""The columns of the review workbook's tables, in the order a reviewer needs them."""

from __future__ import annotations

from claimtrack.review.sheets import Column, Layout

FLAGS = Layout(
    "Flags",
    (
        Column("severity", 13),
        Column("message", 40),
        Column("sentence", 60),
        Column("verdict", 17, "entry"),
        Column("reviewer", 14, "entry"),
        Column("note", 28, "entry"),
        Column("reviewed", 17, "entry moment"),
        Column("check", 24),
        Column("scope", 10),
        Column("observed", 18),
        Column("expected", 18),
        Column("article", 34),
        Column("link", 24),
        Column("claims", 11),
        Column("published", 13),
        Column("flag_id", 20, "id"),
        Column("claim_ids", 38, "id"),
        Column("article_ids", 38, "id"),
    ),
    "B2",
    printed=7,
)
CLAIMS = Layout(
    "Claims",
    (
        Column("claim_id", 20, "id"),
        Column("title", 30),
        Column("speaker", 20),
        Column("speaker_role", 20),
        Column("attribution", 12),
        Column("text", 24),
        Column("sentence", 60),
        Column("number", 14, "printed"),
        Column("value", 18, "number"),
        Column("low", 18, "number"),
        Column("high", 18, "number"),
        Column("qualifier", 12),
        Column("kind", 10),
        Column("unit", 14),
        Column("item", 22),
        Column("event_class", 14),
        Column("place", 18),
        Column("time_start", 13),
        Column("time_end", 13),
        Column("modality", 13),
        Column("confidence", 13, "share"),
        Column("published", 13),
        Column("link", 24),
        Column("article_id", 22, "id"),
        Column("flag_ids", 38, "id"),
    ),
    "B2",
    printed=14,
)
ARTICLES = Layout(
    "Articles",
    (
        Column("article_id", 22, "id"),
        Column("title", 50),
        Column("link", 24),
        Column("source", 26),
        Column("published", 17),
        Column("language", 11),
        Column("version", 10, "number"),
        Column("claims", 10, "number"),
        Column("flags", 10, "number"),
        Column("file", 34),
        Column("url", 50),
    ),
    "B2",
    printed=10,
)
CHECKS = Layout(
    "Checks",
    (
        Column("check", 32),
        Column("severity", 13),
        Column("suite", 16),
        Column("enabled", 11),
        Column("fired", 9, "number"),
        Column("notes", 90),
    ),
    "B2",
    printed=6,
)
