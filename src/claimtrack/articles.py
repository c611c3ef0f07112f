"""Files, folders and standard input → articles: the one module that opens a user's texts.

A reader a format turns the bytes of one file into rows (a place and its named fields); what
is common to all formats — checks, defaults, duplicates — happens once, to rows.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from claimtrack.errors import InputError, Place
from claimtrack.records import Article, Origin

Fields = Mapping[str, object]


class Row(NamedTuple):
    """The named fields of one article, and where they stand: both for complaints and for good."""

    place: Place
    fields: Fields
    origin: Origin


Entry = Row | InputError

STDIN = "<stdin>"
LANGUAGES = ("fr", "en")
# What a text without a single letter is taken for: there is nothing to detect.
FALLBACK_LANGUAGE = "en"
# A hundred tell the two apart; more only guard against an opening quotation in the other.
DETECTED_CHARACTERS = 2000

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it starts with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Latin-1 is not among them: Windows-1252 reads its letters alike, and the bytes 0x80 to 0x9f,
# control characters in Latin-1, as the quotes, dashes and € that newsrooms really type.
LEGACY_ENCODINGS = ["cp1252", "iso8859_15"]
# Below this the share of odd characters says nothing ("1 000 €" looks like noise).
JUDGEABLE_BYTES = 64
TOLERATED_NOISE = 0.4
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
BINARY_SHARE = 0.3
ESCAPED_BYTES = re.compile(r"[\udc80-\udcff]")
SURROGATES = re.compile(r"[\ud800-\udfff]")

# python-frontmatter's own boundary also takes the blank lines that follow into itself.
FRONT_MATTER_LINE = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
FRONT_MATTER_START = re.compile(r"""(?:\s*#.*\n)*\s*(?:["']?[\w-]+["']?[ \t]*:|\Z)""")
TITLE_LINE = re.compile(r"^[\"']?title[\"']?[ \t]*:", re.IGNORECASE | re.MULTILINE)
# So much of a text finds it in its page.
RECOGNISED_CHARACTERS = 40
YAML_NULLS = ("~", "null", "Null", "NULL")
LONGEST_CSV_FIELD = 2**31 - 1  # the largest that every platform takes


def read_articles(
    paths: Sequence[str],
    stdin: BinaryIO | None = None,
    languages: Sequence[str] = LANGUAGES,
    leave_out: Iterable[Path] = (),
) -> tuple[list[Article], list[InputError]]:
    """Read every article under ``paths``: the distinct articles in input order, and the errors.

    A path is a file (its suffix a key of ``READERS``), a folder, or ``-`` for standard input
    (``stdin``, by default that of the process), which holds one article. Nothing is raised for
    what an input holds: each unreadable file or row is one ``InputError`` and the rest is read.

    ``text`` is all that the file, cell or JSON string holds, as given: only a byte order mark
    is dropped, and of a plain text its front matter, up to and including the line end of the
    closing ``---``. A page's text is what trafilatura extracts, without the repeated headline.
    In tables the line of a place is the line in the file; in Parquet it is the row, from 1.
    ``languages`` are those that articles may be in: a language is detected among these, and an
    article that names another is an error. ``leave_out`` are folders that a folder may hold and
    that are not searched.
    """
    kept: dict[str, tuple[Article, Place]] = {}
    errors: list[InputError] = []
    for entry in _entries(paths, stdin, {os.path.realpath(folder) for folder in leave_out}):
        if isinstance(entry, InputError):
            errors.append(entry)
            continue
        place = entry.place
        try:
            article, complaints = _article(entry, languages)
        except InputError as error:
            errors.append(error)
            continue
        errors += complaints
        first, where = kept.setdefault(article.id, (article, place))
        if first.text != article.text:
            errors.append(InputError(place, f"id {article.id} is that of another text in {where}"))
    return [article for article, _ in kept.values()], errors


# --- paths → files → rows


def _entries(
    paths: Sequence[str], stdin: BinaryIO | None, leave_out: Collection[str]
) -> Iterator[Entry]:
    seen: set[str] = set()
    for path in paths:
        for file in _files(path, leave_out):
            if isinstance(file, InputError):
                yield file
                continue
            real = file if file == "-" else os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                yield from _rows(file if file == "-" else os.path.normpath(file), stdin)


def _files(path: str, leave_out: Collection[str]) -> Iterator[str | InputError]:
    """The files that a path stands for; an empty path is no file, not the current folder."""
    place = Place(path or '""')
    try:
        if path == "-":
            yield path
        elif not path or not Path(path).exists():
            yield InputError(place, "no such file or folder")
        elif Path(path).is_dir():
            yield from _folder(path, leave_out)
        elif _suffix(path) in READERS:
            yield path
        else:
            kind = _suffix(path) or "a file without a suffix"
            yield InputError(place, f"cannot read {kind}, only {' '.join(READERS)}")
    except OSError as error:
        yield InputError(place, _reason(error))


def _folder(path: str, leave_out: Collection[str]) -> Iterator[str | InputError]:
    files: list[Path] = []
    errors: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=errors.append):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and os.path.realpath(Path(folder, name)) not in leave_out
        ]
        files += [
            Path(folder, name)
            for name in names
            if not name.startswith(".") and _suffix(name) in READERS
        ]
    yield from (InputError(Place(str(error.filename)), _reason(error)) for error in errors)
    # Opening a named pipe would wait for ever for somebody to write to it.
    readable = [file for file in files if not file.is_fifo()]
    yield from map(str, sorted(readable))
    if not readable and not errors:
        yield InputError(Place(path), f"no {' '.join(READERS)} file in this folder")


