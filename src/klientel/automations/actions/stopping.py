"""Stop all open runs of a rule at once: what it began by mistake by the thousand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.automations.actions.rule import RULE
from klientel.automations.models import Awaited, Run
from klientel.automations.policy import MANAGE
from klientel.automations.queries import rules_found_by
from klientel.events.log import record
from klientel.kit import clock
from klientel.kit.refused import NotFound
from klientel.records.actions.catalogue import action
from klientel.workspaces.actor import Actor

STOPPED = gettext_noop("Somebody stopped all open runs of this rule. What was done stays.")


@action(
    "rule.stop_runs",
    label=_("Stop all open runs of a rule"),
    permission=MANAGE,
    on="",
    inputs=(RULE,),
)
def stop_runs(actor: Actor, *, rule: Decimal) -> int:
    """Let the runs of a rule that have not ended go no further; returns how many those were.

    What they did stays. A run that a worker has in hand is stopped behind what it does right now,
    unless it ends with that. The rule itself goes on: who wants no more of it switches it off.
    """
    mine = rules_found_by(actor).filter(number=int(rule)).first()
    if mine is None:
        raise NotFound()
    # held in the order in which workers hold them, so that none waits for the other for ever
    rows = open_runs(actor.workspace_id, mine.pk)
    held = rows.select_for_update().order_by("pk").values_list("pk", flat=True)
    if not list(held):
        return 0
    stopped: int = rows.update(
        state=Run.State.STOPPED,
        reason={"reason": STOPPED},
        ended_at=clock.now(),
        next_at=None,
        claim=None,
    )
    runs = Run.objects.in_workspace(actor.workspace_id).filter(rule_id=mine.pk)
    Awaited.objects.in_workspace(actor.workspace_id).filter(run_id__in=runs.values("pk")).delete()
    facts = {"rule": str(mine.pk), "name": mine.name, "count": stopped}
    record(actor, "rule.runs_stopped", record_type="rule", facts=facts)
    return stopped


def open_runs(workspace_id: UUID, rule_id: UUID) -> Any:
    """The runs of a rule that have not ended."""
    rows = Run.objects.in_workspace(workspace_id)
    return rows.filter(rule_id=rule_id, state__lt=Run.State.DONE)
