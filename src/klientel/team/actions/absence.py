"""Plan an absence with a deputy, and take it back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.catalogue import action, current_reading
from klientel.records.fields import DayField, MemberField
from klientel.team import mails
from klientel.team.actions.member import found_member, locked_workspace
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Absence, Member, Workspace
from klientel.workspaces.policy import EVERYBODY, permission

permission("absence.plan", _("Plan one's own absence"), EVERYBODY)
LONGEST = 366
"""Days of one absence; whoever is away for longer is planned anew."""


@action(
    "absence.plan",
    label=_("Plan an absence"),
    permission="absence.plan",
    on="",
    icon="calendar",
    inputs=[
        MemberField(name="member", label=_("Person")),
        DayField(name="from_on", label=_("From"), required=True),
        DayField(name="until_on", label=_("Until"), required=True),
        MemberField(name="deputy", label=_("Deputy")),
    ],
)
def plan_absence(
    actor: Actor,
    *,
    member: UUID | None,
    from_on: date,
    until_on: date,
    deputy: UUID | None,
) -> Absence:
    """Say when somebody is away, the first and the last day included, and who stands in.

    One's own without `member`; for others it takes whoever manages people. The deputy is told by
    mail and gets no right by it. Raises `Refused` for days that cannot be.
    """
    workspace = locked_workspace(actor)
    away = _whose(actor, member)
    _check_days(actor, away, from_on, until_on)
    stands_in = _deputy(actor, away, deputy, from_on, until_on)
    absence = Absence.objects.create(
        workspace=workspace, member=away, deputy=stands_in, from_on=from_on, until_on=until_on
    )
    workspace.touch_directory()
    _tell(actor, "absence.planned", absence)
    if stands_in is not None and stands_in.pk != actor.member_id:
        mails.send_stand_in(actor, absence, workspace)
    return absence


def remove_absence(actor: Actor, absence: UUID) -> None:
    """Take an absence back, also one that has begun. Raises `NotFound` for one of others."""
    actor.must("absence.plan")
    workspace = locked_workspace(actor)
    one = Absence.objects.visible_to(actor).filter(pk=absence).first()
    if one is None or not _may_plan_for(actor, one.member_id):
        raise NotFound
    _tell(actor, "absence.removed", one)
    one.delete()
    workspace.touch_directory()


def move_deputies(workspace: Workspace, leaving: Member, to: Member | None) -> None:
    """Let somebody else stand in where a leaving member would; their own absences are no more."""
    rows = Absence.objects.in_workspace(workspace.pk)
    rows.filter(member_id=leaving.pk).delete()
    rows.filter(deputy_id=leaving.pk, member_id=to.pk if to else None).update(deputy=None)
    rows.filter(deputy_id=leaving.pk).update(deputy=to)
    workspace.touch_directory()


def _whose(actor: Actor, member: UUID | None) -> Member:
    key = member or actor.member_id
    if not _may_plan_for(actor, key):
        raise Refused("Only an owner or a lead can plan the absence of others.", "member")
    return found_member(actor, key)


def _may_plan_for(actor: Actor, member: UUID | None) -> bool:
    return member == actor.member_id or actor.may("member.manage")


def _check_days(actor: Actor, away: Member, from_on: date, until_on: date) -> None:
    if until_on < from_on:
        raise Refused("The last day lies before the first.", "until_on")
    if (until_on - from_on).days >= LONGEST:
        raise Refused("An absence is at most a year long.", "until_on")
    if until_on < current_reading(actor).today:
        raise Refused("This absence is over already.", "until_on")
    if _overlapping(actor, away.pk, from_on, until_on):
        raise Refused("{name} is away in these days already.", "from_on", name=away.name)


def _deputy(
    actor: Actor, away: Member, deputy: UUID | None, from_on: date, until_on: date
) -> Member | None:
    if deputy is None:
        return None
    stands_in = found_member(actor, deputy)
    if stands_in.pk == away.pk:
        raise Refused("Nobody stands in for themselves.", "deputy")
    if _overlapping(actor, stands_in.pk, from_on, until_on):
        raise Refused("{name} is away in these days, too.", "deputy", name=stands_in.name)
    return stands_in


def _overlapping(actor: Actor, member: UUID, from_on: date, until_on: date) -> bool:
    rows = Absence.objects.visible_to(actor).filter(member_id=member)
    return bool(rows.filter(from_on__lte=until_on, until_on__gte=from_on).exists())


def _tell(actor: Actor, verb: str, one: Absence) -> None:
    facts = {
        "member": str(one.member_id),
        "from_on": one.from_on.isoformat(),
        "until_on": one.until_on.isoformat(),
        "deputy": str(one.deputy_id) if one.deputy_id else "",
    }
    log.record(actor, verb, record_type="absence", facts=facts)
