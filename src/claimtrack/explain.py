"""What each rule made of a text, for a person to read."""

from __future__ import annotations

from claimtrack.columns import plain_decimal
from claimtrack.numbers import find_numbers
from claimtrack.quantities import left_out
from claimtrack.reading import Reading, read
from claimtrack.records import Article, Number, Quantity

# What a rule does, in a few words; a rule not listed here is named as it is.
RULES = {
    "digits": "a number in digits",
    "digits_suffix": "digits with a scale suffix",
    "digits_tail": "digits with a power or fraction",
    "words": "a number in words",
    "fraction": "a fraction",
    "collective": "a collective, so about that many",
    "vague": "a vague word, at least two",
    "plural": "a plural without a number, at least two of them",
    "multiple": "a multiple",
    "n_in_m": "so many in so many",
    "currency_before": "a currency sign before it",
    "scale_suffix": "a letter that means a scale with money or people",
    "suffix_and_code": "a scale letter joined to a currency",
    "unit_symbol": "a unit symbol after it",
    "unit_word": "a unit word after it",
    "unit_of_next": "its unit is printed with the next figure",
    "unit_of_previous": "its unit is that of the figure before",
    "rate": "per something, printed right after",
    "rate_after_noun": "per something, printed after the counted noun",
    "per_many": "per so many",
    "and_a_half": "a fraction of the unit added",
    "one_and_a_half": "one unit and a fraction of it",
    "and_small_change": "a smaller unit added",
    "between": "a range: between ... and",
    "to": "a range: ... to ...",
    "or": "a range: ... or ...",
    "dash": "a range with a dash",
    "word_pair": "a range of two number words",
    "plus_minus": "plus or minus",
    "times": "so many times another figure",
    "age": "an age by its place",
    "age_old": "an age: years old",
    "aged": "an age: aged",
    "age_group": "an age limit",
    "person_of": "an age of a person named before",
    "apposed_age": "an age between commas or brackets",
    "at_age": "an age: at so many years",
    "web_address": "part of a web address",
    "numeric_date": "part of a date",
    "phone_number": "part of a phone number",
    "identifier": "part of a name or code",
    "citation": "a citation",
    "ordinal": "an ordinal",
    "list_number": "numbers a list",
    "clock_time": "a time of day",
    "date": "a day of the month",
    "year": "a year",
    "score": "a score",
    "numbered": "numbers something named before it",
    "proper_name": "part of a name",
    "compound": "part of a compound word",
    "street_number": "a street number",
    "idiom": "part of an idiom",
    "adjective": "an adjective here",
    "in_unit": "part of the unit of the number before it",
    "odds": "odds",
    "denominator": "what something is per",
    "department": "a number of a place",
    "not_counted": "an article or adjective, no count",
    "noun_after": "the noun right after it",
    "parsed": "the noun the parser ties it to",
    "partitive": "the noun of what it is taken from",
    "predicate": "what they are said to be",
    "measured": "what is measured, by the parser",
    "share_of": "what it is a share of",
    "subject": "what the verb of level is about",
    "level": "what the verb of level is about",
    "pronoun": "what the pronoun stands for",
    "change": "printed with the other end of the change",
    "elided": "left out here, taken from the figure it belongs to",
    "of_whole": "the noun of the whole it is a part of",
    "event_after": "a participle or state right after it",
    "event_modifier": "what modifies the counted noun",
    "event_governor": "the verb or noun that governs it",
    "event_noun": "the counted noun itself says so",
    "event_phrase": "a fixed expression in its clause",
    "event_beside": "a word right beside it",
    "event_item": "what is counted says so",
    "event_of_like": "as of the figure it belongs to",
    "event_of_sentence": "the only thing its sentence says happened to people",
    "according_to": "words such as 'according to', then the speaker",
    "pronoun_tag": "a reporting verb with a pronoun, set off",
    "inverted": "a reporting verb with the speaker behind it",
    "incise": "a reporting verb within the quotation",
    "subject_verb": "the subject of a reporting verb, by the parser",
    "words_verb": "the phrase before a reporting verb",
    "relative": "the one just named goes on",
    "passive": "the agent of a reporting verb",
    "gap": "a speaker whose verb is left out",
    "colon": "the person of the sentence before the colon",
    "signed": "a name under the quotation",
    "verb": "its verb says so",
    "clause_before": "words before it in its clause say so",
    "clause_after": "words after it in its clause say so",
    "denied": "somebody denies it",
    "expected": "somebody expects or promises it",
}


