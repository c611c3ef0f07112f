"""Tables and validation suites in, failures out; Great Expectations lives here alone."""

from __future__ import annotations

import io
import logging
import os
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, cast

import pandas as pd

from claimtrack.columns import (
    CLAIM_COLUMNS,
    FAILURE_COLUMNS,
    NUMERIC,
    RELATION_TABLES,
    not_stated,
    table_of,
)
from claimtrack.suites import Check, Suite, load_suites, unknown, wrong
from claimtrack.validation.helpers import HELPERS, checked_columns
from claimtrack.validation.messages import MADE_FIELDS, failure, used_columns

__all__ = ["HELPERS", "checked_columns", "prepare", "schema_of_suites", "validate"]

# The row numbers of all failing rows, without the values and at the least cost.
_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "partial_unexpected_count": 0,
    "return_unexpected_index_query": False,
}


def prepare() -> None:
    """Load what ``validate`` needs, which takes seconds: before others have to wait for it."""
    with _great_expectations():
        import great_expectations  # noqa: F401, PLC0415

        import claimtrack.validation.overlap  # noqa: F401, PLC0415


def validate(
    tables: Mapping[str, pd.DataFrame],
    suites_folder: Path | None = None,
    *,
    language: str = "",
    disabled: Collection[str] = (),
) -> pd.DataFrame:
    """Run the suites over their tables; one row of ``FAILURE_COLUMNS`` per check and failing row.

    ``tables`` maps a suite's name to its table: float64 and plain str columns. The ``claims``
    table also gets the columns of ``HELPERS`` that its suite uses, with the lengths of texts
    from the table ``articles`` (``id, title, text``) if that is given. Other tables carry
    ``claim_ids`` and ``article_ids`` (separated by spaces), and ``scope`` if it varies, as those
    of ``relate`` do. Suites whose table is not given are left out.
    Messages are in the language of the row, or all in ``language``. The checks named in
    ``disabled`` are left out, beside those that a suite switches off.

    The suites are those of ``suites_folder`` or, if it has none, the shipped ones. Raises
    SuiteError, naming file and line, for anything in a suite that would not run as written.
    """
    suites = [
        suite for suite in load_suites(suites_folder, disabled=disabled) if _is_given(suite, tables)
    ]
    prepared = [_prepared(suite, tables) for suite in suites]
    failures: list[dict[str, str]] = []
    with _great_expectations():
        for suite, rows in zip(suites, prepared, strict=True):
            failures += _run(suite, tables[suite.table], rows, language)
    return table_of(FAILURE_COLUMNS, {c: [f[c] for f in failures] for c in FAILURE_COLUMNS})


def schema_of_suites() -> dict[str, Any]:
    """The JSON schema of the suites, for editors; see ``suite_schema``."""
    from claimtrack.validation.schema import suite_schema  # noqa: PLC0415 - seldom asked for

    with _great_expectations():
        from great_expectations.expectations.registry import (  # noqa: PLC0415
            get_expectation_impl,
            list_registered_expectation_implementations,
        )

        import claimtrack.validation.overlap  # noqa: F401, PLC0415 - registers what it defines

        names = list_registered_expectation_implementations()
        return suite_schema({name: get_expectation_impl(name) for name in names})


