"""Adding records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from klientel.events.log import Line
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Invalid, Refused
from klientel.records import writer
from klientel.records.actions import linking
from klientel.records.actions.together import tell, written_together
from klientel.records.fields.base import Field, Reading
from klientel.records.holding import hold_accounts_of
from klientel.records.one_reading import current_reading
from klientel.records.own_fields.reckoning import reckon_written
from klientel.records.own_fields.standing import asks_results, missing_on
from klientel.records.own_sight import must_see
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import unsaved


@dataclass
class Draft:
    """A record to be: what people typed by field name, and when it truly happened."""

    values: Mapping[str, Any]
    occurred_at: datetime | None = None
    #: columns set by the program, not by the person: never from a request
    columns: Mapping[str, Any] = field(default_factory=dict)


def create(
    actor: Actor,
    type_name: str,
    values: Mapping[str, Any],
    *,
    occurred_at: datetime | None = None,
    columns: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    batch: UUID | None = None,
    insists: bool = False,
) -> Any:
    """Add one record from raw values by field name; returns it.

    `insists` as with `create_many`. Raises `Forbidden`, `Refused` for what the actor could not see,
    or `Invalid` with a reason per field; then nothing was written.
    """
    draft = Draft(values, occurred_at, columns or {})
    return create_many(actor, type_name, [draft], facts=facts, batch=batch, insists=insists)[0]


def create_many(
    actor: Actor,
    type_name: str,
    drafts: Sequence[Draft],
    *,
    batch: UUID | None = None,
    facts: Mapping[str, Any] | None = None,
    cleaned: bool = False,
    insists: bool = False,
) -> list[Any]:
    """Add many records: one permission check, a few statements, one event each, one batch id.

    With `cleaned`, values were cleaned by the caller through the same fields (the import does, to
    report each row). Otherwise the first invalid draft refuses all. Who asks a person for them
    `insists` on what own fields require; a program adds what it knows.
    """
    declared = record_types.get(type_name)
    actor.must(declared.permission("create"))

    def work() -> list[Any]:
        reading = current_reading(actor)
        record_type = declared.in_workspace(reading.workspace)
        values = [
            dict(draft.values) if cleaned else clean_values(record_type, draft.values, reading)
            for draft in drafts
        ]
        hold_accounts_of(actor, record_type, values=values)
        writer.check_links(actor, record_type, values)
        writer.settle_values(actor, record_type, values)
        blank = _Blank(actor, record_type)
        records = [blank.filled(mine, draft) for mine, draft in zip(values, drafts, strict=True)]
        if insists:
            _must_be_whole(actor, record_type, records, reading)
        record_type.check(actor, records)
        must_see(actor, record_type, records)
        writer.insert(actor, record_type, records)
        tell(
            actor,
            record_type,
            records,
            _lines(record_type, records, drafts, facts or {}),
            batch=batch,
        )
        linking.follow_new(actor, record_type, records, batch=batch)
        return records

    return written_together(work)


def _must_be_whole(
    actor: Actor, record_type: RecordType, records: Sequence[Any], reading: Reading
) -> None:
    """Refuse new records that lack what own fields require, formulas reckoned before."""
    if asks_results(record_type):
        reckon_written(actor, record_type, records)
    for record in records:
        if missing := missing_on(actor, record_type, record, reading):
            raise Invalid(missing)


def _lines(
    record_type: RecordType,
    records: Sequence[Any],
    drafts: Sequence[Draft],
    facts: Mapping[str, Any],
) -> list[Line]:
    return [
        Line(
            record_type.verb("created"),
            record_type.name,
            record.pk,
            record_type.account_of(record),
            {"title": record_type.named(record), **facts},
            draft.occurred_at,
        )
        for record, draft in zip(records, drafts, strict=True)
    ]


def clean_values(
    record_type: RecordType, raw: Mapping[str, Any], reading: Reading
) -> dict[str, Any]:
    """Values by field name, cleaned; raises `Invalid` naming every wrong or unknown field."""
    errors: dict[str, Refused] = {}
    values: dict[str, Any] = {}
    for name, value in raw.items():
        one = record_type.by_name.get(name)
        if one is None or not one.editable:
            errors[name] = Refused("This field cannot be set.", name)
            continue
        try:
            values[name] = one.clean(value, reading)
        except Refused as refusal:
            errors[name] = refusal.at(name)
    for one in record_type.fields:
        if one.is_needed and one.name not in raw:
            errors[one.name] = Refused("This must not be empty.", one.name)
    if errors:
        raise Invalid(errors)
    return values


def build(actor: Actor, record_type: RecordType, values: Mapping[str, Any], draft: Draft) -> Any:
    """The unsaved record with its defaults and derived columns."""
    return _Blank(actor, record_type).filled(values, draft)


class _Blank:
    """A record of a type of which nobody has said anything, to be filled in again and again."""

    def __init__(self, actor: Actor, record_type: RecordType) -> None:
        self._actor = actor
        self._type = record_type
        self._now = clock.now()
        self._fields: dict[tuple[str, ...], list[Field]] = {}
        row = unsaved(
            record_type.model,
            workspace_id=actor.workspace_id,
            created_at=self._now,
            updated_at=self._now,
        )
        for one in record_type.fields:
            if one.editable:
                one.put(row, one.empty() if one.default is None else one.default)
        self._columns = {name: row.__dict__[name] for name in record_type.columns}
        #: what no two records may share
        self._own = [
            name for name, value in self._columns.items() if isinstance(value, list | dict)
        ]

    def filled(self, values: Mapping[str, Any], draft: Draft) -> Any:
        """A record of its own with these values, what follows from them, and the rest empty."""
        record = unsaved(self._type.model, **{**self._columns, "id": uuid7()})
        for column in self._own:
            record.__dict__[column] = self._columns[column].copy()
        if draft.occurred_at is not None:
            record.created_at = draft.occurred_at
        for one in self._said(values):
            one.put(record, values[one.name])
        for column, value in draft.columns.items():
            setattr(record, column, value)
        self._type.derive(record, frozenset(values), self._actor)
        return record

    def _said(self, values: Mapping[str, Any]) -> list[Field]:
        """The fields that have values, in the order of the type."""
        names = tuple(values)
        if names not in self._fields:
            self._fields[names] = [one for one in self._type.fields if one.name in values]
        return self._fields[names]
