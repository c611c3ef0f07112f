"""The dependency parser: pieces of text in, trees with the text's own offsets out.

The only module that loads a model. What is parsed is a copy: numerals become digits, qualifiers,
quotation marks and the like are left out by the caller, so that the model sees plain sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from claimtrack.errors import ModelError
from claimtrack.languages import pack_table

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Sentences that the model takes at once: more gain nothing in speed.
_BATCH = 64
# Nothing that a person wrote is longer; a parse's time grows with the square of it.
_MOST_TOKENS = 250


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text to parse as one sentence.

    ``spans`` are the stretches of the text that it consists of, in order; ``given`` maps a
    span's start to the words that stand for it in the copy ("9" for "neuf millions de").
    """

    spans: tuple[tuple[int, int], ...]
    given: dict[int, str]


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the copy: its place in the text, part of speech, relation and head.

    ``head`` is an index into the tree, the token's own for the root. ``pos`` and ``dep`` are
    Universal Dependencies' in every language.
    """

    start: int
    end: int
    text: str
    pos: str
    dep: str
    head: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed piece: its tokens in order, and the children of each."""

    tokens: tuple[Token, ...]
    children: tuple[tuple[int, ...], ...]
    source: Any

    def at(self, offset: int) -> int:
        """Index of the token at a text offset, -1 if none."""
        for i, token in enumerate(self.tokens):
            if token.start <= offset < token.end:
                return i
        return -1

    def below(self, i: int) -> list[int]:
        """The token and everything under it, in text order."""
        found, todo = {i}, [i]
        while todo:
            new = [c for c in self.children[todo.pop()] if c not in found]
            found.update(new)
            todo += new
        return sorted(found)

    def above(self, i: int) -> Iterator[int]:
        """The token's head, its head's head and so on up to the root."""
        seen = {i}
        while self.tokens[i].head not in seen:
            i = self.tokens[i].head
            seen.add(i)
            yield i

    def lemma(self, i: int) -> str:
        """The token's lemma, in lower case."""
        return _lemma(self.source, i, self.tokens[i].pos)


def parse(text: str, pieces: Sequence[Piece], language: str) -> list[Tree]:
    """One tree for each piece of ``text`` (plain quotes and apostrophes, the text's length).

    Raises ModelError where the language's model is not installed or is another version.
    """
    return list(parse_all(((text, piece) for piece in pieces), language))


def parse_all(pieces: Iterable[tuple[str, Piece]], language: str) -> Iterator[Tree]:
    """The same for pieces of several texts, parsed in batches."""
    nlp = model(language)
    table = pack_table(language, "parser")
    docs = ((_doc(nlp, text, piece)) for text, piece in pieces)
    for doc, places in nlp.pipe(docs, as_tuples=True, batch_size=_BATCH):
        yield _tree(doc, places, table)


@cache
def model(language: str) -> Language:
    """The language's model, loaded once, with the components that its pack names.

    Raises ModelError as ``parse`` does.
    """
    table = pack_table(language, "parser")
    name = next((name for name in table["models"] if find_spec(name)), None)
    if name is None:
        raise ModelError(f"no model for {language!r}: install {' or '.join(table['models'])}")
    module = import_module(name)
    meta = module.get_model_meta(module.__path__[0]) if hasattr(module, "get_model_meta") else {}
    if (meta.get("lang"), meta.get("version")) != (language, table["version"]):
        found = f"{meta.get('lang')} {meta.get('version')}"
        raise ModelError(f"{name}: {found} is not the model {language} {table['version']}")
    kept = {*table["components"], "lemmatizer"}
    nlp: Language = module.load(exclude=sorted({*meta["components"]} - kept))
    nlp.disable_pipe("lemmatizer")  # asked word by word: most are never needed
    return nlp


def _lemma(doc: Doc, i: int, pos: str) -> str:
    token = doc[i]
    token.pos_ = pos
    lemmatizer: Any = dict(model(doc.lang_).components)["lemmatizer"]
    found = lemmatizer.lemmatize(token)
    return str(found[0]).lower() if found else str(token.lower_)


def _doc(nlp: Language, text: str, piece: Piece) -> tuple[Doc, list[tuple[int, int]]]:
    """The unparsed sentence of a piece, and each token's place in the text."""
    from spacy.tokens import Doc  # noqa: PLC0415 - spaCy comes when something is parsed

    words: list[str] = []
    spaces: list[bool] = []
    places: list[tuple[int, int]] = []
    for start, end in piece.spans:
        given = piece.given.get(start)
        if given is not None:
            for word in given.split(" "):
                words.append(word)
                spaces.append(True)
                places.append((start, end))
            continue
        for token in nlp.tokenizer(text[start:end]):
            if token.is_space:
                continue
            at = start + token.idx
            words.append(token.text)
            spaces.append(bool(token.whitespace_))
            places.append((at, at + len(token)))
    words, spaces, places = words[:_MOST_TOKENS], spaces[:_MOST_TOKENS], places[:_MOST_TOKENS]
    doc = Doc(nlp.vocab, words=words, spaces=spaces)
    for token in doc[1:]:
        token.is_sent_start = False
    return doc, places


def _tree(doc: Doc, places: list[tuple[int, int]], table: Any) -> Tree:
    """The model's parse in Universal Dependencies."""
    heads = [token.head.i for token in doc]
    labels = [table["labels"].get(token.dep_, token.dep_) for token in doc]
    tags = table["pos"]
    kinds = [_pos(token.tag_, tags) if tags else token.pos_ for token in doc]
    _turn_prepositions(heads, labels, kinds, table["turned"])
    _turn_copulas(heads, labels, kinds)
    children: list[list[int]] = [[] for _ in heads]
    for i, head in enumerate(heads):
        if head != i:
            children[head].append(i)
    tokens = tuple(
        Token(*place, token.text, kind, label, head)
        for token, place, kind, label, head in zip(doc, places, kinds, labels, heads, strict=True)
    )
    return Tree(tokens, tuple(map(tuple, children)), doc)


def _pos(tag: str, tags: dict[str, str]) -> str:
    while tag and tag not in tags:
        tag = tag[:-1]
    return tags.get(tag, "X")


def _turn_prepositions(
    heads: list[int], labels: list[str], kinds: list[str], turned: dict[str, list[str]]
) -> None:
    """ "prep" over "pobj" → the noun over its "case"."""
    for i, label in enumerate(labels):
        if label not in turned:
            continue
        under = [c for c, head in enumerate(heads) if head == i and labels[c] in turned[label]]
        if not under:
            labels[i] = "obl" if label == "prep" else "case"
            continue
        noun, head = under[0], heads[i]
        nominal = kinds[head] in ("NOUN", "PROPN", "NUM", "PRON")
        labels[noun] = "obl:agent" if label == "agent" else ("nmod" if nominal else "obl")
        heads[noun], heads[i], labels[i] = head, noun, "case"
        for c, above in enumerate(heads):
            if above == i and c != noun:
                heads[c] = noun


def _turn_copulas(heads: list[int], labels: list[str], kinds: list[str]) -> None:
    """ "be" over its complement → the complement over its "cop"."""
    for i, label in enumerate(labels):
        if label != "cop:attr":
            continue
        verb = heads[i]
        if verb == i or kinds[verb] not in ("VERB", "AUX"):
            continue
        labels[i] = labels[verb]
        heads[i] = i if heads[verb] == verb else heads[verb]
        for c, head in enumerate(heads):
            if head == verb and c not in (i, verb):
                heads[c] = i
        heads[verb], labels[verb] = i, "cop"
