"""What can go wrong with a user's input, each with file, line and cause."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the input: a path as the user gave it and, if known, a 1-based line."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class ClaimtrackError(Exception):
    """Base of every error a user can mend; ``str()`` is one clear line."""


class InputError(ClaimtrackError):
    """An article that cannot be read: names the file, the line if there is one, the cause."""

    def __init__(self, place: Place, cause: str) -> None:
        self.place = place
        self.cause = " ".join(cause.split())
        super().__init__(f"{place}: {self.cause}")


class PackError(ClaimtrackError):
    """A language pack that says something its reader does not understand."""


class ModelError(ClaimtrackError):
    """A parser's model that is not installed, or is another than the one we know."""


class SuiteError(ClaimtrackError):
    """A validation suite that Great Expectations would not run as it is written."""
