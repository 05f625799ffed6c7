"""Where the address of a record leads that went into another one."""

from __future__ import annotations

from typing import Any

from klientel.kit.refused import NotFound
from klientel.records.keys import named_by
from klientel.records.models import MergedRecord
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

#: a record that went into one that went into another ... : further than anybody merges
_MOST_STEPS = 50


def leads_to(actor: Actor, record_type: RecordType, key: str) -> Any:
    """The record that the one of an address became, however many merges ago; None for none.

    Also for what was removed for good since. What the actor may not see leads nowhere.
    """
    if record_type.merging is None:
        return None
    try:
        ((column, value),) = named_by(record_type, key).items()
    except NotFound:
        return None
    column = "record_id" if column == "pk" else column
    seen = set()
    for _step in range(_MOST_STEPS):
        rows = MergedRecord.objects.in_workspace(actor.workspace_id).filter(
            type=record_type.name, is_apart=False, **{column: value}
        )
        target = rows.order_by("-id").values_list("merge__winner_id", flat=True).first()
        if target is None or target in seen:
            return None
        seen.add(target)
        record = record_type.model.objects.visible_to(actor, trashed=None).filter(pk=target).first()
        if record is not None and record.trashed_at is None:
            return record
        column, value = "record_id", target
    return None
