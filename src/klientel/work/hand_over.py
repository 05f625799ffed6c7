"""What of the room is handed over beside the items that somebody is first in charge of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from klientel.events.log import record_many
from klientel.records.models import Responsibility
from klientel.records.types import record_types
from klientel.team.handover import PIECE, HandOver, add, change_piece
from klientel.work.actions import kept_rows
from klientel.work.actions.telling import line_of
from klientel.work.models import Series, Step, WorkItem
from klientel.work.models.status import UNFINISHED
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
from klientel.workspaces.queries import actor_of


def register() -> None:
    """Work that they share with others goes to the successor, and so do steps of checklists."""
    add(
        HandOver(
            "work_beside",
            _("Unfinished work of others that they are in charge of, too"),
            lambda actor, member: int(_beside(actor, member).count()),
            _move_beside,
        )
    )
    add(
        HandOver(
            "checklist_steps",
            _("Open steps of checklists"),
            lambda actor, member: int(_steps(actor, member).count()),
            _move_steps,
        )
    )


def _beside(actor: Actor, member: UUID) -> Any:
    """Unfinished work where somebody else is first, and what the next of a series is made from."""
    theirs = Responsibility.objects.in_workspace(actor.workspace_id).filter(member_id=member)
    next_is_made = Q(series__state=Series.State.RUNNING, series_number=F("series__number"))
    return (
        WorkItem.objects.visible_to(actor)
        .filter(Q(category__in=UNFINISHED) | next_is_made, pk__in=theirs.values("record_id"))
        .exclude(owner_id=member)
    )


def _move_beside(actor: Actor, member: UUID, to: UUID, batch: UUID, stays: set[UUID]) -> int:
    """Put the successor in their place, once; who was there already takes no second one."""
    left = _beside(actor, member).exclude(pk__in=stays).order_by("pk")
    values = {
        key: {"assignees": _instead(assignees, str(member), str(to))}
        for key, assignees in left.values_list("pk", "assignees")[:PIECE]
    }
    # clean as they are: who else left before must not keep the others from being handed over
    return change_piece(actor, record_types.get("work"), values, batch, stays, cleaned=True)


def _instead(assignees: list[str], member: str, to: str) -> list[str]:
    return list(dict.fromkeys(to if one == member else one for one in assignees))


def _steps(actor: Actor, member: UUID) -> Any:
    items = WorkItem.objects.visible_to(actor).filter(category__in=UNFINISHED)
    steps = Step.objects.in_workspace(actor.workspace_id)
    return steps.filter(member_id=member, done_at=None, item_id__in=items.values("pk"))


def _move_steps(actor: Actor, member: UUID, to: UUID, batch: UUID, stays: set[UUID]) -> int:
    actor.must(record_types.get("work").permission("edit"))
    with transaction.atomic():
        left = _steps(actor, member).exclude(pk__in=stays).select_related("item")
        some = list(left.select_for_update(of=("self",)).order_by("pk")[:PIECE])
        seen = _seen_by(actor, to, {step.item_id for step in some})
        stays.update(step.pk for step in some if step.item_id not in seen)
        moved = [step for step in some if step.item_id in seen]
        lines = []
        for step in moved:
            was, step.member_id = kept_rows.state_of(step), to
            told = {"step": step.text, "row": str(step.pk), "was": was}
            told["now"] = kept_rows.state_of(step)
            lines.append(line_of("work.step_changed", step.item, **told))
        steps = Step.objects.in_workspace(actor.workspace_id)
        steps.filter(pk__in=[step.pk for step in moved]).update(member_id=to)
        record_many(actor, lines, batch=batch)
    return len(some)


def _seen_by(actor: Actor, member: UUID, items: set[UUID]) -> set[UUID]:
    """Those of the items that a member can open."""
    heir = actor_of(Member.objects.in_workspace(actor.workspace_id).get(pk=member))
    return set(WorkItem.objects.visible_to(heir).filter(pk__in=items).values_list("pk", flat=True))
