"""Say how many hours a week somebody works."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.records.actions.catalogue import action
from klientel.records.fields import MemberField, NumberField
from klientel.team.actions.member import found_member, locked_workspace
from klientel.team.firm_settings import MOST_HOURS
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member


@action(
    "member.set_hours",
    label=_("Set the hours of a week"),
    permission="member.manage",
    on="",
    icon="clock",
    inputs=[
        MemberField(name="member", label=_("Person"), required=True),
        NumberField(
            name="hours", label=_("Hours a week"), places=2, minimum=Decimal(0), maximum=MOST_HOURS,
            help=_("Empty: the default of the firm."),
        ),
    ],
)  # fmt: skip
def set_hours(actor: Actor, *, member: UUID, hours: Decimal | None = None) -> Member:
    """Say how many hours a week somebody works; None for as many as is usual in the firm."""
    workspace = locked_workspace(actor)
    target = found_member(actor, member)
    before = target.weekly_hours
    if before == hours:
        return target
    target.weekly_hours = hours
    target.save()
    workspace.touch_directory()
    facts = {"member": str(target.pk), "before": _kept(before), "after": _kept(hours)}
    log.record(actor, "member.hours_set", record_type="member", facts=facts)
    return target


def _kept(hours: Decimal | None) -> str:
    """How the log keeps hours: `38.5`, empty for as many as is usual."""
    return "" if hours is None else f"{hours.normalize():f}"
