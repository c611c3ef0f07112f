"""The page of the review workbook that says how a review goes."""

from __future__ import annotations

from collections.abc import Iterator

from claimtrack.review.sheets import Book, Styled

_STEPS = (
    (
        "1. Read",
        "Each row of the sheet Flags is one problem: what is wrong, and the sentences it is about, "
        "with the figures in bold. Under link is the article, if it has an address on the web.",
    ),
    ("2. Decide", "Choose a verdict from the list in the yellow column, or type it."),
    (
        "3. Sign",
        "Write your name under reviewer and, if you like, why under note. A note is kept only with "
        "a verdict. Leave reviewed empty: when the file was saved will do. If you fill it in, it "
        "is taken as UTC.",
    ),
    ("4. Save", "As .xlsx, or the sheet Flags as .csv with any separator."),
    ("5. Give back", "claimtrack review import FILE"),
)
_VERDICTS = (
    ("confirmed error", "The article has a figure wrong. Settles the flag."),
    ("false alarm", "Nothing is wrong. Settles the flag, which keeps quiet from then on."),
    ("dispute", "The figures do differ, but two sources say so. Settles the flag."),
    ("fixed", "It was wrong and has been corrected. Settles the flag."),
    ("later", "Not decided yet. The flag stays open; a note beside it is kept."),
)
_COLOURS = (
    ("critical", "One voice contradicts itself, or says what cannot be: dark red, white letters."),
    ("warning", "Likely an error, but there may be an innocent reason: orange, bold letters."),
    ("info", "Worth knowing, such as two speakers who disagree: pale blue."),
    ("settled", "The whole row is grey once it has a verdict other than later."),
)
_CHANGES = (
    (
        "You may",
        "Sort and filter rows, move, hide and add columns, change widths and colours, leave rows "
        "out. Rows without a verdict are passed over.",
    ),
    (
        "Please keep",
        "The names in the header, and flag_id in each row: it says which flag is meant.",
    ),
    (
        "Links",
        "A link to the sheet Claims or Articles leads to the row where the entry stood when the "
        "file was made. If you have sorted that sheet, search it for the id.",
    ),
    (
        "Dates",
        "Dates of publication are as printed; the date of a flag is that of its latest article.",
    ),
)


def how_to(book: Book) -> None:
    """Write the sheet How to."""
    book.page("How to", (18, 104), _rows())


def _rows() -> Iterator[list[object]]:
    yield [Styled("How to review", "heading")]
    yield from ([Styled(name, "strong"), text] for name, text in _STEPS)
    yield [Styled("What the verdicts mean", "heading")]
    yield from ([Styled(name, "strong"), text] for name, text in _VERDICTS)
    yield [Styled("What the colours mean", "heading")]
    yield from ([Styled(name, name), text] for name, text in _COLOURS)
    yield [Styled("What you may change", "heading")]
    yield from ([Styled(name, "strong"), text] for name, text in _CHANGES)
