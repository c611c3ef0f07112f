"""Tables to files and back, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claimtrack.columns import (
    CLAIM_COLUMNS,
    FLAG_COLUMNS,
    NUMERIC,
    SUMMARY_COLUMNS,
    plain_decimal,
    table_of,
)
from claimtrack.errors import ClaimtrackError, InputError
from claimtrack.reports import (
    CSV_DIALECTS,
    WRITERS,
    read_claims,
    to_csv_bytes,
    to_csv_text,
    write,
)
from claimtrack.reports.delimited import guarded, read_delimited, unguarded

NAN = float("nan")
SUFFIXES = sorted(WRITERS)


def claims(**columns: list[Any]) -> pd.DataFrame:
    return table_of(CLAIM_COLUMNS, columns)


AWKWARD = claims(
    claim_id=["c1", "c2", "c3", "c4"],
    text=['“plus de 70”, "dit-il"', "-1,3 %", "=1+1", "@home +33"],
    number=["70", "-1,3", "1", "200\u202f000"],
    sentence=["two\nlines", "tab\there", " blank at ends ", "na\u00efve \U0001f600 nan NULL #N/A"],
    start=[0, 5, 70000, 3],
    end=[9, 11, 70004, 4],
    value=[200000.0, -1.3, 1e-12, NAN],
    low=[70.0, NAN, 0.1 + 0.2, -0.0],
    high=[NAN, NAN, 1e22, 0.5],
    confidence=[1.0, 0.95, 0.5, 0.0],
)


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (200000.0, "200000"),
        (0.5, "0.5"),
        (-1.3, "-1.3"),
        (1e-12, "0.000000000001"),
        (1e22, "10000000000000000000000"),
        (0.1 + 0.2, "0.30000000000000004"),
        (-0.0, "0"),
        (NAN, ""),
        (math.inf, ""),
    ],
)
def test_a_number_is_a_plain_decimal(value: float, printed: str) -> None:
    assert plain_decimal(value) == printed


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_plain_decimal_reads_back_as_its_number(value: float) -> None:
    printed = plain_decimal(value)

    assert float(printed) == value
    assert "e" not in printed
    assert not printed.endswith(".0")


# ---------------------------------------------------------------- all formats


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_claims_read_back_as_they_were_written(tmp_path: Path, suffix: str) -> None:
    write(AWKWARD, tmp_path / f"claims{suffix}")

    pd.testing.assert_frame_equal(read_claims(tmp_path / f"claims{suffix}"), AWKWARD)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_table_reads_back_as_an_empty_table(tmp_path: Path, suffix: str) -> None:
    write(claims(), tmp_path / f"claims{suffix}")

    pd.testing.assert_frame_equal(read_claims(tmp_path / f"claims{suffix}"), claims())


@pytest.mark.parametrize("columns", [FLAG_COLUMNS, SUMMARY_COLUMNS], ids=["flags", "summary"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_other_tables_can_be_written_too(
    tmp_path: Path, suffix: str, columns: tuple[str, ...]
) -> None:
    write(table_of(columns), tmp_path / f"table{suffix}")

    assert (tmp_path / f"table{suffix}").exists()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_table_gives_the_same_bytes_on_another_day(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(AWKWARD, tmp_path / f"one{suffix}")
    later = time.time() + 10_000_000
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(later))
    write(AWKWARD.copy(), tmp_path / f"two{suffix}")

    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_infinite_bound_is_written_as_no_bound(tmp_path: Path, suffix: str) -> None:
    write(claims(claim_id=["c"], low=[-math.inf], high=[math.inf]), tmp_path / f"c{suffix}")
    table = read_claims(tmp_path / f"c{suffix}")

    assert table[["low", "high"]].isna().to_numpy().all()


def test_an_unknown_suffix_is_an_error_that_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ClaimtrackError, match=r"unknown suffix '\.ods'; .*\.csv, .*\.xlsx"):
        write(AWKWARD, tmp_path / "claims.ods")

    assert list(tmp_path.iterdir()) == []


def test_a_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    write(AWKWARD, tmp_path / "CLAIMS.CSV")

    pd.testing.assert_frame_equal(read_claims(tmp_path / "CLAIMS.CSV"), AWKWARD)


def test_missing_folders_are_made_and_nothing_else_is_left_there(tmp_path: Path) -> None:
    write(AWKWARD, tmp_path / "new" / "folder" / "claims.csv")

    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["claims.csv"]


def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "claims.csv")
    write(AWKWARD, tmp_path / "link.csv")

    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "claims.csv").exists()


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    (tmp_path / "claims.csv").write_text("old")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ClaimtrackError, match=r"claims\.csv: cannot be written: No space left"):
        write(AWKWARD, tmp_path / "claims.csv")

    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_folder_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").mkdir()

    with pytest.raises(ClaimtrackError, match=r"claims\.csv: cannot be written: Is a directory"):
        write(AWKWARD, tmp_path / "claims.csv")


# ---------------------------------------------------------------- each format


def test_csv_has_plain_decimals_empty_cells_and_quotes_where_needed() -> None:
    table = table_of(
        ("text", "start", "value", "low"),
        {"text": ['a "b", c', "", "=1"], "start": [1, 2, 3], "value": [2e5, NAN, 0.5]},
    )

    assert to_csv_text(table) == (
        'text,start,value,low\n"a ""b"", c",1,200000,\n,2,,\n\'=1,3,0.5,\n'
    )


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_any_csv_reader_gets_the_text_back_but_for_an_apostrophe(texts: list[str]) -> None:
    table = table_of(("text", "start"), {"text": texts})
    rows = list(csv.reader(io.StringIO(to_csv_text(table), newline=""), strict=True))

    assert [row[0] for row in rows[1:]] == list(map(guarded, texts))


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+33 (0)1", "-x", "-1,3 %", "@home", "\t=1", "\r=1", "\n", "\x00", "\x85a"),
        *("＝1+1", "＋1", "－1", "＠a", "'=1", "''=1", "-", "=", "+", "-1-2", "-1 ", "- 1"),
    ],
)
def test_text_that_a_spreadsheet_might_run_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(f"'{text}") == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "70",
        "-1,3",
        "+12",
        "-8",
        "-1 300",
        "-1\u202f300,5",
        "a=b",
        "'tis",
        "’=1",
        "'",
        "−5",
        "1-2",
    ],
)
def test_any_other_text_is_a_cell_as_it_is(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@given(st.text())
def test_a_guarded_text_reads_back_and_begins_with_nothing_that_runs(text: str) -> None:
    cell = guarded(text)

    assert unguarded(cell) == text
    assert cell[:1] not in ("=", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    assert cell[:1] not in ("+", "-") or cell[1:2].isdigit()


def test_an_apostrophe_that_a_spreadsheet_took_off_is_not_missed(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(to_csv_text(claims(claim_id=["c"], text=["=1"])).replace("'=1", "=1"))

    assert read_claims(path)["text"].tolist() == ["=1"]


def test_names_of_columns_are_text_too() -> None:
    table = pd.DataFrame({"=1+1": ["a"]})

    assert to_csv_text(table) == "'=1+1\na\n"


WHOLE_CHARACTERS = st.text(st.characters(exclude_categories=["Cs"]))
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@given(st.lists(WHOLE_CHARACTERS), st.sampled_from(sorted(CSV_DIALECTS)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_comes_back_from_csv(tmp_path: Path, texts: list[str], dialect: str) -> None:
    table = claims(text=texts, value=[0.5] * len(texts))
    write(table, tmp_path / "claims.csv", dialect)

    pd.testing.assert_frame_equal(read_claims(tmp_path / "claims.csv"), table)


@given(st.lists(WHOLE_CHARACTERS, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example(["_x0041_", "_x005F_x0041_", "a\r\nb", " ", "_x0041_x0042_", "#N/A", "'=1", "\x1b"])
def test_any_text_comes_back_from_a_workbook_but_what_xml_cannot_hold(
    tmp_path: Path, texts: list[str]
) -> None:
    write(claims(text=texts), tmp_path / "claims.xlsx")

    assert read_claims(tmp_path / "claims.xlsx")["text"].tolist() == [
        NOT_IN_XML.sub("\ufffd", text) for text in texts
    ]


def test_text_that_a_workbook_s_cell_cannot_hold_is_an_error_not_a_loss(tmp_path: Path) -> None:
    table = claims(claim_id=["c", "d"], sentence=["x" * 32767, "\U0001f600" * 16384])
    with pytest.raises(
        ClaimtrackError, match="holds 32767 characters, sentence in row 3 has 32768"
    ):
        write(table, tmp_path / "claims.xlsx")

    write(table[:1], tmp_path / "claims.xlsx")
    assert read_claims(tmp_path / "claims.xlsx")["sentence"].str.len().tolist() == [32767]


# ---------------------------------------------------------------- dialects of CSV


def test_french_excel_gets_semicolons_decimal_commas_and_its_own_encoding() -> None:
    table = table_of(("text", "value"), {"text": ["é; “œ” €", "a,b"], "value": [-1.3, 200000.0]})
    data = to_csv_bytes(table, "excel-fr")

    assert data == 'text;value\r\n"é; “œ” €";-1,3\r\na,b;200000\r\n'.encode("cp1252")


@pytest.mark.parametrize("text", ["1\u202f300", "Ł", "😀", "Ã©", "ï»¿", "a\x81"])
def test_what_windows_1252_would_lose_or_blur_is_utf8_with_a_mark(text: str) -> None:
    data = to_csv_bytes(table_of(("text",), {"text": [text]}), "excel-fr")

    assert data.startswith(b"\xef\xbb\xbftext\r\n")
    assert data.decode("utf-8-sig").splitlines()[1:] == [text]


def test_english_excel_gets_commas_points_and_a_mark() -> None:
    table = table_of(("text", "value"), {"text": ["é; b"], "value": [0.5]})

    assert to_csv_bytes(table, "excel") == b"\xef\xbb\xbftext,value\r\n\xc3\xa9; b,0.5\r\n"


def test_an_unknown_dialect_is_an_error_that_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ClaimtrackError, match=r"unknown CSV dialect 'lotus'; .* excel, excel-fr"):
        write(AWKWARD, tmp_path / "claims.csv", "lotus")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("dialect", sorted(CSV_DIALECTS))
def test_claims_read_back_from_each_dialect(tmp_path: Path, dialect: str) -> None:
    write(AWKWARD, tmp_path / "claims.csv", dialect)

    pd.testing.assert_frame_equal(read_claims(tmp_path / "claims.csv"), AWKWARD)


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet", ".xlsx"])
def test_other_formats_have_no_dialect(tmp_path: Path, suffix: str) -> None:
    write(AWKWARD, tmp_path / f"one{suffix}")
    write(AWKWARD, tmp_path / f"two{suffix}", "excel-fr")

    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_csv_is_utf8_without_a_mark(tmp_path: Path) -> None:
    write(claims(claim_id=["é"]), tmp_path / "claims.csv")

    assert (tmp_path / "claims.csv").read_bytes().startswith(b"claim_id,article_id,")
    assert "\né,".encode() in (tmp_path / "claims.csv").read_bytes()


def test_jsonl_has_numbers_as_numbers_and_null_for_not_stated(tmp_path: Path) -> None:
    write(AWKWARD, tmp_path / "claims.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "claims.jsonl").read_text().splitlines()]

    assert list(rows[0]) == list(CLAIM_COLUMNS)
    assert [row["value"] for row in rows] == [200000, -1.3, 1e-12, None]
    assert isinstance(rows[0]["value"], int)
    assert {row["speaker"] for row in rows} == {None}


def test_parquet_has_one_type_a_column(tmp_path: Path) -> None:
    write(AWKWARD, tmp_path / "claims.parquet")
    schema = pq.read_schema(tmp_path / "claims.parquet")
    types = {"int64": "int64", "float64": "double", "str": "string"}

    assert {field.name: str(field.type) for field in schema} == {
        name: types[NUMERIC.get(name, "str")] for name in CLAIM_COLUMNS
    }


def test_a_workbook_has_a_frozen_header_filters_and_numbers_as_numbers(tmp_path: Path) -> None:
    write(AWKWARD, tmp_path / "claims.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "claims.xlsx").worksheets[0]
    column = CLAIM_COLUMNS.index("value") + 1

    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:AK5"
    assert [sheet.cell(row, column).value for row in range(2, 6)] == [200000, -1.3, 1e-12, None]
    assert {sheet.cell(row, column).data_type for row in range(2, 6)} == {"n"}


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "=HYPERLINK(A1)", "+33 1", "-1,3 %", "@SUM(A1)", "\t=1", "\r=1", "#REF!", "="),
        *("＝1+1", "＋1", "－1", "＠a", "'=1", "\x85=1"),
    ],
)
def test_no_text_in_a_workbook_is_ever_a_formula(tmp_path: Path, text: str) -> None:
    write(claims(claim_id=["c"], text=[text]), tmp_path / "claims.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "claims.xlsx").worksheets[0]
    cell = sheet.cell(2, CLAIM_COLUMNS.index("text") + 1)

    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (text, "s", True)


def test_characters_that_no_workbook_can_hold_are_replaced(tmp_path: Path) -> None:
    write(claims(claim_id=["c"], text=["a\x00b\x1bc\uffff"]), tmp_path / "claims.xlsx")

    assert read_claims(tmp_path / "claims.xlsx")["text"].tolist() == ["a\ufffdb\ufffdc\ufffd"]


def test_a_workbook_does_not_tell_when_it_was_written(tmp_path: Path) -> None:
    write(AWKWARD, tmp_path / "claims.xlsx")
    with zipfile.ZipFile(tmp_path / "claims.xlsx") as archive:
        moments = {entry.date_time for entry in archive.infolist()}
        properties = archive.read("docProps/core.xml").decode()

    assert moments == {(1980, 1, 1, 0, 0, 0)}
    assert str(date.today().year) not in properties


# ---------------------------------------------------------------- reading


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """A file of claims in CSV, one of them over two lines, with a change in its text."""
    table = claims(claim_id=["c1", "c2"], sentence=["two\nlines", "one"], value=[1.0, 77.0])
    path = tmp_path / "claims.csv"
    path.write_text(to_csv_text(table).replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("77", "many", r"claims\.csv:4: value: 'many' is no number"),
        ("77", "nan", r":4: value: 'nan' is no number"),
        ("77", "1_000", r":4: value: '1_000' is no number"),
        (",0,0,", ",x,0,", r":2: start: 'x' is no whole number"),
        (",0,0,", ",,0,", r":2: start: '' is no whole number"),
        (",0,0,", ",0,0.5,", r":2: end: '0\.5' is no whole number"),
        ("value,low", "valeur,low", r":1: lacks the columns value"),
        ("\nc2,", "\nc2,extra,", r":4: has 38 cells, the header has 37"),
        ('"two', '"two" and', r":\d: "),
    ],
)
def test_a_wrong_cell_is_an_error_with_file_and_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_claims(changed(tmp_path, old, new))


def test_a_spreadsheet_s_mark_blank_lines_and_further_columns_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    lines = to_csv_text(claims(claim_id=["c1", "c2"])).splitlines()
    path.write_text("\ufeff" + "\r\n\r\n".join(f"{line},mine" for line in lines), newline="")

    pd.testing.assert_frame_equal(read_claims(path), claims(claim_id=["c1", "c2"]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_a_spreadsheet_makes_of_csv_is_read(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    table = claims(claim_id=["c1", "c2"], text=["é, “b”; \t", "x\ny"], value=[0.5, 1300.0])
    point = "." if delimiter == "," else ","
    rows = list(csv.reader(io.StringIO(to_csv_text(table), newline="")))
    rows = [
        [cell.replace("0.5", f"0{point}5").replace("1300", "1 300") for cell in r] for r in rows
    ]
    rows[0] = [f" {name.upper()} " for name in rows[0]]
    rows = [[*reversed(row), "", ""] for row in rows] + [[""] * 39]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    (tmp_path / "claims.csv").write_bytes(f"{mark}{out.getvalue()}".encode(encoding))

    pd.testing.assert_frame_equal(read_claims(tmp_path / "claims.csv"), table)


def test_a_first_line_may_name_the_separator(tmp_path: Path) -> None:
    text = to_csv_text(claims(claim_id=["c1"], value=[0.5]), "excel-fr").replace(";", "|")
    (tmp_path / "claims.csv").write_text(f"sep=|\r\n{text}", newline="")

    assert read_claims(tmp_path / "claims.csv")["value"].tolist() == [0.5]

    (tmp_path / "claims.csv").write_text(f"sep=|\r\n{text.replace('0,5', 'x')}", newline="")
    with pytest.raises(InputError, match=r":3: value: 'x' is no number"):
        read_claims(tmp_path / "claims.csv")


def test_dates_that_a_spreadsheet_wrote_day_first_are_turned_back(tmp_path: Path) -> None:
    table = claims(claim_id=["c1"], published=["2024-05-14"], time_start=["2024-05-03"])
    text = to_csv_text(table, "excel-fr")
    text = text.replace("2024-05-14", "14/05/2024").replace("2024-05-03", "3/5/2024")
    (tmp_path / "claims.csv").write_text(text, newline="")

    pd.testing.assert_frame_equal(read_claims(tmp_path / "claims.csv"), table)


def test_empty_cells_that_excel_left_off_at_the_end_are_empty(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a;b;c\r\n1\r\n;;\r\n2;3\r\n", newline="")
    found = read_delimited(tmp_path / "table.csv", ["a", "b"])

    assert (found.delimiter, found.lines) == (";", [1, 2, 4])
    assert found.rows == [["a", "b", "c"], ["1"], ["2", "3"]]


def test_a_very_long_sentence_reads_back(tmp_path: Path) -> None:
    write(claims(claim_id=["c"], sentence=["x" * 200_000]), tmp_path / "claims.csv")

    assert read_claims(tmp_path / "claims.csv")["sentence"].str.len().tolist() == [200_000]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("claims.csv", b"", "claims.csv: is empty"),
        ("claims.csv", b"\xff\xfe\x00", "claims.csv: is not UTF-16"),
        ("claims.csv", b"\xef\xbb\xbf\xe9", "claims.csv: is not UTF-8"),
        ("claims.csv", b"\x81", "claims.csv: is neither UTF-8, UTF-16 nor Windows-1252"),
        ("claims.csv", "é\né è".encode() + b"\xe9", "is not UTF-8: byte 0xE9 in line 2"),
        ("claims.jsonl", b"\n{]", r"claims.jsonl:2: not JSON"),
        ("claims.jsonl", b"[1]\n", "claims.jsonl:1: is not an object"),
        ("claims.jsonl", b'{"claim_id": 1}', "claims.jsonl:1: lacks article_id"),
        ("claims.parquet", b"PAR1", "claims.parquet: cannot be read"),
        ("claims.xlsx", b"PK", "claims.xlsx: cannot be read"),
        ("claims.ods", b"", r"claims.ods: unknown suffix '\.ods'"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_that_names_it(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(InputError, match=message) as error:
        read_claims(tmp_path / name)

    assert "\n" not in str(error.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"claims\.csv: cannot be read: No such file"):
        read_claims(tmp_path / "claims.csv")


def test_what_a_spreadsheet_program_makes_of_text_is_turned_back(tmp_path: Path) -> None:
    write(claims(claim_id=["c"], number=["70"], value=[70.0]), tmp_path / "claims.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "claims.xlsx")
    sheet = workbook.worksheets[0]
    sheet.cell(2, CLAIM_COLUMNS.index("number") + 1).value = 70.0
    sheet.cell(2, CLAIM_COLUMNS.index("published") + 1).value = date(2022, 12, 19)
    sheet.cell(2, CLAIM_COLUMNS.index("value") + 1).value = "70"
    workbook.save(tmp_path / "claims.xlsx")
    table = read_claims(tmp_path / "claims.xlsx")

    assert table[["number", "published", "value"]].to_numpy().tolist() == [
        ["70", "2022-12-19", 70.0]
    ]


def test_a_wrong_cell_in_a_workbook_is_an_error_with_its_row(tmp_path: Path) -> None:
    write(claims(claim_id=["c", "d"], value=[1.0, 2.0]), tmp_path / "claims.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "claims.xlsx")
    workbook.worksheets[0].cell(3, CLAIM_COLUMNS.index("value") + 1).value = True
    workbook.save(tmp_path / "claims.xlsx")

    with pytest.raises(InputError, match=r"claims\.xlsx:3: value: True is no number"):
        read_claims(tmp_path / "claims.xlsx")
