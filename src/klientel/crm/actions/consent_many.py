"""Noting what many people said at once: what an import brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from klientel.crm.actions.consent import facts_of
from klientel.crm.actions.consent_marks import mark_consents
from klientel.crm.models import Consent, Contact
from klientel.events.log import Line, record_many
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved

#: how entries of a file came here
CHANNEL = "import"


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer of a person to a purpose, with its day and its proof."""

    contact: UUID
    purpose: str
    is_given: bool
    said_on: date
    source: str


def note_consents(actor: Actor, entries: Sequence[Entry], batch: UUID | None) -> None:
    """Note entries of people that the actor sees, each with its event; all in one step.

    What may be noted the caller has looked at: an import restores no consent that was withdrawn.
    """
    actor.must("contact.edit")
    rows = [
        unsaved(
            Consent,
            id=uuid7(),
            workspace_id=actor.workspace_id,
            contact_id=one.contact,
            purpose=one.purpose,
            is_given=one.is_given,
            channel=CHANNEL,
            source=one.source,
            said_on=one.said_on,
            noted_by_id=actor.member_id,
            noted_at=clock.now(),
        )
        for one in entries
    ]
    insert_rows(Consent, rows)
    ids = {one.contact for one in entries}
    mark_consents(actor.workspace_id, ids)
    people = Contact.objects.in_workspace(actor.workspace_id).in_bulk(ids)
    lines = [
        Line(
            f"contact.consent_{'given' if row.is_given else 'withdrawn'}",
            "contact",
            row.contact_id,
            people[row.contact_id].account_id,
            facts_of(row, people[row.contact_id]),
        )
        for row in rows
    ]
    record_many(actor, lines, batch=batch)
