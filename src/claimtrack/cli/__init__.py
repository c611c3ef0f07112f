"""Arguments in, exit status out. Each command parses, calls one function, prints, returns.

Heavy modules are imported by the command that needs them, so that ``--help`` is immediate.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence

from claimtrack.cli import checking, reading, remembering, running
from claimtrack.cli.options import parser
from claimtrack.cli.shared import DONE, FAILED, complain, configure
from claimtrack.errors import ClaimtrackError

__all__ = ["main", "parser"]

COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "run": running.run,
    "extract": reading.extract,
    "explain": reading.explain,
    "check": checking.check,
    "checks": checking.checks,
    "review": remembering.review,
    "history": remembering.history,
    "export": remembering.export,
    "forget": remembering.forget,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = parser()
    arguments = options.parse_args(argv)
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter shows a question mark
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        configure(arguments)
        if arguments.command == "run" and not arguments.paths:
            options.error("run: no PATH, and the workspace's settings name none")
        return COMMANDS[arguments.command](arguments)
    except ClaimtrackError as error:
        complain(error)
        return FAILED
    except BrokenPipeError:  # the reader of our output went away: no reason to complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:  # a full disk, most likely
        complain(f"<stdout>: cannot be written: {error.strerror or error}")
        return FAILED
    except KeyboardInterrupt:
        complain("interrupted")
        return 130
    except Exception as error:  # a bug, which must not pass for a batch with flags
        traceback.print_exc()
        complain(f"failed, and that is a bug of claimtrack: {type(error).__name__}: {error}")
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
