"""Speed of the number-and-quantity stage beside its peers, in one run on the same sentences.

    python benchmarks/speed.py [--text FILE.jsonl] [--rounds N] [--limit N] [--strict]

Sentences a second of CPU time, best of several rounds whose order alternates, after a warm-up.
The bars apply to text with about as many figures as news; dense text is measured beside it.
Exit status 1 if a bar is missed or claimtrack is not there; with --strict also if a peer is not.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, cast

HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "fr")
FEEDS = ("sentence", "text")
# A pass over few sentences is over too soon to be timed: passes are repeated up to this (seconds).
LEAST_TIME = 0.2
SENTENCES_A_TEXT = 10
COMMAND_RUNS = 5
OURS = "claimtrack"

Call = Callable[[str], object]


@dataclass(frozen=True)
class Text:
    """A text to read, with its sentences."""

    language: str
    text: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Sample:
    """Texts to measure on, and whether the bars apply to them or they are for information."""

    name: str
    by_language: dict[str, list[Text]]
    judged: bool


@dataclass(frozen=True)
class Contender:
    """A tool to measure: ``prepare(language)`` returns its function of one string."""

    name: str
    distributions: tuple[str, ...]
    languages: tuple[str, ...]
    prepare: Callable[[str], Call]
    note: str = ""


@dataclass
class Result:
    """What was measured of a contender: sentences a second by feed, or why there is nothing."""

    contender: Contender
    speed: dict[str, float] = field(default_factory=dict)
    errors: int = 0
    missing: str = ""


@dataclass(frozen=True)
class Bar:
    """One line of the verdict; ``met`` is None where a peer is missing to measure it."""

    line: str
    met: bool | None


# Texts -----------------------------------------------------------------------------------------


def sentences_of(text: str) -> tuple[str, ...]:
    """Split after a full stop before a capital, and at line ends; enough to count with."""
    parts = re.split(r"(?<=[.!?…])[\"”»]?\s+(?=[\"“«]?\s?[A-ZÀ-Ý\d])|\n+", text)
    return tuple(part.strip() for part in parts if part and part.strip())


def written() -> dict[str, list[str]]:
    """The lists of sentences beside this script."""
    return tomllib.loads((HERE / "sentences.toml").read_text(encoding="utf-8"))


def in_texts(language: str, sentences: list[str]) -> Iterator[Text]:
    """Ten sentences in a row make one text."""
    for first in range(0, len(sentences), SENTENCES_A_TEXT):
        some = tuple(sentences[first : first + SENTENCES_A_TEXT])
        yield Text(language, " ".join(some), some)


def interleaved(*lists: list[str]) -> list[str]:
    """All of the lists in one, each in its order and spread evenly over the whole."""
    placed = [((n + 0.5) / len(some), each) for some in lists for n, each in enumerate(some)]
    return [each for _, each in sorted(placed, key=lambda pair: pair[0])]


def news() -> Iterator[Text]:
    """Yield the written sentences with the plain ones between them: about 0.5 numbers each."""
    lists = written()
    for language in LANGUAGES:
        yield from in_texts(language, interleaved(lists[language], lists[f"plain_{language}"]))


def dense() -> Iterator[Text]:
    """Yield the written sentences alone, where every second one has figures."""
    lists = written()
    for language in LANGUAGES:
        yield from in_texts(language, lists[language])


def examples() -> Iterator[Text]:
    """Yield the articles in examples/, without their front matter."""
    for path in sorted((HERE.parent / "examples").rglob("*")):
        if path.suffix in {".txt", ".md"} and path.stem.lower() != "readme":
            raw = path.read_text(encoding="utf-8")
            front = re.match(r"---\n(.*?)\n---\n", raw, re.DOTALL)
            text = raw[front.end() :] if front else raw
            yield Text(language_of(text, front[1] if front else ""), text, sentences_of(text))


def language_of(text: str, front_matter: str) -> str:
    """The front matter's language, else the one with more of its small words in the text."""
    named = re.search(r"^language:\s*[\"']?(\w\w)", front_matter, re.MULTILINE)
    if named:
        return named[1]
    french = len(re.findall(r"\b(?:le|la|les|des|et|une)\b", text))
    english = len(re.findall(r"\b(?:the|of|and|to|in|was)\b", text))
    return "fr" if french > english else "en"


