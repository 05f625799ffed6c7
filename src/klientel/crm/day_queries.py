"""Questions that a member's day asks: whom they look after, and what they agreed to do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from klientel.crm.models import Account, Interaction, Meeting
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member

#: clients of one person that are looked at; nobody looks after more by name
_MOST_CLIENTS = 300
#: above this a count says "more than"
COUNTED = 1_000


def clients_cared_for(
    actor: Actor, members: Collection[UUID], *, and_nobodys: bool = False
) -> list[Account]:
    """The clients whom these members look after or stand in for, the longest silent first.

    With `and_nobodys` also those whom nobody looks after who still has access.
    """
    whose = Q(owner_id__in=members) | Q(deputy_id__in=members)
    if and_nobodys:
        gone = Member.objects.in_workspace(actor.workspace_id).filter(is_active=False)
        whose |= Q(owner_id=None) | Q(owner_id__in=gone.values("pk"))
    rows = Account.objects.visible_to(actor).filter(whose, relationship="client")
    return list(rows.order_by("last_contact_at", "pk")[:_MOST_CLIENTS])


def open_steps_of(members: Collection[UUID]) -> Q:
    """Interactions whose next step is open and up to these members."""
    own = Q(owner_id__in=list(members), next_step_by_id=None)
    return ~Q(next_step="") & Q(is_step_done=False) & (own | Q(next_step_by_id__in=list(members)))


def steps_due(
    actor: Actor, members: Collection[UUID], today: date, until: date, most: int
) -> list[Interaction]:
    """Next steps that these members agreed to take by a day and have not done, earliest first: so
    many of the overdue, the newest of them, and so many from today on.
    """
    rows = Interaction.objects.visible_to(actor).filter(open_steps_of(members))
    late = rows.filter(next_step_on__lt=today).order_by("-next_step_on", "-pk")[:most]
    coming = rows.filter(next_step_on__gte=today, next_step_on__lte=until)
    return [*reversed(late), *coming.order_by("next_step_on", "pk")[:most]]


def without_next_step(actor: Actor, accounts: Sequence[Account], most: int) -> list[Account]:
    """A few of these accounts with whom nothing is planned and nothing agreed; two reads."""
    ids = [one.pk for one in accounts]
    if not ids:
        return []
    open_steps = Interaction.objects.in_workspace(actor.workspace_id).filter(
        ~Q(next_step=""), account_id__in=ids, is_step_done=False, trashed_at=None
    )
    planned = Meeting.objects.in_workspace(actor.workspace_id).filter(
        account_id__in=ids, state=Meeting.State.PLANNED, trashed_at=None
    )
    busy = {*open_steps.values_list("account_id", flat=True)}
    busy |= {*planned.values_list("account_id", flat=True)}
    return [one for one in accounts if one.pk not in busy][:most]


def prospects_of(actor: Actor, member: UUID) -> int:
    """How many prospects a member works on, up to a thousand."""
    rows = Account.objects.visible_to(actor).filter(owner_id=member, relationship="prospect")
    return int(rows[:COUNTED].count())


@dataclass(frozen=True)
class Counted:
    """Customers of a sort, each up to a thousand."""

    fresh: int
    at_risk: int


def customers_counted(actor: Actor, since: date) -> Counted:
    """How many customers were won since a day, and how many are at risk of staying away."""
    rows = Account.objects.visible_to(actor).filter(relationship="customer")
    return Counted(
        int(rows.filter(acquired_on__gte=since)[:COUNTED].count()),
        int(rows.filter(rfm_word="at_risk")[:COUNTED].count()),
    )
