"""What comes out of files, folders and standard input, and what is said of those that fail."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from claimtrack.articles import read_articles
from claimtrack.records import Article

FRENCH = (
    "« L’armée a abattu 23 drones au-dessus de Kyiv », a déclaré M. Zelensky.\r\n"
    "Coût : 1 500 € – dont 35 % à la charge de l’État, œuvre d’un été déjà long.\n"
)
LATIN_1 = "L'armée a abattu 23 drones, a déclaré le préfet, à 12 km de la forêt brûlée cet été.\n"
ENGLISH = "The army shot down 23 drones over the capital, the president said on Monday."

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a fixture file (text as UTF-8, line ends untouched) and return its path."""

    def write_file(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write_file


def only(path: str) -> Article:
    articles, errors = read_articles([path])
    assert not errors
    (article,) = articles
    return article


def complaints(*paths: str) -> list[str]:
    """The error lines of these inputs, with the folders cut from the file names."""
    _, errors = read_articles(paths)
    return [f"{Path(e.place.file).name}:{e.place.line or ''}: {e.cause}" for e in errors]


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def parquet(columns: dict[str, Any]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


# --- plain text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        ("\ufeff" + FRENCH, "utf-16-be"),
        (FRENCH, "utf-32"),
        (FRENCH, "cp1252"),
        ("5 €", "cp1252"),
        ("« Été »", "cp1252"),
        ("x" * 10_000 + " l’été à 5 €", "cp1252"),
        (LATIN_1, "latin-1"),
        (ENGLISH, "ascii"),
        (ENGLISH, "utf-16-le"),
    ],
)
def test_the_text_comes_back_in_any_usual_encoding(write: Write, text: str, encoding: str) -> None:
    article = only(write("a.txt", text.encode(encoding)))

    assert article.text == text.removeprefix("\ufeff")


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_any_utf8_text_comes_back_code_point_for_code_point(write: Write, text: str) -> None:
    assume(not text.startswith(("---", "\ufeff")) and text.strip())
    assume(sum(unicodedata.category(c) == "Cc" for c in text) * 4 < len(text))
    article = only(write("a.txt", text))

    assert article.text == text


def test_only_the_first_byte_order_mark_is_not_text(write: Write) -> None:
    article = only(write("a.txt", "\ufeff\ufeffDeux marques."))

    assert article.text == "\ufeffDeux marques."


def test_front_matter_gives_the_metadata(write: Write) -> None:
    front = (
        "---\r\n# from the wire\r\nTitle: 'Kyiv : 23 drones'\r\nsource: AFP\r\nid: 007\r\n"
        "url: https://example.org/a\r\npublished: 2022-12-19\r\nlanguage: fr\r\n"
        "author: null\r\n---\r\n"
    )
    article = only(write("a.md", front + "Texte."))

    assert article == Article(
        "007", "Texte.", "Kyiv : 23 drones", "AFP", "https://example.org/a", "2022-12-19", "fr"
    )


@pytest.mark.parametrize("body", ["Texte.", "\n\n Texte. \n\n", "\r\nTexte.", "A\n---\nB\n---\n"])
def test_what_follows_the_front_matter_is_taken_verbatim(write: Write, body: str) -> None:
    article = only(write("a.txt", f"---\ntitle: T\n--- \n{body}"))

    assert article.text == body


@pytest.mark.parametrize(
    "text",
    [
        "---\nUn tiret, puis du texte.\n---\nEt encore.",
        "---\ntitle: jamais fermé\n\nTexte.",
        "----\ntitle: T\n----\nTexte.",
        "--- Texte.",
        "\n---\ntitle: T\n---\nTexte.",
        "Texte.\n---\ntitle: T\n---\n",
    ],
)
def test_dashes_that_open_no_front_matter_are_text(write: Write, text: str) -> None:
    article = only(write("a.txt", text))

    assert (article.text, article.title) == (text, "")


def test_an_empty_front_matter_is_not_text(write: Write) -> None:
    article = only(write("a.txt", "---\n---\nTexte."))

    assert article.text == "Texte."


