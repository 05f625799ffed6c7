"""Makes records of any registered type through the actions, with what they hang on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from klientel.records import actions
from klientel.records.fields import RecordLinkField
from klientel.records.reading import reading_of
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor


def sample_values(actor: Actor, record_type: RecordType, number: int) -> dict[str, Any]:
    """Raw values for the n-th sample of a type; required links get a record of their own."""
    values = dict(record_type.sample(number))
    for field in record_type.fields:
        if isinstance(field, RecordLinkField) and field.required and field.name not in values:
            target = record_types.get(field.to[0])
            values[field.name] = str(make(actor, target, number).pk)
    return values


def make(actor: Actor, record_type: RecordType, number: int = 1) -> Any:
    """The n-th sample record of a type."""
    return actions.create(actor, record_type.name, sample_values(actor, record_type, number))


def editable_text(record_type: RecordType) -> str:
    """The name of a field that takes any line of text."""
    return next(
        field.name
        for field in record_type.fields
        if field.editable
        and field.kind in ("text", "long_text")
        and field.name != record_type.title
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
        return str(groups[0]) if groups else "none"
    samples = {"email": "new@werft.example", "day": "2026-11-23", "number": "1", "money": "1"}
    samples["instant"] = "2027-01-05 10:00"
    return samples.get(one.kind, "Anything")


#: two of each kind, so that one of them is another value than the one that is there
_OTHERS: dict[str, tuple[Any, ...]] = {
    "text": ("Anything", "Anything else"),
    "long_text": ("Anything", "Anything else"),
    "email": ("new@werft.example", "other@werft.example"),
    "phone": ("+49 431 123456", "+49 431 654321"),
    "url": ("https://werft.example", "https://other.example"),
    "day": ("2024-11-23", "2023-01-02"),
    "birthday": ("4.5.1980", "5.6."),
    "instant": ("2024-11-23 14:30", "2023-01-02 08:00"),
    "number": ("1", "2"),
    "money": ("1", "2"),
    "truth": ("1", "0"),
    "tags": ("red", "blue"),
}


def other_values(actor: Actor, record_type: RecordType, record: Any, field: Any) -> list[Any]:
    """Some valid values of a field; at least one of them differs from whatever stands there."""
    if isinstance(field, RecordLinkField):
        target = record_types.get(field.to[0] if field.to else "account")
        # what hangs on an account, too, hangs on the same
        names = [one.name for one in target.fields if one.column == target.account]
        account = record_type.account_of(record)
        same = dict.fromkeys(names, str(account)) if account else {}
        made = [{**sample_values(actor, target, number), **same} for number in (31, 32)]
        return [str(actions.create(actor, target.name, values).pk) for values in made]
    if field.kind in _OTHERS:
        return list(_OTHERS[field.kind])
    return [str(value) for value, _label in field.buckets(reading_of(actor)) if value]


def beyond(field: Any, column: Any) -> list[Any]:
    """Raw values at the edge of what a column keeps, and behind it."""
    if column.max_length and field.kind not in ("choice", "tags"):
        most = column.max_length
        ends = {"email": "@werft.example", "url": ".example", "phone": ""}
        end = ends.get(field.kind, "")
        letters = "1" if field.kind == "phone" else "x"
        plain = [letters * (size - len(end)) + end for size in (most, most + 1, most * 5)]
        return [*plain, "ß" * most, "ﬃ" * most, "\u0344" * most]
    if field.kind == "tags":
        return [["ß" * 60], ["ﬃ" * 60], ["x" * 61], [str(n) for n in range(31)]]
    if field.kind in ("number", "money"):
        sizes = ["2147483647", "2147483648", "999999.99", "1000000", "999999999999.99"]
        sizes += ["1000000000000", "1" + "0" * 20, "1" + "0" * 40]
        numbers = [Decimal("NaN"), Decimal("Infinity"), Decimal("1e30"), Decimal("1e-30")]
        return [*sizes, *(f"-{size}" for size in sizes), "-5", *numbers]
    if field.kind in ("day", "instant"):
        return ["1899-12-31", "2201-01-01", "9999-12-31", "0001-01-01", "2200-12-31 23:59"]
    return ["", "x" * 5_000]
