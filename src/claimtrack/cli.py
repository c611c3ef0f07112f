"""Arguments in, exit status out. Each command parses, calls one function, prints, returns.

Heavy modules are imported by the command that needs them, so that ``--help`` is immediate.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from claimtrack.errors import ClaimtrackError
from claimtrack.languages import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

    from claimtrack.checks import Listed
    from claimtrack.pipeline import Extraction, Run
    from claimtrack.records import Article

DONE, FLAGGED, FAILED = 0, 1, 2
SEVERITIES = ("critical", "warning", "info")
# A progress bar is worth its line from this many articles on.
_LONG_WORK = 20
_SHOWN_FLAGS = 5

_DESCRIPTION = """\
Find every figure in French and English articles, table who says it and where, and flag
figures that cannot all be true."""
_EPILOG = """\
examples:
  claimtrack run articles/                       tables and flags under reports/
  claimtrack extract news.html -o claims.xlsx    claims only
  claimtrack explain "Au moins 300 blessés, selon l'ONU."

exit status: 0 done; 1 done, flags at or above --fail-on; 2 bad usage or unreadable input
(one line each on stderr; what was readable is still processed and written)"""
_PATHS = "article files (.txt .md .html .jsonl .csv .parquet), folders of them, or - for stdin"


def parser() -> argparse.ArgumentParser:
    """The command line of claimtrack."""
    from claimtrack import __version__  # noqa: PLC0415

    root = argparse.ArgumentParser(
        prog="claimtrack",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.add_argument("--version", action="version", version=f"claimtrack {__version__}")
    commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)

    run = commands.add_parser("run", help="extract, validate and report")
    run.add_argument("paths", nargs="+", metavar="PATH", help=_PATHS)
    run.add_argument("--out", type=Path, metavar="DIR", help="reports (default: WORKSPACE/reports)")
    _workspace_options(run)
    run.set_defaults(call=_run)

    extract = commands.add_parser("extract", help="claims only, to stdout or a file")
    extract.add_argument("paths", nargs="+", metavar="PATH", help=_PATHS)
    extract.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=".csv, .jsonl, .parquet or .xlsx"
    )
    extract.add_argument("-q", "--quiet", action="store_true", help="no summary, no progress bar")
    extract.set_defaults(call=_extract)

    check = commands.add_parser("check", help="validate claims already extracted")
    check.add_argument("paths", nargs="*", type=Path, metavar="CLAIMS", help="claims tables")
    check.add_argument("--out", type=Path, metavar="DIR", help="where to write flags.csv")
    _workspace_options(check)
    check.set_defaults(call=_check)

    checks = commands.add_parser("checks", help="list the checks, with how often each fired")
    checks.add_argument(
        "--schema", action="store_true", help="print a JSON schema of the suites, for editors"
    )
    checks.add_argument("--json", action="store_true", help="the list as JSON")
    _workspace_option(checks)
    checks.set_defaults(call=_checks)

    explain = commands.add_parser("explain", help="what each rule made of a sentence")
    explain.add_argument("text", nargs="+", metavar="TEXT", help="a sentence, or - for stdin")
    explain.add_argument("-l", "--language", help="fr or en (default: detected)")
    explain.set_defaults(call=_explain)
    return root


def _workspace_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--workspace",
        type=Path,
        metavar="DIR",
        help="folder of claims/, expectations/ and reports/ (default: $CLAIMTRACK_WORKSPACE or .)",
    )


def _workspace_options(command: argparse.ArgumentParser) -> None:
    _workspace_option(command)
    command.add_argument(
        "--fail-on",
        choices=(*SEVERITIES, "never"),
        default="critical",
        help="exit with 1 on flags of this severity or worse (default: %(default)s)",
    )
    command.add_argument(
        "--lang",
        choices=LANGUAGES,
        default="",
        help="language of the messages (default: article's)",
    )
    command.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    command.add_argument("-q", "--quiet", action="store_true", help="no summary, no progress bar")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter shows a question mark
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        status: int = arguments.call(arguments)
    except ClaimtrackError as error:
        _complain(error)
        return FAILED
    except BrokenPipeError:  # the reader of our output went away: no reason to complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:  # a full disk, most likely
        _complain(f"<stdout>: cannot be written: {error.strerror or error}")
        return FAILED
    except KeyboardInterrupt:
        _complain("interrupted")
        return 130
    return status


def _run(arguments: argparse.Namespace) -> int:
    from claimtrack.pipeline import run  # noqa: PLC0415

    folder = _workspace(arguments)
    result = run(
        arguments.paths,
        arguments.out or folder / "reports",
        folder / "expectations",
        stdin=sys.stdin.buffer,
        progress=lambda articles: _progress(articles, arguments.quiet),
        language=arguments.lang,
    )
    for problem in result.extraction.problems:
        _complain(problem)
    if arguments.json:
        print(json.dumps(_as_json(result), ensure_ascii=False, indent=2))
    elif not arguments.quiet:
        print(_summary(result))
    return _status(result.extraction.problems, result.flags, arguments.fail_on)


def _extract(arguments: argparse.Namespace) -> int:
    from claimtrack.pipeline import extract  # noqa: PLC0415
    from claimtrack.reports import WRITERS, to_csv_text, write  # noqa: PLC0415

    output = arguments.output
    if output is not None and output.suffix.lower() not in WRITERS:
        known = ", ".join(WRITERS)
        raise ClaimtrackError(f"{output}: unknown suffix {output.suffix!r}; known are {known}")
    result = extract(
        arguments.paths,
        stdin=sys.stdin.buffer,
        progress=lambda articles: _progress(articles, arguments.quiet),
    )
    for problem in result.problems:
        _complain(problem)
    if arguments.output is None:
        sys.stdout.buffer.write(to_csv_text(result.claims).encode("utf-8"))
        sys.stdout.buffer.flush()
    else:
        write(result.claims, arguments.output)
        if not arguments.quiet:
            print(f"{_counted(result)} → {arguments.output}", file=sys.stderr)
    return FAILED if result.problems else DONE


def _check(arguments: argparse.Namespace) -> int:
    import pandas as pd  # noqa: PLC0415

    from claimtrack.pipeline import check  # noqa: PLC0415
    from claimtrack.reports import read_claims, write  # noqa: PLC0415

    folder = _workspace(arguments)
    paths = arguments.paths or [folder / "reports" / "claims.csv"]
    claims = pd.concat([read_claims(path) for path in paths], ignore_index=True)
    checked = check(claims, folder / "expectations", language=arguments.lang)
    flags, out = checked.flags, arguments.out or folder / "reports"
    write(checked.relations, out / "relations.csv")
    write(flags, out / "flags.csv")
    if arguments.json:
        print(json.dumps(_flag_counts(flags), indent=2))
    elif not arguments.quiet:
        print(f"{_plural(len(claims), 'claim')} checked")
        print("\n".join([_flag_line(flags), *_shown(flags), f"wrote {out / 'flags.csv'}"]))
    return _status([], flags, arguments.fail_on)


def _checks(arguments: argparse.Namespace) -> int:
    from claimtrack.checks import as_records, list_checks  # noqa: PLC0415

    if arguments.schema:
        from claimtrack.validation import schema_of_suites  # noqa: PLC0415 - takes seconds

        print(json.dumps(schema_of_suites(), ensure_ascii=False, indent=2))
        return DONE
    folder = _workspace_folder(arguments)
    listed = list_checks(folder / "expectations", _last_flagged(folder))
    if arguments.json:
        print(json.dumps(as_records(listed), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_check_lines(listed)))
    return DONE


def _last_flagged(folder: Path) -> list[str] | None:
    """The check of each flag of a workspace's last run, None where there has been none."""
    path = folder / "reports" / "flags.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [row["check"] for row in csv.DictReader(file)]
    except FileNotFoundError:
        return None
    except KeyError:
        raise ClaimtrackError(f"{path}:1: no column named check") from None
    except (OSError, ValueError, csv.Error) as error:
        raise ClaimtrackError(f"{path}: cannot be read: {' '.join(str(error).split())}") from None


