"""Quotations: whatever marks an article uses, what stands inside them is found."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.quotes import find_quotes, with_marks


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("« Le pont tient », dit-elle.", ["Le pont tient"]),
        ("“The bridge holds,” she said.", ["The bridge holds,"]),
        ('"The bridge holds," she said. "For now."', ["The bridge holds,", "For now."]),
        ("Il parle de “trois ponts » coupés.", ["trois ponts"]),
        ("„Drei“ und “zwei”", ["Drei", "zwei"]),
        ("''It holds,'' he said.", ["It holds,"]),
        ("‘It holds,’ he said.", ["It holds,"]),
        ("The quarry workers' rights aren't quoted.", []),
        ("A plank of 6'3'' and a nail.", []),
        ("« Une digue promise,\nune autre jamais.", ["Une digue promise,"]),
    ],
)
def test_the_inside_of_each_quotation_is_found(text: str, inside: list[str]) -> None:
    marked = with_marks(text, text)

    assert [text[q.start : q.end] for q in find_quotes(marked)] == inside


def test_a_quotation_that_its_paragraph_does_not_close_goes_on() -> None:
    first, second = find_quotes("“The first part.\n“The second.”")

    assert (first.goes_on, second.goes_on) == (True, False)


@given(st.text(alphabet="ab .,\n«»“”\"'‘’„", max_size=60))
def test_quotations_are_in_order_and_none_within_another(text: str) -> None:
    marked = with_marks(text, text)
    found = find_quotes(marked)

    assert len(marked) == len(text)
    assert all(q.start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