def explain(text: str, language: str | None = None) -> str:
    """A report of several lines: each claim with its readings and rules, then what was left out.

    The language is detected where none is given. Raises PackError for one without a pack,
    ModelError where its parser is not installed.
    """
    if language is None:
        from claimtrack.articles import detect_language  # noqa: PLC0415 - reads a model

        language = detect_language(text)
    numbers = find_numbers(text, language)
    fields = next(read([Article(id="text", text=text, language=language)]))
    blocks = [_claim(text, reading) for field in fields for reading in field.readings]
    others = [_left_out(text, *pair) for pair in left_out(text, numbers, language)]
    if others:
        blocks.append("not claims:\n" + "\n".join(others))
    return "\n\n".join([f"language: {language}", *(blocks or ["no figure found"])])


def _claim(text: str, reading: Reading) -> str:
    quantity = reading.quantity
    number = quantity.number
    lines = [
        f"«{' '.join(text[quantity.start : quantity.end].split())}»",
        f"  number     {text[number.start : number.end]} = {_value(quantity)}",
        f"  bounds     {_bounds(quantity)} ({quantity.qualifier})",
        f"  kind       {quantity.kind}, unit {quantity.unit}",
    ]
    if quantity.direction:
        lines.append(f"  direction  {quantity.direction}")
    because = [_reason(rule) for rule in quantity.rules if rule != "qualifier:exact"]
    lines.append(f"  because    {'; '.join(because)}")
    return "\n".join([*lines, *_around(text, reading)])


def _around(text: str, reading: Reading) -> list[str]:
    """What is counted, what happened to it, who says so, where and when, each with its rule."""
    counted, event, said = reading.counted, reading.event, reading.statement
    where = reading.circumstances
    lines = []
    if counted.item:
        item = " ".join(counted.item.split())
        lines.append(f"  item       {item} (head: {counted.head}): {_reason(counted.rule)}")
    if counted.part_of is not None:
        lines.append("  part of    another figure: the words around it say so")
    if event.name:
        lines.append(f"  event      {event.name} ({event.lemma}): {_reason(event.rule)}")
    if said is not None:
        how = "direct" if said.quoted else "indirect"
        role = f", {said.speaker.role}" if said.speaker.role else ""
        lines.append(f"  speaker    {said.speaker.name}{role}")
        lines.append(f"             {how}, by «{said.cue}»: {_reason(said.rule)}")
    if where.place:
        lines.append(f"  place      {where.place}: the nearest in the sentence")
    if where.time_text:
        lines.append(f"  time       {where.time_text}: the nearest in the sentence")
    if reading.modality != "asserted":
        lines.append(f"  modality   {reading.modality}: {_reason(reading.modality_rule)}")
    return lines


def _reason(rule: str) -> str:
    """A rule in words."""
    if rule.startswith("qualifier:"):
        return f"the words around it say {rule.removeprefix('qualifier:').replace('_', ' ')}"
    return RULES.get(rule, rule)


def _value(quantity: Quantity) -> str:
    return "no single value" if quantity.value is None else plain_decimal(quantity.value)


def _bounds(quantity: Quantity) -> str:
    low = "no lower bound" if quantity.low is None else plain_decimal(quantity.low)
    high = "no upper bound" if quantity.high is None else plain_decimal(quantity.high)
    return low if low == high else f"{low} to {high}"


def _left_out(text: str, number: Number, rule: str) -> str:
    return f"  {text[number.start : number.end]}: {RULES.get(rule, rule)}"
