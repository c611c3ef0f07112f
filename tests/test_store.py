"""The ledger: what it keeps, what it compares, what it forgets, whatever happens to it."""

from __future__ import annotations

import atexit
import io
import itertools
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
import pytest
from sqlalchemy import create_engine, inspect, text

from bundles import bundles
from claimtrack.articles import read_articles
from claimtrack.claims import claims_of, claims_table
from claimtrack.columns import FLAG_COLUMNS, table_of
from claimtrack.errors import Place
from claimtrack.pipeline import check
from claimtrack.records import Article, Origin
from claimtrack.relations import relate
from claimtrack.reports import to_csv_text
from claimtrack.store import EXPORTS, Flagged, Ledger, StoreError, open_ledger, schema, url_of
from claimtrack.store import engine as engine_module
from claimtrack.suites import shipped_folder
from claimtrack.verdicts import Verdict
from ledgers import STORES, made

SEVEN = "2026-11-29T07:00:00+00:00"
EIGHT = "2026-11-29T08:00:00+00:00"
NINE = "2026-11-29T09:00:00+00:00"

FLOOD = Article(
    "flood",
    "The river Lauze flooded Montclar. The toll stands at 45 dead so far, Mayor Ida Brun said.",
    title="Floods in Montclar",
    published="2025-02-03",
    source="The Courier",
    language="en",
)
FELL = Article(
    "fell",
    "The Lauze still covers Montclar. The toll stands at 38 dead so far, Mayor Ida Brun said.",
    title="Montclar under water",
    published="2025-02-05",
    source="The Courier",
    language="en",
)
SUM = Article(
    "sum",
    "Eleven people were hurt in Belwick: five dockers and four sailors.",
    published="2025-03-01",
    language="en",
)
BELOW = replace(SUM, text=f"It rained in Belwick that day. {SUM.text}")


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with made(request.param, tmp_path) as address:
        yield address


