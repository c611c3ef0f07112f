"""Sheets of a workbook for people: looks, links, lists to choose from, and how it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimtrack.errors import ClaimtrackError
from claimtrack.reports.workbooks import (
    LONGEST_TEXT,
    MOST_ROWS,
    needs_mark,
    utf16_units,
    xml_text,
)
from claimtrack.review.mentions import Run

FONT = "Calibri"
FONT_SIZE = 11
SEVERITY_FILLS: Mapping[str, str] = {
    "critical": "7A1C1C",
    "warning": "E3A13A",
    "info": "E3EEF9",
}
"""Dark, middle and light, so that they differ in greyscale too."""
SETTLED_FILL, SETTLED_TEXT = "EDEDED", "6B6B6B"
_SIGNS = {"critical": "■", "warning": "▲", "info": "○"}
_ENTRY_FILL, _HEADER_FILL, _ENTRY_HEADER_FILL = "FFF9DB", "33475B", "8A5A00"
_LINE, _LINK = "D0D0D0", "0B5394"

# What Excel takes as an address; a longer one it calls damage to the file.
_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f\"<>]+", re.IGNORECASE)
_LONGEST_ADDRESS = 2079
# Excel takes 65 530 in a sheet, and drops all of them beyond that.
_MOST_LINKS = 65_000
_CUT = " […]"
# Whole numbers from the first to the second have their thousands apart: 72,000,000. Smaller ones
# read well as they are, larger ones would not fit their column.
_LARGE = (10_000, 10**12)
# Letters of a wide font to a column's unit of width; points of height to a line, and to a row.
_LETTERS, _LINE_HEIGHT, _HIGHEST = 1.1, 15, 405


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to a web address or else to a row of another sheet."""

    text: str
    url: str = ""
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Styled:
    """A value that looks otherwise than its column."""

    value: object
    look: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the header, its width in characters, how its cells look."""

    name: str
    width: float
    look: str = "text"


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet: its columns, the cell below and right of what never scrolls, and what is printed.

    ``printed`` counts the columns from the left that fit on paper; the others are for the screen.
    """

    title: str
    columns: Sequence[Column]
    frozen: str
    printed: int


def refuse_too_many(rows: Mapping[str, int]) -> None:
    """Raise ClaimtrackError for a sheet that would have more rows than it can hold.

    Before anything is written, for a workbook cannot be left half way without noise.
    """
    for title, count in rows.items():
        if count > MOST_ROWS:
            cause = f"a sheet holds {MOST_ROWS} rows, {title} has {count}"
            raise ClaimtrackError(f"the review workbook cannot be made: {cause}")


