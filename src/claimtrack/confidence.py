"""How sure a claim is: how often claims read by the same rules were right in every column.

The factors are the shares of right readings, by rule, on 1 417 claims: the development bundles and
the 34 articles that were written for this project without a look at the rules. Multiplied, they
say how often all of number, unit, item, event, speaker and modality were right together;
docs/columns.md has the reliability table.
"""

from __future__ import annotations

from claimtrack.reading import Reading

_QUANTITY = 0.97
_LESS_SURE = {
    "vague": 0.9,
    "plural": 0.9,
    "multiple": 0.8,
    "n_in_m": 0.93,
    "unit_of_previous": 0.8,
    "unit_of_next": 0.9,
    "age": 0.85,
    "word_pair": 0.75,
    "dash": 0.9,
    "to": 0.9,
    "and_a_half": 0.9,
    "times": 0.85,
    "rate_after_noun": 0.9,
}
_ITEM = {
    "elided": 0.86,
    "level": 0.83,
    "change": 0.6,
    "partitive": 0.85,
    "parsed": 0.9,
    "none": 0.95,
}
_EVENT = {
    "": 0.95,
    "event_of_like": 0.91,
    "event_beside": 0.94,
    "event_of_sentence": 0.85,
    "event_item": 0.95,
    "event_after": 0.96,
}
_SPEAKER = {
    "words_verb": 0.88,
    "subject_verb": 0.89,
    "according_to": 0.93,
    "inverted": 0.92,
    "pronoun_tag": 0.93,
    "gap": 0.5,
    "passive": 0.6,
    "relative": 0.95,
}
_NOBODY, _QUOTED, _ANY_SPEAKER = 0.92, 0.97, 0.9
_MODALITY = {"verb": 0.76, "clause_before": 0.92, "clause_after": 0.77, "denied": 0.94}
_ANY_ITEM, _ANY_EVENT, _ANY_MODALITY = 0.99, 0.98, 0.95


def confidence(reading: Reading) -> float:
    """Between 0 and 1, to two decimals."""
    quantity = min(_LESS_SURE.get(rule, _QUANTITY) for rule in reading.quantity.rules)
    item = _ITEM.get(reading.counted.rule, _ANY_ITEM)
    event = _EVENT.get(reading.event.rule, _ANY_EVENT)
    modality = _MODALITY.get(reading.modality_rule, _ANY_MODALITY)
    return round(quantity * item * event * _speaker(reading) * modality, 2)


def _speaker(reading: Reading) -> float:
    said = reading.statement
    if said is None:
        return _NOBODY
    return _QUOTED if said.quoted else _SPEAKER.get(said.rule, _ANY_SPEAKER)
