"""The unit lexicons say only what ``units.txt`` defines, once, and the same in both languages."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import claimtrack
from claimtrack.units import family, known_unit

LANGUAGES = Path(claimtrack.__file__).parent / "languages"
PACKS = ("common", "en", "fr")
KINDS = ("measure", "duration", "percent", "money")
UNIT_SECTIONS = (*KINDS, "money_prefix", "per_units")

# Units that only one of the two languages has a word for.
ENGLISH_ONLY = {
    *("fathom", "fortnight", "furlong", "gill", "hand", "hundredweight"),
    *("peck", "pennyweight", "pound", "quart", "therm"),
}
FRENCH_ONLY = {"are", "league"}

Lexicon = dict[str, dict[str, list[str]]]


def read(pack: str) -> Lexicon:
    return tomllib.loads((LANGUAGES / pack / "units.toml").read_text("utf-8"))


LEXICONS = {pack: read(pack) for pack in PACKS}


def rows(pack: str, *sections: str) -> Iterator[tuple[str, str]]:
    """(unit, surface) of each of the sections."""
    for section in sections:
        for unit, surfaces in LEXICONS[pack].get(section, {}).items():
            for surface in surfaces:
                yield unit, surface


def units(pack: str, *sections: str) -> set[str]:
    return {unit for unit, _ in rows(pack, *sections)}


def all_surfaces(pack: str) -> list[str]:
    ambiguous = LEXICONS[pack]["ambiguous"]
    words = LEXICONS[pack].get("per_words", {}).get("words", [])
    return [*(surface for _, surface in rows(pack, *UNIT_SECTIONS)), *ambiguous, *words]


@pytest.mark.parametrize("pack", PACKS)
def test_a_lexicon_has_only_sections_its_reader_knows(pack: str) -> None:
    allowed = {*KINDS, "money_prefix", "ambiguous"}
    if pack != "common":
        allowed |= {"per_words", "per_units"}

    assert set(LEXICONS[pack]) <= allowed


@pytest.mark.parametrize("pack", PACKS)
def test_every_canonical_name_is_in_the_registry(pack: str) -> None:
    candidates = {unit for units in LEXICONS[pack]["ambiguous"].values() for unit in units}

    assert [u for u in units(pack, *UNIT_SECTIONS) | candidates if not known_unit(u)] == []


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("sections", [KINDS, ("money_prefix",), ("per_units",)])
def test_no_surface_stands_for_two_units(pack: str, sections: tuple[str, ...]) -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for unit, surface in rows(pack, *sections):
        meanings[surface].add(unit)

    assert {s: m for s, m in meanings.items() if len(m) > 1} == {}


@pytest.mark.parametrize("pack", PACKS)
def test_an_ambiguous_surface_stands_in_no_section_of_certain_ones(pack: str) -> None:
    certain = {surface for _, surface in rows(pack, *KINDS)}

    assert certain & set(LEXICONS[pack]["ambiguous"]) == set()


@pytest.mark.parametrize("pack", PACKS)
def test_no_row_lists_a_surface_twice(pack: str) -> None:
    for section in UNIT_SECTIONS:
        for unit, surfaces in LEXICONS[pack].get(section, {}).items():
            assert len(surfaces) == len(set(surfaces)) > 0, unit


@pytest.mark.parametrize("pack", PACKS)
def test_surfaces_are_written_the_way_the_matcher_normalises_text(pack: str) -> None:
    surfaces = all_surfaces(pack)

    assert [s for s in surfaces if not s or s != " ".join(s.split())] == []
    assert [s for s in surfaces if s != unicodedata.normalize("NFC", s)] == []
    assert [s for s in surfaces if "-" in s or "’" in s] == []


@pytest.mark.parametrize("pack", ["en", "fr"])
def test_words_are_in_lower_case(pack: str) -> None:
    assert [surface for surface in all_surfaces(pack) if surface != surface.lower()] == []


def test_every_french_word_also_stands_without_its_accents() -> None:
    def bare(word: str) -> str:
        letters = unicodedata.normalize("NFD", word.replace("œ", "oe"))
        return "".join(letter for letter in letters if not unicodedata.combining(letter))

    pairs = {(section, unit, s) for section in UNIT_SECTIONS for unit, s in rows("fr", section)}

    assert {p for p in pairs if (*p[:2], bare(p[2])) not in pairs} == set()


def test_both_languages_have_words_for_the_same_units() -> None:
    english, french = (units(pack, *KINDS) for pack in ("en", "fr"))

    assert english - french == ENGLISH_ONLY
    assert french - english == FRENCH_ONLY


@pytest.mark.parametrize("pack", PACKS)
def test_a_unit_is_of_the_kind_its_section_names(pack: str) -> None:
    assert {family(unit) for unit in units(pack, "duration")} == {"[time]"}
    for unit in units(pack, "money", "money_prefix"):
        assert family(unit).startswith("[currency_"), unit
    for unit in units(pack, "measure"):
        assert "currency" not in family(unit), unit
        assert family(unit) != "[time]", unit


# One line a surface: pack, section, surface, unit.
MEANINGS = """
common measure       km/h                     kilometer / hour
common measure       m²                       meter ** 2
common measure       TWh                      terawatt_hour
common measure       MWh                      megawatt_hour
common measure       mW                       milliwatt
common measure       MW                       megawatt
common measure       μg                       microgram
common measure       °C                       degree_Celsius
common measure       GB                       gigabyte
common measure       Mbps                     megabit / second
common measure       rad                      radian
common percent       %                        percent
common money         €                        EUR
common money         CHF                      CHF
common money         FCFA                     XOF
common money_prefix  US$                      USD
common money_prefix  mxn$                     MXN
common money_prefix  cad$                     CAD
common money_prefix  Mex$                     MXN
common money_prefix  RM                       MYR
common money_prefix  £                        GBP
en     measure       kilometres               kilometer
en     measure       kilometers               kilometer
en     measure       square miles             mile ** 2
en     measure       square metres            meter ** 2
en     measure       sq ft                    foot ** 2
en     measure       cubic feet               foot ** 3
en     measure       feet                     foot
en     measure       metric tons              metric_ton
en     measure       nautical miles           nautical_mile
en     measure       barrels of oil           barrel
en     measure       degrees f                degree_Fahrenheit
en     measure       celcius                  degree_Celsius
en     measure       gigawatt hours           gigawatt_hour
en     measure       tonnes                   metric_ton
en     duration      fortnight                fortnight
en     duration      centuries                century
en     percent       per cent                 percent
en     percent       percentage points        percentage_point
en     percent       basis points             basis_point
en     money         pence                    GBX
en     money         quid                     GBP
en     money         kroner                   NOK
en     money         kuai                     CNY
en     money         turkish lira             TRY
en     money         hong kong dollars        HKD
en     money         crowns                   krone
en     per_units     head                     count
en     per_units     share                    count
en     per_units     annum                    year
fr     measure       kilomètres carrés        kilometer ** 2
fr     measure       kilometres carres        kilometer ** 2
fr     measure       mètres cubes             meter ** 3
fr     measure       tonnes métriques         metric_ton
fr     measure       miles a l'heure          mile / hour
fr     measure       barils de pétrole        barrel
fr     measure       mégawatt heures          megawatt_hour
fr     measure       gigawattheures           gigawatt_hour
fr     measure       go                       gigabyte
fr     measure       noeuds                   knot
fr     measure       chevaux vapeur           metric_horsepower
fr     measure       milles nautiques         nautical_mile
fr     measure       degrés celsius           degree_Celsius
fr     measure       hectometre               hectometer
fr     duration      décennies                decade
fr     duration      semestres                semester
fr     percent       pour cent                percent
fr     percent       pourcents                percent
fr     percent       p. 100                   percent
fr     percent       points de pourcentage    percentage_point
fr     money         livres sterling          GBP
fr     money         $ hk                     HKD
fr     money         $ c                      CAD
fr     money         dollars australiens      AUD
fr     money         francs cfa               XOF
fr     money         francs                   franc
fr     money         couronnes suédoises      SEK
fr     money         hryvnias                 UAH
fr     money         livres turques           TRY
fr     money         centimes                 cent
fr     per_units     habitant                 count
fr     per_units     nuit                     night
fr     per_units     mégawattheure            megawatt_hour
"""


@pytest.mark.parametrize("line", MEANINGS.strip().splitlines())
def test_a_surface_means_what_a_reader_expects(line: str) -> None:
    pack, section, rest = line.split(maxsplit=2)
    surface, unit = (part.strip() for part in rest.split("  ", maxsplit=1))

    assert surface in LEXICONS[pack][section][unit]


def test_words_with_two_readings_list_them_in_order() -> None:
    assert LEXICONS["en"]["ambiguous"]["pounds"] == ["pound", "GBP"]
    assert LEXICONS["fr"]["ambiguous"]["livres"] == ["pound", "GBP"]
    assert LEXICONS["en"]["ambiguous"]["points"] == ["percentage_point"]
    assert LEXICONS["common"]["ambiguous"]["°"] == ["degree", "degree_Celsius"]
