"""The command line: every command with its options, before settings of a workspace fill them."""

from __future__ import annotations

import argparse
from pathlib import Path

from claimtrack.config import DIALECTS, FAIL_ON, FORMATS
from claimtrack.languages import LANGUAGES

EXPORTS = ("claims", "flags", "articles", "verdicts")

_DESCRIPTION = """\
Find every figure in French and English articles, table who says it and where, and flag
figures that cannot all be true."""
_EPILOG = """\
examples:
  claimtrack run articles/                       tables, flags and a workbook under reports/
  claimtrack review import reports/review.xlsx   take a reviewer's verdicts back
  claimtrack history "drone shot_down"           how a figure moved, speaker by speaker
  claimtrack extract news.html -o claims.xlsx    claims only
  claimtrack explain "Au moins 300 blessés, selon l'ONU."

exit status: 0 done; 1 done, flags at or above --fail-on that nobody has reviewed; 2 bad usage or
unreadable input (one line each on stderr; what was readable is still processed and written)"""
_PATHS = "article files (.txt .md .html .jsonl .csv .parquet), folders of them, or - for stdin"


def parser() -> argparse.ArgumentParser:
    """The command line of claimtrack. Options that settings may fill are None by default."""
    from claimtrack import __version__  # noqa: PLC0415

    root = argparse.ArgumentParser(
        prog="claimtrack",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.add_argument("--version", action="version", version=f"claimtrack {__version__}")
    commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _run(commands.add_parser("run", help="extract, store, validate and report"))
    _extract(commands.add_parser("extract", help="claims only, to stdout or a file"))
    _check(commands.add_parser("check", help="validate claims already extracted"))
    _checks(commands.add_parser("checks", help="list the checks, with how often each fired"))
    _review(commands.add_parser("review", help="make the review workbook, take verdicts back"))
    _history(commands.add_parser("history", help="how a figure moved, speaker by speaker"))
    _export(commands.add_parser("export", help="tables of the ledger, to stdout or a file"))
    _forget(commands.add_parser("forget", help="remove an article and what hangs on it"))
    _explain(commands.add_parser("explain", help="what each rule made of a sentence"))
    return root


def _run(run: argparse.ArgumentParser) -> None:
    run.add_argument("paths", nargs="*", metavar="PATH", help=_PATHS)
    run.add_argument("--out", type=Path, metavar="DIR", help="reports (default: WORKSPACE/reports)")
    _workspace(run)
    _store(run)
    _checking(run)
    run.add_argument(
        "--new-only",
        action=argparse.BooleanOptionalAction,
        help="fail on and show only flags that the ledger (or --baseline) did not have before",
    )
    run.add_argument(
        "--baseline",
        type=Path,
        metavar="FLAGS.csv",
        help="an earlier flags.csv: its flags are not new; implies --new-only",
    )
    run.add_argument(
        "--format",
        action="append",
        metavar="NAME[=FILE]",
        help=f"{', '.join(FORMATS)}; to FILE, or else to stdout; can be repeated (default: text)",
    )
    run.add_argument(
        "--job-summary",
        type=Path,
        metavar="FILE",
        help="a summary in Markdown (with --format github also $GITHUB_STEP_SUMMARY)",
    )
    run.add_argument(
        "--languages", metavar="LIST", help="those articles may be in (default: fr,en)"
    )
    _dialect(run)


def _extract(extract: argparse.ArgumentParser) -> None:
    extract.add_argument("paths", nargs="+", metavar="PATH", help=_PATHS)
    _output(extract)
    _dialect(extract)
    _quiet(extract)


def _check(check: argparse.ArgumentParser) -> None:
    check.add_argument("paths", nargs="*", type=Path, metavar="CLAIMS", help="claims tables")
    check.add_argument("--out", type=Path, metavar="DIR", help="where to write flags.csv")
    _workspace(check)
    _checking(check)
    _dialect(check)


def _checks(checks: argparse.ArgumentParser) -> None:
    checks.add_argument(
        "--schema", action="store_true", help="print a JSON schema of the suites, for editors"
    )
    checks.add_argument("--json", action="store_true", help="the list as JSON")
    _workspace(checks)


def _review(review: argparse.ArgumentParser) -> None:
    review.description = (
        "Without more: write the open flags of the ledger to a workbook. import: take verdicts "
        "back from workbooks or flags.csv files. stats: how often each check was right."
    )
    review.add_argument(
        "action", nargs="?", choices=("export", "import", "stats"), default="export"
    )
    review.add_argument("files", nargs="*", type=Path, metavar="FILE", help="to import")
    review.add_argument("--all", action="store_true", help="settled flags too")
    review.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="default: WORKSPACE/reports/review.xlsx"
    )
    review.add_argument("--json", action="store_true", help="the statistics as JSON")
    _workspace(review)
    _store(review)
    _quiet(review)


def _history(history: argparse.ArgumentParser) -> None:
    history.add_argument(
        "words",
        nargs="+",
        metavar="WORDS",
        help='what is counted, what happened, where, who: "drone shot_down"',
    )
    _output(history)
    _dialect(history)
    _workspace(history)
    _store(history)


def _export(export: argparse.ArgumentParser) -> None:
    export.add_argument("table", nargs="?", choices=EXPORTS, default="claims", help="(claims)")
    _output(export)
    _dialect(export)
    _workspace(export)
    _store(export)
    _quiet(export)


def _forget(forget: argparse.ArgumentParser) -> None:
    forget.add_argument("articles", nargs="+", metavar="ARTICLE", help="an id, address or file")
    _workspace(forget)
    _store(forget)
    _quiet(forget)


def _explain(explain: argparse.ArgumentParser) -> None:
    explain.add_argument("text", nargs="+", metavar="TEXT", help="a sentence, or - for stdin")
    explain.add_argument("-l", "--language", help="fr or en (default: detected)")


# ---------------------------------------------------------------- shared


def _workspace(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--workspace",
        type=Path,
        metavar="DIR",
        help="folder of claims/, expectations/ and reports/ (default: $CLAIMTRACK_WORKSPACE or .)",
    )


def _store(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--store",
        metavar="STORE",
        help="the ledger: a SQLite file, postgresql+psycopg://…, or none "
        "(default: $CLAIMTRACK_STORE or WORKSPACE/claims/claims.db)",
    )


def _checking(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        help="exit with 1 on flags of this severity or worse (default: critical)",
    )
    command.add_argument(
        "--lang", choices=LANGUAGES, help="language of the messages (default: article's)"
    )
    command.add_argument(
        "--disabled", metavar="LIST", help="checks to leave out, separated by commas"
    )
    command.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    _quiet(command)


def _output(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=".csv, .jsonl, .parquet or .xlsx"
    )


def _dialect(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--csv-dialect",
        choices=DIALECTS,
        help="how to write CSV: excel, or excel-fr (semicolon, decimal comma)",
    )


def _quiet(command: argparse.ArgumentParser) -> None:
    command.add_argument("-q", "--quiet", action="store_true", help="no summary, no progress bar")
