"""Rows under a person that come, change and go: each write is told, and can be taken back.

An event holds the columns as they were and as they are; None for a row that was not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from klientel.crm.models import Contact
from klientel.events.log import record
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, NotFound, Refused
from klientel.records.actions.catalogue import found
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

#: what the events of entries hold, and what goes when a person is erased
FACTS = ("entry", "was", "now")
PERSONAL = ("was", "now")


@dataclass(frozen=True)
class Entries:
    """A table of such rows with its verbs; `belongs_to` are the columns that name its person."""

    model: Any
    added: str
    changed: str
    removed: str
    belongs_to: tuple[str, ...] = ("contact_id",)

    def columns(self) -> list[Any]:
        """The columns of a row beside its keys."""
        return [
            one
            for one in self.model._meta.concrete_fields
            if one.attname not in ("id", "workspace_id")
        ]

    def values(self, row: Any) -> dict[str, Any]:
        """A row as its events hold it."""
        return {one.attname: _told(getattr(row, one.attname)) for one in self.columns()}

    def row(self, actor: Actor, contact: Contact, entry: UUID | None) -> Any:
        """The entry of a person by its id; `NotFound` for one of somebody else."""
        rows = self.model.objects.in_workspace(actor.workspace_id).filter(pk=entry)
        found_row = rows.first() if entry else None
        if found_row is None or contact.pk not in (
            getattr(found_row, one) for one in self.belongs_to
        ):
            raise NotFound()
        return found_row


def add(
    actor: Actor,
    contact: Contact,
    entries: Entries,
    values: Mapping[str, Any],
    *,
    verb: str = "",
    key: UUID | None = None,
    batch: UUID | None = None,
) -> Any:
    """Write a row; one that the same form (`key`) wrote before is given back as it is."""
    if key is not None:
        sent = entries.model.objects.in_workspace(actor.workspace_id).filter(pk=key).first()
        if sent is not None:
            if sent.contact_id != contact.pk:
                raise Conflict("This could not be saved. Please send the form again.")
            return sent
    row = entries.model(pk=key or uuid7(), workspace_id=actor.workspace_id, **values)
    row.save()
    _tell(actor, contact, entries, verb or entries.added, row.pk, None, row, batch)
    return row


def edit(
    actor: Actor,
    contact: Contact,
    entries: Entries,
    row: Any,
    values: Mapping[str, Any],
    *,
    verb: str = "",
    batch: UUID | None = None,
) -> Any:
    """Write what differs; nothing is told when nothing does."""
    was = entries.values(row)
    for name, value in values.items():
        setattr(row, name, value)
    if entries.values(row) != was:
        row.save()
        _tell(actor, contact, entries, verb or entries.changed, row.pk, was, row, batch)
    return row


def remove(
    actor: Actor, contact: Contact, entries: Entries, row: Any, *, batch: UUID | None = None
) -> None:
    """Remove a row; its event keeps what stood there."""
    was = entries.values(row)
    row.delete()
    _tell(actor, contact, entries, entries.removed, row.pk, was, None, batch)


def _tell(
    actor: Actor,
    contact: Contact,
    entries: Entries,
    verb: str,
    entry: UUID,
    was: Mapping[str, Any] | None,
    row: Any,
    batch: UUID | None,
) -> None:
    now = None if row is None else entries.values(row)
    record(
        actor,
        verb,
        record_type="contact",
        record_id=contact.pk,
        account_id=contact.account_id,
        facts={"entry": str(entry), "was": was, "now": now, "title": contact.name},
        batch=batch,
    )


def take_back(entries: Entries, actor: Actor, event: Event, batch: UUID) -> None:
    """Let the entry of an event stand as before; `Refused` when somebody changed it since."""
    actor.must("contact.edit")
    contact = found(actor, record_types.get("contact"), event.record_id)
    was, now = event.facts.get("was"), event.facts.get("now")
    key = UUID(event.facts["entry"])
    row = entries.model.objects.in_workspace(actor.workspace_id).filter(pk=key).first()
    if (None if row is None else entries.values(row)) != now:
        raise Refused("Somebody changed this in the meantime.")
    if was is None:
        remove(actor, contact, entries, row, batch=batch)
        return
    values = {one.attname: _read(one, was.get(one.attname)) for one in entries.columns()}
    if row is None:
        _must_still_be_there(actor, entries, values)
        add(actor, contact, entries, values, key=key, batch=batch)
    else:
        edit(actor, contact, entries, row, values, batch=batch)


def _must_still_be_there(actor: Actor, entries: Entries, values: Mapping[str, Any]) -> None:
    """Whatever the row names may have been removed for good, or have such a row again."""
    rows = entries.model.objects.in_workspace(actor.workspace_id)
    for one in entries.columns():
        key = values[one.attname]
        if one.is_relation and key is not None:
            there = one.remote_field.model.objects.in_workspace(actor.workspace_id)
            if not there.filter(pk=key).exists():
                raise NotFound()
    for constraint in entries.model._meta.constraints:
        names = [entries.model._meta.get_field(name).attname for name in constraint.fields]
        pair = {name: values[name] for name in names if name != "workspace_id"}
        if None not in pair.values() and rows.filter(**pair).exists():
            raise Refused("Somebody changed this in the meantime.")


def _told(value: Any) -> Any:
    """A column's value as JSON."""
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def _read(column: Any, value: Any) -> Any:
    """The value of a column from what `_told` gave."""
    return column.target_field.to_python(value) if column.is_relation else column.to_python(value)
