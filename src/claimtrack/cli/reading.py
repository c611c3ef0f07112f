"""The commands that read a text and keep nothing: extract and explain."""

from __future__ import annotations

import argparse
import sys

from claimtrack.cli.shared import (
    DONE,
    FAILED,
    complain,
    known_suffix,
    plural,
    progress,
    put,
)


def extract(arguments: argparse.Namespace) -> int:
    """Claims only, to standard output or a file."""
    from claimtrack.pipeline import extract as extract_claims  # noqa: PLC0415

    known_suffix(arguments.output)
    result = extract_claims(
        arguments.paths,
        stdin=sys.stdin.buffer,
        progress=lambda articles: progress(articles, arguments.quiet),
    )
    for problem in result.problems:
        complain(problem)
    put(result.claims, arguments.output, arguments.csv_dialect)
    if arguments.output is not None and not arguments.quiet:
        counted = (
            f"{plural(len(result.articles), 'article')}, {plural(len(result.claims), 'claim')}"
        )
        if result.problems:
            counted += f", {plural(len(result.problems), 'input problem')} (see above)"
        print(f"{counted} → {arguments.output}", file=sys.stderr)
    return FAILED if result.problems else DONE


def explain(arguments: argparse.Namespace) -> int:
    """What each rule made of a sentence."""
    from claimtrack.explain import explain as explained  # noqa: PLC0415

    text = " ".join(arguments.text)
    if text == "-":
        text = sys.stdin.read()
    print(explained(text, arguments.language))
    return DONE
