"""Adding a record from a form that may be sent twice: by a double click, or after a lost answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError

from klientel.events.feed import was_told_by
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict
from klientel.records.actions.create import Draft, create_many
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor


class Once(NamedTuple):
    """The record of a form, and whether this sending of it added the record."""

    record: Any
    is_new: bool


def form_key(text: str) -> UUID:
    """The id that a form carries for its record; a fresh one for what is no id of our making."""
    try:
        key = UUID(text)
    except ValueError:
        return uuid7()
    return key if key.version == 7 else uuid7()


def create_once(
    actor: Actor,
    type_name: str,
    key: UUID,
    values: Mapping[str, Any],
    *,
    occurred_at: datetime | None = None,
    batch: UUID | None = None,
    cleaned: bool = False,
    columns: Mapping[str, Any] | None = None,
    insists: bool = False,
) -> Once:
    """Add one record under the id `key`, or find the one that the same form added before.

    `columns` are set by the program, never from a request; `insists` as with `create_many`. Raises
    `Conflict` as `made_once` does, and what `create_many` does.
    """
    draft = Draft(values, occurred_at, {**(columns or {}), "id": key})

    def make() -> Any:
        made = create_many(actor, type_name, [draft], batch=batch, cleaned=cleaned, insists=insists)
        return made[0]

    return made_once(actor, type_name, key, values, make)


def made_once(
    actor: Actor, type_name: str, key: UUID, values: Mapping[str, Any], make: Callable[[], Any]
) -> Once:
    """Make a record under the id `key`, or find the one that the same form made before.

    `values` are what the form says of it by field name. Who sends the id of anything else gets
    `Conflict`: a key names a form, never a record to be shown. Also raises what `make` does, which
    must add the record in a transaction of its own.
    """
    try:
        return Once(make(), True)
    except IntegrityError:
        record_type = record_types.get(type_name)
        sent = record_type.model.objects.visible_to(actor, trashed=None).filter(pk=key).first()
        if sent is None or not _is_of_form(actor, record_type, sent, values):
            raise Conflict("This could not be saved. Please send the form again.") from None
        return Once(sent, False)


def _is_of_form(
    actor: Actor, record_type: RecordType, record: Any, values: Mapping[str, Any]
) -> bool:
    """Whether the actor added the record, to the account that the form names."""
    if not was_told_by(actor, record_type.verb("created"), record.pk):
        return False
    named = [one.name for one in record_type.fields if one.column == record_type.account]
    hangs_on = str(record_type.account_of(record) or "")
    return all(str(values[name] or "") == hangs_on for name in named if name in values)
