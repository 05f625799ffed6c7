"""Tells the log of pairs that look like one, so that whoever answers for them hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from klientel.events.feed import facts_told
from klientel.events.log import Line, record_many
from klientel.records.models import Suspect
from klientel.workspaces.actor import Actor

VERB = "record.looks_double"
#: of more than so many in one go nobody is told one by one: the list of duplicates has them. So
#: it is after an import, and where a firm is searched for the first time
MOST_TOLD = 50


def tell_found(workspace_id: UUID, fresh: Sequence[Any]) -> None:
    """Write an event for each new pair, in the transaction that added them; once for a pair.

    A pair that another search added meanwhile is told of by that one; one that was alike before,
    was not for a while and is again, was told of then.
    """
    if not fresh:
        return
    rows = Suspect.objects.in_workspace(workspace_id).filter(pk__in=[one.pk for one in fresh])
    added = set(rows.values_list("pk", flat=True))
    told = facts_told(workspace_id, VERB, {one.first_id for one in fresh})
    lines = [
        Line(VERB, one.type, one.first_id, facts={"other": str(one.second_id)})
        for one in fresh
        if one.pk in added and not _is_known(told.get(one.first_id, ()), one.second_id)
    ]
    if lines:
        record_many(Actor.system(workspace_id, "the search for duplicates"), lines)


def _is_known(told: Sequence[dict[str, Any]], other: UUID) -> bool:
    return any(facts.get("other") == str(other) for facts in told)
