"""The settings of a workspace: ``claimtrack.toml``, or ``[tool.claimtrack]`` of pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from claimtrack.errors import InputError, Place
from claimtrack.languages import LANGUAGES
from claimtrack.suites import SEVERITIES

FILES = ("claimtrack.toml", "pyproject.toml")
"""Where settings are looked for, the first that has some."""

FAIL_ON = (*SEVERITIES, "never")


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("must be a string")


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("must be true or false")


def _strings(value: Any) -> list[str]:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return list(value)
    raise ValueError("must be a list of strings")


def _one_or_more(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else _strings(value)


def _severity(value: Any) -> str:
    if value in FAIL_ON:
        return str(value)
    raise ValueError(f"must be one of {', '.join(FAIL_ON)}")


def _language(value: Any) -> str:
    if value in LANGUAGES:
        return str(value)
    raise ValueError(f"must be one of {', '.join(LANGUAGES)}")


def _languages(value: Any) -> list[str]:
    found = [_language(one) for one in _one_or_more(value)]
    if not found:
        raise ValueError("must name one at least")
    return found


SETTINGS: Mapping[str, Callable[[Any], Any]] = {
    "paths": _one_or_more,
    "store": _string,
    "out": _string,
    "languages": _languages,
    "lang": _language,
    "fail-on": _severity,
    "new-only": _flag,
    "baseline": _string,
    "disabled": _strings,
    "format": _one_or_more,
    "job-summary": _string,
    "csv-dialect": _string,
}
"""What can be set, as the options of ``claimtrack run`` are called, and what reads its value."""

_FILES_IN_IT = ("out", "baseline", "job-summary")


def load_config(folder: Path) -> dict[str, Any]:
    """The settings of a workspace folder; {} where it has none.

    Paths are taken from that folder. Raises InputError with file and line for a file that is no
    TOML, a setting that is not known and a value that it cannot have.
    """
    for name in FILES:
        path = folder / name
        found = _table(path)
        if found is not None:
            return {key: _value(path, key, value) for key, value in found.items()}
    return {}


def _table(path: Path) -> Mapping[str, Any] | None:
    """The settings in a file, None where there are none."""
    try:
        text = path.read_text("utf-8")
        table = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        cause = f"not TOML: {error}"
        raise InputError(Place(str(path), int(line[1]) if line else None), cause) from None
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise InputError(Place(str(path)), f"cannot be read: {cause}") from None
    if path.name != "pyproject.toml":
        return table
    own = table.get("tool", {}).get("claimtrack")
    return own if isinstance(own, dict) else None


def _value(path: Path, key: str, value: Any) -> Any:
    place = Place(str(path), _line_of(path, key))
    if key not in SETTINGS:
        near = get_close_matches(key, list(SETTINGS), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(SETTINGS)}"
        raise InputError(place, f"unknown setting {key!r}; {hint}")
    try:
        read = SETTINGS[key](value)
    except ValueError as error:
        raise InputError(place, f"{key}: {value!r} {error}") from None
    if key in _FILES_IN_IT:
        return str(path.parent / read)
    if key == "store":
        return _store(path.parent, read)
    return [str(path.parent / one) for one in read] if key == "paths" else read


def _store(folder: Path, store: str) -> str:
    """A URL and ``none`` are as they are, a file is one of the workspace."""
    return store if "://" in store or store in ("", "none") else str(folder / store)


def _line_of(path: Path, key: str) -> int | None:
    pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    lines = path.read_text("utf-8").splitlines()
    return next((at for at, line in enumerate(lines, 1) if pattern.match(line)), None)