def from_jsonl(paths: Iterable[Path]) -> Iterator[Text]:
    """Yield the objects with ``text`` and ``language`` of JSON Lines files."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line) if line.strip() else {}
            if row.get("text") and row.get("language", "")[:2] in LANGUAGES:
                yield Text(row["language"][:2], row["text"], sentences_of(row["text"]))


def choose(texts: Iterable[Text], limit: int) -> dict[str, list[Text]]:
    """The texts by language, the first that together hold ``limit`` sentences."""
    chosen: dict[str, list[Text]] = {language: [] for language in LANGUAGES}
    counts: dict[str, int] = defaultdict(int)
    for text in texts:
        if counts[text.language] < limit:
            chosen[text.language].append(text)
            counts[text.language] += len(text.sentences)
    return {language: some for language, some in chosen.items() if some}


def samples(paths: list[Path] | None, limit: int) -> list[Sample]:
    """What to measure on: the files given, else news, and dense text for information."""
    if paths:
        return [Sample("given", choose(from_jsonl(paths), limit), judged=True)]
    return [
        Sample("news", choose(news(), limit), judged=True),
        Sample("dense", choose(itertools.chain(dense(), examples()), limit), judged=False),
    ]


# Contenders ------------------------------------------------------------------------------------


def claimtrack(language: str) -> Call:
    """Our numbers and quantities, without a parser."""
    find_numbers = import_module("claimtrack.numbers").find_numbers
    find_quantities = import_module("claimtrack.quantities").find_quantities
    return lambda text: find_quantities(text, find_numbers(text, language), language)


def quantulum(_language: str) -> Call:
    """quantulum3, without its classifier."""
    parse: Call = import_module("quantulum3.parser").parse
    return parse


def recognizers(language: str) -> Call:
    """Recognizers-Text: the number model, then the four number-with-unit models."""
    try:
        number = import_module("ms_recognizers_number")
        unit = import_module("ms_recognizers_number_with_unit")
    except ModuleNotFoundError:
        number = import_module("recognizers_number")
        unit = import_module("recognizers_number_with_unit")
    models = (
        number.recognize_number,
        unit.recognize_currency,
        unit.recognize_dimension,
        unit.recognize_temperature,
        unit.recognize_age,
    )
    culture = {"en": "en-us", "fr": "fr-fr"}[language]
    return lambda text: [model(text, culture) for model in models]


def bare_scan(language: str) -> Call:
    """One `regex` pattern over the text: digits, or a number word of the language pack."""
    words = "|".join(map(re.escape, number_words(language)))
    pattern = import_module("regex").compile(
        rf"\d+(?:[.,\u00a0\u202f ]\d+)*|\b(?:{words})\b", import_module("regex").IGNORECASE
    )
    return lambda text: [(found.start(), found.end()) for found in pattern.finditer(text)]


def quantities_a_sentence(language: str, texts: list[Text]) -> float:
    """Numbers that state a quantity, a sentence: not dates, identifiers, "un" as an article."""
    read = cast("Callable[[str], list[object]]", claimtrack(language))
    sentences = [sentence for text in texts for sentence in text.sentences]
    return sum(len(read(sentence)) for sentence in sentences) / len(sentences)


def number_words(language: str) -> list[str]:
    """Every number word of the pack, longest first; suffixes such as "bn" follow digits only."""
    package = import_module("claimtrack").__file__ or ""
    path = Path(package).parent / "languages" / language / "numbers.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {
        word
        for name, table in tables.items()
        if isinstance(table, dict) and not name.startswith("suffix")
        for surfaces in table.values()
        for word in surfaces
    }
    return sorted(words, key=lambda word: (-len(word), word))


CONTENDERS = (
    Contender(OURS, (OURS,), LANGUAGES, claimtrack, "numbers and quantities"),
    Contender("quantulum3", ("quantulum3",), ("en",), quantulum, "no classifier"),
    Contender(
        "Recognizers-Text",
        ("ms-recognizers-text", "recognizers-text"),
        LANGUAGES,
        recognizers,
        "number, currency, dimension, temperature, age",
    ),
    Contender("bare regex scan", ("regex",), LANGUAGES, bare_scan, "digits and number words"),
)


def version_of(contender: Contender) -> str:
    """The installed version of the first of its distributions that is there."""
    for name in contender.distributions:
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return "-"


# Timing ----------------------------------------------------------------------------------------

_STAMPS = itertools.cycle(itertools.product(" \n", repeat=8))


def fresh(strings: list[str]) -> list[str]:
    """The same strings with new blanks at the end, so that no cache of an earlier pass helps."""
    stamp = "".join(next(_STAMPS))
    return [string + stamp for string in strings]


def one_pass(call: Call, strings: list[str]) -> tuple[float, int]:
    """CPU seconds of one call a string, and how many calls failed."""
    errors = 0
    start = time.process_time()
    for string in strings:
        try:
            call(string)
        except Exception:
            errors += 1
    return time.process_time() - start, errors


def timed(call: Call, strings: list[str]) -> float:
    """CPU seconds of one pass, over as many passes as make it measurable."""
    gc.collect()
    spent, passes = 0.0, 0
    while spent < LEAST_TIME:
        spent += one_pass(call, fresh(strings))[0]
        passes += 1
    return spent / passes


def prepared(language: str) -> list[tuple[Result, Call]]:
    """A result to fill for every contender of the language, with its function."""
    pairs = []
    for contender in CONTENDERS:
        result = Result(contender)
        call: Call = str
        if language not in contender.languages:
            continue
        try:
            call = contender.prepare(language)
        except ModuleNotFoundError as error:
            result.missing = f"not installed (no module {error.name})"
        except (ImportError, OSError) as error:
            result.missing = f"does not load ({error})"
        pairs.append((result, call))
    return pairs


def measure(language: str, texts: list[Text], rounds: int) -> list[Result]:
    """Time every contender that is there on the same texts, in alternating order."""
    pairs = prepared(language)
    there = [pair for pair in pairs if not pair[0].missing]
    feeds = {
        "sentence": [sentence for text in texts for sentence in text.sentences],
        "text": [text.text for text in texts],
    }
    for result, call in there:
        result.errors = sum(one_pass(call, fresh(strings))[1] for strings in feeds.values())
        if result.errors and result.contender.name == OURS:
            result.missing = f"raised on {result.errors} calls"
    there = [pair for pair in there if not pair[0].missing]
    gc.freeze()
    best: dict[tuple[str, str], float] = defaultdict(lambda: float("inf"))
    for turn in range(rounds):
        for result, call in there[:: -1 if turn % 2 else 1]:
            for feed in FEEDS:
                key = (result.contender.name, feed)
                best[key] = min(best[key], timed(call, feeds[feed]))
    for result, _ in there:
        for feed in FEEDS:
            result.speed[feed] = len(feeds["sentence"]) / best[result.contender.name, feed]
    return [result for result, _ in pairs]


# Commands --------------------------------------------------------------------------------------


def cpu_of(command: list[str], folder: str) -> tuple[float, int]:
    """CPU seconds (user and system) of a command with its children, and its exit status."""
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, process.returncode


def command_bar(arguments: list[str], shown: str, most: float, folder: str) -> Bar:
    """The best CPU time of ``claimtrack ARGUMENTS`` after one warm-up, against its bar."""
    program = Path(sys.executable).parent / "claimtrack"
    line = f"claimtrack {shown}"
    if not program.exists():
        return Bar(f"{line:<42} not measured: the claimtrack command is not installed", False)
    runs = [cpu_of([str(program), *arguments], folder) for _ in range(COMMAND_RUNS + 1)][1:]
    best = min(seconds for seconds, _ in runs)
    status = max(abs(code) for _, code in runs)
    met = best <= most and status == 0
    failed = f", exit status {status}" if status else ""
    verdict = "met" if met else "MISSED"
    return Bar(f"{line:<42} {best:6.2f} s CPU   bar {most} s   {verdict}{failed}", met)


def command_bars() -> list[Bar]:
    """The start-up times that a person feels."""
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder) / "article.txt"
        article.write_text(next(dense()).text, encoding="utf-8")
        return [
            command_bar(["--help"], "--help", 0.3, folder),
            command_bar(["extract", str(article)], "extract ARTICLE.txt", 3.0, folder),
        ]


# Verdict ---------------------------------------------------------------------------------------

# Peer, how it is called, least ratio. claimtrack reads whole texts, as in the tool, and so does
# the scan it is held against; the other peers get one sentence a call.
RATIOS = (
    ("quantulum3", "sentence", 20.0),
    ("Recognizers-Text", "sentence", 100.0),
    ("bare regex scan", "text", 0.2),
)


def ratio_bars(language: str, measured: list[tuple[Sample, list[Result]]]) -> list[Bar]:
    """Every ratio that has a bar in this language, on each sample in turn."""
    return [
        ratio_bar(f"{language}: claimtrack / {name}", sample, (by_name[OURS], by_name[name]), limit)
        for name, *limit in RATIOS
        for sample, results in measured
        if name in (by_name := {result.contender.name: result for result in results})
    ]


def ratio_bar(label: str, sample: Sample, pair: tuple[Result, Result], limit: Any) -> Bar:
    """One ratio against its bar, or for information; the like-for-like ones beside it."""
    head = f"{label:<34} {sample.name:<6}"
    ours, peer = pair
    for each in pair:
        if each.missing:
            reason = f"not measured: {each.contender.name} {each.missing}"
            return Bar(f"{head} {reason}", False if each is ours else None)
    feed, least = limit
    ratio = ours.speed["text"] / peer.speed[feed]
    verdict = f"bar ≥ {least:<6g} {'met' if ratio >= least else 'MISSED'}"
    same = [ours.speed[each] / peer.speed[each] for each in FEEDS]
    return Bar(
        f"{head} {ratio:8.2f}   {verdict if sample.judged else 'for information':<19}"
        f" (both by sentence {same[0]:.2f}, both by text {same[1]:.2f})",
        ratio >= least or not sample.judged,
    )


def print_table(sample: Sample, language: str, results: list[Result]) -> None:
    """The sentences a second of every contender, and how dense the text is."""
    texts = sample.by_language[language]
    count = sum(len(text.sentences) for text in texts)
    use = "" if sample.judged else " (for information)"
    print(f"\n{language}, {sample.name} text{use}: {count} sentences in {len(texts)} texts", end="")
    if not any(result.missing for result in results if result.contender.name == OURS):
        print(f", {quantities_a_sentence(language, texts):.2f} numbers a sentence", end="")
    print("; sentences a second, called")
    print(f"  {'':<18} {'version':<14} {'by sentence':>12} {'by text':>12}")
    for result in results:
        contender = result.contender
        head = f"  {contender.name:<18} {version_of(contender):<14}"
        if result.missing:
            print(f"{head} {result.missing}")
            continue
        failed = f"; {result.errors} calls raised" if result.errors else ""
        speeds = " ".join(f"{result.speed[feed]:>12,.1f}" for feed in FEEDS)
        print(f"{head} {speeds}   {contender.note}{failed}")


def options(arguments: list[str] | None) -> Any:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--text",
        action="append",
        type=Path,
        metavar="FILE.jsonl",
        help="measure on these texts instead (objects with text and language; repeatable)",
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds to take the best of (5)")
    parser.add_argument("--limit", type=int, default=200, help="sentences a language (200)")
    parser.add_argument("--strict", action="store_true", help="fail if a peer is missing")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the tables and the bars, return the exit status."""
    warnings.simplefilter("ignore")
    chosen = options(arguments)
    measured: dict[str, list[tuple[Sample, list[Result]]]] = defaultdict(list)
    for sample in samples(chosen.text, chosen.limit):
        for language, texts in sample.by_language.items():
            results = measure(language, texts, chosen.rounds)
            print_table(sample, language, results)
            measured[language].append((sample, results))
    if not measured:
        sys.exit("no text to measure on: each line needs text, and language en or fr")
    bars = [bar for language, each in measured.items() for bar in ratio_bars(language, each)]
    bars += command_bars()
    print("\nBars (claimtrack by text; quantulum3 and Recognizers-Text by sentence)")
    for bar in bars:
        print(f"  {bar.line}")
    missed = any(bar.met is False for bar in bars)
    unmeasured = any(bar.met is None for bar in bars)
    return int(missed or (chosen.strict and unmeasured))


if __name__ == "__main__":
    sys.exit(main())