def _check_lines(listed: Sequence[Listed]) -> list[str]:
    """Name, severity, suite and how often it fired, in columns."""
    width = max(len(one.check) for one in listed)
    lines = [f"{'check':{width}}  severity  suite        last run"]
    for one in listed:
        fired = "-" if one.fired is None else str(one.fired)
        fired = fired if one.enabled else "off"
        lines.append(f"{one.check:{width}}  {one.severity:8}  {one.suite:11}  {fired:>8}")
    return lines


def _explain(arguments: argparse.Namespace) -> int:
    from claimtrack.explain import explain  # noqa: PLC0415

    text = " ".join(arguments.text)
    if text == "-":
        text = sys.stdin.read()
    print(explain(text, arguments.language))
    return DONE


# ---------------------------------------------------------------- shared


def _workspace_folder(arguments: argparse.Namespace) -> Path:
    return Path(arguments.workspace or os.environ.get("CLAIMTRACK_WORKSPACE") or ".")


def _workspace(arguments: argparse.Namespace) -> Path:
    """The workspace folder, its missing parts made."""
    folder = _workspace_folder(arguments)
    for part in ("claims", "expectations", "reports"):
        try:
            (folder / part).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            cause = error.strerror or error
            raise ClaimtrackError(f"{folder / part}: cannot be made: {cause}") from None
    return folder


