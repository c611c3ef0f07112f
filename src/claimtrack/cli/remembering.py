"""The commands about what the ledger remembers: review, history, export and forget."""

from __future__ import annotations

import argparse
import json
import math
import os
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimtrack.cli.shared import (
    DONE,
    FAILED,
    complain,
    flag_line,
    known_suffix,
    ledger_of,
    one_line,
    plural,
    put,
    workspace,
)
from claimtrack.errors import ClaimtrackError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import pandas as pd

    from claimtrack.store import Forgotten, Imported, Ledger
    from claimtrack.verdicts import Verdict


def review(arguments: argparse.Namespace) -> int:
    """Make the review workbook, take verdicts back, or tell how often checks were right."""
    if arguments.action != "import" and arguments.files:
        raise ClaimtrackError(f"review {arguments.action}: takes no files")
    if arguments.action == "import" and not arguments.files:
        raise ClaimtrackError("review import: which file?")
    if arguments.action != "export" and arguments.output is not None:
        raise ClaimtrackError(f"review {arguments.action}: writes no file")
    if arguments.output is not None and arguments.output.suffix.lower() != ".xlsx":
        raise ClaimtrackError(f"{arguments.output}: the review workbook is a .xlsx")
    if arguments.action == "import":
        return _import(arguments)
    with ledger_of(arguments) as ledger:
        return (_statistics if arguments.action == "stats" else _workbook)(ledger, arguments)


def _workbook(ledger: Ledger, arguments: argparse.Namespace) -> int:
    from claimtrack.checks import list_checks  # noqa: PLC0415
    from claimtrack.reports import write_whole  # noqa: PLC0415
    from claimtrack.review import review_workbook  # noqa: PLC0415 - brings openpyxl
    from claimtrack.verdicts import SETTLED  # noqa: PLC0415

    flags = ledger.table("flags")
    if not arguments.all:
        flags = flags[~flags["verdict"].isin(SETTLED)].reset_index(drop=True)
    named = sorted({article for ids in flags["article_ids"] for article in ids.split()})
    claims, articles = ledger.claims_of(named), ledger.table("articles")
    articles = articles[articles["article_id"].isin(named)].reset_index(drop=True)
    checks = list_checks(workspace(arguments) / "expectations", flags["check"])
    output = arguments.output or arguments.reports / "review.xlsx"
    write_whole(output, review_workbook(flags, claims, articles, checks))
    if not arguments.quiet:
        print(f"{flag_line(flags)}\nwrote {output}")
    return DONE


def _import(arguments: argparse.Namespace) -> int:
    from claimtrack.review import read_verdicts  # noqa: PLC0415 - brings openpyxl

    files = sorted((_saved(file), str(file), file) for file in arguments.files)
    read = [(saved, file, *read_verdicts(file)) for saved, _, file in files]
    failed = False
    with _ledger_for([verdict for _, _, some, _ in read for verdict in some], arguments) as ledger:
        for saved, file, verdicts, problems in read:
            imported = ledger.import_verdicts(verdicts, saved) if ledger and verdicts else None
            told = [] if imported is None else [*imported.conflicts, *imported.unknown]
            for line in (*problems, *told):
                complain(line)
            if not arguments.quiet and not (problems and imported is None):
                print(_imported_line(file, imported))
            failed |= bool(problems)
    return FAILED if failed else DONE


def _saved(path: Path) -> str:
    """When a file was saved; "" for one that is not there, which reading it will tell."""
    from claimtrack.review import saved_at  # noqa: PLC0415

    return saved_at(path) if path.is_file() else ""


def _ledger_for(
    verdicts: Sequence[Verdict], arguments: argparse.Namespace
) -> AbstractContextManager[Ledger | None]:
    """The ledger, made if there are verdicts for it: they may come before their flags."""
    return ledger_of(arguments, make=True) if verdicts else nullcontext()


def _imported_line(file: Path, imported: Imported | None) -> str:
    if imported is None:
        return f"{file}: no verdicts"
    told = [plural(imported.added, "new verdict")]
    told += [f"{imported.known} known before"] if imported.known else []
    told += [plural(len(imported.conflicts), "conflict")] if imported.conflicts else []
    told += (
        [f"{len(imported.unknown)} for flags that are not known yet"] if imported.unknown else []
    )
    return f"{file}: {', '.join(told)}"


def _statistics(ledger: Ledger, arguments: argparse.Namespace) -> int:
    from claimtrack.store import ENOUGH  # noqa: PLC0415

    table = ledger.statistics()
    if arguments.json:
        rows = table.astype(object).where(table.notna(), None).to_dict("records")
        print(json.dumps(rows, indent=2))
    elif table.empty:
        print("no flag has been reviewed yet")
    else:
        print("\n".join(_statistic_lines(table)))
        print(f"\nprecision: the share of settled flags that were right, from {ENOUGH} on")
    return DONE


