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
FORMATS = ("text", "github", "sarif", "junit")
DIALECTS = ("excel", "excel-fr")


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("must be a string")


def _path(value: Any) -> str:
    if isinstance(value, str) and value:
        return value
    raise ValueError("must be the path of a file or folder")


def _paths(value: Any) -> list[str]:
    return [_path(one) for one in (value if isinstance(value, list) else [value])]


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


def _formats(value: Any) -> list[str]:
    formats = _one_or_more(value)
    for name, equals, file in (one.partition("=") for one in formats):
        if name not in FORMATS or (equals and not file):
            raise ValueError(f"must be one of {', '.join(FORMATS)}, with =FILE or without")
    return formats


def _dialect(value: Any) -> str:
    if value in DIALECTS:
        return str(value)
    raise ValueError(f"must be one of {', '.join(DIALECTS)}")


def _languages(value: Any) -> list[str]:
    found = [_language(one) for one in _one_or_more(value)]
    if not found:
        raise ValueError("must name one at least")
    return found


SETTINGS: Mapping[str, Callable[[Any], Any]] = {
    "paths": _paths,
    "store": _string,
    "out": _path,
    "languages": _languages,
    "lang": _language,
    "fail-on": _severity,
    "new-only": _flag,
    "baseline": _path,
    "disabled": _strings,
    "format": _formats,
    "job-summary": _path,
    "csv-dialect": _dialect,
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
        text = path.read_text("utf-8-sig")
        table = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"at line (\d+)", str(error))
        line = int(told[1]) if told else len(text.splitlines())
        raise InputError(Place(str(path), line), f"not TOML: {error}") from None
    except UnicodeDecodeError as error:
        place = Place(str(path), error.object.count(b"\n", 0, error.start) + 1)
        raise InputError(place, f"not UTF-8: byte 0x{error.object[error.start]:02X}") from None
    except OSError as error:
        cause = f"cannot be read: {error.strerror or error}"
        raise InputError(Place(str(path)), cause) from None
    if path.name != "pyproject.toml":
        return table
    tools = table.get("tool")
    own = tools.get("claimtrack", {}) if isinstance(tools, dict) else {}
    if not isinstance(own, dict):
        place = Place(str(path), _line_of(path, "claimtrack"))
        raise InputError(place, "claimtrack must be a table: [tool.claimtrack]")
    return own or None


def _value(path: Path, key: str, value: Any) -> Any:
    place = Place(str(path), _line_of(path, key))
    if key not in SETTINGS:
        near = get_close_matches(key, list(SETTINGS), n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(SETTINGS)}"
        hint = f"{path.name} needs no [section]" if isinstance(value, dict) else hint
        raise InputError(place, f"unknown setting {key!r}; {hint}")
    try:
        read = SETTINGS[key](value)
    except ValueError as error:
        raise InputError(place, f"{key}: {value!r} {error}") from None
    if key in _FILES_IN_IT:
        return str(path.parent / read)
    if key == "store":
        return _store(path.parent, read)
    if key == "paths":
        return [str(path.parent / one) for one in read]
    if key == "format":
        parts = [one.partition("=") for one in read]
        return [f"{name}={path.parent / file}" if file else name for name, _, file in parts]
    return read


def _store(folder: Path, store: str) -> str:
    """A URL and ``none`` are as they are, a file is one of the workspace."""
    return store if "://" in store or store in ("", "none") else str(folder / store)


def _line_of(path: Path, key: str) -> int | None:
    """The first line that sets a key, or is the head of a table of that name."""
    pattern = re.compile(rf"""\s*\[?(?:[\w-]+\.)*["']?{re.escape(key)}["']?\s*[].=]""")
    lines = list(enumerate(path.read_text("utf-8-sig").splitlines(), 1))
    own = [at for at, line in lines if re.match(r"\s*\[\s*tool\s*\.\s*claimtrack\b", line)]
    begin = own[0] if own and path.name == "pyproject.toml" else 0
    return next((at for at, line in lines[begin:] if pattern.match(line)), own[0] if own else None)
