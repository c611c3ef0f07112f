"""The commands about checks: check and checks."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from claimtrack.cli.shared import (
    DONE,
    column_of,
    first_flags,
    flag_counts,
    flag_line,
    made_workspace,
    plural,
    status,
    workspace,
)
from claimtrack.errors import ClaimtrackError

if TYPE_CHECKING:
    from claimtrack.checks import Listed


def check(arguments: argparse.Namespace) -> int:
    """Validate claims already extracted."""
    import pandas as pd  # noqa: PLC0415

    from claimtrack.pipeline import check as checked_claims  # noqa: PLC0415
    from claimtrack.reports import read_claims, write  # noqa: PLC0415

    folder = made_workspace(arguments)
    paths = arguments.paths or [arguments.reports / "claims.csv"]
    claims = pd.concat([read_claims(path) for path in paths], ignore_index=True)
    checked = checked_claims(
        claims, folder / "expectations", language=arguments.lang, disabled=arguments.disabled
    )
    flags, out = checked.flags, arguments.out or arguments.reports
    write(checked.relations, out / "relations.csv", arguments.csv_dialect)
    write(flags, out / "flags.csv", arguments.csv_dialect)
    if arguments.json:
        print(json.dumps(flag_counts(flags), indent=2))
    elif not arguments.quiet:
        print(f"{plural(len(claims), 'claim')} checked")
        print("\n".join([flag_line(flags), *first_flags(flags), f"wrote {out / 'flags.csv'}"]))
    return status([], flags, arguments.fail_on)


def checks(arguments: argparse.Namespace) -> int:
    """List the checks, or print the schema of the suites."""
    from claimtrack.checks import as_records, list_checks  # noqa: PLC0415

    if arguments.schema:
        from claimtrack.validation import schema_of_suites  # noqa: PLC0415 - takes seconds

        print(json.dumps(schema_of_suites(), ensure_ascii=False, indent=2))
        return DONE
    folder = workspace(arguments)
    flagged = _last_flagged(arguments.reports / "flags.csv")
    listed = list_checks(folder / "expectations", flagged, _disabled(folder))
    if arguments.json:
        print(json.dumps(as_records(listed), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_check_lines(listed)))
    return DONE


def _disabled(folder: Path) -> Sequence[str]:
    from claimtrack.config import load_config  # noqa: PLC0415

    disabled: Sequence[str] = load_config(folder).get("disabled", ())
    return disabled


def _last_flagged(path: Path) -> list[str] | None:
    """The check of each flag of a workspace's last run, None where there has been none."""
    try:
        return column_of(path, "check")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ClaimtrackError(f"{path}: cannot be read: {error.strerror or error}") from None


def _check_lines(listed: Sequence[Listed]) -> list[str]:
    """Name, severity, suite and how often it fired, in columns."""
    width = max(len(one.check) for one in listed)
    lines = [f"{'check':{width}}  severity  suite        last run"]
    for one in listed:
        fired = "-" if one.fired is None else str(one.fired)
        fired = fired if one.enabled else "off"
        lines.append(f"{one.check:{width}}  {one.severity:8}  {one.suite:11}  {fired:>8}")
    return lines
