"""The command that does it all: run."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claimtrack.cli.shared import (
    column_of,
    complain,
    first_flags,
    flag_counts,
    flag_line,
    made_workspace,
    new_ledger,
    plural,
    progress,
    status,
    workspace,
)
from claimtrack.config import FORMATS
from claimtrack.errors import ClaimtrackError, InputError, Place

if TYPE_CHECKING:
    import pandas as pd

    from claimtrack.pipeline import Run, Settings
    from claimtrack.reports.ci import Batch


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The flags of a run: those still open and those reviewed, and which of the open ones count.

    ``telling`` are the ones that are shown and fail: with ``--new-only`` those of ``new``.
    """

    open: pd.DataFrame
    reviewed: int
    new: frozenset[str]
    telling: pd.DataFrame


def run(arguments: argparse.Namespace) -> int:
    """Extract, store, validate and report."""
    from claimtrack.pipeline import run as run_batch  # noqa: PLC0415

    outputs = _outputs(arguments)
    known = _baseline(arguments.baseline)
    settings = _settings(arguments)
    with new_ledger(arguments) as ledger:
        done = run_batch(
            arguments.paths,
            settings,
            ledger,
            stdin=sys.stdin.buffer,
            progress=lambda articles: progress(articles, arguments.quiet),
        )
    found = _sorted(done, known, new_only=bool(arguments.new_only or arguments.baseline))
    problems = done.extraction.problems
    for problem in problems:
        complain(problem)
    _report(done, found, outputs, arguments)
    return status(problems, found.telling, arguments.fail_on)


def _settings(arguments: argparse.Namespace) -> Settings:
    from claimtrack.checks import list_checks  # noqa: PLC0415
    from claimtrack.languages import LANGUAGES  # noqa: PLC0415
    from claimtrack.pipeline import Settings  # noqa: PLC0415

    unknown = [name for name in arguments.languages or () if name not in LANGUAGES]
    if unknown:
        raise ClaimtrackError(
            f"--languages: {unknown[0]!r} is not supported ({', '.join(LANGUAGES)})"
        )
    folder = made_workspace(arguments)
    # A suite or a check to leave out that is not known is told before any work is done.
    list_checks(folder / "expectations", disabled=arguments.disabled)
    return Settings(
        out=arguments.out or arguments.reports,
        suites=folder / "expectations",
        language=arguments.lang,
        languages=tuple(arguments.languages or LANGUAGES),
        disabled=arguments.disabled,
        csv_dialect=arguments.csv_dialect,
    )


_Outputs = Sequence[tuple[str, Path | None]]
"""The formats that are wanted, each with its file, None for standard output."""


def _outputs(arguments: argparse.Namespace) -> _Outputs:
    """Refuses what could not be written, before any work is done for it."""
    outputs: list[tuple[str, Path | None]] = []
    for given in arguments.format or ["text"]:
        name, equals, file = given.partition("=")
        if name not in FORMATS:
            raise ClaimtrackError(f"--format {given}: must be one of {', '.join(FORMATS)}")
        if equals and not file:
            raise ClaimtrackError(f"--format {given}: names no file")
        outputs.append((name, Path(file) if file else None))
    printed = list(dict.fromkeys(name for name, file in outputs if file is None))
    if len(printed) > 1:
        both = " and ".join(printed)
        raise ClaimtrackError(f"--format: {both} both go to standard output; give one =FILE")
    if arguments.json and printed not in ([], ["text"]):
        raise ClaimtrackError(
            f"--format: {printed[0]} and --json both go to standard output; give {printed[0]}=FILE"
        )
    for file in (*(file for _, file in outputs), arguments.job_summary):
        if file is not None and file.is_dir():
            raise ClaimtrackError(f"{file}: cannot be written: it is a folder")
    return outputs


def _baseline(path: Path | None) -> frozenset[str]:
    """The ids of the flags of an earlier run."""
    if path is None:
        return frozenset()
    try:
        return frozenset(column_of(path, "flag_id"))
    except OSError as error:
        raise InputError(Place(str(path)), (error.strerror or str(error)).lower()) from None


def _sorted(done: Run, known: frozenset[str], *, new_only: bool) -> _Sorted:
    flags = done.flags
    still_open = flags[flags["verdict"] == ""]
    new = done.recorded.new - known
    telling = still_open[still_open["flag_id"].isin(new)] if new_only else still_open
    return _Sorted(still_open, len(flags) - len(still_open), new, telling)


# ---------------------------------------------------------------- telling