@pytest.fixture
def ledger(store: str, tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(store, tmp_path, make=True) as opened:
        yield opened


@cache
def suites() -> Path:
    """Two of the checks: what the others say of these articles is not of interest here."""
    folder = Path(tempfile.mkdtemp(prefix="claimtrack-suites-"))
    atexit.register(shutil.rmtree, folder)
    for name in ("sums.json", "archive.json"):
        suite = json.loads((shipped_folder() / name).read_text("utf-8"))
        suite["expectations"] = [
            one
            for one in suite["expectations"]
            if one["meta"]["check"] in ("parts_do_not_add_up", "total_falls")
        ]
        (folder / name).write_text(json.dumps(suite), "utf-8")
    return folder


def claims_in(articles: Sequence[Article]) -> pd.DataFrame:
    return claims_table(claim for some in claims_of(articles) for claim in some)


def put(ledger: Ledger, *articles: Article) -> Flagged:
    """A batch as a run stores it."""
    claims = claims_in(articles)
    with ledger.batch() as batch:
        batch.add(articles, claims)
        return batch.flag(check(claims, suites(), known=batch.comparable()).flags)


def checks(flagged: Flagged) -> list[str]:
    return flagged.flags["check"].tolist()


def exports(ledger: Ledger) -> dict[str, str]:
    return {name: to_csv_text(ledger.table(name)) for name in EXPORTS}


def everything(store: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    engine = create_engine(url_of(store, Path()))
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        rows = {
            name: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {name}"))), key=repr)
            for name in names
        }
    engine.dispose()
    return rows


def decide(ledger: Ledger, flag: str, verdict: str, when: str = EIGHT, **said: str) -> Any:
    given = {"reviewer": "", "note": "", "reviewed": when, "place": Place("f.csv", 2)} | said
    return ledger.import_verdicts([Verdict(flag, verdict, **given)], NINE)  # type: ignore[arg-type]


# --- batches


def test_what_is_stored_is_what_was_found(ledger: Ledger) -> None:
    put(ledger, FLOOD, SUM)

    pd.testing.assert_frame_equal(ledger.table("claims"), claims_in([FLOOD, SUM]))


def test_the_same_batch_again_changes_nothing_at_all(store: str, ledger: Ledger) -> None:
    first = put(ledger, FLOOD, FELL, SUM)
    before = everything(store)
    again = put(ledger, FLOOD, FELL, SUM)

    assert everything(store) == before
    assert len(first.new) == 2
    assert (again.new, again.changed) == (frozenset(), False)
    pd.testing.assert_frame_equal(again.flags, first.flags)


def test_a_batch_that_fails_leaves_nothing(store: str, ledger: Ledger) -> None:
    put(ledger, FLOOD)
    before = everything(store)
    with (
        mock.patch("claimtrack.store.batch.Batch.flag", side_effect=RuntimeError("mid-way")),
        pytest.raises(RuntimeError, match="mid-way"),
    ):
        put(ledger, FELL, SUM)

    assert everything(store) == before


def test_a_new_article_is_held_against_earlier_ones(ledger: Ledger) -> None:
    put(ledger, FLOOD)
    flagged = put(ledger, FELL)

    assert checks(flagged) == ["total_falls"]
    assert flagged.flags["article_ids"].tolist() == ["flood fell"]


def test_an_earlier_article_that_comes_late_is_held_against_later_ones(ledger: Ledger) -> None:
    put(ledger, FELL)
    flagged = put(ledger, FLOOD)

    assert checks(flagged) == ["total_falls"]
    assert flagged.flags["article_ids"].tolist() == ["flood fell"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_in_whatever_order_articles_come_the_ledger_tells_the_same(
    tmp_path: Path, order: Sequence[int]
) -> None:
    articles = [FLOOD, FELL, SUM]
    with open_ledger("", tmp_path / "one", make=True) as together:
        put(together, *articles)
        expected = exports(together)
    with open_ledger("", tmp_path / "each", make=True) as apart:
        for at in order:
            put(apart, articles[at])

        assert exports(apart) == expected


def archive_flags(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """A flag for each relation between articles, those that agree too."""
    found = tables["archive"]
    ids = [
        f"{rule} {claims}" for rule, claims in zip(found["rule"], found["claim_ids"], strict=True)
    ]
    columns = {name: found[name].tolist() for name in ("scope", "claim_ids", "article_ids")}
    return table_of(
        FLAG_COLUMNS, {**columns, "flag_id": ids, "check": ids, "severity": ["info"] * len(ids)}
    )


@pytest.mark.parametrize("seed", range(3))
def test_batches_in_any_order_relate_the_same_figures_as_one_run(tmp_path: Path, seed: int) -> None:
    """Of news articles on a few stories, some hundred figures meet one another."""
    articles, claims = stories_of_bundles()
    expected = set(archive_flags(relate(claims))["flag_id"])
    order = random.Random(seed).sample(articles, len(articles))
    with open_ledger("", tmp_path, make=True) as ledger:
        while order:
            some = [order.pop() for _ in range(min(len(order), 1 + seed * len(order) % 7))]
            own = claims[claims["article_id"].isin([article.id for article in some])]
            with ledger.batch() as batch:
                batch.add(some, own.reset_index(drop=True))
                known = batch.comparable()
                batch.flag(archive_flags(relate(own.reset_index(drop=True), known)))

        assert set(ledger.table("flags")["flag_id"]) == expected
    assert len(expected) > 20


@cache
def stories_of_bundles() -> tuple[list[Article], pd.DataFrame]:
    several = [bundle for bundle in bundles().values() if len(bundle.articles) > 2]
    articles = [article for bundle in several for article in bundle.articles]
    return articles, claims_in(articles)


# --- an article that comes again


def test_other_text_under_the_same_id_is_a_new_version(ledger: Ledger) -> None:
    put(ledger, FLOOD)
    mended = replace(FELL, text=FELL.text.replace("38", "45"))
    assert checks(put(ledger, FELL)) == ["total_falls"]
    flagged = put(ledger, mended)

    assert checks(flagged) == []
    assert ledger.table("flags").empty
    assert ledger.table("articles")[["article_id", "version"]].to_numpy().tolist() == [
        ["flood", 1],
        ["fell", 2],
    ]


def test_old_claims_stay_in_history_and_leave_the_checks(store: str, ledger: Ledger) -> None:
    put(ledger, FLOOD)
    put(ledger, replace(FLOOD, text="Nobody was hurt in Montclar."))
    flagged = put(ledger, FELL)

    assert checks(flagged) == []
    assert len(everything(store)["claims"]) == 2
    assert ledger.table("claims")["article_id"].tolist() == ["fell"]


def nameless(text_: str, file: str = "", url: str = "", alone: bool = True) -> Article:
    """An article that was given no id, so that its text makes one."""
    row = {"text": text_, "url": url, "language": "en"}
    (article,), _ = read_articles(["-"], io.BytesIO(text_.encode()))
    return replace(article, **row, origin=Origin(file, alone=alone))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"file": "a.txt"}, {"file": "a.txt"}, True),
        ({"file": "a.txt"}, {"file": "b.txt"}, False),
        ({"file": "a.jsonl", "alone": False}, {"file": "a.jsonl", "alone": False}, False),
        ({"url": "https://example.org/1"}, {"url": "https://example.org/1"}, True),
        ({"file": ""}, {"file": ""}, False),
    ],
)
def test_an_article_without_an_id_is_known_by_its_address_or_its_file(
    ledger: Ledger, first: dict[str, Any], second: dict[str, Any], same: bool
) -> None:
    put(ledger, nameless("Three were hurt.", **first))
    put(ledger, nameless("Four were hurt.", **second))

    assert ledger.table("articles")["version"].tolist() == ([2] if same else [1, 1])