def _statistic_lines(table: pd.DataFrame) -> Iterator[str]:
    width = max(map(len, (*table["check"], "check")))
    counts = ("reviewed_flags", "confirmed_error", "false_alarm", "dispute", "fixed", "later")
    heads = ("reviewed", "confirmed", "false alarm", "dispute", "fixed", "later", "precision")
    yield "  ".join([f"{'check':{width}}", *heads])
    for row in table.to_dict("records"):
        cells = [f"{row[name]:>{len(head)}}" for name, head in zip(counts, heads, strict=False)]
        precision = row["precision"]
        shown = "-" if math.isnan(precision) else f"{100 * precision:.0f} %"
        yield "  ".join([f"{row['check']:{width}}", *cells, f"{shown:>{len(heads[-1])}}"])


# ---------------------------------------------------------------- history


def history(arguments: argparse.Namespace) -> int:
    """How a figure moved over time, speaker by speaker."""
    words = [word for given in arguments.words for word in given.split()]
    if not words:
        raise ClaimtrackError("history: of what? Try history 'drone shot_down'")
    known_suffix(arguments.output)
    with ledger_of(arguments) as ledger:
        claims = ledger.history(words)
    if arguments.output is not None:
        put(claims, arguments.output, arguments.csv_dialect)
    else:
        print("\n".join(_history_lines(claims, words)))
    return DONE


def _history_lines(claims: pd.DataFrame, words: Sequence[str]) -> Iterator[str]:
    if claims.empty:
        yield f"no claim names {' and '.join(words)}"
        return
    speakers = claims["speaker"].nunique()
    yield f"{plural(len(claims), 'figure')} by {plural(speakers, 'speaker')}"
    width = max(len(shown_value(row)) for row in claims.to_dict("records"))
    for speaker, own in claims.groupby("speaker", sort=True):
        yield f"\n{one_line(speaker) or 'the articles themselves'}"
        last: dict[tuple[str, ...], tuple[str, float]] = {}
        for row in own.to_dict("records"):
            thing = (row["unit"], row["item_head"], row["event_class"])
            move = _move(last.get(thing), row["article_id"], row["value"])
            last[thing] = (row["article_id"], row["value"])
            day = row["published"][:10] or "undated"
            where = ", ".join(filter(None, [row["source"], row["place"]]))
            line = f"  {day:10}  {shown_value(row):>{width}}  {move:>8}  {row['text']}"
            yield one_line(f"{line}  ({where or row['article_id']})")


def shown_value(row: Mapping[Hashable, Any]) -> str:
    """The figure of a claim in short: 35, ≥ 70, 20–30, with its unit."""
    from claimtrack.columns import plain_decimal  # noqa: PLC0415

    low, high, value = (plain_decimal(row[name]) for name in ("low", "high", "value"))
    sign = {"more_than": "> ", "at_least": "≥ ", "less_than": "< ", "at_most": "≤ "}
    if value:
        figure = (
            f"{sign.get(row['qualifier'], '~ ' if row['qualifier'] == 'approx' else '')}{value}"
        )
    else:
        figure = f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    return figure if row["unit"] in ("count", "") else f"{figure} {row['unit']}"


def _move(before: tuple[str, float] | None, article: str, now: float) -> str:
    """By how much a figure moved since the same speaker gave it in another article."""
    if before is None or before[0] == article or math.isnan(before[1]) or math.isnan(now):
        return ""
    return "=" if now == before[1] else f"{now - before[1]:+.10g}"


# ---------------------------------------------------------------- tables and their end


def export(arguments: argparse.Namespace) -> int:
    """Tables of the ledger, to standard output or a file."""
    known_suffix(arguments.output)
    with ledger_of(arguments) as ledger:
        table = ledger.table(arguments.table)
    put(table, arguments.output, arguments.csv_dialect)
    if arguments.output is not None and not arguments.quiet:
        print(f"{plural(len(table), 'row')} → {arguments.output}")
    return DONE


def forget(arguments: argparse.Namespace) -> int:
    """Remove articles and what hangs on them."""
    failed = False
    with ledger_of(arguments) as ledger:
        for article in arguments.articles:
            gone = _forget(ledger, article)
            if gone is None:
                name = article or '""'
                complain(f"{name}: no article of that id, address or file in {ledger.name}")
                failed = True
            elif not arguments.quiet:
                print(
                    f"forgot {one_line(article)}: {plural(gone.versions, 'version')}, "
                    f"{plural(gone.claims, 'claim')}, {plural(gone.flags, 'flag')}, "
                    f"{plural(gone.verdicts, 'verdict')}"
                )
    return FAILED if failed else DONE


def _forget(ledger: Ledger, article: str) -> Forgotten | None:
    """A file is also known by other ways to write its path."""
    ways = [article, *(way(article) for way in _SPELLINGS if article)]
    return next(filter(None, map(ledger.forget, dict.fromkeys(ways))), None)


_SPELLINGS: Sequence[Callable[[str], str]] = (os.path.normpath, os.path.relpath, os.path.abspath)
