"""Failures in, flags and their counts out: what an editor reads."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

from claimtrack.columns import FLAG_COLUMNS, SUMMARY_COLUMNS, table_of
from claimtrack.suites import SEVERITIES

_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


def flags_table(failures: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """One row of ``FLAG_COLUMNS`` per problem; verdict, reviewer and note are empty.

    ``failures`` is what ``validate`` returns, ``claims`` the claims table that its claim_ids
    are from. Checks that fail for the same figures are one flag, the worst of them. The worst
    come first, within a severity the surest (a flag is as sure as the least sure of its claims),
    then in the order of the claims.
    """
    confidence = dict(zip(claims["claim_id"], claims["confidence"].fillna(0.0), strict=True))
    position = {claim_id: at for at, claim_id in enumerate(claims["claim_id"])}
    last = len(position)
    named = [ids.split() for ids in failures["claim_ids"]]
    articles = [ids.split() for ids in failures["article_ids"]]
    checks = failures["check"].tolist()
    flags = failures.assign(
        flag_id=[_flag_id(*key) for key in zip(checks, named, articles, strict=True)],
        rank=failures["severity"].map(_RANK),
        doubt=[-min((confidence.get(i, 0.0) for i in ids), default=0.0) for ids in named],
        at=[min((position.get(i, last) for i in ids), default=last) for ids in named],
    )
    flags = flags.sort_values(["rank", "doubt", "at", "check", "flag_id"])
    flags = flags.drop_duplicates("flag_id")
    flags = flags[_first_of_each_problem(flags)]
    return table_of(FLAG_COLUMNS, {str(name): flags[name] for name in flags.columns})


def _first_of_each_problem(flags: pd.DataFrame) -> list[bool]:
    """False where an earlier flag tells the same problem.

    That is one with the same figures at odds, or with all of these figures or none but these,
    two at least: a part above its whole also gives a wrong share.
    """
    by_claim: dict[str, list[frozenset[str]]] = {}
    told: set[tuple[str, str, str]] = set()
    first = []
    columns = (flags[name] for name in ("claim_ids", "observed", "expected"))
    for odds in zip(*columns, strict=True):
        ids = frozenset(odds[0].split())
        near = {other for claim in ids for other in by_claim.get(claim, ())}
        again = len(ids) > 1 and any(ids <= other or other <= ids for other in near)
        again |= all(odds) and odds in told
        first.append(not again)
        told.add(odds)
        if not again and len(ids) > 1:
            for claim in ids:
                by_claim.setdefault(claim, []).append(ids)
    return first


def _flag_id(check: str, claim_ids: list[str], article_ids: list[str]) -> str:
    """The same for the same check on the same claims, in whatever order they come.

    A claim_id stands for an article, a field and a place in it, so this holds from run to run.
    """
    key = "\0".join([check, *sorted(set(claim_ids or article_ids))])
    return "f" + hashlib.sha256(key.encode()).hexdigest()[:15]


def checked_relations(
    relations: Mapping[str, pd.DataFrame], failures: pd.DataFrame
) -> pd.DataFrame:
    """All relations in one table, each with the ``check`` that it fails, "" where it fits."""
    failed = {
        (table, claim_ids): check
        for table, claim_ids, check in failures[["table", "claim_ids", "check"]][::-1].itertuples(
            index=False
        )
    }
    whole = pd.concat(relations.values(), ignore_index=True)
    keys = zip(whole["relation"], whole["claim_ids"], strict=True)
    return whole.assign(check=pd.Series([failed.get(key, "") for key in keys], dtype="str"))


def summary_table(claims: pd.DataFrame, flags: pd.DataFrame) -> pd.DataFrame:
    """How many claims and flags there are for each article, source, speaker and check.

    One row of ``SUMMARY_COLUMNS`` per member of a group, in that order of groups; articles as
    they come, the others with most claims first. A flag counts once for each article, source
    and speaker among its claims, and a check's claims are those that its flags name.
    """
    rows: list[tuple[object, ...]] = []
    ids = [str(claim_ids).split() for claim_ids in flags["claim_ids"]]
    for group, column in _GROUPS.items():
        name_of = dict(zip(claims["claim_id"], claims[column], strict=True))
        names = [{name_of[i] for i in some if i in name_of} for some in ids]
        found = Counter(claims[column])
        if group != "article":
            found = Counter(dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))))
        rows += _counted(group, found, names, flags["severity"])
    checks = [(check, i) for check, some in zip(flags["check"], ids, strict=True) for i in some]
    found = Counter(dict.fromkeys(sorted(flags["check"].unique()), 0))
    found.update(check for check, _ in dict.fromkeys(checks))
    rows += _counted("check", found, [{check} for check in flags["check"]], flags["severity"])
    return table_of(
        SUMMARY_COLUMNS, {c: [row[at] for row in rows] for at, c in enumerate(SUMMARY_COLUMNS)}
    )


_GROUPS = {"article": "article_id", "source": "source", "speaker": "speaker"}


def _counted(
    group: str, claims: Counter[str], names: list[set[str]], severities: Iterable[str]
) -> list[tuple[object, ...]]:
    flags = Counter(
        (name, severity) for some, severity in zip(names, severities, strict=True) for name in some
    )
    return [
        (group, name, count, *(flags[name, severity] for severity in SEVERITIES))
        for name, count in claims.items()
    ]