class Book:
    """A workbook in the making; sheets are written one after the other."""

    def __init__(self) -> None:
        from openpyxl import Workbook  # noqa: PLC0415 - only who writes a workbook pays for it
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

        self._new_cell = WriteOnlyCell
        self.workbook: Any = Workbook(write_only=True)
        self.workbook.properties.creator = "claimtrack"
        self._styles: dict[tuple[str, bool], Any] = {}

    def table(self, layout: Layout, rows: Iterable[Sequence[object]], count: int) -> Any:
        """Write a sheet with a header and ``count`` rows; None is an empty cell."""
        columns = layout.columns
        widths = [column.width for column in columns]
        sheet = self.sheet(layout.title, widths)
        last = _letter(len(columns))
        sheet.freeze_panes = layout.frozen
        sheet.auto_filter.ref = f"A1:{last}{count + 1}"
        sheet.print_title_rows = "1:1"
        sheet.print_area = f"A1:{_letter(layout.printed)}{count + 1}"
        sheet.append([self._cell(sheet, c.name, _HEADERS.get(c.look, "header")) for c in columns])
        looks = [column.look for column in columns]
        for number, row in enumerate(rows, 2):
            cells = [self._cell(sheet, v, k) for v, k in zip(row, looks, strict=True)]
            high = max(map(_lines, cells, widths), default=1)
            self._append(sheet, number, cells, high * _LINE_HEIGHT)
        return sheet

    def sheet(self, title: str, widths: Sequence[float]) -> Any:
        """An empty sheet to be printed landscape on A4, as wide as the page."""
        from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

        sheet = self.workbook.create_sheet(title)
        for at, width in enumerate(widths, 1):
            sheet.column_dimensions[_letter(at)].width = width
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        margins = sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top, margins.bottom, margins.footer = 0.5, 0.8, 0.35
        sheet.HeaderFooter.oddFooter.left.text = "&A"
        sheet.HeaderFooter.oddFooter.right.text = "&P / &N"
        return sheet

    def page(self, title: str, widths: Sequence[float], rows: Iterable[Sequence[object]]) -> None:
        """Write a sheet that is no table, to be read from top to bottom."""
        sheet = self.sheet(title, widths)
        for number, row in enumerate(rows, 1):
            cells = [self._cell(sheet, value, "plain") for value in row]
            headed = any(isinstance(v, Styled) and v.look == "heading" for v in row)
            high = max(map(_lines, cells, widths), default=1)
            self._append(sheet, number, cells, 26 if headed else high * _LINE_HEIGHT + 3)

    def _append(self, sheet: Any, number: int, cells: list[Any], height: float) -> None:
        # Neither LibreOffice nor Excel works a row's height out before somebody edits it. As a
        # mapping it is a first height only, and a row may still grow with what is typed.
        if height > _LINE_HEIGHT:
            sheet.row_dimensions[number] = {"ht": str(min(height, _HIGHEST))}
        sheet.append(cells)

    def _cell(self, sheet: Any, value: object, look: str) -> Any:
        cell = self._new_cell(sheet)
        if isinstance(value, Styled):
            look, value = value.look, value.value
        elif isinstance(value, Link):
            look = "link" if self._linked(sheet, cell, value) else look
            value = value.text
        if look == "number" and _is_large(value):
            look = "large number"
        if isinstance(value, list):
            text: Any = rich_text(value)
        else:
            text = xml_text(_shortened(value)) if isinstance(value, str) else value
        cell._style = self._style(
            sheet, look, isinstance(text, str | list) and needs_mark(str(text))
        )
        cell.value = text if text != "" else None
        if isinstance(text, str) and text:
            cell.data_type = "s"
        return cell

    def _linked(self, sheet: Any, cell: Any, link: Link) -> bool:
        from openpyxl.worksheet.hyperlink import Hyperlink  # noqa: PLC0415

        links = getattr(sheet, "_hyperlinks", None) or ()
        if len(links) >= _MOST_LINKS or not link.text:
            return False
        if is_web_address(link.url):
            cell.hyperlink = Hyperlink(ref="A1", target=link.url)
        elif link.sheet:
            where = f"'{link.sheet}'!A{link.row}"
            cell.hyperlink = Hyperlink(ref="A1", location=where)
        return cell.hyperlink is not None

    def _style(self, sheet: Any, look: str, mark: bool) -> Any:
        """The style of a look, made once; shared, so never to be changed in a cell."""
        style = self._styles.get((look, mark))
        if style is None:
            style = self._styles[look, mark] = _styled(self._new_cell(sheet), look, mark)
        return style


