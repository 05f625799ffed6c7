"""Examples of what rows of an address book would do, for the page of the check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from klientel.crm.address_book_groups import Group, Person
from klientel.records.completing import held_before
from klientel.records.examples import KNOWN, NEW, Examples
from klientel.records.fields.base import Reading
from klientel.records.types import record_types


def show(
    examples: Examples,
    group: Group,
    account: Mapping[str, Any],
    people: Sequence[tuple[Person, dict[str, Any]]],
    reading: Reading,
) -> None:
    """Show what becomes of an account and its people; `account` and the values of `people` are what
    would be written of them."""
    if group.record is None or account:
        _show_one(examples, "account", group, account, reading)
    for person, values in people:
        _show_one(examples, "contact", person, values, reading)
    if group.record is not None and not account and not people:
        record_id = group.record.pk
        examples.add(KNOWN, group.lines[0], "account", group.record.name, record_id=record_id)


def _show_one(
    examples: Examples, noun: str, one: Group | Person, values: Mapping[str, Any], reading: Reading
) -> None:
    line = one.lines[0]
    if one.record is None:
        examples.add(NEW, line, noun, _title(one), after=values)
        return
    record_type = record_types.get(noun).in_workspace(reading.workspace)
    fate, before = held_before(record_type, one.record, values, reading)
    title, record_id = record_type.named(one.record), one.record.pk
    examples.add(fate, line, noun, title, record_id=record_id, before=before, after=values)


def _title(one: Group | Person) -> str:
    """What the rows call somebody who is not there yet."""
    names = (one.values.get(name) for name in ("name", "first_name", "last_name"))
    return " ".join(str(name) for name in names if name)
