"""Tables and validation suites in, failures out; Great Expectations lives here alone."""

from __future__ import annotations

import io
import logging
import os
import re
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from string import Formatter
from typing import Any, cast

import pandas as pd

from claimtrack.columns import (
    CLAIM_COLUMNS,
    FAILURE_COLUMNS,
    NUMERIC,
    not_stated,
    plain_decimal,
    table_of,
)
from claimtrack.suites import Check, Suite, load_suites, unknown, wrong
from claimtrack.units import known_unit

_NOBODY = {"en": "the article", "fr": "l’article"}
_EXTRA_FIELDS = {"who", "observed"}
# The row numbers of all failing rows, without the values and at the least cost.
_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "partial_unexpected_count": 0,
    "return_unexpected_index_query": False,
}


def validate(
    tables: Mapping[str, pd.DataFrame], suites_folder: Path | None = None, *, language: str = ""
) -> pd.DataFrame:
    """Run the suites over their tables; one row of ``FAILURE_COLUMNS`` per check and failing row.

    ``tables`` maps a suite's name to its table: float64 and plain str columns. The ``claims``
    table also gets the columns of ``HELPERS`` that its suite uses, with the lengths of texts
    from the table ``articles`` (``id, title, text``) if that is given. Other tables carry
    ``claim_ids`` and ``article_ids`` (separated by spaces), and ``scope`` if it varies.
    Messages are in the language of the row, or all in ``language``.

    The suites are those of ``suites_folder`` or, if it has none, the shipped ones. Raises
    SuiteError, naming file and line, for anything in a suite that would not run as written.
    """
    suites = load_suites(suites_folder)
    prepared = [_prepared(suite, tables) for suite in suites]
    failures: list[dict[str, str]] = []
    with _great_expectations():
        for suite, rows in zip(suites, prepared, strict=True):
            failures += _run(suite, tables[suite.table], rows, language)
    return table_of(FAILURE_COLUMNS, {c: [f[c] for f in failures] for c in FAILURE_COLUMNS})


def checked_columns(
    claims: pd.DataFrame,
    articles: pd.DataFrame | None = None,
    wanted: Collection[str] | None = None,
) -> pd.DataFrame:
    """The claims with the columns of ``HELPERS`` (those ``wanted``, all by default) added.

    ``marked_sentence`` str      the sentence on one line, the mention in it as ``<<mention>>``
    ``opening_word``    str      the word that opens the mention, or stands before a mention
                                 that begins with its number; folded: 'entre', 'between'
    ``value_fraction``  float64  what the value has behind its decimal point
    ``unit_known``      bool     whether the project's unit registry has the unit
    ``number_in_text``  bool     whether ``number`` stands in ``text``
    ``text_length``     float64  length of the field the claim is in; NaN without its article
    """
    if articles is None:
        articles = table_of(("id", "title", "text"))
    names = [name for name in HELPERS if wanted is None or name in wanted]
    return claims.assign(**{name: HELPERS[name](claims, articles) for name in names})


def _marked_sentence(claims: pd.DataFrame, _: pd.DataFrame) -> pd.Series[Any]:
    pairs = zip(claims["sentence"], claims["text"], strict=True)
    return pd.Series([_marked(*pair) for pair in pairs], index=claims.index, dtype="str")


def _marked(sentence: str, mention: str) -> str:
    line, text = " ".join(sentence.split()), " ".join(mention.split())
    before, found, after = line.partition(text) if text else (line, "", "")
    return f"{before}<<{text}>>{after}" if found else f"<<{text}>>"


def _opening_word(claims: pd.DataFrame, articles: pd.DataFrame) -> pd.Series[Any]:
    mentions = zip(
        _marked_sentence(claims, articles), claims["text"], claims["number"], strict=True
    )
    return pd.Series([_opening(*m) for m in mentions], index=claims.index, dtype="str")


def _opening(marked_sentence: str, mention: str, number: str) -> str:
    if not mention.startswith(number):
        return mention.split(maxsplit=1)[0].casefold()
    before = marked_sentence.partition("<<")[0].split()
    return before[-1].casefold() if before else ""


def _value_fraction(claims: pd.DataFrame, _: pd.DataFrame) -> pd.Series[Any]:
    off = (claims["value"] - claims["value"].round()).abs()
    # 1.1 million is 1100000.0000000002 to a computer.
    return off.mask(off <= claims["value"].abs() * 1e-12, 0.0)


