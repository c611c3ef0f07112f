"""Validation suites: JSON files in, checks out, each mistake named with file and line.

A suite is an ordinary Great Expectations suite in JSON, one file a table; its ``name`` says
which. Beside what Great Expectations reads, each expectation has in ``meta``:

``check``               the check's name, once over all suites;
``message``             one sentence for a reader; ``message_fr`` and so on in other languages;
``observed, expected``  the figures at odds (optional);
``scope``               ``claim`` (default), ``article`` or ``archive``, where the row says none;
``enabled``             false switches the check off;
``notes``               why.

Messages are templates: ``{column}`` stands for the failing row's cell, ``{who}`` for its speaker
or else its source, ``{observed}`` for the observed figure, and nothing else is allowed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from string import Formatter
from typing import Any

from claimtrack.errors import Place, SuiteError

SEVERITIES = ("critical", "warning", "info")
SCOPES = ("claim", "article", "archive")

_HERE = Path(__file__).parent
_JSON_GAP = re.compile(r"[\s,:]*")
_CHECK_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SUITE_KEYS = ("name", "expectations", "meta", "notes", "id")
_ENTRY_KEYS = ("type", "kwargs", "meta", "severity", "notes", "description", "id")
_META_KEYS = ("check", "message", "observed", "expected", "scope", "enabled", "notes")
_MESSAGE_KEY = re.compile(r"message(?:_[a-z]{2,3})?")
_CONDITION_KEYS = {
    "comparison": ("column", "operator", "parameter"),
    "nullity": ("column", "is_null"),
    "and": ("conditions",),
    "or": ("conditions",),
}
# These would make Great Expectations answer in another form, or raise instead of answering.
_OURS = ("result_format", "catch_exceptions", "condition_parser")


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation of a suite, read and checked as far as that goes without a table.

    ``columns`` are those whose cells it reads; ``messages`` the templates by language, '' for
    the default.
    """

    name: str
    severity: str
    scope: str
    place: Place
    type: str
    kwargs: Mapping[str, Any]
    messages: Mapping[str, str]
    observed: str
    expected: str
    columns: tuple[str, ...]
    notes: str
    enabled: bool

    @property
    def about_table(self) -> bool:
        """Whether it looks at the table's column names only."""
        return self.type.startswith("expect_table_column") or self.type == "expect_column_to_exist"

    @property
    def fields(self) -> set[str]:
        """The names that its templates use."""
        templates = [*self.messages.values(), self.observed, self.expected]
        return {field for template in templates for field in template_fields(template)}


@dataclass(frozen=True, slots=True)
class Suite:
    """The checks over one table, in the file's order."""

    table: str
    place: Place
    checks: tuple[Check, ...]


def load_suites(folder: Path | None = None, disabled: Collection[str] = ()) -> tuple[Suite, ...]:
    """The suites of ``folder`` in name order, or the shipped ones if it has no ``.json``.

    The checks named in ``disabled`` come out switched off; SuiteError where there is none of a
    name.

    Raises SuiteError with file and line; what only Great Expectations can tell (a type it
    does not know, a misspelt argument) comes out when ``validate`` runs the suite.
    """
    files = sorted(folder.glob("*.json")) if folder else []
    files = files or sorted(shipped_folder().glob("*.json"))
    if not files:
        raise SuiteError(f"{shipped_folder()}: no suites found")
    suites = tuple(_read_suite(file) for file in files)
    seen: dict[str, Place] = {}
    for check in (check for suite in suites for check in suite.checks):
        if check.name in seen:
            raise wrong(check.place, f"check {check.name!r} is there already: {seen[check.name]}")
        seen[check.name] = check.place
    for name in disabled:
        if name not in seen:
            raise SuiteError(f"cannot switch off: {unknown('check', name, sorted(seen))}")
    return tuple(_switched_off(suite, disabled) for suite in suites) if disabled else suites


def _switched_off(suite: Suite, disabled: Collection[str]) -> Suite:
    checks = (replace(c, enabled=c.enabled and c.name not in disabled) for c in suite.checks)
    return replace(suite, checks=tuple(checks))


def shipped_folder() -> Path:
    """Where the shipped suites are: in the package, or at the top of a checkout."""
    packaged = _HERE / "expectations"
    return packaged if packaged.is_dir() else _HERE.parents[1] / "expectations"