def _report(
    done: Run,
    found: _Sorted,
    outputs: _Outputs,
    arguments: argparse.Namespace,
) -> None:
    """The summary for people or programs, and what a CI system asks for."""
    from claimtrack.reports.ci import FORMATS as MADE_BY  # noqa: PLC0415

    batch = _batch(done, found, arguments)
    for name, file in outputs:
        if name != "text":
            _emit(MADE_BY[name](batch), file)
        elif file is not None:
            _emit(_summary(done, found, batch), file)
    _job_summary(done, batch, arguments, any(name == "github" for name, _ in outputs))
    elsewhere = any((name == "text") != (file is None) for name, file in outputs)
    if arguments.json:
        print(json.dumps(_as_json(done, found), ensure_ascii=False, indent=2))
    elif not arguments.quiet and not elsewhere:
        print(_summary(done, found, batch), end="")


def _batch(done: Run, found: _Sorted, arguments: argparse.Namespace) -> Batch:
    from claimtrack import __version__  # noqa: PLC0415
    from claimtrack.checks import list_checks  # noqa: PLC0415
    from claimtrack.located import locate  # noqa: PLC0415
    from claimtrack.reports.ci import Batch, repository_of  # noqa: PLC0415

    claims, articles = done.named
    ours = [article.id for article in done.extraction.articles]
    return Batch(
        locate(found.open, claims, articles, found.new, set(ours)),
        [(a.origin.file, a.title or a.id) for a in done.extraction.articles],
        list_checks(workspace(arguments) / "expectations", disabled=arguments.disabled),
        __version__,
        arguments.fail_on,
        bool(arguments.new_only or arguments.baseline),
        repository_of(Path.cwd()),
    )


def _emit(text: str, file: Path | None) -> None:
    from claimtrack.reports import write_whole  # noqa: PLC0415

    if file is not None:
        write_whole(file, text.encode())
        return
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def _job_summary(done: Run, batch: Batch, arguments: argparse.Namespace, github: bool) -> None:
    """To the file that was asked for, and to the end of the one that GitHub shows."""
    from claimtrack.reports import write_whole  # noqa: PLC0415
    from claimtrack.reports.ci import job_summary, placed  # noqa: PLC0415

    theirs = os.environ.get("GITHUB_STEP_SUMMARY") if github else None
    if arguments.job_summary is None and not theirs:
        return
    shown = [f for f in placed(batch.findings, batch.root) if f.new or not batch.new_only]
    extraction = done.extraction
    problems = [str(problem) for problem in extraction.problems]
    text = job_summary(shown, len(extraction.articles), len(extraction.claims), problems)
    if arguments.job_summary is not None:
        write_whole(arguments.job_summary, text.encode())
    if theirs:
        # Not worth failing a run for.
        with suppress(OSError), Path(theirs).open("a", encoding="utf-8") as file:
            file.write(text)


def _summary(done: Run, found: _Sorted, batch: Batch) -> str:
    """What a person wants to know at the end of a run."""
    return "".join(f"{line}\n" for line in _summary_lines(done, found, batch))


def _summary_lines(done: Run, found: _Sorted, batch: Batch) -> Iterator[str]:
    extraction = done.extraction
    line = f"{plural(len(extraction.articles), 'article')}, "
    line += plural(len(extraction.claims), "claim")
    if extraction.problems:
        line += f", {plural(len(extraction.problems), 'input problem')} (see above)"
    yield line
    yield _flag_line(found)
    spots = {one.flag_id: one.spots[0] for one in batch.findings if one.spots}
    places = {flag: f"{spot.file}:{spot.line}" for flag, spot in spots.items() if spot.file}
    yield from first_flags(found.telling, places)
    yield "wrote " + " ".join(str(path) for path in done.files)


def _flag_line(found: _Sorted) -> str:
    """The counts of what is open, and beside them what is known already."""
    hidden = len(found.open) - len(found.telling)
    line = "no new flags" if hidden and found.telling.empty else flag_line(found.telling)
    old = len(found.telling) - int(found.telling["flag_id"].isin(found.new).sum())
    told = [
        f"{old} of them known before" if old else "",
        f"{hidden} known before and not shown" if hidden else "",
        f"{found.reviewed} reviewed" if found.reviewed else "",
    ]
    return "; ".join([line, *filter(None, told)])


def _as_json(done: Run, found: _Sorted) -> dict[str, object]:
    new = found.open[found.open["flag_id"].isin(found.new)]
    return {
        "articles": len(done.extraction.articles),
        "claims": len(done.extraction.claims),
        "problems": [str(problem) for problem in done.extraction.problems],
        "flags": flag_counts(found.open),
        "new": flag_counts(new),
        "reviewed": found.reviewed,
        "files": [str(path) for path in done.files],
    }
