"""Language packs: folders of TOML, one file a table, read once and frozen.

A pack holds the words of numbers, units and their context, those of reporting, events, links
between figures, modality, times and places, what its parser is, and examples that are run as tests
(docs/languages.md has the list); what all languages share (unit symbols, currency codes) stands in
``common/``. ``LANGUAGES`` names the packs.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from claimtrack.errors import PackError

FOLDER = Path(__file__).parent
LANGUAGES: tuple[str, ...] = tuple(
    sorted(p.name for p in FOLDER.iterdir() if (p / "numbers.toml").is_file())
)


@cache
def pack_table(language: str, name: str) -> MappingProxyType[str, Any]:
    """The content of ``languages/<language>/<name>.toml``.

    Raises PackError for a language that has no pack, and for TOML that cannot be read.
    """
    if language not in (*LANGUAGES, "common"):
        raise PackError(f"no language pack {language!r}; there are {', '.join(LANGUAGES)}")
    path = FOLDER / language / f"{name}.toml"
    try:
        return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PackError(f"{path}: {error}") from error
