"""The parser: its models are known, its trees keep the text's offsets, labels are alike."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from claimtrack import parsing
from claimtrack.cli import main
from claimtrack.errors import ModelError
from claimtrack.languages import LANGUAGES
from claimtrack.parsing import Piece, parse

SENTENCES = {
    "en": "Two barges were sunk by the storm near the harbour.",
    "fr": "Deux péniches ont été coulées par la tempête près du port.",
}


def whole(text: str) -> list[Piece]:
    return [Piece(((0, len(text)),), {})]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_token_stands_where_it_says(language: str) -> None:
    text = SENTENCES[language]

    (tree,) = parse(text, whole(text), language)

    assert [t.text for t in tree.tokens] == [text[t.start : t.end] for t in tree.tokens]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passive_reads_alike_in_every_language(language: str) -> None:
    (tree,) = parse(SENTENCES[language], whole(SENTENCES[language]), language)
    (root,) = (i for i, token in enumerate(tree.tokens) if token.head == i)
    under = {tree.tokens[i].dep for i in tree.children[root]}

    assert {"nsubj:pass", "aux:pass", "obl:agent"} <= under


def test_a_preposition_hangs_on_its_noun_in_english_too() -> None:
    text = "They counted nine boats in the harbour."

    (tree,) = parse(text, whole(text), "en")
    relations = {token.text: tree.tokens[token.head].text for token in tree.tokens}

    assert relations["in"] == "harbour"


def test_what_stands_for_a_stretch_takes_its_place() -> None:
    text = "Près de neuf millions de foyers sont rétablis."
    cut = text.index("foyers")

    (tree,) = parse(text, [Piece(((0, cut), (cut, len(text))), {0: "9"})], "fr")

    assert (tree.tokens[0].text, tree.tokens[0].end) == ("9", cut)
    assert tree.at(3) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_that_is_not_installed_is_one_clear_line(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(parsing, "find_spec", lambda _name: None)
    parsing.model.cache_clear()

    with pytest.raises(ModelError, match="install"):
        parsing.model(language)
    status = main(["explain", "12 boats sank." if language == "en" else "Le 12 bateaux coulent."])

    parsing.model.cache_clear()
    assert status == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_another_version_of_a_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    other = SimpleNamespace(
        __path__=["nowhere"], get_model_meta=lambda _path: {"lang": "fr", "version": "2.0.0"}
    )
    monkeypatch.setattr(parsing, "find_spec", lambda _name: True)
    monkeypatch.setattr(parsing, "import_module", lambda _name: other)
    parsing.model.cache_clear()

    with pytest.raises(ModelError, match=r"2\.0\.0 is not the model fr 3\.8\.0"):
        parsing.model("fr")

    parsing.model.cache_clear()
