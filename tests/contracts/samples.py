"""Makes records of any registered type through the actions, with what they hang on."""

from __future__ import annotations

from typing import Any

from klientel.records import actions
from klientel.records.fields import RecordLinkField
from klientel.records.reading import reading_of
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor


def sample_values(actor: Actor, kind: RecordType, number: int) -> dict[str, Any]:
    """Raw values for the n-th sample of a type; required links get a record of their own."""
    values = dict(kind.sample(number))
    for field in kind.fields:
        if isinstance(field, RecordLinkField) and field.required and field.name not in values:
            target = record_types.get(field.to[0])
            values[field.name] = str(make(actor, target, number).pk)
    return values


def make(actor: Actor, kind: RecordType, number: int = 1) -> Any:
    """The n-th sample record of a type."""
    return actions.create(actor, kind.name, sample_values(actor, kind, number))


def editable_text(kind: RecordType) -> str:
    """The name of a field that takes any line of text."""
    return next(
        field.name
        for field in kind.fields
        if field.editable and field.kind in ("text", "long_text") and field.name != kind.title
    )


def sample_inputs(actor: Actor, inputs: Any) -> dict[str, Any]:
    """Something valid for every input of an action, so that nothing but the target can be wrong."""
    reading = reading_of(actor)
    return {one.name: _sample_input(actor, one, reading) for one in inputs if one.required}


def _sample_input(actor: Actor, one: Any, reading: Any) -> Any:
    if isinstance(one, RecordLinkField):
        return str(make(actor, record_types.get(one.to[0]), 3).pk)
    if one.kind in ("member", "choice", "team"):
        groups = [value for value, _label in one.buckets(reading) if value]
        return str(groups[0])
    samples = {"email": "new@werft.example", "day": "2026-11-23", "number": "1", "money": "1"}
    return samples.get(one.kind, "Anything")
