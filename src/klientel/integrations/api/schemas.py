"""The schemas of the API's description that are the same for every firm."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_TRUTH: Schema = {"type": "boolean"}
_ID: Schema = {"type": "string", "format": "uuid"}
_ID_OR_NONE: Schema = {"type": ["string", "null"]}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_ANY: Schema = {"type": "object"}


def whole(properties: Schema, *optional: str) -> Schema:
    """An object of exactly these parts; the `optional` ones may be missing."""
    return {
        "type": "object",
        "required": [name for name in properties if name not in optional],
        "properties": properties,
        "additionalProperties": False,
    }


def many(of: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": of}


def ref(name: str) -> Schema:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


_WHO = whole({"id": _ID_OR_NONE, "name": _TEXT})
_WHAT = whole({"id": _ID_OR_NONE, "type": _TEXT})
_HIT = whole({"id": _ID, "type": _TEXT, "ref": _ID_OR_NONE, "title": _TEXT, "url": _TEXT})
_BRIEF: Schema = {
    "name": _TEXT,
    "path": _TEXT,
    "label": _TEXT,
    "label_plural": _TEXT,
    "has_refs": _TRUTH,
    "title_field": _TEXT,
}
_INPUT = whole(
    {"name": _TEXT, "label": _TEXT, "kind": _TEXT, "is_required": _TRUTH, "schema": _ANY}
)
_ACTION = whole({"name": _TEXT, "label": _TEXT, "on": _ID_OR_NONE, "inputs": many(_INPUT)})
_FIELD = whole(
    {
        "name": _TEXT,
        "label": _TEXT,
        "kind": _TEXT,
        "is_writable": _TRUTH,
        "is_lasting": _TRUTH,
        "is_required": _TRUTH,
        "is_sortable": _TRUTH,
        "schema": _ANY,
        "operators": many(whole({"name": _TEXT, "label": _TEXT, "takes": _TEXT})),
        "choices": many(whole({"value": _TEXT, "label": _TEXT})),
    }
)
_PART = whole(
    {
        "name": _TEXT,
        "label": _TEXT,
        "fields": many(whole({"name": _TEXT, "label": _TEXT, "kind": _TEXT, "schema": _ANY})),
    }
)
LINKED: Schema = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["id", "type", "title"],
        "properties": {"id": _ID, "type": _TEXT, "title": _TEXT, "fields": _ANY},
    },
}

SCHEMAS: dict[str, Schema] = {
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "errors": many(whole({"pointer": _TEXT, "detail": _TEXT})),
        },
    },
    "Event": whole(
        {
            "id": _ID,
            "verb": _TEXT,
            "via": _TEXT,
            "actor": _WHO,
            "record": _WHAT,
            "account": _ID_OR_NONE,
            "facts": _ANY,
            "batch": _ID_OR_NONE,
            "occurred_at": _MOMENT,
            "recorded_at": _MOMENT,
        }
    ),
    "EventPage": whole({"data": many(ref("Event")), "next_cursor": _ID_OR_NONE}),
    "Changes": whole({"data": many(ref("Event")), "next_cursor": _TEXT, "has_more": _TRUTH}),
    "Hits": whole({"data": many(_HIT)}),
    "Me": whole(
        {
            "member": whole({"id": _ID, "name": _TEXT, "role": _TEXT}),
            "workspace": whole(
                dict.fromkeys(
                    ("slug", "name", "language", "time_zone", "country", "currency"), _TEXT
                )
            ),
            "token": whole(
                {
                    "name": _TEXT,
                    "is_read_only": _TRUTH,
                    "types": _TEXTS,
                    "expires_at": {"type": ["string", "null"], "format": "date-time"},
                }
            ),
        }
    ),
    "Types": whole({"data": many(whole(_BRIEF))}),
    "RecordType": whole(
        {**_BRIEF, "fields": many(_FIELD), "actions": many(_ACTION), "parts": many(_PART)}
    ),
    "Actions": whole({"data": many(_ACTION)}),
    "Acted": whole({"record": {"type": ["object", "null"]}, "id": _ID_OR_NONE}),
    "Batch": whole(
        {
            "operations": {
                "type": "array",
                "minItems": 1,
                "maxItems": 100,
                "items": whole(
                    {
                        "method": {"type": "string", "enum": ["POST", "PATCH", "DELETE"]},
                        "path": _TEXT,
                        "body": _ANY,
                        "if_match": _TEXT,
                    },
                    "body",
                    "if_match",
                ),
            },
            "whole": _TRUTH,
        },
        "whole",
    ),
    "BatchAnswer": whole(
        {
            "results": many(
                whole(
                    {
                        "status": {"type": "integer"},
                        "headers": {"type": "object", "additionalProperties": _TEXT},
                        "body": {"type": ["object", "null"]},
                    }
                )
            )
        }
    ),
    "Description": _ANY,
    "File": whole(
        {
            "id": _ID,
            "record": _ID_OR_NONE,
            "is_current": _TRUTH,
            "name": _TEXT,
            "media_type": _TEXT,
            "size": {"type": "integer"},
            "given_by": _ID_OR_NONE,
            "given_at": _MOMENT,
            "version": {"type": "integer"},
            "comment": _ID_OR_NONE,
        }
    ),
}


def record(name: str, fields: Schema) -> Schema:
    """A record of a type, given the schemas of its fields by name."""
    return whole(
        {
            "id": _ID,
            "type": {"const": name},
            "ref": _ID_OR_NONE,
            "title": _TEXT,
            "url": _TEXT,
            "version": {"type": "integer"},
            "created_at": _MOMENT,
            "updated_at": _MOMENT,
            "trashed_at": {"type": ["string", "null"], "format": "date-time"},
            "fields": {"type": "object", "properties": fields, "additionalProperties": False},
            "linked": LINKED,
        },
        "linked",
    )


def part_page(fields: Schema) -> Schema:
    """A page of a part of a record, given the schemas of its fields by name."""
    entry = whole({"id": _ID, **fields}, *fields)
    return whole({"data": many(entry), "next_cursor": _ID_OR_NONE, "linked": LINKED}, "linked")


def page(name: str) -> Schema:
    """A page of a list of such records."""
    return whole(
        {
            "data": many(ref(name)),
            "next_cursor": _ID_OR_NONE,
            "total": {"type": "integer"},
            "total_is_more": _TRUTH,
            "linked": LINKED,
        },
        "total",
        "total_is_more",
        "linked",
    )
