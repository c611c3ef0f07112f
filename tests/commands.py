"""Commands run in this process, in an empty folder: what they return and print."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from claimtrack.cli import main
from claimtrack.suites import shipped_folder

Write = Callable[[str, str | bytes], Path]


@dataclass(frozen=True)
class Outcome:
    """What a command returned and printed."""

    status: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        return self.err.splitlines()


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def call(
    *arguments: str | Path, stdin: bytes = b"", terminal: bool = False, encoding: str = "utf-8"
) -> Outcome:
    """Run one command in this process."""
    kind = Terminal if terminal else io.TextIOWrapper
    typed, printed, complained = (io.BytesIO(data) for data in (stdin, b"", b""))
    given, out, err = (kind(data, encoding) for data in (typed, printed, complained))
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch("sys.stdin", given),
    ):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            status = int(stop.code or 0)
        out.flush()
        err.flush()
    return Outcome(status, printed.getvalue().decode(), complained.getvalue().decode())


@contextlib.contextmanager
def empty_folder(folder: Path) -> Iterator[Write]:
    """Makes a folder the current one, with nothing in the environment for claimtrack or of a CI
    system; gives a function that writes a file there."""
    ours = {n: v for n, v in os.environ.items() if not n.startswith(("CLAIMTRACK_", "GITHUB_"))}
    with contextlib.chdir(folder), mock.patch.dict(os.environ, ours, clear=True):
        yield write


def write(name: str, content: str | bytes) -> Path:
    """Write a file and the folders it is in."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def use_suites(*names: str, workspace: str = ".") -> None:
    """Give a workspace some of the shipped suites, and so none of the others: that is quicker."""
    folder = Path(workspace, "expectations")
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(shipped_folder() / f"{name}.json", folder)


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())
