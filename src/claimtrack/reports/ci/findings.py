"""What a run has to report to a CI system, and how text of articles is written there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from claimtrack.suites import SEVERITIES

if TYPE_CHECKING:
    from claimtrack.checks import Listed

# Besides spaces: control characters, line and paragraph separators, and the marks that turn the
# direction of writing, which would turn what follows them in a log as well.
_BREAKS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Spot:
    """One figure of a flag: ``text`` as printed, and where it stands.

    ``file`` is as the user named it, "" where the article came from no file; ``line`` counts
    from 1; ``speaker`` and ``title`` may be empty.
    """

    file: str
    line: int
    text: str
    speaker: str
    title: str
    article_id: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One flag with its places; the first spot is the one to annotate.

    ``new`` is false where the flag was known before this run. All else is as in ``flags.csv``.
    """

    flag_id: str
    check: str
    severity: str
    scope: str
    message: str
    observed: str
    expected: str
    spots: tuple[Spot, ...]
    new: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """All that a run has to report; each of ``FORMATS`` makes text of it.

    ``articles`` are the file and the title (or else the id) of each article that was read.
    ``root`` is the folder that files are named from in the reports, None for as they are.
    """

    findings: Sequence[Finding]
    articles: Sequence[tuple[str, str]]
    checks: Sequence[Listed]
    version: str
    fail_on: str
    new_only: bool = False
    root: Path | None = None


def repository_of(folder: Path) -> Path:
    """The nearest folder from there upwards that is a git checkout, or else the folder itself."""
    folder = folder.resolve()
    above = (parent for parent in (folder, *folder.parents) if (parent / ".git").exists())
    return next(above, folder)


def placed(findings: Iterable[Finding], root: Path | None) -> list[Finding]:
    """The findings with their files named from ``root``; without one, as they are."""
    return [
        replace(
            one,
            spots=tuple(replace(spot, file=named_from(root, spot.file)) for spot in one.spots),
        )
        for one in findings
    ]


def named_from(root: Path | None, file: str) -> str:
    """A file's path from ``root``, with slashes; the whole path if it is not below it.

    Symbolic links are followed: code scanning finds a file by its real path only.
    """
    if not file or root is None:
        return file
    path, root = Path(file).resolve(), root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """By severity, and as they come within one."""
    return sorted(findings, key=lambda one: SEVERITIES.index(one.severity))


def plain(text: str) -> str:
    """Text on one line, without characters that steer whatever shows it."""
    return printable(_BREAKS.sub(" ", text)).strip(" ")


def file_name(file: str) -> str:
    """A file's name with a replacement for what cannot be shown, and all its spaces."""
    return printable(_CONTROLS.sub("\ufffd", file))


def printable(text: str) -> str:
    """Text that can be written as UTF-8 and XML, but for control characters."""
    return _NO_CHARACTER.sub("\ufffd", text)


def cut(text: str, length: int) -> str:
    """Text of at most that length, with an ellipsis if something is missing."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def plural(count: int, noun: str) -> str:
    """ "1 flag", "2 flags"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def place(spot: Spot) -> str:
    """File and line or, where there is no file, which article."""
    if spot.file:
        return f"{file_name(spot.file)}:{spot.line}"
    return plain(spot.title) or plain(spot.article_id)


def said(spot: Spot) -> str:
    """The figure as printed and, if it is known, who says it."""
    text, speaker = plain(spot.text), plain(spot.speaker)
    return f"{text} ({speaker})" if speaker else text


def elsewhere(finding: Finding) -> list[str]:
    """The places of a flag but its first, each with what stands there."""
    places: dict[str, list[str]] = {}
    for spot in finding.spots:
        places.setdefault(place(spot), []).append(said(spot))
    return [f"{where}: {', '.join(figures)}" for where, figures in list(places.items())[1:]]