def _styled(cell: Any, look: str, mark: bool) -> Any:
    """The style that a cell of this look has; ``mark`` says that it is text whatever it holds."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415

    settings = _LOOKS[look]
    cell.font = Font(**{"name": FONT, "sz": FONT_SIZE, **settings.get("font", {})})
    if fill := settings.get("fill"):
        cell.fill = PatternFill("solid", fgColor=fill)
    if settings.get("border", True):
        # A filled cell hides the grid of the screen, and paper has none.
        cell.border = Border(bottom=Side("thin", color=_LINE), right=Side("thin", color=_LINE))
    cell.alignment = Alignment(
        wrap_text=settings.get("wrap", True),
        vertical=settings.get("vertical", "top"),
        horizontal=settings.get("horizontal"),
        indent=1 if settings.get("horizontal") == "right" else 0,
    )
    cell.number_format = settings.get("format", "General")
    cell.quotePrefix = mark
    return cell._style


_TEXT = "@"
_WHITE = {"b": True, "color": "FFFFFF"}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "header": {"font": _WHITE, "fill": _HEADER_FILL},
    "entry header": {"font": _WHITE, "fill": _ENTRY_HEADER_FILL},
    "number header": {"font": _WHITE, "fill": _HEADER_FILL, "horizontal": "right", "wrap": False},
    "text": {},
    "plain": {"border": False},
    "heading": {"border": False, "font": {"b": True, "sz": 14}, "wrap": False, "vertical": None},
    "strong": {"border": False, "font": {"b": True}},
    "id": {"format": _TEXT, "font": {"color": "595959"}},
    "printed": {"format": _TEXT},
    "number": {"horizontal": "right", "wrap": False},
    "large number": {"format": "#,##0", "horizontal": "right", "wrap": False},
    "share": {"format": "0.00", "horizontal": "right", "wrap": False},
    "date": {"format": "yyyy-mm-dd", "horizontal": "left"},
    "moment": {"format": "yyyy-mm-dd hh:mm", "horizontal": "left"},
    "link": {"font": {"color": _LINK, "u": "single"}},
    "entry": {"format": _TEXT, "fill": _ENTRY_FILL},
    "entry moment": {"format": "yyyy-mm-dd hh:mm", "fill": _ENTRY_FILL, "horizontal": "left"},
    **{
        severity: {
            "fill": fill,
            "format": f'"{_SIGNS[severity]} "@',
            "font": _WHITE if severity == "critical" else {"b": severity == "warning"},
        }
        for severity, fill in SEVERITY_FILLS.items()
    },
    "settled": {"fill": SETTLED_FILL, "font": {"color": SETTLED_TEXT}},
}


_HEADERS = {
    **dict.fromkeys(("entry", "entry moment"), "entry header"),
    **dict.fromkeys(("number", "share"), "number header"),
}


def rich_text(runs: Sequence[Run]) -> Any:
    """Text with some of it in bold or italic, for a cell; plain where nothing is."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock  # noqa: PLC0415
    from openpyxl.cell.text import InlineFont  # noqa: PLC0415

    whole = "".join(text for text, _ in runs)
    if not any(style for _, style in runs) or utf16_units(whole) > LONGEST_TEXT:
        return xml_text(_shortened(whole))
    fonts = {
        "bold": InlineFont(rFont=FONT, sz=FONT_SIZE, b=True),
        "italic": InlineFont(rFont=FONT, sz=FONT_SIZE, i=True),
    }
    return CellRichText(
        [
            TextBlock(fonts[style], xml_text(text)) if style else xml_text(text)
            for text, style in runs
        ]
    )


def _is_large(value: object) -> bool:
    number = value if isinstance(value, int | float) else 0
    return _LARGE[0] <= abs(number) < _LARGE[1] and number == int(number)


def is_web_address(url: str) -> bool:
    """Whether a spreadsheet may be given this as a link: http or https, without odd characters."""
    return len(url) <= _LONGEST_ADDRESS and bool(_WEB_ADDRESS.fullmatch(url))


def web_site(url: str) -> str:
    """The site of a web address, as the words of a link; "" for any other address."""
    return re.split("[/?#]", url, maxsplit=3)[2][:30] if is_web_address(url) else ""


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_TEXT // 2 or utf16_units(text) <= LONGEST_TEXT:
        return text
    short = text.encode("utf-16-le", "surrogatepass")[: 2 * (LONGEST_TEXT - len(_CUT))]
    return short.decode("utf-16-le", "ignore") + _CUT


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    return str(get_column_letter(column))


def _lines(cell: Any, width: float) -> int:
    """How many lines the text of a cell takes in a column, rather too many than too few."""
    text = str(cell.value or "")
    room = int(width * _LETTERS) - 1
    if len(text) <= room and "\n" not in text:
        return 1
    lines = 0
    for paragraph in text.split("\n"):
        lines, used = lines + 1, 0
        for word in paragraph.split(" "):
            if used and used + 1 + len(word) > room:
                lines, used = lines + 1, 0
            used += len(word) + bool(used)
            lines, used = lines + max(used - 1, 0) // room, (used - 1) % room + 1 if used else 0
    return lines
