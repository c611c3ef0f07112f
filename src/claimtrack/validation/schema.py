"""A JSON schema of the suites, with which editors complete and underline while one types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from claimtrack.columns import CLAIM_COLUMNS, RELATION_COLUMNS, RELATION_TABLES
from claimtrack.suites import SCOPES, SEVERITIES
from claimtrack.validation.helpers import HELPERS

# What Great Expectations takes in an expectation and a suite of ours has elsewhere, or not at all.
_NOT_IN_KWARGS = frozenset(
    ("id", "meta", "notes", "result_format", "description", "catch_exceptions", "severity")
) | {"rendered_content", "windows", "batch_id", "condition_parser", "metadata", "row_condition"}
_COLUMN_KEYS = ("column", "column_A", "column_B")
# They take queries or other tables, which there are none of.
_NO_USE = ("unexpected_rows", "query_results", "other_table")


def suite_schema(expectations: Mapping[str, type]) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of ``expectations/*.json``.

    ``expectations`` maps each type that a suite may name to Great Expectations' class for it.
    """
    usable = {name: own for name, own in sorted(expectations.items()) if not _is_useless(name)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "claimtrack validation suite",
        "type": "object",
        "required": ["name", "expectations"],
        "additionalProperties": False,
        "properties": {
            "$schema": {"type": "string"},
            "name": {"enum": ["claims", *RELATION_TABLES], "description": "the table it checks"},
            "id": {"type": "string"},
            "notes": {},
            "meta": {"type": "object"},
            "expectations": {"type": "array", "items": {"$ref": "#/$defs/expectation"}},
        },
        "allOf": [_columns_of(("claims",), "claims"), _columns_of(RELATION_TABLES, "relations")],
        "$defs": {
            "expectation": _expectation(usable),
            "condition": _CONDITION,
            "claims": _columns((*CLAIM_COLUMNS, *HELPERS)),
            "relations": _columns(RELATION_COLUMNS),
        },
    }


def _is_useless(name: str) -> bool:
    return any(part in name for part in _NO_USE)


def _expectation(expectations: Mapping[str, type]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "severity", "meta"],
        "properties": {
            "type": {"enum": list(expectations)},
            "kwargs": {"type": "object"},
            "severity": {"enum": list(SEVERITIES)},
            "meta": {
                "type": "object",
                "required": ["check", "message"],
                "additionalProperties": False,
                "properties": {
                    "check": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
                    "observed": {"type": "string"},
                    "expected": {"type": "string"},
                    "scope": {"enum": list(SCOPES)},
                    "enabled": {"type": "boolean"},
                    "notes": {},
                },
                "patternProperties": {"^message(_[a-z]{2,3})?$": {"type": "string"}},
            },
            "notes": {},
            "description": {"type": "string"},
            "id": {"type": "string"},
        },
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": {"properties": {"kwargs": _kwargs(own)}},
            }
            for name, own in expectations.items()
        ],
    }


def _kwargs(own: Any) -> dict[str, Any]:
    """The arguments of one expectation, as its class tells them, without what tells of ours."""
    told = json.loads(own.schema_json())
    properties = {
        name: {key: value for key, value in one.items() if key in _PLAIN}
        for name, one in told["properties"].items()
        if name not in _NOT_IN_KWARGS
    }
    if "row_condition" in told["properties"]:
        properties["row_condition"] = {"$ref": "#/$defs/condition"}
    required = [name for name in told.get("required", []) if name in properties]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


# Keywords that need no definitions of Great Expectations' own.
_PLAIN = ("description", "default", "minimum", "maximum", "enum")

_CONDITION: dict[str, Any] = {
    "oneOf": [
        {
            "type": "object",
            "required": ["type", "column", "operator", "parameter"],
            "additionalProperties": False,
            "properties": {
                "type": {"const": "comparison"},
                "column": {"$ref": "#/$defs/condition/$defs/column"},
                "operator": {"enum": ["==", "!=", "<", ">", "<=", ">=", "IN", "NOT_IN"]},
                "parameter": {},
            },
        },
        {
            "type": "object",
            "required": ["type", "column", "is_null"],
            "additionalProperties": False,
            "properties": {
                "type": {"const": "nullity"},
                "column": {"$ref": "#/$defs/condition/$defs/column"},
                "is_null": {"type": "boolean"},
            },
        },
        {
            "type": "object",
            "required": ["type", "conditions"],
            "additionalProperties": False,
            "properties": {
                "type": {"enum": ["and", "or"]},
                "conditions": {"type": "array", "items": {"$ref": "#/$defs/condition"}},
            },
        },
    ],
    "$defs": {
        "column": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "properties": {"name": {"type": "string"}},
        }
    },
}


def _columns_of(tables: tuple[str, ...], definition: str) -> dict[str, Any]:
    """Only the columns of its table may be named in a suite."""
    return {
        "if": {"properties": {"name": {"enum": list(tables)}}},
        "then": {
            "properties": {
                "expectations": {
                    "items": {"properties": {"kwargs": {"$ref": f"#/$defs/{definition}"}}}
                }
            }
        },
    }


def _columns(names: tuple[str, ...]) -> dict[str, Any]:
    column = {"enum": list(names)}
    return {
        "properties": {
            **dict.fromkeys(_COLUMN_KEYS, column),
            "column_list": {"items": column},
        }
    }