def _rows(file: str, stdin: BinaryIO | None) -> Iterator[Entry]:
    """The rows of one file; whatever keeps it from being read on ends them with an error."""
    name, reader = (STDIN, _plain_text) if file == "-" else (file, READERS[_suffix(file)])
    try:
        data = (stdin or sys.stdin.buffer).read() if file == "-" else Path(file).read_bytes()
        if not data:
            raise InputError(Place(name), "empty: there is nothing to read")
        rows = reader(name, data)
        first = next(rows, None)
        if first is None:
            raise InputError(Place(name), "no article in it")
        yield first
        yield from rows
    except OSError as error:
        yield InputError(Place(name), _reason(error))
    except InputError as error:
        yield error


def _suffix(path: str) -> str:
    return Path(path).suffix.lower()


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


# --- one reader a format: (name, bytes) → rows


def _plain_text(name: str, data: bytes) -> Iterator[Entry]:
    text = _decoded(name, data)
    metadata, body = _front_matter(name, text) if text.startswith("---") else ({}, text)
    head = text[: len(text) - len(body)]
    titled = TITLE_LINE.search(head)
    origin = Origin(
        name if name != STDIN else "",
        1 + head.count("\n"),
        1 + head.count("\n", 0, titled.start()) if titled else 1,
        one_line=False,
        alone=True,
    )
    yield Row(Place(name), {**metadata, "text": body}, origin)


def _front_matter(name: str, text: str) -> tuple[dict[str, object], str]:
    """Metadata and the rest, verbatim; a ``---`` that starts no mapping is part of the text."""
    import yaml  # type: ignore[import-untyped]  # noqa: PLC0415 - only where there is any
    from frontmatter.default_handlers import YAMLHandler  # noqa: PLC0415

    handler = YAMLHandler(fm_boundary=FRONT_MATTER_LINE)
    try:
        block, body = handler.split(text) if handler.detect(text) else ("", None)
    except ValueError:  # no closing line
        return {}, text
    if body is None or not FRONT_MATTER_START.match(block):
        return {}, text
    try:
        # Strings only, or YAML would read "language: no" as False and "id: 007" as 7, and
        # give up the whole block for one date that the calendar does not have.
        values = handler.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        cause = getattr(error, "problem", None) or error
        raise InputError(Place(name, line), f"front matter is not YAML: {cause}") from None
    if not isinstance(values, dict):
        values = {}
    stated = {str(key).lower(): value for key, value in values.items() if value not in YAML_NULLS}
    return stated, body