def _is_given(suite: Suite, tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether its table is there; SuiteError where there can be none of that name."""
    known = {"claims", *RELATION_TABLES, *tables}
    if suite.table not in known:
        raise wrong(suite.place, unknown("table", suite.table, sorted(known)))
    return suite.table in tables


def _prepared(suite: Suite, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The table with the helper columns its suite uses; SuiteError for a column it lacks."""
    rows = tables[suite.table].reset_index(drop=True)
    helpers: Collection[str] = ()
    if suite.table == "claims":
        # A claims table that lacks a column fails the checks for it; it is no wrong suite.
        lacking = [name for name in CLAIM_COLUMNS if name not in rows]
        rows = rows.assign(**{name: cast(Any, not_stated(name)) for name in lacking})
        rows = rows.fillna({name: "" for name in CLAIM_COLUMNS if name not in NUMERIC})
        helpers = HELPERS.keys()
    known = {*rows.columns, *helpers}
    for check in suite.checks:
        _check_names(check, suite.table, known)
    used = {name for check in suite.checks for name in (*check.columns, *check.fields)}
    if not used & set(helpers):
        return rows
    return checked_columns(rows, tables.get("articles"), used)


def _check_names(check: Check, table: str, known: Collection[str]) -> None:
    for name in () if check.about_table else check.columns:
        if name not in known:
            raise wrong(check.place, unknown(f"column of table {table!r}", name, known))
    for name in sorted(check.fields - MADE_FIELDS):
        if name not in known:
            raise wrong(check.place, unknown(f"column of table {table!r}", name, known))


@contextmanager
def _great_expectations() -> Iterator[None]:
    """Import and use Great Expectations without a word to the network or the terminal."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    log = logging.getLogger("great_expectations")
    silence, propagate = logging.NullHandler(), log.propagate
    # One of its expectations prints.
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        # Its own import and some of its pandas calls warn of deprecations; nothing a user can do.
        warnings.simplefilter("ignore")
        # No level of this logger would do: some of its modules set their own.
        log.addHandler(silence)
        log.propagate = False
        try:
            yield
        finally:
            log.propagate = propagate
            log.removeHandler(silence)


def _run(
    suite: Suite, table: pd.DataFrame, rows: pd.DataFrame, language: str
) -> list[dict[str, str]]:
    """The failures of one suite, in the order of its checks, then of the rows."""
    expectations = {check.name: _expectation(check) for check in suite.checks}
    active = [check for check in suite.checks if check.enabled]
    about_table = [check for check in active if check.about_table]
    about_rows = [check for check in active if not check.about_table]
    # Great Expectations hashes all it is given, at a cost: no rows and no columns too many.
    used = dict.fromkeys(name for check in about_rows for name in check.columns)
    results = {
        **_results(suite, about_table, expectations, table.iloc[:0]),
        **_results(suite, about_rows, expectations, _in_one_piece(rows[list(used)])),
    }
    failed = (_failures(check, results[check.name], rows, language) for check in active)
    return [{**failure, "table": suite.table} for some in failed for failure in some]


def _in_one_piece(rows: pd.DataFrame) -> pd.DataFrame:
    """A table put together from many holds its text in as many pieces; each filter that Great
    Expectations applies would then take time for every piece, fifteen times as long in all."""
    texts = [rows[name] for name, dtype in rows.dtypes.items() if isinstance(dtype, pd.StringDtype)]
    return rows.assign(
        **{str(text.name): pd.Series(text.to_numpy(object), dtype=text.dtype) for text in texts}
    )


def _expectation(check: Check) -> Any:
    """The expectation as Great Expectations' own object, which it builds or refuses."""
    from great_expectations.exceptions.exceptions import (  # noqa: PLC0415 - takes seconds
        ExpectationNotFoundError,
        GreatExpectationsError,
    )
    from great_expectations.expectations.expectation_configuration import (  # noqa: PLC0415
        ExpectationConfiguration,
    )
    from great_expectations.expectations.metadata_types import FailureSeverity  # noqa: PLC0415
    from great_expectations.expectations.registry import (  # noqa: PLC0415
        list_registered_expectation_implementations,
    )

    import claimtrack.validation.overlap  # noqa: F401, PLC0415 - registers what it defines

    try:
        return ExpectationConfiguration(
            type=check.type,
            kwargs=dict(check.kwargs),
            meta={"check": check.name},
            severity=FailureSeverity(check.severity),
        ).to_domain_obj()
    except ExpectationNotFoundError:
        known = list_registered_expectation_implementations()
        raise wrong(check.place, unknown("expectation", check.type, known)) from None
    except (GreatExpectationsError, LookupError, TypeError, ValueError) as error:
        raise wrong(check.place, f"{check.type}: {_refusal(error)}") from None


def _refusal(error: Exception) -> str:
    """Pydantic tells one error per type that an argument might have had; one will do."""
    details = error.errors() if hasattr(error, "errors") else []
    causes = {".".join(map(str, detail["loc"])): detail["msg"] for detail in reversed(details)}
    return "; ".join(f"{where}: {cause}" for where, cause in causes.items()) or str(error)


def _results(
    suite: Suite, checks: Sequence[Check], expectations: Mapping[str, Any], frame: pd.DataFrame
) -> dict[str, Any]:
    """Great Expectations' result of each check, by name."""
    import great_expectations as gx  # noqa: PLC0415 - takes seconds
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    if not checks:
        return {}
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("tables").add_dataframe_asset(suite.table)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    theirs = gx.ExpectationSuite(
        name=suite.table, expectations=[expectations[check.name] for check in checks]
    )
    outcome: Any = batch.validate(theirs, result_format=_RESULT_FORMAT)
    results = {result.expectation_config.meta["check"]: result for result in outcome.results}
    for check in checks:
        if check.name not in results:
            raise wrong(check.place, f"Great Expectations did not run check {check.name!r}")
        if problem := _raised(results[check.name].exception_info):
            raise wrong(check.place, f"check {check.name!r} cannot run: {problem}")
    return results


def _raised(info: Mapping[str, Any]) -> str:
    """What went wrong while a check ran: one record, or one for each metric of the check."""
    records = [info] if "raised_exception" in info else list(info.values())
    messages = [str(r.get("exception_message")) for r in records if r.get("raised_exception")]
    return messages[0] if messages else ""


def _failures(check: Check, result: Any, rows: pd.DataFrame, language: str) -> list[dict[str, str]]:
    # Rows are also listed where few enough fail for the check to hold ('mostly').
    if result.success:
        return []
    failing = result.result.get("unexpected_index_list")
    if not failing:
        return [failure(check, {}, language, seen=_seen(result.result))]
    wanted = [name for name in rows.columns if name in used_columns(check)]
    records = rows.loc[sorted(failing), wanted].to_dict("records")
    return [failure(check, {str(k): v for k, v in r.items()}, language) for r in records]


def _seen(result: Mapping[str, Any]) -> list[object]:
    """What a check of the table as a whole saw: the columns that lack, a type, a mean …"""
    seen = result.get("details", {}).get("mismatched", {}).get("missing")
    seen = seen or result.get("observed_value") or ""
    return seen if type(seen) is list else [seen]
