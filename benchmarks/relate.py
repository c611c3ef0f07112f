"""What it costs to relate and validate claims, in one process on one core.

Synthetic articles with ten figures each, like enough to meet each other: one of 200 towns, one
of 400 speakers, a tenth of them on four towns and speakers only, days within three years. Prints
seconds, seconds per 1 000 claims and peak memory for each size, and the bars.

    python benchmarks/relate.py                      10 000 and 100 000 claims, then up to 1 000 000
    python benchmarks/relate.py --sizes 10000        only these sizes

Each size runs in a child process of its own, so that its peak memory is its own; imports are
not counted. Exits 1 if a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SIZES = (10_000, 100_000, 300_000, 1_000_000)
FIGURES = 10
# Seconds for 10 000 and for 100 000 claims, after import.
BARS = {10_000: 5.0, 100_000: 60.0}
# Per claim, the largest size may cost so many times what 10 000 cost.
FLAT = 1.5
# Bytes a claim at the largest size, relative to 100 000: linear memory.
LINEAR = 1.3

_TOWNS = [
    a + b + c
    for a in ("Bren", "Cald", "Dor", "Esk", "Fal")
    for b in ("a", "e", "i", "o")
    for c in ("mere", "wick", "burg", "holm", "ford", "stad", "vik", "ley", "ton", "by")
]
_SPEAKERS = [
    f"{a} {b}{c}"
    for a in ("Ana", "Bo", "Cy", "Di", "Ed", "Flo", "Gil", "Hal", "Ida", "Jo")
    for b in ("Ard", "Brask", "Corv", "Dahl", "Ekm", "Farr", "Grell", "Hox")
    for c in ("en", "a", "in", "er", "ov")
]
# A tenth of the articles are on so many towns and quote so many speakers.
_HOT = 4
# What makes two figures comparable, as the columns of a claim.
_COUNT = {"kind": "count", "unit": "count"}
_TONNES = {"kind": "measure", "unit": "metric_ton", "item_head": "output"}
_PERCENT = {"kind": "percent", "unit": "percent"}


def sentences(chance: random.Random, town: str, speaker: str) -> list[list[dict[str, object]]]:
    """The sentences of an article: each a list of its figures as partial claims."""
    whole = chance.randint(40, 4000)
    part = chance.randint(1, whole)
    share = round(100 * part / whole)
    old, new = chance.randint(100, 900), chance.randint(100, 900)
    change = round(100 * abs(new - old) / old)
    a, b, c = (chance.randint(5, 90) for _ in range(3))
    one = f"{speaker} said {part} of the {whole} homes in {town} had lost power, or {share}%."
    two = f"Output {'rose' if new > old else 'fell'} {change}% from {old} tonnes to {new} tonnes."
    three = f"{speaker} put the dead in {town} at {a + b + c}: {a} men, {b} women and {c} children."
    said = {"place": town, "speaker": speaker, "attribution": "indirect"}
    home = {**_COUNT, **said, "item_head": "home", "event_class": "without_power"}
    dead = {**_COUNT, **said, "event_class": "killed"}
    direction = {"direction": "up" if new > old else "down"}
    return [
        [
            _figure(one, f"{part}", part, home),
            _figure(one, f"{whole} homes", whole, home),
            _figure(one, f"{share}%", share, {**_PERCENT, **said, "item_head": "home"}),
        ],
        [
            _figure(two, f"{change}%", change, {**_PERCENT, **direction}),
            _figure(two, f"{old} tonnes", old, _TONNES),
            _figure(two, f"{new} tonnes", new, _TONNES),
        ],
        [
            _figure(three, f"{a + b + c}", a + b + c, {**dead, "item_head": "death"}),
            _figure(three, f"{a} men", a, {**dead, "item_head": "man"}),
            _figure(three, f"{b} women", b, {**dead, "item_head": "woman"}),
            _figure(three, f"{c} children", c, {**dead, "item_head": "child"}),
        ],
    ]


def _figure(sentence: str, text: str, value: float, told: dict[str, str]) -> dict[str, object]:
    head = told.get("item_head", "")
    return {
        "sentence": sentence,
        "text": text,
        "number": "".join(c for c in text if c.isdigit()),
        "value": float(value),
        "low": float(value),
        "high": float(value),
        "qualifier": "exact",
        "item": head if head in text else "",
        "modality": "asserted",
        "field": "text",
        "confidence": 0.8,
        **told,
    }


def synthetic(size: int, seed: int | None = None) -> pd.DataFrame:
    """A claims table of ``size`` claims, another one for each seed."""
    import pandas as pd

    from claimtrack.claims import claim_id
    from claimtrack.columns import CLAIM_COLUMNS, not_stated

    chance = random.Random(size if seed is None else f"{size} {seed}")
    columns: dict[str, list[object]] = {name: [] for name in CLAIM_COLUMNS}
    first = date(2022, 1, 1)
    for number in range(size // FIGURES):
        told = _HOT if chance.random() < 0.1 else 1_000_000
        town, speaker = chance.choice(_TOWNS[:told]), chance.choice(_SPEAKERS[:told])
        published = (first + timedelta(days=chance.randrange(1100))).isoformat()
        article = f"a{number}"
        at = 0
        for figures in sentences(chance, town, speaker):
            offset, end = at, 0
            for figure in figures:
                begin = str(figure["sentence"]).index(str(figure["text"]), end)
                end = begin + len(str(figure["text"]))
                row = {
                    **figure,
                    "article_id": article,
                    "published": published,
                    "language": "en",
                    "title": f"Power cuts and deaths in {town}",
                    "source": "The Courier",
                    "start": offset + begin,
                    "end": offset + end,
                    "claim_id": claim_id(article, "text", offset + begin, offset + end),
                }
                for name, values in columns.items():
                    values.append(row.get(name, not_stated(name)))
            at += len(str(figures[0]["sentence"])) + 1
    return pd.DataFrame(columns)


def measure(size: int) -> None:
    """In the child: relate and validate, and print what it took."""
    from claimtrack.relations import relate
    from claimtrack.validation import validate

    claims = synthetic(10 * FIGURES)
    validate({"claims": claims, **relate(claims)})  # imports, patterns and tables
    claims = synthetic(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    tables = relate(claims)
    related = time.process_time()
    failures = validate({"claims": claims, **tables})
    done = time.process_time()
    print(
        json.dumps(
            {
                "size": size,
                "relate": related - begun,
                "validate": done - related,
                "seconds": done - begun,
                "claims_mb": before / 1e3,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
                "relations": sum(map(len, tables.values())),
                "failures": len(failures),
            }
        )
    )


def main() -> int:
    """Measure each size in a child of its own and hold it against the bars."""
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options.add_argument("--child", type=int, help=argparse.SUPPRESS)
    arguments = options.parse_args()
    if arguments.child:
        measure(arguments.child)
        return 0
    found = [_child(size) for size in arguments.sizes]
    print(
        f"{'claims':>9}  {'relate s':>8}  {'validate s':>10}  {'ms a claim':>10}  "
        f"{'peak MB':>8}  {'relations':>9}  {'failures':>8}"
    )
    for one in found:
        print(
            f"{one['size']:>9}  {one['relate']:>8.1f}  {one['validate']:>10.1f}  "
            f"{1000 * one['seconds'] / one['size']:>10.3f}  {one['peak_mb']:>8.0f}  "
            f"{one['relations']:>9}  {one['failures']:>8}"
        )
    return 0 if all(list(_bars(found))) else 1


def _child(size: int) -> dict[str, float]:
    one_core = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, __file__, "--child", str(size)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **one_core},
    )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _bars(found: list[dict[str, float]]) -> Iterator[bool]:
    by_size = {int(one["size"]): one for one in found}
    for size, most in BARS.items():
        if size in by_size:
            yield _told(
                f"{size} claims in {by_size[size]['seconds']:.1f} s",
                f"< {most:.0f}",
                by_size[size]["seconds"] < most,
            )
    low, high = min(by_size), max(by_size)
    if low == 10_000 < high:
        ratio = (by_size[high]["seconds"] / high) / (by_size[low]["seconds"] / low)
        yield _told(
            f"a claim costs {ratio:.2f} times as much among {high} as among {low}",
            f"<= {FLAT}",
            ratio <= FLAT,
        )
    if 100_000 in by_size and high > 100_000:
        each = [
            (by_size[n]["peak_mb"] - by_size[low]["peak_mb"]) / (n - low) for n in (100_000, high)
        ]
        yield _told(
            f"memory a claim grows {each[1] / each[0]:.2f} times from 100000 to {high}",
            f"<= {LINEAR}",
            each[1] / each[0] <= LINEAR,
        )


def _told(what: str, bar: str, met: bool) -> bool:
    print(f"{'met   ' if met else 'MISSED'}  {what} (bar {bar})")
    return met


if __name__ == "__main__":
    sys.exit(main())
