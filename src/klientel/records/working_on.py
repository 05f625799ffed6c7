"""Who may work on records: whoever may change them, and whoever they are assigned to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from klientel.records.charge import Right
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor


def may_work_on(actor: Actor, record_type: RecordType, record: Any) -> bool:
    """Whether the actor may change the record, or at least do what is assigned to them."""
    return Right(record_type.permission("edit"), record_type.charge).holds_for(actor, record)


def must_work_on(
    actor: Actor, record_type: RecordType, records: Iterable[Any], fields: Iterable[str] = ()
) -> None:
    """Raise `Forbidden` where the actor may neither change the records nor do their work.

    Who only does their work changes no other `fields` than those that belong to it.
    """
    edit, charge = record_type.permission("edit"), record_type.charge
    if charge is None or not set(fields) <= charge.fields:
        actor.must(edit)
    for record in records:
        Right(edit, charge).must_hold_for(actor, record)