def test_two_articles_of_one_address_in_one_batch_are_two(ledger: Ledger) -> None:
    url = "https://example.org/live"
    put(ledger, nameless("Three were hurt.", url=url), nameless("Four were hurt.", url=url))

    assert ledger.table("articles")["version"].tolist() == [1, 1]


def test_a_text_that_is_read_otherwise_now_replaces_its_claims(ledger: Ledger) -> None:
    claims = claims_in([SUM])
    with ledger.batch() as batch:
        batch.add([SUM], claims.assign(item_head="worker"))
        batch.flag(check(claims, suites()).flags.iloc[:0])
    put(ledger, SUM)

    pd.testing.assert_frame_equal(ledger.table("claims"), claims)
    assert ledger.table("articles")["version"].tolist() == [1]


# --- flags and verdicts


def test_a_flag_that_is_gone_is_closed(ledger: Ledger) -> None:
    put(ledger, SUM)
    put(ledger, replace(SUM, text=SUM.text.replace("Eleven", "Nine")))

    assert ledger.table("flags").empty


@pytest.mark.parametrize("verdict", ["confirmed error", "false alarm", "dispute", "fixed", "later"])
def test_a_verdict_survives_another_run(ledger: Ledger, verdict: str) -> None:
    (flag,) = put(ledger, SUM).flags["flag_id"]
    decide(ledger, flag, verdict, reviewer="Anna", note="seen")
    again = put(ledger, SUM)
    told = again.flags[["verdict", "reviewer", "note", "reviewed"]].to_numpy().tolist()

    assert told == [[verdict, "Anna", "seen", EIGHT]]
    assert again.new == frozenset()


def test_a_verdict_survives_a_change_elsewhere_in_the_article(ledger: Ledger) -> None:
    (flag,) = put(ledger, SUM).flags["flag_id"]
    decide(ledger, flag, "false alarm")
    moved = put(ledger, BELOW)

    assert moved.flags["flag_id"].tolist() != [flag]
    assert moved.flags["verdict"].tolist() == ["false alarm"]
    assert moved.new == frozenset()