def _page(name: str, data: bytes) -> Iterator[Entry]:
    html = _decoded(name, data)
    try:
        page = _extractor()(
            html,
            with_metadata=True,
            include_comments=False,
            # The extensive search takes the year of a copyright line for the date.
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception as error:  # the wild web, read by a deep stack of libraries
        raise InputError(Place(name), f"not readable as HTML: {error}") from None
    if page is None or not page.text:
        raise InputError(Place(name), "no main text found in this page")
    title = page.title or ""
    # The headline is read as the title: kept in both, its figures would count twice.
    text = page.text.removeprefix(f"{title}\n")
    fields = {
        "title": title,
        "source": page.sitename or page.hostname,
        "url": page.url,
        "published": page.date,
        "text": text,
    }
    yield Row(
        Place(name), fields, Origin(name, _line_in(html, text), _line_in(html, title), alone=True)
    )


def _line_in(html: str, text: str) -> int:
    """The line on which a text begins in its page; 1 where tags or entities stand in it."""
    at = html.find(text[:RECOGNISED_CHARACTERS]) if text else -1
    return 1 + html.count("\n", 0, max(at, 0))


def _cells(place: Place, fields: Fields) -> Row:
    """The article of a row of a table, which is on one line, or taken to be."""
    return Row(place, fields, Origin(place.file, place.line or 1, place.line or 1))


@cache
def _extractor() -> Callable[..., Any]:
    import trafilatura  # noqa: PLC0415 - a fifth of a second, needed by pages alone

    # Without a handler their warnings would reach stderr, where ours say the same.
    for library in ("trafilatura", "htmldate"):
        logging.getLogger(library).addHandler(logging.NullHandler())
    return trafilatura.bare_extraction


def _json_lines(name: str, data: bytes) -> Iterator[Entry]:
    # Not splitlines(): a JSON string may hold U+2028 and its like.
    for number, line in enumerate(_decoded(name, data).split("\n"), 1):
        if not line or line.isspace():
            continue
        place = Place(name, number)
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            yield InputError(place, f"not JSON: {error.msg} at column {error.colno}")
        except (ValueError, RecursionError) as error:
            yield InputError(place, f"not JSON that can be read: {error}")
        else:
            known = isinstance(value, dict)
            yield _cells(place, value) if known else InputError(place, "not a JSON object")


def _csv_rows(name: str, data: bytes) -> Iterator[Entry]:
    text = _decoded(name, data)
    csv.field_size_limit(LONGEST_CSV_FIELD)  # the default refuses a long article
    line = 0
    try:
        header, rows = _csv_header(name, text)
        line = rows.line_num
        for cells in rows:
            place, line = Place(name, line + 1), rows.line_num
            if any(cells):
                yield _csv_row(place, header, cells)
    except csv.Error as error:
        # Where quotes are broken nobody knows where the next row starts.
        raise InputError(Place(name, line + 1), f"not CSV from here on: {error}") from None


def _csv_header(name: str, text: str) -> tuple[list[str], Any]:
    """Column names and a reader placed after them, with whichever delimiter finds ``text``."""
    for delimiter in ",;":
        # newline="" keeps the line ends inside quoted cells as they are.
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        header = [cell.strip().lower() for cell in next(filter(any, rows), [])]
        if "text" in header:
            return header, rows
    raise InputError(Place(name, 1), "no column named text, neither with , nor with ;")


def _csv_row(place: Place, header: list[str], cells: list[str]) -> Entry:
    if any(cells[len(header) :]):
        cause = f"{len(cells)} cells under {len(header)} column names: is a cell not quoted?"
        return InputError(place, cause)
    return _cells(place, dict(zip(header, cells, strict=False)))


def _parquet_rows(name: str, data: bytes) -> Iterator[Entry]:
    import pyarrow  # noqa: PLC0415 - a fifth of a second, needed by Parquet alone
    import pyarrow.parquet  # noqa: PLC0415

    number = 0
    try:
        file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(data))
        columns = [column for column in file.schema_arrow.names if column in COLUMNS]
        if "text" not in columns:
            raise InputError(Place(name), "no column named text")
        for batch in file.iter_batches(columns=columns):
            for fields in batch.to_pylist():
                number += 1
                yield _cells(Place(name, number), fields)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise InputError(Place(name), f"not readable as Parquet: {error}") from None


READERS: dict[str, Callable[[str, bytes], Iterator[Entry]]] = {
    ".txt": _plain_text,
    ".md": _plain_text,
    ".html": _page,
    ".htm": _page,
    ".jsonl": _json_lines,
    ".csv": _csv_rows,
    ".parquet": _parquet_rows,
}


# --- bytes → text


def _decoded(name: str, data: bytes) -> str:
    """The text of a file; bytes that are not UTF-8 in one that is stay as lone surrogates.

    So one damaged row does not cost the others: ``_string`` refuses what holds them.
    """
    encoding = _encoding(data)
    if encoding is None:
        raise InputError(Place(name), "neither UTF-8, UTF-16 nor Windows-1252 text: unknown")
    errors = "surrogateescape" if encoding.startswith("utf-8") else "strict"
    try:
        text = data.decode(encoding, errors)
    except UnicodeDecodeError as error:
        cause = f"not readable as {encoding}: {error.reason} at byte {error.start}"
        raise InputError(Place(name), cause) from None
    if _is_binary(text):
        raise InputError(Place(name), "a binary file, not text")
    if not text or text.isspace():
        raise InputError(Place(name), "blank: there is nothing to read")
    return text


def _encoding(data: bytes) -> str | None:
    marked = next((name for mark, name in MARKS.items() if data.startswith(mark)), None)
    if marked:
        return marked
    if b"\0" in data:
        return _utf16_without_mark(data) or "utf-8"
    if _is_utf8(data):
        return "utf-8"
    if len(data) < JUDGEABLE_BYTES:
        return "cp1252"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - most files are UTF-8

    match = from_bytes(data, cp_isolation=LEGACY_ENCODINGS, threshold=TOLERATED_NOISE).best()
    return match.encoding if match else None