def test_front_matter_that_is_not_yaml_is_named_by_its_line(write: Write) -> None:
    path = write("a.txt", "---\nsource: AFP\ntitle: Kyiv: 23 drones\n---\nTexte.")

    assert complaints(path) == [
        "a.txt:3: front matter is not YAML: mapping values are not allowed here"
    ]


# --- tables


def test_a_json_line_gives_text_and_metadata_as_they_are(write: Write) -> None:
    text = "Trois\u2028morts\r\n à Paris."
    row = {
        "text": text,
        "id": 12,
        "title": " Paris ",
        "source": "AFP",
        "url": "u",
        "published": "2022-12-19T10:00:00Z",
        "language": "fr-FR",
        "other": [1],
    }
    article = only(write("a.jsonl", json.dumps(row, ensure_ascii=False)))

    assert article == Article("12", text, " Paris ", "AFP", "u", "2022-12-19T10:00:00+00:00", "fr")


def test_a_json_line_without_text_is_named_by_file_and_line(write: Write) -> None:
    path = write("a.jsonl", "\n" + lines({"title": "T"}))

    assert complaints(path) == ["a.jsonl:2: text is missing"]


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("[1]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ('{"text": null}', "text is missing"),
        ('{"text": 5}', "text is not a string"),
        ('{"text": ["a"]}', "text is not a string"),
        ('{"text": " \\n"}', "text is blank"),
        ('{"text": "\\ud800"}', "text is damaged at character 0: U+D800 is half a character"),
        ('{"text": "a"', "not JSON: Expecting ',' delimiter at column 13"),
        ("[" * 100_000, "not JSON that can be read: maximum recursion depth"),
        ('{"text": "a", "id": ' + "1" * 5000 + "}", "not JSON that can be read: Exceeds"),
    ],
)
def test_a_broken_json_line_is_one_error_and_the_rest_is_read(
    write: Write, line: str, cause: str
) -> None:
    path = write("a.jsonl", lines({"text": "Un."}) + line + "\n" + lines({"text": "Deux."}))
    articles, errors = read_articles([path])

    assert [article.text for article in articles] == ["Un.", "Deux."]
    assert [str(error).startswith(f"{path}:2: {cause}") for error in errors] == [True]


def test_a_damaged_byte_costs_its_own_line_only(write: Write) -> None:
    good = json.dumps({"text": FRENCH}, ensure_ascii=False).encode()
    bad = '{"text": "Cet été-là, un '.encode() + b'\xe9t\xe9"}'
    articles, errors = read_articles([write("a.jsonl", bad + b"\n" + good)])

    assert [article.text for article in articles] == [FRENCH]
    assert [(error.place.line, error.cause) for error in errors] == [
        (1, "text is damaged at character 15: byte 0xE9 is not UTF-8")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_csv_file_is_read_with_either_delimiter(
    write: Write, encoding: str, delimiter: str
) -> None:
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=delimiter)
    writer.writerows([["id", " Title", "text"], ["a", "L’été", FRENCH], ["b", "", "5 € ; 3, 4"]])
    articles, errors = read_articles([write("a.csv", sheet.getvalue().encode(encoding))])

    assert not errors
    assert [(a.id, a.title, a.text) for a in articles] == [
        ("a", "L’été", FRENCH),
        ("b", "", "5 € ; 3, 4"),
    ]


def test_a_very_long_csv_cell_is_read(write: Write) -> None:
    text = "Trois morts. " * 100_000
    article = only(write("a.csv", f'text\n"{text}"\n'))

    assert article.text == text


def test_rows_of_a_csv_file_are_named_by_the_line_they_start_on(write: Write) -> None:
    content = 'id,text\n1,"deux\nlignes"\n\n,,\n2,\n3\n4,un,deux\n5,fin\n'
    path = write("a.csv", content)

    assert complaints(path) == [
        "a.csv:6: text is blank",
        "a.csv:7: text is missing",
        "a.csv:8: 3 cells under 2 column names: is a cell not quoted?",
    ]
    assert [article.text for article in read_articles([path])[0]] == ["deux\nlignes", "fin"]


def test_a_quote_that_never_closes_ends_a_csv_file(write: Write) -> None:
    path = write("a.csv", 'text\nun\n"deux\ntrois\n')

    assert complaints(path) == ["a.csv:3: not CSV from here on: unexpected end of data"]
    assert [article.text for article in read_articles([path])[0]] == ["un"]