def test_a_flag_whose_figures_changed_comes_back(ledger: Ledger) -> None:
    (flag,) = put(ledger, SUM).flags["flag_id"]
    decide(ledger, flag, "false alarm")
    again = put(ledger, replace(SUM, text=SUM.text.replace("Eleven", "Ten")))

    assert again.flags["verdict"].tolist() == [""]
    assert again.new == frozenset(again.flags["flag_id"])


def test_the_last_verdict_wins_by_time_in_whatever_order_they_come(ledger: Ledger) -> None:
    (flag,) = put(ledger, SUM).flags["flag_id"]
    decide(ledger, flag, "dispute", EIGHT, reviewer="Anna")
    late = decide(ledger, flag, "false alarm", SEVEN, reviewer="Bob")

    assert ledger.table("flags")["verdict"].tolist() == ["dispute"]
    assert ledger.table("verdicts")["verdict"].tolist() == ["false alarm", "dispute"]
    assert late.conflicts == [
        f"f.csv:2: {flag}: “dispute” by Anna (2026-11-29 08:00) stands against "
        "“false alarm” by Bob (2026-11-29 07:00), which is older"
    ]


def test_a_file_that_is_imported_twice_adds_nothing(ledger: Ledger) -> None:
    (flag,) = put(ledger, SUM).flags["flag_id"]
    first = decide(ledger, flag, "dispute", "", reviewer="Anna")
    again = decide(ledger, flag, "dispute", "", reviewer="Anna")
    told = decide(ledger, flag, "dispute", NINE, reviewer="Anna")

    assert (first.added, again.added, told.added) == (1, 0, 0)
    assert len(ledger.table("verdicts")) == 1


def test_a_verdict_that_a_file_brings_back_does_not_undo_a_later_one(ledger: Ledger) -> None:
    (flag,) = put(ledger, SUM).flags["flag_id"]
    decide(ledger, flag, "dispute", SEVEN, reviewer="Anna")
    decide(ledger, flag, "false alarm", EIGHT, reviewer="Bob")
    back = decide(ledger, flag, "dispute", SEVEN, reviewer="Anna")

    assert (back.added, back.conflicts) == (0, [])
    assert ledger.table("flags")["verdict"].tolist() == ["false alarm"]


def test_a_verdict_changed_beside_its_old_time_counts_from_when_it_was_saved(
    ledger: Ledger,
) -> None:
    (flag,) = put(ledger, SUM).flags["flag_id"]
    decide(ledger, flag, "later", SEVEN, reviewer="Anna")
    decide(ledger, flag, "fixed", SEVEN, reviewer="Anna")

    assert ledger.table("flags")[["verdict", "reviewed"]].to_numpy().tolist() == [["fixed", NINE]]


def test_a_verdict_for_a_flag_that_is_not_known_yet_is_told_and_kept(
    ledger: Ledger, tmp_path: Path
) -> None:
    with open_ledger("", tmp_path / "other", make=True) as other:
        (flag,) = put(other, SUM).flags["flag_id"]
    imported = decide(ledger, flag, "false alarm")
    flagged = put(ledger, SUM)

    assert imported.unknown == [f"f.csv:2: the ledger has no flag {flag}"]
    assert flagged.flags["verdict"].tolist() == ["false alarm"]


def test_statistics_count_the_verdict_in_force_and_tell_precision_from_five_on(
    ledger: Ledger,
) -> None:
    sums = [replace(SUM, id=f"sum{n}") for n in range(6)]
    flags = put(ledger, *sums).flags["flag_id"].tolist()
    few, told = flags[:4], ["confirmed error", "false alarm", "dispute", "fixed"]
    for flag, verdict in zip(few, told, strict=True):
        decide(ledger, flag, verdict)
    first = ledger.statistics().to_dict("records")
    decide(ledger, flags[4], "false alarm")
    decide(ledger, flags[4], "confirmed error", NINE)
    then = ledger.statistics().to_dict("records")

    assert len(flags) == 6
    assert (first[0]["reviewed_flags"], pd.isna(first[0]["precision"])) == (4, True)
    assert (then[0]["reviewed_flags"], then[0]["precision"]) == (5, 0.8)


