"""What is checked: the checks of the suites, and how often each fired in the last run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from claimtrack.suites import load_suites


@dataclass(frozen=True, slots=True)
class Listed:
    """A check for a list; ``fired`` is None where no run is known."""

    check: str
    severity: str
    suite: str
    enabled: bool
    fired: int | None
    notes: str


def list_checks(
    suites_folder: Path | None = None,
    flagged: Iterable[str] | None = None,
    disabled: Collection[str] = (),
) -> list[Listed]:
    """The checks in the order of their suites; those in ``disabled`` are not enabled.

    ``flagged`` is the check of each flag of a run, None if there was none. The suites are those of
    ``suites_folder`` or, if it has none, the shipped ones. Raises SuiteError.
    """
    fired = None if flagged is None else Counter(flagged)
    return [
        Listed(
            check.name,
            check.severity,
            suite.table,
            check.enabled,
            None if fired is None else fired[check.name],
            check.notes,
        )
        for suite in load_suites(suites_folder, disabled)
        for check in suite.checks
    ]


def as_records(listed: Iterable[Listed]) -> list[dict[str, object]]:
    """The list for JSON."""
    return [asdict(one) for one in listed]
