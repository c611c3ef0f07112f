"""What a workbook needs to hold any text as text and to be the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

# Whatever a spreadsheet might take for a formula, an error code or a mark when a cell is edited.
_NOT_PLAIN_TEXT = re.compile("[=+\\-@＝＋－＠#'\x00-\x1f\x7f-\x9f]")
# What XML, and so a workbook, cannot hold.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# How a workbook spells a character by its code. So the text "_x0041_" has to be spelled out, and
# spreadsheets write a carriage return like this.
_LIKE_A_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CODE = re.compile("_x005F_(?=x[0-9A-Fa-f]{4}_)|_x000D_")
# An arbitrary moment, always the same; also the first that a zip file can tell.
MOMENT = datetime(1980, 1, 1)
MOST_ROWS = 1_048_575
LONGEST_TEXT = 32_767
"""How many rows below its header a sheet holds, and UTF-16 code units a cell."""


def utf16_units(text: str) -> int:
    """The length of a text as workbooks count it."""
    return len(text) + sum(character > "\uffff" for character in text)


def xml_text(text: str) -> str:
    """``text`` as a workbook spells it: what it cannot hold becomes U+FFFD."""
    return _LIKE_A_CODE.sub("_x005F_", _NOT_XML.sub("\ufffd", text))


def plain_text(spelled: str) -> str:
    """The text that a workbook spells so."""
    return _CODE.sub(lambda code: "\r" if code[0] == "_x000D_" else "_", spelled)


def needs_mark(text: str) -> bool:
    """Whether a workbook's cell has to say that this is text, in case somebody edits it."""
    return bool(_NOT_PLAIN_TEXT.match(text))


def text_cell(sheet: Any, text: str) -> Any:
    """What to put into a cell of an openpyxl sheet so that ``text`` stays text for good.

    Also when somebody edits the cell: text that begins like a formula is marked as text.
    Characters that no workbook can hold become U+FFFD.
    """
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    text = xml_text(text)
    if not needs_mark(text):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def workbook_bytes(workbook: Workbook) -> bytes:
    """An openpyxl workbook as a file without a trace of when it was written."""
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415

    workbook.properties.created = workbook.properties.modified = MOMENT
    drafted, final = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(drafted, "w") as archive:
        ExcelWriter(workbook, archive).save()
    with zipfile.ZipFile(drafted) as draft, zipfile.ZipFile(final, "w") as archive:
        for entry in draft.infolist():
            same = zipfile.ZipInfo(entry.filename, MOMENT.timetuple()[:6])
            archive.writestr(same, draft.read(entry), zipfile.ZIP_DEFLATED)
    return final.getvalue()