def test_a_csv_file_needs_a_text_column(write: Write) -> None:
    path = write("a.csv", "id,texte\n1,Trois morts.\n")

    assert complaints(path) == ["a.csv:1: no column named text, neither with , nor with ;"]


def test_a_parquet_file_gives_text_and_metadata(write: Write) -> None:
    columns = {
        "text": ["Trois morts.", "Two dead."],
        "id": [7.0, None],
        "published": [datetime(2022, 12, 19, 10), None],
        "views": [1, 2],
    }
    articles, errors = read_articles([write("a.parquet", parquet(columns))])

    assert not errors
    assert [(a.text, a.published, a.language) for a in articles] == [
        ("Trois morts.", "2022-12-19T10:00:00", "fr"),
        ("Two dead.", "", "en"),
    ]


def test_a_parquet_date_stays_a_date(write: Write) -> None:
    columns = {"text": ["Trois morts."], "published": [date(2022, 12, 19)]}

    assert only(write("a.parquet", parquet(columns))).published == "2022-12-19"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"PAR1 but not really PAR1", "a.parquet:: not readable as Parquet: "),
        (parquet({"texte": ["a"]}), "a.parquet:: no column named text"),
        (parquet({"text": pa.array([], pa.string())}), "a.parquet:: no article in it"),
        (parquet({"text": ["a", None]}), "a.parquet:2: text is missing"),
        (parquet({"text": [b"a"]}), "a.parquet:1: text is not a string"),
    ],
)
def test_what_a_parquet_file_lacks_is_said_once(
    write: Write, content: bytes, complaint: str
) -> None:
    (said,) = complaints(write("a.parquet", content))

    assert said.startswith(complaint)


# --- pages