def _status(problems: Sequence[object], flags: pd.DataFrame, fail_on: str) -> int:
    if problems:
        return FAILED
    if fail_on == "never":
        return DONE
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return FLAGGED if flags["severity"].isin(failing).any() else DONE


def _progress(articles: list[Article], quiet: bool) -> Iterable[Article]:
    """The articles, with a bar on stderr while many are worked on and somebody can see it."""
    if quiet or len(articles) < _LONG_WORK or not sys.stderr.isatty():
        return articles
    from tqdm import tqdm  # noqa: PLC0415

    bar: Iterable[Article] = tqdm(articles, unit="article", leave=False)
    return bar


def _summary(result: Run) -> str:
    """What a person wants to know at the end of a run."""
    written = "wrote " + " ".join(str(path) for path in result.files)
    lines = [_counted(result.extraction), _flag_line(result.flags), *_shown(result.flags)]
    return "\n".join([*lines, written])


def _counted(extraction: Extraction) -> str:
    articles, claims = len(extraction.articles), len(extraction.claims)
    line = f"{_plural(articles, 'article')}, {_plural(claims, 'claim')}"
    if extraction.problems:
        line += f", {_plural(len(extraction.problems), 'input problem')} (see above)"
    return line


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _flag_counts(flags: pd.DataFrame) -> dict[str, int]:
    return {severity: int((flags["severity"] == severity).sum()) for severity in SEVERITIES}


def _flag_line(flags: pd.DataFrame) -> str:
    if flags.empty:
        return "no flags"
    counts = _flag_counts(flags)
    return "flags: " + ", ".join(f"{n} {severity}" for severity, n in counts.items() if n)


def _shown(flags: pd.DataFrame) -> list[str]:
    """The first flags as sentences; how many more there are."""
    top = flags.head(_SHOWN_FLAGS)
    lines = [f"  {s}: {m}" for s, m in zip(top["severity"], top["message"], strict=True)]
    more = len(flags) - len(top)
    return [*lines, f"  and {more} more in flags.csv"] if more > 0 else lines


def _as_json(result: Run) -> dict[str, object]:
    return {
        "articles": len(result.extraction.articles),
        "claims": len(result.extraction.claims),
        "problems": [str(problem) for problem in result.extraction.problems],
        "flags": _flag_counts(result.flags),
        "files": [str(path) for path in result.files],
    }


def _complain(what: object) -> None:
    print(f"claimtrack: {what}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
