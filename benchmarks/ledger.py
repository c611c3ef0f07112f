"""How long a new batch takes in a ledger that remembers much: time and memory against the bars.

    python benchmarks/ledger.py                      a ledger of 1 000 000 claims, ten minutes
    python benchmarks/ledger.py --size 100000
    python benchmarks/ledger.py --store postgresql+psycopg://…      an empty database

The synthetic articles are those of relate.py. The ledger is filled as runs fill it, without checks;
then children of one core each store and check one new batch of 1 000 claims: in the full ledger,
and beside it in an empty one, which is what a batch costs that has nothing to remember.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from claimtrack.records import Article

SIZE, BATCH, PIECE = 1_000_000, 1_000, 20_000
MOST_SECONDS, MOST_MB = 10.0, 500.0


def articles_of(claims: pd.DataFrame) -> list[Article]:
    """The articles that synthetic claims are of."""
    from claimtrack.records import Article

    first = claims.drop_duplicates("article_id")
    return [
        Article(
            row.article_id,
            f"Article {row.article_id}.",
            title=row.title,
            source=row.source,
            published=row.published,
            language=row.language,
        )
        for row in first.itertuples(index=False)
    ]


def new_batch() -> pd.DataFrame:
    """1 000 claims of articles that no ledger has."""
    from relate import synthetic

    claims = synthetic(BATCH)
    for name in ("article_id", "claim_id"):
        claims[name] = "new-" + claims[name]
    return claims


def fill(store: str, size: int) -> None:
    """In a child: store so many claims."""
    from claimtrack.columns import FLAG_COLUMNS, table_of
    from claimtrack.store import open_ledger
    from relate import synthetic

    with open_ledger(store, Path(), make=True) as ledger:
        for piece in range(size // PIECE):
            claims = synthetic(PIECE, seed=piece)
            for name in ("article_id", "claim_id"):
                claims[name] = f"{piece}-" + claims[name]
            with ledger.batch() as batch:
                batch.add(articles_of(claims), claims)
                batch.flag(table_of(FLAG_COLUMNS))


def measure(store: str) -> None:
    """In a child: store and check one new batch, and print what it took."""
    claims = new_batch()
    begun, used = time.perf_counter(), time.process_time()
    from claimtrack.pipeline import check
    from claimtrack.store import open_ledger
    from claimtrack.validation import prepare

    prepare()
    loaded = time.perf_counter()
    with open_ledger(store, Path(), make=True) as ledger, ledger.batch() as batch:
        batch.add(articles_of(claims), claims)
        added = time.perf_counter()
        known = batch.comparable()
        found = time.perf_counter()
        checked = check(claims, known=known)
        related = time.perf_counter()
        flagged = batch.flag(checked.flags)
    done = time.perf_counter()
    print(
        json.dumps(
            {
                "import": loaded - begun,
                "store": added - loaded,
                "look up": found - added,
                "check": related - found,
                "flag": done - related,
                "seconds": done - begun,
                "cpu": time.process_time() - used,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
                "compared": len(known.claims),
                "flags": len(flagged.flags),
            }
        )
    )


def child(*arguments: str) -> str:
    """What a child of one core prints."""
    one_core = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, __file__, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **one_core},
    )
    return done.stdout


def main() -> int:
    """Fill, measure, and hold it against the bars."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--size", type=int, default=SIZE)
    options.add_argument("--store", default="", help="default: a SQLite file that is removed")
    options.add_argument("--filled", action="store_true", help="--store is full already")
    options.add_argument("--child", choices=("fill", "measure"), help=argparse.SUPPRESS)
    arguments = options.parse_args()
    if arguments.child == "fill":
        fill(arguments.store, arguments.size)
        return 0
    if arguments.child == "measure":
        measure(arguments.store)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        store = arguments.store or f"{folder}/full.db"
        begun = time.perf_counter()
        if not arguments.filled:
            child("--child", "fill", "--store", store, "--size", str(arguments.size))
        filled = time.perf_counter() - begun
        empty = json.loads(child("--child", "measure", "--store", f"{folder}/empty.db"))
        full = json.loads(child("--child", "measure", "--store", store))
        size = Path(store).stat().st_size / 1e6 if Path(store).exists() else 0.0
    print(f"{arguments.size} claims stored in {filled:.0f} s, {size:.0f} MB on disk")
    for name in full:
        print(f"{name:>10}  {full[name]:>9.2f}  in an empty ledger {empty[name]:>9.2f}")
    return 0 if all(list(bars(full))) else 1


def bars(found: dict[str, float]) -> Iterator[bool]:
    """Each bar with whether it is met."""
    for what, value, most in (
        ("seconds", found["seconds"], MOST_SECONDS),
        ("MB", found["peak_mb"], MOST_MB),
    ):
        met = value < most
        print(f"{'met   ' if met else 'MISSED'}  {value:.1f} {what} (bar < {most:.0f})")
        yield met


if __name__ == "__main__":
    sys.exit(main())
