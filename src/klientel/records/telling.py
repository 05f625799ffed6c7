"""Events of records as sentences: which fields a change touched is told by their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klientel.events.feed import sentence
from klientel.records.fields.base import Reading
from klientel.records.types import record_types


def in_words(event: Any, reading: Reading, names: Mapping[Any, str]) -> str:
    """The event as a sentence for a reader; `names` are those of records and members."""
    fields = fields_changed(event, reading)
    return sentence(event, reading.words, names, {"fields": fields} if fields else {})


def fields_changed(event: Any, reading: Reading) -> str:
    """The labels of the fields that an event changed, empty for none that its type still has."""
    if event.record_type not in record_types:
        return ""
    known = record_types.get(event.record_type).in_workspace(reading.workspace).by_name
    changed = (event.facts or {}).get("changes") or {}
    return ", ".join(reading.say(known[name].label) for name in changed if name in known)