# --- looking back and forgetting


def test_history_finds_a_figure_in_both_languages_by_speaker_and_day(ledger: Ledger) -> None:
    french = Article(
        "drones",
        "Trente drones ont été abattus au-dessus de Brenova, selon le général Anton Reval.",
        published="2025-01-02",
        language="fr",
    )
    english = Article(
        "drones-en",
        "Forty drones were shot down over Brenova, General Anton Reval said. Ten ships were sunk.",
        published="2025-01-04",
        language="en",
    )
    put(ledger, english, french)

    assert ledger.history(["drone", "shot_down"])["value"].tolist() == [30.0, 40.0]
    assert ledger.history(["reval"])["value"].tolist() == [30.0, 40.0]
    assert ledger.history(["drone", "Brenova"])["value"].tolist() == [30.0]
    assert ledger.history(["ship"])["value"].tolist() == [10.0]
    assert ledger.history(["drone", "sunk"]).empty


@pytest.mark.parametrize("name", ["fell", "https://example.org/fell", "articles/fell.txt"])
def test_forgetting_an_article_removes_all_that_hangs_on_it(
    store: str, ledger: Ledger, name: str
) -> None:
    put(ledger, FLOOD)
    before = everything(store)
    fell = replace(
        FELL, url="https://example.org/fell", origin=Origin("articles/fell.txt", alone=True)
    )
    put(ledger, fell)
    put(ledger, replace(fell, text=f"{FELL.text} Rain is on the way."))
    (flag,) = ledger.table("flags")["flag_id"]
    decide(ledger, flag, "dispute")
    gone = ledger.forget(name)
    after = everything(store)

    assert gone is not None
    assert (gone.versions, gone.claims, gone.flags, gone.verdicts) == (2, 2, 1, 1)
    assert {k: v for k, v in after.items() if k != "runs"} == {
        k: v for k, v in before.items() if k != "runs"
    }


def test_nothing_of_a_forgotten_article_is_left_in_the_file(tmp_path: Path) -> None:
    with open_ledger("", tmp_path, make=True) as ledger:
        put(ledger, FLOOD, SUM)
        ledger.forget("sum")
    content = (tmp_path / "claims" / "claims.db").read_bytes()

    assert b"Montclar" in content
    assert b"Belwick" not in content
    assert b"sailors" not in content


def test_what_is_not_there_cannot_be_forgotten(ledger: Ledger) -> None:
    put(ledger, FLOOD)

    assert ledger.forget("fell") is None
    assert ledger.forget("") is None


def test_views_show_what_is_current_and_open(store: str, ledger: Ledger) -> None:
    put(ledger, FLOOD, SUM, FELL)
    flags = ledger.table("flags").set_index("check")["flag_id"]
    decide(ledger, flags["total_falls"], "false alarm")
    put(ledger, replace(FLOOD, text="Nobody was hurt."))
    engine = create_engine(url_of(store, Path()))
    with engine.connect() as connection:
        claims = connection.execute(text("SELECT article_id FROM claims_current")).scalars().all()
        told = connection.execute(text('SELECT "check", message FROM flags_open')).all()
    engine.dispose()

    assert set(claims) == {"sum", "fell"}
    assert [row.check for row in told] == ["parts_do_not_add_up"]


# --- whatever happens to it

_WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from claimtrack.store import open_ledger
from test_store import put, swarm
sys.stdin.readline()
with open_ledger({store!r}, Path({folder!r}), make=True) as ledger:
    for batch in swarm({who!r}):
        put(ledger, *batch)