def _unit_known(claims: pd.DataFrame, _: pd.DataFrame) -> pd.Series[Any]:
    known = {unit: known_unit(unit) for unit in claims["unit"].unique()}
    return claims["unit"].map(known).astype(bool)


def _number_in_text(claims: pd.DataFrame, _: pd.DataFrame) -> pd.Series[Any]:
    inside = [n in text for n, text in zip(claims["number"], claims["text"], strict=True)]
    return pd.Series(inside, index=claims.index, dtype=bool)


def _text_length(claims: pd.DataFrame, articles: pd.DataFrame) -> pd.Series[Any]:
    lengths = {
        (article, field): float(len(text))
        for field in ("title", "text")
        for article, text in zip(articles["id"], articles[field], strict=True)
    }
    places = zip(claims["article_id"], claims["field"], strict=True)
    found = [lengths.get(place, float("nan")) for place in places]
    return pd.Series(found, index=claims.index, dtype="float64")


HELPERS: Mapping[str, Callable[[pd.DataFrame, pd.DataFrame], pd.Series[Any]]] = {
    "marked_sentence": _marked_sentence,
    "opening_word": _opening_word,
    "value_fraction": _value_fraction,
    "unit_known": _unit_known,
    "number_in_text": _number_in_text,
    "text_length": _text_length,
}


def _prepared(suite: Suite, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The table with the helper columns its suite uses; SuiteError for a column it lacks."""
    if suite.table not in tables:
        raise wrong(suite.place, unknown("table", suite.table, tables))
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
    for name in sorted(check.fields - _EXTRA_FIELDS):
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
    return [f for check in active for f in _failures(check, results[check.name], rows, language)]


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
        return [_failure(check, {}, _observed(result.result, language), language)]
    columns = {"claim_id", "article_id", "claim_ids", "article_ids", "scope"}
    columns |= {"language", "speaker", "source", *check.columns, *check.fields}
    wanted = [name for name in rows.columns if name in columns]
    records = rows.loc[sorted(failing), wanted].to_dict("records")
    return [_failure(check, {str(k): v for k, v in r.items()}, "", language) for r in records]


def _observed(result: Mapping[str, Any], language: str) -> str:
    """What a check of the table as a whole saw: the columns that lack, a type, a mean …"""
    seen = result.get("details", {}).get("mismatched", {}).get("missing")
    seen = seen or result.get("observed_value") or ""
    return ", ".join(shown(value, language) for value in (seen if type(seen) is list else [seen]))


def _failure(check: Check, row: dict[str, Any], observed: str, language: str) -> dict[str, str]:
    tongue = (language or str(row.get("language", ""))).partition("-")[0].lower()
    template = check.messages.get(tongue) or check.messages[""]
    # A message that there is in English only keeps English numbers.
    tongue = tongue if tongue in check.messages else "en"
    row = {**row, "who": row.get("speaker") or row.get("source") or _NOBODY.get(tongue, "")}
    if not observed:
        default = "{" + check.columns[0] + "}" if check.columns else ""
        observed = _filled(check.observed or default, row, tongue)
    message = _filled(template, {**row, "observed": observed}, tongue)
    return {
        "check": check.name,
        "severity": check.severity,
        "message": message[:1].upper() + message[1:],
        "observed": observed,
        "expected": _filled(check.expected, row, tongue),
        "claim_ids": str(row.get("claim_ids") or row.get("claim_id", "")),
        "article_ids": str(row.get("article_ids") or row.get("article_id", "")),
        "scope": str(row.get("scope") or check.scope),
    }


def _filled(template: str, row: Mapping[str, Any], language: str) -> str:
    return "".join(
        literal + (shown(row.get(field, ""), language) if field is not None else "")
        for literal, field, _, _ in Formatter().parse(template)
    )


def shown(value: object, language: str) -> str:
    """A cell for people: 200 000 and 0,5 in French, 200,000 and 0.5 otherwise; text as it is.

    French groups with a narrow no-break space (U+202F).
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    whole, _, decimals = plain_decimal(value).partition(".")
    separator, point = ("\u202f", ",") if language.startswith("fr") else (",", ".")
    grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", separator, whole)
    return grouped + (point + decimals if decimals else "")
