"""Keeping who takes part in what right: of the same account, at its time, gone when they go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from klientel.crm.models import Contact, TakingPart
from klientel.crm.taking_part import span_of
from klientel.kit.refused import Refused
from klientel.records.models import RecordRef
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor


def leave_out_the_main_ones(record: Any) -> None:
    """Who is named alone already is not named once more among the others."""
    contact = str(getattr(record, "contact_id", None) or "")
    if contact in record.people:
        record.people = [key for key in record.people if key != contact]
    owner = str(record.owner_id or "")
    if owner in record.colleagues:
        record.colleagues = [key for key in record.colleagues if key != owner]


def must_belong(actor: Actor, records: Sequence[Any]) -> None:
    """Raise `Refused` for contacts that are of another account than the records naming them."""
    named = [(record.account_id, key, field) for record in records for key, field in _named(record)]
    if not named:
        return
    contacts = Contact.objects.in_workspace(actor.workspace_id)
    theirs = contacts.filter(pk__in={key for _account, key, _field in named})
    account_of = dict(theirs.values_list("pk", "account_id"))
    for account, key, field in named:
        if account_of.get(key) != account:
            raise Refused("This person does not belong to this account.", field)


def _named(record: Any) -> list[tuple[UUID, str]]:
    """The contacts that a record names now and did not before, each with the field's name."""
    before = record.loaded_values()
    is_moved = before.get("account_id") != record.account_id
    known = set() if is_moved else set(before.get("people") or ())
    found = [(UUID(key), "people") for key in record.people if key not in known]
    main = getattr(record, "contact_id", None)
    if main and (is_moved or before.get("contact_id") != main):
        found.append((main, "contact"))
    return found


def follow_the_time(actor: Actor, records: Sequence[Any]) -> None:
    """Let the rows beside records say when these are now."""
    rows = TakingPart.objects.in_workspace(actor.workspace_id)
    for record in records:
        at, until = span_of(record)
        rows.filter(record_id=record.pk).update(at=at, until=until)


def let_go_of(actor: Actor, contacts: Sequence[UUID]) -> None:
    """Take contacts that are about to be removed for good out of what they took part in."""
    gone = {str(key) for key in contacts}
    rows = TakingPart.objects.in_workspace(actor.workspace_id)
    ids = set(rows.filter(contact_id__in=list(contacts)).values_list("record_id", flat=True))
    spine = RecordRef.objects.in_workspace(actor.workspace_id).filter(pk__in=ids)
    for name in sorted(set(spine.values_list("type", flat=True))):
        model = record_types.get(name).model
        for record in model.objects.in_workspace(actor.workspace_id).filter(pk__in=ids):
            kept = [key for key in record.people if key not in gone]
            if kept != record.people:
                record.people = kept
                record.save()
