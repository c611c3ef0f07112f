"""Texts that hypothesis makes, and what must hold for the spans found in any text."""

from __future__ import annotations

from hypothesis import strategies as st

from claimtrack.numbers import find_numbers
from claimtrack.quantities import find_quantities
from claimtrack.records import Quantity

BLANKS = (" ", "\u00a0", "\u202f", "\u2009", "\u2007", "\t", "\n", "  ")

# Everything that means something to one of the grammars, and what could upset them.
WORDS = (
    *("un", "une", "deux", "vingt", "quatre", "cent", "cents", "mille", "million", "milliards"),
    *("douzaine", "dizaines", "demi", "demie", "tiers", "moitié", "quart", "plusieurs", "quelques"),
    *(
        "entre",
        "et",
        "à",
        "de",
        "des",
        "d'",
        "dont",
        "plus de",
        "moins de",
        "environ",
        "sur",
        "par",
    ),
    *("jour", "heures", "ans", "an", "km", "€", "euros", "personnes", "points", "fois", "plus"),
    *("one", "two", "twenty", "hundred", "hundreds", "thousand", "millions", "dozen", "half", "a"),
    *("third", "quarter", "several", "few", "between", "and", "to", "of", "from", "in", "out of"),
    *("at least", "more than", "or so", "-odd", "plus", "per", "day", "year-old", "aged", "pounds"),
    *(
        "dollars",
        "percent",
        "feet",
        "inches",
        "times",
        "degrees",
        "rose",
        "fell",
        "hausse",
        "baisse",
    ),
    *("virgule", "point", "minus", "moins", "double", "twice", "contre", "against", "won", "n°"),
    *("article", "janvier", "May", "lundi", "h", "am", "BC", "Boeing", "Covid", "G", "F", "Mme"),
)
MARKS = (
    *"+-−–—±~≈%‰$£¥₽/×^°ºª²³½¾⅓.,;:!?…()[]{}«»“”\"'’‘#@&*_=<>|\\",
    *(
        "...",
        "://",
        "www.",
        "10^",
        "e6",
        "№",
        "§",
        "€/t",
        "m³",
        "\u00ad",
        "\u200b",
        "\ufeff",
        "\u0301",
    ),
    *("😀", "👩\u200d🚒", "🇫🇷", "4️⃣", "İ", "ß", "ﬁ", "Ⅳ", "٣", "４", "零", "\U0001d7d8", "ǅ"),
)
DIGITS = st.one_of(
    st.integers(0, 10**15).map(str),
    st.from_regex(r"\A[0-9]{1,3}([ .,'’\u00a0\u202f\u2009][0-9]{2,3}){0,3}([.,][0-9]{1,4})?\Z"),
    st.sampled_from(["1998", "2024", "07", "12", "3-1", "20-30", "1/2", "10h30", "12:45", "1er"]),
    st.sampled_from(["3rd", "F-16", "2½", "3e", "1.2.3", "5x10", "1e400", "0,000", "²"]),
)
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([word.upper() for word in WORDS]),
    st.sampled_from(MARKS),
    DIGITS,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
)
GLUE = st.sampled_from((*BLANKS, " ", " ", " ", "", "-"))
TEXTS = st.lists(st.tuples(PIECES, GLUE), max_size=14).map(
    lambda pairs: "".join(piece + glue for piece, glue in pairs)
)
ANY_TEXT = st.one_of(
    TEXTS,
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text(st.sampled_from("İIıiŞßẞﬁﬄŉǰΐǅΣσς’‘“”«»\u00a0\u202f\u00ad\u0307\u0345AÉé1½")),
)


def quantities(text: str, language: str) -> list[Quantity]:
    return find_quantities(text, find_numbers(text, language), language)


def in_order(spans: list[tuple[int, int]], length: int) -> bool:
    """Each span holds something, lies within the text and ends before the next starts."""
    edges = [0, *(edge for span in spans for edge in span), length]
    return edges == sorted(edges) and all(start < end for start, end in spans)