"""


def swarm(who: str) -> list[list[Article]]:
    """Batches of two writers that have to do with each other: one tells tolls that the other's
    articles have fallen below."""
    start = 60 if who == "first" else 59
    return [
        [
            replace(
                FLOOD,
                id=f"{who}{number}{twin}",
                text=FLOOD.text.replace("45", str(start - 2 * number)),
                published=f"2025-02-{1 + 2 * number + (who == 'second'):02}",
            )
            for twin in "ab"
        ]
        for number in range(3)
    ]


def test_two_processes_that_write_at_once_lose_nothing_and_double_nothing(
    store: str, tmp_path: Path
) -> None:
    with open_ledger("", tmp_path / "alone", make=True) as alone:
        for batch in (*swarm("first"), *swarm("second")):
            put(alone, *batch)
        expected = exports(alone)
    scripts = [
        _WRITER.format(tests=str(Path(__file__).parent), store=store, folder=str(tmp_path), who=who)
        for who in ("first", "second")
    ]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for script in scripts
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write(b"\n")
        writer.stdin.flush()
    complaints = [writer.communicate()[1].decode() for writer in writers]
    with open_ledger(store, tmp_path) as ledger:
        found = exports(ledger)

    assert [(w.returncode, c) for w, c in zip(writers, complaints, strict=True)] == [(0, "")] * 2
    assert found == expected
    assert found["flags"].count("total_falls") > 4


def test_a_second_writer_sees_what_the_first_one_wrote_whatever_the_server_is_set_to(
    store: str, tmp_path: Path
) -> None:
    if store.startswith("postgresql"):
        engine = create_engine(store, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            name = engine.url.database
            setting = "default_transaction_isolation = 'repeatable read'"
            connection.execute(text(f"ALTER DATABASE {name} SET {setting}"))
        engine.dispose()
    with open_ledger(store, tmp_path, make=True) as first, open_ledger(store, tmp_path) as second:
        started = threading.Event()

        def write() -> None:
            started.set()
            put(second, SUM)

        writer = threading.Thread(target=write)
        claims = claims_in([FLOOD])
        with first.batch() as batch:
            writer.start()
            started.wait()
            time.sleep(0.5)  # for the other to ask for the lock
            batch.add([FLOOD], claims)
            batch.flag(check(claims, suites(), known=batch.comparable()).flags)
        writer.join()

        assert first.table("articles")["article_id"].tolist() == ["flood", "sum"]


def test_a_writer_does_not_wait_for_ever(store: str, tmp_path: Path) -> None:
    with (
        mock.patch.object(engine_module, "WAIT", 1),
        mock.patch.dict(engine_module._SQLITE, {"connect_args": {"timeout": 1}}),
        open_ledger(store, tmp_path, make=True) as first,
        open_ledger(store, tmp_path) as second,
        first.batch() as batch,
    ):
        batch.add([FLOOD], claims_in([FLOOD]))
        with pytest.raises(StoreError, match="another run has held it for 1 seconds"):
            put(second, SUM)


def test_an_older_ledger_is_migrated_in_place(store: str, ledger: Ledger, tmp_path: Path) -> None:
    put(ledger, SUM)
    ledger.close()

    def step(connection: Any) -> None:
        connection.execute(text("ALTER TABLE articles ADD COLUMN desk TEXT DEFAULT 'foreign'"))

    with (
        mock.patch.dict(schema.MIGRATIONS, {schema.SCHEMA_VERSION: step}),
        mock.patch.object(schema, "SCHEMA_VERSION", schema.SCHEMA_VERSION + 1),
        open_ledger(store, tmp_path) as migrated,
    ):
        claims = migrated.table("claims")
    rows = everything(store)

    assert len(claims) == 3
    assert "foreign" in rows["articles"][0]
    assert rows["ledger"] == [(schema.SCHEMA_VERSION + 1,)]


def test_a_ledger_of_a_later_claimtrack_is_refused(
    store: str, ledger: Ledger, tmp_path: Path
) -> None:
    put(ledger, SUM)
    ledger.close()
    with mock.patch.object(schema, "SCHEMA_VERSION", 0), pytest.raises(StoreError) as refusal:
        list(open_ledger(store, tmp_path).__enter__().table("claims"))

    assert "the ledger is of schema 1, this claimtrack knows only 0" in str(refusal.value)


@pytest.mark.parametrize(
    ("store", "complaint"),
    [
        ("mysql://host/base", "only sqlite:/// and postgresql+psycopg:// are known"),
        ("sqlite://", "names no file"),
        ("not a url://", "not the URL of a database"),
        ("missing.db", "missing.db: there is no ledger yet"),
        ("postgresql://me:secret@127.0.0.1:1/base", "me:***@127.0.0.1:1/base: connection"),
    ],
)
def test_a_store_that_cannot_be_opened_is_told_in_one_line(
    tmp_path: Path, store: str, complaint: str
) -> None:
    with pytest.raises(StoreError) as refusal, open_ledger(store, tmp_path):
        pass

    assert complaint in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_a_file_that_is_no_ledger_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"These are my notes, and nobody else's.\n" * 100)
    with (
        pytest.raises(StoreError, match="not a database"),
        open_ledger(str(path), tmp_path, make=True),
    ):
        pass

    assert path.read_bytes().startswith(b"These are my notes")


def test_texts_with_characters_that_databases_refuse_are_kept(ledger: Ledger) -> None:
    odd = replace(SUM, text=f"{SUM.text} \0 %s :name \\ ' \" ; -- 𝟙 \u2028", title="50 % 'off'")
    put(ledger, odd)
    put(ledger, odd)

    assert ledger.table("articles")["version"].tolist() == [1]
    assert ledger.table("articles")["title"].tolist() == ["50 % 'off'"]


def test_a_ledger_can_be_read_while_it_is_written(
    store: str, ledger: Ledger, tmp_path: Path
) -> None:
    put(ledger, SUM)
    with ledger.batch() as batch, open_ledger(store, tmp_path) as reader:
        batch.add([FLOOD], claims_in([FLOOD]))

        assert reader.table("articles")["article_id"].tolist() == ["sum"]


def test_sqlite_alone_can_open_it(tmp_path: Path) -> None:
    with open_ledger("", tmp_path, make=True) as ledger:
        put(ledger, SUM)
    connection = sqlite3.connect(tmp_path / "claims" / "claims.db")
    rows = connection.execute("SELECT text, value FROM claims_current").fetchall()
    connection.close()

    assert rows == [("Eleven people", 11.0), ("five dockers", 5.0), ("four sailors", 4.0)]


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_days(
    ledger: Ledger, published: str
) -> None:
    put(ledger, replace(FLOOD, published=published))

    assert ledger.table("articles")["published"].tolist() == [published]


def test_another_article_under_the_name_of_a_file_is_another_article(ledger: Ledger) -> None:
    put(ledger, nameless("Three people were hurt when a bus left the road.", file="today.txt"))
    put(ledger, nameless("Output rose by 4% in March, Norland Steel said.", file="today.txt"))

    assert ledger.table("articles")["version"].tolist() == [1, 1]


def test_a_changed_verdict_beside_its_old_time_is_not_added_again_and_again(
    ledger: Ledger,
) -> None:
    (flag,) = put(ledger, SUM).flags["flag_id"]
    decide(ledger, flag, "later", SEVEN, reviewer="Anna")
    changed = Verdict(flag, "fixed", "Anna", "", SEVEN, Place("f.csv", 2))
    first = ledger.import_verdicts([changed], EIGHT)
    decide(ledger, flag, "dispute", NINE, reviewer="Bob")
    again = ledger.import_verdicts([changed], "2026-11-29T10:00:00+00:00")

    assert (first.added, again.added, again.known) == (1, 0, 1)
    assert ledger.table("flags")["verdict"].tolist() == ["dispute"]
