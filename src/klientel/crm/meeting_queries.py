"""Questions about meetings: what lies ahead of an account, and when somebody has no time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from klientel.crm.models import Account, Interaction, Meeting, TakingPart
from klientel.kit import clock
from klientel.records.models import RecordRef
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Absence
from klientel.workspaces.prepared import Prepared

_MOST_AHEAD = 10
_MOST_SHOWN = 500
#: a meeting that began longer before a span cannot reach into it
_LONGEST = timedelta(days=1)
_TALKS = (Interaction.Kind.MEETING, Interaction.Kind.VISIT)


class Busy(NamedTuple):
    """A member has no time from `start` to `end`; why is nobody's business, but that they are away
    is known to all."""

    member: UUID
    start: datetime
    end: datetime
    is_away: bool = False


# planned, or called off and still to come: what somebody has to do or to know
_ahead = Prepared(
    lambda workspace_id, account_id, now: (
        Meeting.objects.in_workspace(workspace_id)
        .filter(~Q(state="held"), account_id=account_id, trashed_at=None)
        .filter(Q(state="planned") | Q(starts_at__gte=now))
        .order_by("starts_at", "pk")[:_MOST_AHEAD]
    ),
    workspace_id=UUID(int=1),
    account_id=UUID(int=2),
    now=datetime(1999, 1, 1, tzinfo=clock.now().tzinfo),
)


def ahead_of(actor: Actor, account: Account) -> list[Meeting]:
    """Meetings with an account that are planned or called off, the earliest first."""
    return _ahead.objects(
        Meeting, workspace_id=actor.workspace_id, account_id=account.pk, now=clock.now()
    )


def of_member(actor: Actor, member: UUID, since: datetime, until: datetime) -> list[Meeting]:
    """The meetings of a member that begin in a span, as far as the actor sees them."""
    taking_part = _rows(actor, [member], since, until).filter(at__gte=since)
    rows = Meeting.objects.visible_to(actor).filter(pk__in=taking_part.values("record_id"))
    return list(rows.order_by("starts_at", "pk")[:_MOST_SHOWN])


def talks_of_member(
    actor: Actor, member: UUID, since: datetime, until: datetime
) -> list[Interaction]:
    """Meetings and visits of a member in a span that were noted, not planned as a `Meeting`."""
    beside = TakingPart.objects.in_workspace(actor.workspace_id).filter(
        member_id=member, at__gte=since, at__lt=until
    )
    held = Meeting.objects.in_workspace(actor.workspace_id).filter(
        held_as__isnull=False, starts_at__gte=since, starts_at__lt=until, trashed_at=None
    )
    rows = Interaction.objects.visible_to(actor).filter(
        Q(owner_id=member) | Q(pk__in=beside.values("record_id")),
        kind__in=_TALKS,
        occurred_at__gte=since,
        occurred_at__lt=until,
    )
    rows = rows.exclude(pk__in=held.values("held_as_id"))
    return list(rows.order_by("occurred_at", "pk")[:_MOST_SHOWN])


def busy(
    actor: Actor, members: Collection[UUID], since: datetime, until: datetime
) -> Sequence[Busy]:
    """When members have no time within a span, whatever the actor may know of the reasons."""
    if not members:
        return []
    rows = _rows(actor, members, since, until).filter(until__gt=since)
    cancelled = Meeting.objects.in_workspace(actor.workspace_id).filter(
        state=Meeting.State.CANCELLED, starts_at__gte=since - _LONGEST, starts_at__lt=until
    )
    rows = rows.exclude(record_id__in=cancelled.values("pk"))
    found = rows.values_list("member_id", "at", "until").order_by("at")[:_MOST_SHOWN]
    noted = _noted(actor, members, since, until)
    away = _away(actor, members, since, until)
    return sorted([*(Busy(*row) for row in found), *noted, *away], key=lambda one: one.start)


def _away(
    actor: Actor, members: Collection[UUID], since: datetime, until: datetime
) -> Iterable[Busy]:
    """The absences of a span: whole days where the firm is."""
    rows = Absence.objects.in_workspace(actor.workspace_id).filter(
        member_id__in=list(members),
        # a day more on either side: it may be another one where the firm is
        from_on__lte=until.date() + _LONGEST,
        until_on__gte=since.date() - _LONGEST,
    )
    columns = ("member_id", "from_on", "until_on", "workspace__time_zone")
    for member, first, last, zone in rows.values_list(*columns)[:_MOST_SHOWN]:
        start = clock.start_of_day(first, zone)
        end = clock.start_of_day(last + timedelta(days=1), zone)
        if start < until and end > since:
            yield Busy(member, start, end, is_away=True)


def _noted(
    actor: Actor, members: Collection[UUID], since: datetime, until: datetime
) -> Iterable[Busy]:
    """Meetings and visits of a span that were noted ahead as interactions, an hour each if need be.

    What a planned meeting became is of its time anyway.
    """
    beside = TakingPart.objects.in_workspace(actor.workspace_id).filter(
        member_id__in=list(members), at__gte=since - _LONGEST, at__lt=until
    )
    rows = Interaction.objects.in_workspace(actor.workspace_id).filter(
        Q(owner_id__in=list(members)) | Q(pk__in=beside.values("record_id")),
        kind__in=_TALKS,
        trashed_at=None,
        account__trashed_at=None,
        occurred_at__gte=since - _LONGEST,
        occurred_at__lt=until,
    )
    for talk in rows.order_by("occurred_at")[:_MOST_SHOWN]:
        end = talk.occurred_at + timedelta(minutes=talk.minutes or 60)
        if end > since:
            there = {talk.owner_id, *map(UUID, talk.colleagues)}
            yield from (Busy(one, talk.occurred_at, end) for one in there.intersection(members))


def _rows(actor: Actor, members: Iterable[UUID], since: datetime, until: datetime) -> Any:
    """Who of the members takes part in meetings around a span that are not in the trash."""
    living = RecordRef.objects.in_workspace(actor.workspace_id).filter(
        type="meeting", trashed_at__isnull=True
    )
    return TakingPart.objects.in_workspace(actor.workspace_id).filter(
        record_id__in=living.values("pk"),
        member_id__in=list(members),
        at__gte=since - _LONGEST,
        at__lt=until,
        until__isnull=False,
    )