def at_or_above(severity: str) -> tuple[str, ...]:
    """The severities that fail a run with such a ``--fail-on``; none for ``never``."""
    return SEVERITIES[: SEVERITIES.index(severity) + 1] if severity in SEVERITIES else ()


def template_fields(template: str) -> list[str]:
    """The names in a template; ValueError for all that is more than ``{name}``."""
    names = []
    for _, field, spec, conversion in Formatter().parse(template):
        if field is None:
            continue
        if not field.isidentifier() or spec or conversion:
            raise ValueError("only {column} is allowed")
        names.append(field)
    return names


def _read_suite(file: Path) -> Suite:
    top, entries, lines = _json_entries(file)
    place = Place(str(file), lines.get("name"))
    name = top.get("name")
    if not isinstance(name, str) or not name:
        raise wrong(place, 'a suite needs a "name": the table that it checks')
    for key in top:
        if key not in _SUITE_KEYS:
            raise wrong(Place(str(file), lines[key]), unknown("suite key", key, _SUITE_KEYS))
    checks = tuple(_read_check(Place(str(file), line), entry) for line, entry in entries)
    return Suite(name, place, checks)


def _json_entries(
    file: Path,
) -> tuple[dict[str, Any], list[tuple[int, Any]], dict[str, int]]:
    """Top-level values, expectations with the line each begins on, lines of top-level keys.

    The json module tells no positions of what it read, so the top is walked value by value.
    """
    try:
        text = file.read_text("utf-8-sig")
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        raise wrong(Place(str(file), error.lineno), f"not JSON: {error.msg}") from None
    except (OSError, ValueError) as error:
        raise wrong(Place(str(file)), f"cannot be read: {error}") from None
    if not isinstance(whole, dict) or not isinstance(whole.get("expectations"), list):
        raise wrong(Place(str(file)), 'a suite is an object with a list of "expectations"')
    top: dict[str, Any] = {}
    lines: dict[str, int] = {}
    entries: list[tuple[int, Any]] = []
    for key, at, value in _walk(text, file):
        line = text.count("\n", 0, at) + 1
        if key == "expectations":
            entries.append((line, value))
        else:
            top[key], lines[key] = value, line
    return top, entries, lines


def _walk(text: str, file: Path) -> Iterator[tuple[str, int, Any]]:
    """``(key, position, value)`` of the outermost object; of a list, each member."""
    decoder = json.JSONDecoder(object_pairs_hook=_no_key_twice)

    def decoded(at: int, keys: Collection[str] = ()) -> tuple[Any, int]:
        try:
            value, end = decoder.raw_decode(text, at)
            _no_key_twice([(key, None) for key in (*keys, value)] if keys else [])
        except ValueError as error:
            line = text.count("\n", 0, at) + 1
            raise wrong(Place(str(file), line), str(error)) from None
        return value, end

    keys: list[str] = []
    at = _gap(text, text.index("{") + 1)
    while text[at] != "}":
        key, at = decoded(at, keys)
        keys.append(key)
        at = _gap(text, at)
        if key == "expectations" and text[at] == "[":
            at = _gap(text, at + 1)
            while text[at] != "]":
                value, end = decoded(at)
                yield key, at, value
                at = _gap(text, end)
            at = _gap(text, at + 1)
        else:
            value, end = decoded(at)
            yield key, at, value
            at = _gap(text, end)


def _gap(text: str, at: int) -> int:
    match = _JSON_GAP.match(text, at)
    return match.end() if match else at


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key {key!r} is there twice")
    return dict(pairs)


