"""Moving all accounts out of a stage that the firm uses no more, piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from klientel.crm.models import Account, Stage
from klientel.records.actions.catalogue import current_reading, found_many
from klientel.records.actions.change import write_changes
from klientel.records.actions.together import written_together
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

#: so many are moved while the person waits; more is left to a job
AT_ONCE = 200
PIECE = 500

Report = Callable[[int, int], None]


def accounts_in(workspace_id: UUID, stage: str) -> Any:
    """All accounts in a stage, whoever sees them; what lies in the trash keeps its stage."""
    rows = Account.objects.in_workspace(workspace_id)
    return rows.filter(stage=stage, trashed_at__isnull=True)


def move_some(actor: Actor, stage: str, to: str, batch: UUID) -> int:
    """Move the next accounts from one stage to another, each with its event of the batch.

    Those that the actor does not see go along: the stage is the firm's. Returns how many.
    """

    def work() -> int:
        # whoever takes the retirement back stops it
        mine = Stage.objects.in_workspace(actor.workspace_id).filter(key=stage)
        if not mine.filter(retired_at__isnull=False).exists():
            return 0
        ids = accounts_in(actor.workspace_id, stage).order_by("pk").values_list("pk", flat=True)
        program = replace(actor, kind="system", reason="the firm uses the stage no more")
        record_type = record_types.get("account")
        today = current_reading(actor).today
        values = {"stage": to, "stage_since": today}
        pairs = [(one, values) for one in found_many(program, record_type, list(ids[:PIECE]))]
        write_changes(program, record_type, pairs, batch=batch)
        return len(pairs)

    return written_together(work)


def move_all(
    actor: Actor,
    stage: str,
    to: str,
    batch: UUID,
    report: Report = lambda done, total: None,
) -> int:
    """Move all that are left. May be called again after it was cut off: what is moved stays so."""
    total, moved = accounts_in(actor.workspace_id, stage).count(), 0
    while count := move_some(actor, stage, to, batch):
        moved += count
        report(min(moved, total), total)
    return moved
