"""Letting people say what they agree to now, as lists are narrowed by it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from klientel.crm.models import Contact
from klientel.crm.models.consented import PURPOSES, column_of
from klientel.crm.people_queries import consents_of
from klientel.records.own_fields.reckoning import reckon_kept
from klientel.workspaces.bulk import update_rows

_COLUMNS = tuple(map(column_of, PURPOSES))
#: by whether the entry that counts is a consent
ANSWERS = {True: "given", False: "withdrawn"}


def mark_consents(workspace_id: UUID, ids: Collection[UUID]) -> None:
    """Write on people what counts of their consents; where nothing differs nothing is written.

    No version and no event, as with all that the program keeps. Behind the write of the entries,
    in its transaction: whoever notes something at the same time waits for it.
    """
    rows = Contact.objects.in_workspace(workspace_id).filter(pk__in=list(ids)).order_by("pk")
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(no_key=True, of=("self",))
    people = list(rows)
    standings = consents_of(workspace_id, [one.pk for one in people])
    for one in people:
        now = standings[one.pk].now
        for purpose in PURPOSES:
            entry = now.get(purpose)
            setattr(one, column_of(purpose), ANSWERS[entry.is_given] if entry else None)
    changed = [one for one in people if not {*_COLUMNS}.isdisjoint(one.changed_columns())]
    update_rows(Contact, changed, _COLUMNS)
    reckon_kept(workspace_id, "contact", [one.pk for one in changed])