def _read_check(place: Place, entry: Any) -> Check:
    entry = _object(place, "an expectation", entry, _ENTRY_KEYS)
    kind = entry.get("type")
    if not isinstance(kind, str):
        raise wrong(place, 'an expectation needs a "type"')
    meta = _object(place, "meta", entry.get("meta"), _META_KEYS, _MESSAGE_KEY)
    name = meta.get("check")
    if not isinstance(name, str) or not _CHECK_NAME.fullmatch(name):
        raise wrong(place, f'{kind} needs a check name in meta "check": letters, digits and _')
    kwargs = _object(place, "kwargs", entry.get("kwargs"))
    _check_kwargs(place, kwargs)
    messages = {k.partition("_")[2]: v for k, v in meta.items() if _MESSAGE_KEY.fullmatch(k)}
    texts = {**messages, "observed": meta.get("observed", ""), "expected": meta.get("expected", "")}
    for template in texts.values():
        _check_template(place, name, template)
    if not messages.get(""):
        raise wrong(place, f'check {name!r} needs a "message"')
    return Check(
        name=name,
        severity=_one_of(place, "severity", entry.get("severity"), SEVERITIES),
        scope=_one_of(place, "scope", meta.get("scope", "claim"), SCOPES),
        place=place,
        type=kind,
        kwargs=kwargs,
        messages=messages,
        observed=texts["observed"],
        expected=texts["expected"],
        columns=tuple(dict.fromkeys(_columns_of(kwargs))),
        notes=str(meta.get("notes", entry.get("notes", ""))),
        enabled=_one_of(place, "enabled", meta.get("enabled", True), (True, False)),
    )


def _object(
    place: Place,
    what: str,
    value: Any,
    keys: Collection[str] | None = None,
    also: re.Pattern[str] | None = None,
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong(place, f"{what} must be an object {{…}}")
    for key in value:
        if keys is not None and key not in keys and not (also and also.fullmatch(key)):
            raise wrong(place, unknown(f"key in {what}", key, keys))
    return value


def _one_of(place: Place, what: str, value: Any, allowed: Sequence[Any]) -> Any:
    if value not in allowed or isinstance(value, bool) != isinstance(allowed[0], bool):
        choices = ", ".join(map(json.dumps, allowed))
        raise wrong(place, f"{what} must be one of {choices}, not {json.dumps(value)}")
    return value


def _check_kwargs(place: Place, kwargs: dict[str, Any]) -> None:
    for name in sorted(kwargs.keys() & set(_OURS)):
        raise wrong(place, f"{name} cannot be set in a suite")
    for name in ("regex", "regex_list"):
        for pattern in _as_list(kwargs.get(name)):
            try:
                re.compile(pattern)
            except (re.error, TypeError) as error:
                raise wrong(place, f"{name} is no regular expression: {error}") from None
    _check_condition(place, kwargs.get("row_condition"))


def _check_condition(place: Place, condition: Any) -> None:
    """A condition as text is run as code by pandas: only conditions as objects are taken."""
    if condition is None:
        return
    kind = _object(place, "row_condition", condition).get("type")
    if kind not in _CONDITION_KEYS:
        raise wrong(place, f"row_condition: type must be one of {', '.join(_CONDITION_KEYS)}")
    keys = _CONDITION_KEYS[kind]
    _object(place, f"row_condition ({kind})", condition, ("type", *keys))
    for key in keys:
        if key not in condition:
            raise wrong(place, f"row_condition ({kind}) needs {key!r}")
    if "column" in keys and list(_object(place, "column", condition["column"])) != ["name"]:
        raise wrong(place, 'row_condition: column must be {"name": "…"}')
    for part in _as_list(condition.get("conditions")):
        _check_condition(place, part)


def _columns_of(kwargs: Mapping[str, Any]) -> Iterator[str]:
    """The columns whose cells an expectation reads."""
    for name in ("column", "column_A", "column_B", "column_list"):
        yield from map(str, _as_list(kwargs.get(name)))
    yield from _condition_columns(kwargs.get("row_condition"))


def _condition_columns(condition: Any) -> Iterator[str]:
    for part in _as_list(condition):
        column = part.get("column")
        if column is not None:
            yield str(column["name"])
        yield from _condition_columns(part.get("conditions"))


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _check_template(place: Place, name: str, template: Any) -> None:
    if not isinstance(template, str):
        raise wrong(place, f"check {name!r}: a message must be text")
    try:
        template_fields(template)
    except ValueError as error:
        raise wrong(place, f"check {name!r}: {error} in {template!r}") from None


def wrong(place: Place, cause: str) -> SuiteError:
    """The error to raise for a mistake at a place in a suite, on one line."""
    return SuiteError(f"{place}: {' '.join(cause.split())}")


def unknown(what: str, name: str, known: Collection[str]) -> str:
    """Says that a name is not known, and the known one it may have been meant for."""
    near = get_close_matches(name, list(known), n=1)
    return f"unknown {what} {name!r}" + (f"; did you mean {near[0]!r}?" if near else "")
