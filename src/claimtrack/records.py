"""The records that pass from stage to stage until a claims table exists."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article stands: a file as the user named it, "" for none, and 1-based lines in it.

    ``line`` is that of the first character of the text and ``title_line`` that of the title.
    Line ends of the text are line ends of the file, unless the article is ``one_line``: a row of
    a table, or text taken out of a page. ``alone`` is whether the file holds nothing else.
    """

    file: str = ""
    line: int = 1
    title_line: int = 1
    one_line: bool = True
    alone: bool = False

    def line_of(self, article: Article, field: str, start: int) -> int:
        """The line of the file on which a claim stands that starts at ``start`` of a field."""
        if field == "title":
            return self.title_line
        if self.one_line:
            return self.line
        return self.line + article.text.count("\n", 0, start)


@dataclass(frozen=True, slots=True)
class Article:
    """One text with its metadata; ``text`` and ``title`` are exactly as given.

    ``published`` is ISO 8601, ``language`` a BCP 47 code; an empty string means not known.
    ``origin`` is where it was read and no part of what it is.
    """

    id: str
    text: str
    title: str = ""
    source: str = ""
    url: str = ""
    published: str = ""
    language: str = ""
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A numeral in a text.

    ``start``/``end`` are code-point offsets, end exclusive. ``value`` is the single reading,
    ``None`` where the words give bounds only; ``low``/``high`` are then inclusive bounds with
    ``None`` for unbounded. ``form`` is one of ``digits words collective vague fraction ratio
    multiple range``; ``scale`` is the multiplier its last scale word gave (1 where none), for
    ranges that share it; ``rule`` names what read it.
    """

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    form: str
    rule: str
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its qualifier, unit and kind: how much, of which unit.

    ``start``/``end`` bound the mention (qualifier to unit or counted noun), ``number`` the
    numeral inside it. Bounds, ``qualifier``, ``direction``, ``kind`` and ``unit`` are as in the
    claims table; ``rules`` names the rules that made each.
    """

    start: int
    end: int
    number: Number
    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    direction: str
    kind: str
    unit: str
    item: str
    item_head: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantity in its article, ready for the table.

    ``text`` is the mention and ``printed`` the numeral, as they stand in ``field`` of the
    article; ``base_value`` (None where there is no single value) is in ``base_unit``. All else
    is as in the claims table, "" for not stated.
    """

    claim_id: str
    article: Article
    field: str
    quantity: Quantity
    text: str
    printed: str
    sentence: str
    base_value: float | None
    base_unit: str
    confidence: float
    item: str = ""
    item_head: str = ""
    speaker: str = ""
    speaker_role: str = ""
    attribution: str = ""
    cue: str = ""
    event: str = ""
    event_class: str = ""
    part_of: str = ""
    place: str = ""
    time_text: str = ""
    time_start: str = ""
    time_end: str = ""
    modality: str = "asserted"
