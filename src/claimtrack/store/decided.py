"""Verdicts into the ledger: the last one wins by time, and every one is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy import Connection, select

from claimtrack.columns import STATISTICS_COLUMNS, table_of
from claimtrack.store import schema
from claimtrack.store.flagged import last_verdicts
from claimtrack.store.rows import Row, chunks, insert, kept
from claimtrack.verdicts import RIGHT, VERDICTS, Verdict

# Fewer decided flags than this say nothing of a check.
ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file's verdicts; ``conflicts`` and ``unknown`` are lines for people.

    ``added`` are new, ``known`` were in the ledger before. A conflict is a verdict of one reviewer
    that differs from another's about the same flag; unknown are flags that the ledger does not
    have. Both kinds are stored all the same.
    """

    added: int = 0
    known: int = 0
    conflicts: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def import_verdicts(
    connection: Connection, verdicts: Sequence[Verdict], saved_at: str, first_row: int
) -> Imported:
    """Add the verdicts of one file, in its order.

    ``saved_at`` is when those were decided that do not say it themselves, and those whose time is
    that of an earlier verdict which they change. ``first_row`` is the next free number.
    """
    flags = _flags(connection, [v.flag_id for v in verdicts])
    history = _history(connection, [v.flag_id for v in verdicts], flags)
    added = known = 0
    conflicts, unknown = [], []
    for verdict in verdicts:
        problem = flags.get(verdict.flag_id, "")
        if verdict.flag_id not in flags:
            unknown.append(f"{verdict.place}: the ledger has no flag {verdict.flag_id}")
        told = history.setdefault(problem or verdict.flag_id, [])
        if _is_known(verdict, told):
            known += 1
            continue
        row = _row(verdict, problem, saved_at, told, first_row + added)
        conflicts += _conflict(verdict, row, told)
        insert(connection, schema.verdicts, [row])
        told.append(row)
        told.sort(key=_order)
        added += 1
    return Imported(added, known, conflicts, unknown)


def _order(row: Mapping[str, object]) -> tuple[str, int]:
    return str(row["reviewed"]), int(str(row["verdict_row"]))


def _flags(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The problem that each flag tells, by its id."""
    flags = schema.flags
    found: dict[str, str] = {}
    for some in chunks(sorted(set(ids))):
        query = select(flags.c.flag_id, flags.c.problem).where(flags.c.flag_id.in_(some))
        found |= dict(map(tuple, connection.execute(query)))
    return found


def _history(
    connection: Connection, ids: Sequence[str], problems: Mapping[str, str]
) -> dict[str, list[Row]]:
    """The verdicts so far, oldest first, by problem, or by flag where that is not known."""
    table = schema.verdicts
    found: dict[int, Row] = {}
    for column, values in (("problem", set(problems.values())), ("flag_id", set(ids))):
        for some in chunks(sorted(values - {""})):
            query = select(table).where(table.c[column].in_(some))
            for row in connection.execute(query).mappings():
                found[row["verdict_row"]] = dict(row)
    history: dict[str, list[Row]] = {}
    for told in sorted(found.values(), key=_order):
        history.setdefault(told["problem"] or told["flag_id"], []).append(told)
    return history


def _is_known(verdict: Verdict, history: Sequence[Row]) -> bool:
    """Whether a file only brings back what the ledger told it, or had from it before."""
    said = (verdict.verdict, kept(verdict.reviewer), kept(verdict.note))
    stale = any(row["reviewed"] == verdict.reviewed for row in history)
    return any(
        (row["verdict"], row["reviewer"], row["note"]) == said
        and (
            verdict.reviewed in ("", row["reviewed"])
            # The verdict was changed and its time was not: it got a later one when it came first.
            or (stale and row["reviewed"] > verdict.reviewed)
        )
        for row in history
    )


def _row(verdict: Verdict, problem: str, saved_at: str, history: Sequence[Row], number: int) -> Row:
    """A time that is an earlier verdict's own was left standing when the verdict was changed."""
    stale = any(row["reviewed"] == verdict.reviewed for row in history)
    return {
        "verdict_row": number,
        "flag_id": verdict.flag_id,
        "problem": problem,
        "verdict": verdict.verdict,
        "reviewer": kept(verdict.reviewer),
        "note": kept(verdict.note),
        "reviewed": saved_at if stale or not verdict.reviewed else verdict.reviewed,
        "file": kept(verdict.place.file),
    }


def _conflict(verdict: Verdict, row: Row, history: Sequence[Row]) -> list[str]:
    """One line where another reviewer decided otherwise, or one file has two opinions."""
    if not history:
        return []
    last = history[-1]
    other = last["reviewer"] != row["reviewer"] or last["file"] == row["file"]
    if last["verdict"] == row["verdict"] or not other:
        return []
    wins, loses = (row, last) if _order(row) > _order(last) else (last, row)
    return [
        f"{verdict.place}: {verdict.flag_id}: {_said(wins)} stands against {_said(loses)}, "
        "which is older"
    ]


def _said(row: Row) -> str:
    who = f" by {row['reviewer']}" if row["reviewer"] else ""
    return f"“{row['verdict']}”{who} ({row['reviewed'][:16].replace('T', ' ')})"


def statistics(connection: Connection) -> pd.DataFrame:
    """How often each check was right, as far as its flags have been reviewed.

    One row of ``STATISTICS_COLUMNS`` per check that has a verdict, by its name. ``precision`` is
    the share of flags that were right (``RIGHT``) among those settled; NaN for fewer than
    ``ENOUGH`` of them.
    """
    flags = schema.flags
    checks = dict(map(tuple, connection.execute(select(flags.c.problem, flags.c.check))))
    decided = last_verdicts(connection, _problems(connection))
    counts: dict[str, dict[str, int]] = {}
    for problem, row in decided.items():
        if problem in checks:
            own = counts.setdefault(checks[problem], dict.fromkeys(VERDICTS, 0))
            own[row["verdict"]] += 1
    names = sorted(counts)
    columns: dict[str, list[object]] = {"check": list(names)}
    for verdict in VERDICTS:
        columns[verdict.replace(" ", "_")] = [counts[name][verdict] for name in names]
    columns["reviewed_flags"] = [sum(counts[name].values()) for name in names]
    columns["precision"] = [_precision(counts[name]) for name in names]
    return table_of(STATISTICS_COLUMNS, columns)


def _problems(connection: Connection) -> list[str]:
    return list(connection.execute(select(schema.verdicts.c.problem).distinct()).scalars())


def _precision(counts: Mapping[str, int]) -> float:
    right = sum(counts[verdict] for verdict in RIGHT)
    settled = right + counts["false alarm"]
    return right / settled if settled >= ENOUGH else float("nan")
