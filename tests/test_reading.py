"""Articles read together: the same as alone, whatever the marks, with wholes that exist."""

from __future__ import annotations

import pytest

from claimtrack.claims import build_claims, claims_of
from claimtrack.records import Article, Claim

COUNCIL = Article(
    id="council",
    title="Forty homes flooded, mayor says",
    text=(
        "Mayor Ines Prado visited the harbour on Friday. “We moved 40 families, including 12 with "
        "infants,” she said. According to the fire service, 31 pumps were at work.\n\n"
        "The council’s budget is £3m."
    ),
    published="2025-03-10",
    language="en",
)
MAIRIE = Article(
    id="mairie",
    text=(
        "« Nous avons relogé 40 familles, dont 12 avec des nourrissons », a déclaré la maire, Inès "
        "Prado. D’après les pompiers, 31 pompes étaient à l’œuvre."
    ),
    published="2025-03-10",
    language="fr",
)


def said(claims: list[Claim]) -> list[tuple[str, str, str]]:
    return [(claim.printed, claim.speaker, claim.attribution) for claim in claims]


def test_who_speaks_is_read_from_quotations_pronouns_and_phrases() -> None:
    assert said(build_claims(COUNCIL)) == [
        ("Forty", "mayor", "indirect"),
        ("40", "Ines Prado", "direct"),
        ("12", "Ines Prado", "direct"),
        ("31", "the fire service", "indirect"),
        ("3m", "", ""),
    ]


@pytest.mark.parametrize("article", [COUNCIL, MAIRIE])
def test_plain_and_typographic_marks_read_alike(article: Article) -> None:
    plain = article.text
    for mark, other in (("’", "'"), ("“", '"'), ("”", '"'), ("« ", '"'), (" »", '"')):
        plain = plain.replace(mark, other)
    with_plain = Article(id=article.id, text=plain, language=article.language)

    body = [claim for claim in build_claims(article) if claim.field == "text"]

    assert said(build_claims(with_plain)) == said(body)


def test_a_part_names_its_whole() -> None:
    claims = {claim.printed: claim for claim in build_claims(MAIRIE)}

    assert claims["12"].part_of == claims["40"].claim_id


def test_articles_read_together_are_read_as_alone() -> None:
    together = list(claims_of([COUNCIL, MAIRIE, COUNCIL]))

    assert together == [build_claims(COUNCIL), build_claims(MAIRIE), build_claims(COUNCIL)]


def test_time_is_resolved_against_the_day_of_publication() -> None:
    text = "On Friday, 12 boats sank off Port Ellery."
    dated, undated = (
        build_claims(Article(id="boats", text=text, published=day, language="en"))[0]
        for day in ("2025-03-10", "")
    )

    assert (dated.time_text, dated.time_start, dated.time_end) == (
        *("On Friday", "2025-03-07", "2025-03-07"),
    )
    assert (undated.time_text, undated.time_start) == ("On Friday", "")
    assert dated.place == "Port Ellery"


def test_quotations_that_nobody_closes_or_signs_are_read_without_end() -> None:
    text = '"We saw 12 boats," he said. ' + '"And 12 more," "' * 400

    claims = build_claims(Article(id="quotes", text=text, language="en"))

    assert {claim.printed for claim in claims} == {"12"}