def _utf16_without_mark(data: bytes) -> str | None:
    """French and English leave the high byte of nearly every UTF-16 unit zero."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    most = len(data) // 2 * 0.7
    if odd >= most and even * 10 <= odd:
        return "utf-16-le"
    return "utf-16-be" if even >= most and odd * 10 <= even else None


def _is_utf8(data: bytes) -> bool:
    """Whether it is UTF-8, be it with a few damaged bytes in it."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
        damaged = len(ESCAPED_BYTES.findall(text))
        return sum(not character.isascii() for character in text) > 2 * damaged
    return True


def _is_binary(text: str) -> bool:
    sample = text[:100_000]
    controls = len(CONTROL_CHARACTERS.findall(sample))
    return "\0" in text or controls > BINARY_SHARE * len(sample)


# --- one row → one article


def _article(row: Row, languages: Sequence[str]) -> tuple[Article, list[InputError]]:
    """The article of a row, and what was left empty in it because it could not be read.

    Raises:
        InputError: there is no usable text, or it is in a language that is not supported.
    """
    place, fields, origin = row
    try:
        text = _text(fields)
        language = _language(_string(fields, "language"), languages)
    except ValueError as error:
        raise InputError(place, str(error)) from None
    complaints: list[InputError] = []
    metadata: dict[str, str] = {}
    for name, clean in METADATA.items():
        try:
            metadata[name] = clean(_string(fields, name))
        except ValueError as error:
            metadata[name] = ""
            complaints.append(InputError(place, str(error)))
    metadata["id"] = metadata["id"] or _fingerprint(metadata["title"], text)
    metadata["language"] = language or detect_language(text, metadata["title"], languages)
    return Article(text=text, origin=origin, **metadata), complaints


def _text(fields: Fields) -> str:
    value = fields.get("text")
    if value is None:
        raise ValueError("text is missing")
    if not isinstance(value, str):
        raise ValueError("text is not a string")
    if not value or value.isspace():
        raise ValueError("text is blank")
    return _string(fields, "text")


def _string(fields: Fields, name: str) -> str:
    """A field as text: numbers and dates as their usual spelling, what is missing as empty."""
    value = fields.get(name)
    if value is None or value != value:  # noqa: PLR0124 - NaN, how tables spell 'missing'
        return ""
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ValueError(f"{name} is not text")
    if broken := SURROGATES.search(value):
        raise ValueError(f"{name} is damaged at character {broken.start()}: {_broken(broken[0])}")
    return value


def _broken(surrogate: str) -> str:
    if ESCAPED_BYTES.match(surrogate):
        return f"byte 0x{ord(surrogate) - 0xDC00:02X} is not UTF-8"
    return f"U+{ord(surrogate):04X} is half a character"


def _iso8601(published: str) -> str:
    """The same date or time in extended ISO 8601, a date staying a date."""
    given = published.strip()
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(given).isoformat() if given else ""
        except ValueError:
            continue
    raise ValueError(f'published "{given[:40]}" is not ISO 8601')


def _fingerprint(title: str, text: str) -> str:
    return "a" + hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()[:15]


def is_fingerprint(article: Article) -> bool:
    """Whether an article's id is made of its text, as it is where none was given."""
    return article.id == _fingerprint(article.title, article.text)


def _language(code: str, languages: Sequence[str]) -> str:
    """``fr`` or ``en`` of any code for them (``fr-CA``, ``EN``); empty where none is given."""
    given = code.strip()
    primary = re.split("[-_]", given.lower())[0]
    if primary in ("", "und"):
        return ""
    if primary not in languages:
        raise ValueError(f"language {given[:40]} is not supported ({', '.join(languages)})")
    return primary


def detect_language(text: str, title: str = "", languages: Sequence[str] = LANGUAGES) -> str:
    """Which of ``languages`` a text (and title) is likeliest to be in; offline."""
    if len(languages) == 1:
        return languages[0]
    sample = f"{title}\n{text[:DETECTED_CHARACTERS]}"
    if not any(character.isalpha() for character in sample):
        return FALLBACK_LANGUAGE
    return _classifier()(sample)


@cache
def _classifier() -> Callable[[str], str]:
    import py3langid  # noqa: PLC0415 - its model takes half a second, many inputs name theirs

    py3langid.set_languages(LANGUAGES)

    def classify(sample: str) -> str:
        return str(py3langid.classify(sample)[0])

    return classify


def article_name(given: str) -> str:
    """An article's id as tables have it: without blanks, for these separate ids there."""
    return "_".join(given.split())


METADATA: dict[str, Callable[[str], str]] = {
    "id": article_name,
    "title": str,
    "source": str.strip,
    "url": str.strip,
    "published": _iso8601,
}
COLUMNS = ("text", "language", *METADATA)