PAGE = """<!DOCTYPE html><html><head><title>23 drones abattus - Le Journal</title>
<meta property="og:title" content="23 drones abattus">
<meta property="og:site_name" content="Le Journal">
<link rel="canonical" href="https://example.org/kyiv">
<meta property="article:published_time" content="2022-12-19T10:00:00+01:00"></head>
<body><nav><a href="/">Accueil</a></nav><article><h1>23 drones abattus</h1>
<p>La Russie a lancé 35 drones, dont 23 au-dessus de Kyiv, selon l’armée ukrainienne.</p>
<p>Au moins trois personnes ont été blessées dans la capitale.</p></article>
<footer>Copyright 2024</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_page_gives_its_main_text_and_metadata(write: Write, encoding: str) -> None:
    article = only(write("a.HTML", PAGE.encode(encoding)))

    assert article.text == (
        "La Russie a lancé 35 drones, dont 23 au-dessus de Kyiv, selon l’armée ukrainienne.\n"
        "Au moins trois personnes ont été blessées dans la capitale."
    )
    assert (article.title, article.source) == ("23 drones abattus", "Le Journal")
    assert (article.url, article.published) == ("https://example.org/kyiv", "2022-12-19")
    assert article.language == "fr"


def test_a_page_in_latin_9_is_read_as_it_declares(write: Write) -> None:
    page = PAGE.replace("’", "'").replace("<head>", '<head><meta charset="iso-8859-15">')
    page = page.replace("capitale", "capitale, pour 5 € et un œuf")

    assert "pour 5 € et un œuf" in only(write("a.htm", page.encode("iso8859-15"))).text


def test_the_year_of_a_copyright_line_is_no_date(write: Write) -> None:
    undated = "\n".join(line for line in PAGE.splitlines() if "published" not in line)

    assert only(write("a.html", undated + "<body>")).published == ""


def test_a_page_without_text_is_one_error_and_nothing_else_on_stderr(
    write: Write, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write("a.html", "<html><body></body></html>")

    assert complaints(path) == ["a.html:: no main text found in this page"]
    assert capfd.readouterr().err == ""


# --- folders, standard input, duplicates


def test_a_folder_is_read_recursively_in_name_order(write: Write, tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "c/.git/x.txt", "a.txt", ".hidden.txt", "a/notes.pdf", "c/d"):
        write(f"in/{name}", name)
    articles, errors = read_articles([str(tmp_path / "in")])

    assert not errors
    assert [article.text for article in articles] == ["a/z.md", "a.txt", "b.txt"]


def test_a_folder_with_nothing_to_read_is_an_error(write: Write, tmp_path: Path) -> None:
    write("in/notes.pdf", "x")
    (said,) = complaints(str(tmp_path / "in"))

    assert said.startswith("in:: no .txt .md")


def test_standard_input_is_one_article_with_front_matter() -> None:
    stdin = io.BytesIO("\ufeff---\ntitle: Été\n---\nTrois morts.\r\n".encode())
    articles, errors = read_articles(["-", "-"], stdin)

    assert not errors
    assert [(article.title, article.text) for article in articles] == [("Été", "Trois morts.\r\n")]


def test_empty_standard_input_is_an_error() -> None:
    _, errors = read_articles(["-"], io.BytesIO(b""))

    assert [str(error) for error in errors] == ["<stdin>: empty: there is nothing to read"]


def test_the_same_article_is_one_however_often_it_comes(write: Write, tmp_path: Path) -> None:
    path = write("a.txt", "Trois morts.")
    copy = write("b.jsonl", lines({"text": "Trois morts."}, {"text": "Trois morts."}))
    articles, errors = read_articles([path, path, copy, str(tmp_path)])

    assert not errors
    assert [len(article.id) for article in articles] == [16]


def test_another_title_makes_another_article(write: Write) -> None:
    rows = lines({"text": "Trois morts."}, {"text": "Trois morts.", "title": "Paris"})
    articles, _ = read_articles([write("a.jsonl", rows)])

    assert len({article.id for article in articles}) == 2


def test_an_id_given_twice_is_an_error_only_for_another_text(write: Write) -> None:
    first = write("a.jsonl", lines({"id": "x", "text": "Un."}, {"id": "x", "text": "Un."}))
    second = write("b.jsonl", lines({"text": "Zéro."}, {"id": "x", "text": "Deux."}))
    articles, errors = read_articles([first, second])

    assert [article.text for article in articles] == ["Un.", "Zéro."]
    assert [str(error) for error in errors] == [
        f"{second}:2: id x is that of another text in {first}:1"
    ]


def test_a_broken_file_named_twice_is_one_error(write: Write, tmp_path: Path) -> None:
    path = write("a.txt", b"")

    assert complaints(path, str(tmp_path)) == ["a.txt:: empty: there is nothing to read"]


# --- dates and languages


@pytest.mark.parametrize(
    ("given_date", "expected"),
    [
        ("2022-12-19", "2022-12-19"),
        ("20221219", "2022-12-19"),
        ("2022-12-19 10:00", "2022-12-19T10:00:00"),
        ("2022-12-19T10:00:00+01:00", "2022-12-19T10:00:00+01:00"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_date_becomes_extended_iso_8601(
    write: Write, given_date: str | None, expected: str
) -> None:
    article = only(write("a.jsonl", lines({"text": "Trois morts.", "published": given_date})))

    assert article.published == expected


@pytest.mark.parametrize("given_date", ["hier", "19/12/2022", "2022-13-45", "2022"])
def test_a_date_that_is_not_iso_8601_is_reported_and_left_out(
    write: Write, given_date: str
) -> None:
    path = write("a.txt", f"---\nsource: AFP\npublished: {given_date}\n---\nTrois morts.")
    articles, errors = read_articles([path])

    assert [(article.published, article.source) for article in articles] == [("", "AFP")]
    assert [error.cause for error in errors] == [f'published "{given_date}" is not ISO 8601']


def test_metadata_that_is_not_text_is_reported_and_left_out(write: Write) -> None:
    path = write("a.jsonl", lines({"text": "Trois morts.", "title": ["T"], "source": True}))
    articles, _ = read_articles([path])

    assert complaints(path) == ["a.jsonl:1: title is not text", "a.jsonl:1: source is not text"]
    assert [(article.title, article.source) for article in articles] == [("", "")]


@pytest.mark.parametrize(
    ("code", "expected"),
    [("fr", "fr"), ("FR", "fr"), ("fr-FR", "fr"), ("fr_CA", "fr"), ("en-GB", "en"), ("und", "en")],
)
def test_a_language_given_is_taken_by_its_first_part(
    write: Write, code: str, expected: str
) -> None:
    article = only(write("a.jsonl", lines({"text": ENGLISH, "language": code})))

    assert article.language == expected


@pytest.mark.parametrize("code", ["de", "de-AT", "français"])
def test_an_article_in_another_language_is_skipped(write: Write, code: str) -> None:
    path = write("a.jsonl", lines({"text": ENGLISH, "language": code}, {"text": "Suite."}))
    articles, errors = read_articles([path])

    assert [article.text for article in articles] == ["Suite."]
    assert [(error.place.line, error.cause) for error in errors] == [
        (1, f"language {code} is not supported (fr, en)")
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Trois morts à Paris.", "fr"),
        ("Three dead in Paris.", "en"),
        ("ATTENTAT : 12 MORTS", "fr"),
        ("At least 12 wounded, officials say", "en"),
        ("Au moins 300 blessés, selon l’ONU.", "fr"),
        (FRENCH, "fr"),
        (ENGLISH, "en"),
        ("200 000 – 35 %", "en"),
    ],
)
def test_a_missing_language_is_detected_even_in_short_texts(
    write: Write, text: str, language: str
) -> None:
    article = only(write("a.txt", text))

    assert article.language == language


def test_the_title_helps_to_detect_the_language(write: Write) -> None:
    row = {"title": "Le bilan de la journée", "text": "23 + 12"}

    assert only(write("a.jsonl", lines(row))).language == "fr"


# --- what cannot be read


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("a.txt", b"", "empty: there is nothing to read"),
        ("a.txt", b" \r\n\t ", "blank: there is nothing to read"),
        ("a.txt", b"\xef\xbb\xbf", "blank: there is nothing to read"),
        ("a.jsonl", b"\n\n", "blank: there is nothing to read"),
        ("a.txt", b"---\ntitle: T\n---\n\n", "text is blank"),
        ("a.csv", b"id,text\n", "no article in it"),
        ("a.txt", b"PK\x03\x04\x00\x00\x08\x00texte\x00\x01", "a binary file, not text"),
        ("a.md", b"\x01\x02\x03\x04texte", "a binary file, not text"),
        ("a.csv", bytes(range(256)) * 4, "a binary file, not text"),
        ("a.txt", bytes(range(128, 256)) * 4, "neither UTF-8, UTF-16 nor Windows-1252 text"),
        ("a.txt", b"\xff\xfea", "not readable as utf-16: truncated data at byte 2"),
        ("a.txt", b"caf\x81", "not readable as cp1252"),
        ("a.txt", "été à ".encode() + b"\xe9", "text is damaged at character 6: byte 0xE9"),
        ("a.pdf", b"x", "cannot read .pdf, only .txt .md"),
        ("Makefile", b"x", "cannot read a file without a suffix, only .txt"),
    ],
)
def test_an_unreadable_file_is_one_error_and_the_rest_is_read(
    write: Write, name: str, content: bytes, cause: str
) -> None:
    good = write("good/z.txt", "Trois morts.")
    articles, errors = read_articles([write(name, content), good])

    assert [article.text for article in articles] == ["Trois morts."]
    assert [Path(error.place.file).name for error in errors] == [name]
    assert errors[0].cause.startswith(cause)


@pytest.mark.parametrize(
    ("path", "named"), [("nowhere.txt", "nowhere.txt"), ("nowhere/", "nowhere/"), ("", '""')]
)
def test_a_missing_path_is_an_error(path: str, named: str) -> None:
    _, errors = read_articles([path])

    assert [str(error) for error in errors] == [f"{named}: no such file or folder"]


def test_a_file_that_may_not_be_read_is_an_error(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    path = write("a.txt", "Trois morts.")
    monkeypatch.setattr(Path, "read_bytes", refuse)

    assert complaints(path) == ["a.txt:: permission denied"]


def test_a_broken_link_in_a_folder_is_an_error(write: Write, tmp_path: Path) -> None:
    write("in/a.txt", "Trois morts.")
    (tmp_path / "in" / "b.txt").symlink_to("nowhere")

    assert complaints(str(tmp_path / "in")) == ["b.txt:: no such file or directory"]


# --- speed


def test_ten_thousand_lines_take_about_a_second(write: Write) -> None:
    rows = ({"text": f"{number} : {FRENCH * 10}", "language": "fr"} for number in range(10_000))
    path = write("a.jsonl", lines(*rows))
    start = time.perf_counter()
    articles, errors = read_articles([path])
    elapsed = time.perf_counter() - start

    assert (len(articles), errors) == (10_000, [])
    assert elapsed < 5


def test_heavy_libraries_stay_out_until_a_file_needs_them(write: Write) -> None:
    path = write("a.jsonl", lines({"text": "Trois morts.", "language": "fr"}))
    code = (
        "import sys; from claimtrack.articles import read_articles; read_articles(sys.argv[1:]);"
        "print([m for m in ('numpy', 'pandas', 'py3langid', 'pyarrow', 'trafilatura', 'yaml')"
        " if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


# --- where an article stands


@pytest.mark.parametrize(
    ("name", "content", "text", "title"),
    [
        ("a.txt", "Il y a 3 morts.\n", 1, 1),
        ("a.txt", "---\nid: a\ntitle: Trois morts\n---\nIl y a 3 morts.\n", 5, 3),
        ("a.txt", "---\r\nTitle: Trois morts\r\n---\r\nIl y a 3 morts.\r\n", 4, 2),
        ("a.jsonl", '\n{"text": "Il y a 3 morts."}\n', 2, 2),
        ("a.csv", "id,text\na,Il y a 3 morts.\n", 2, 2),
        (
            "a.html",
            "<html><body>\n<h1>Trois morts</h1>\n<article>\n<p>Il y a 3 morts dans la ville de "
            "Brenova.</p></article></body></html>",
            4,
            2,
        ),
    ],
)
def test_an_article_knows_the_lines_it_stands_on(
    tmp_path: Path, name: str, content: str, text: int, title: int
) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8", newline="")
    (article,), _ = read_articles([str(path)])

    assert article.origin.file == str(path)
    assert (article.origin.line, article.origin.title_line) == (text, title)


def test_a_place_in_a_text_has_a_line_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("---\ntitle: Une nuit\n---\nIl y a 3 morts.\n\nEt 4 disparus.\n", "utf-8")
    (article,), _ = read_articles([str(path)])
    start = article.text.index("4 disparus")

    assert article.origin.line_of(article, "text", start) == 6
    assert article.origin.line_of(article, "title", 0) == 2


def test_standard_input_has_no_file() -> None:
    (article,), _ = read_articles(["-"], io.BytesIO(b"Il y a 3 morts."))

    assert article.origin.file == ""


def test_the_languages_that_articles_may_be_in_can_be_chosen(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Three people were killed.", "utf-8")
    (tmp_path / "b.txt").write_text("---\nlanguage: en\n---\nThree were killed.", "utf-8")
    articles, errors = read_articles([str(tmp_path)], languages=("fr",))

    assert [article.language for article in articles] == ["fr"]
    assert [error.cause for error in errors] == ["language en is not supported (fr)"]


def test_blanks_in_an_id_do_not_part_it_in_lists_of_ids(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("---\nid: ' Une  nuit '\n---\n3 morts.\n", "utf-8")
    (article,), _ = read_articles([str(tmp_path)])

    assert article.id == "Une_nuit"


def test_a_path_has_one_spelling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("3 morts.", "utf-8")
    monkeypatch.chdir(tmp_path)
    spellings = ["in/a.txt", "./in/a.txt", "in/../in/a.txt", "./in"]

    assert {read_articles([path])[0][0].origin.file for path in spellings} == {"in/a.txt"}


def test_folders_that_are_left_out_are_not_searched(tmp_path: Path) -> None:
    for name in ("a.txt", "reports/claims.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text\n3 morts.\n", "utf-8")
    articles, errors = read_articles([str(tmp_path)], leave_out=[tmp_path / "reports"])

    assert [Path(article.origin.file).name for article in articles] == ["a.txt"]
    assert errors == []
