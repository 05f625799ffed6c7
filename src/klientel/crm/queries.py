"""Named questions about accounts: their timeline, people, purchases and habits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from klientel.crm.models import (
    Account,
    Agreement,
    Contact,
    Interaction,
    Purchase,
    PurchaseLine,
    RelationshipProfile,
    SegmentRun,
    TakingPart,
)
from klientel.events.feed import made_through, told_between
from klientel.kit import clock, cursors
from klientel.kit.paging import Page
from klientel.workspaces.actor import Actor
from klientel.workspaces.prepared import Prepared

PAGE = 20
#: what the timeline can be narrowed to
SHOWN = ("all", "talks", "purchases", "system")
_MOST_EVENTS = 200
_MEETINGS = (Interaction.Kind.MEETING, Interaction.Kind.VISIT)
_MOST_PEOPLE = 50
_MOST_AGREEMENTS = 20
_MOST_STEPS = 5

Place = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the timeline: an interaction, a purchase or an event, and when it was."""

    at: datetime
    id: UUID
    kind: str
    what: Any

    @property
    def place(self) -> Place:
        return (self.at, self.id)


@dataclass(frozen=True, slots=True)
class Ahead:
    """The meeting or visit noted with an account that comes next, else the last one, and its open
    next steps.
    """

    meeting_near: Interaction | None
    steps: Sequence[Interaction]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of the talks is asked for: a kind, a contact or member, a span of time."""

    kind: str = ""
    person: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def narrowed(actor: Actor, talks: QuerySet[Any], only: Narrowing) -> QuerySet[Any]:
    """Those of the talks of one account that are asked for."""
    if only.kind:
        talks = talks.filter(kind=only.kind)
    if only.person:
        rows = TakingPart.objects.in_workspace(actor.workspace_id)
        theirs = rows.filter(Q(contact_id=only.person) | Q(member_id=only.person))
        # asked for each talk of the account: the person may have taken part in thousands of others
        took_part = Exists(theirs.filter(record_id=OuterRef("pk")))
        talks = talks.filter(Q(owner_id=only.person) | took_part)
    if only.since and only.until:
        talks = talks.filter(occurred_at__gte=only.since, occurred_at__lt=only.until)
    return talks


def timeline(
    actor: Actor,
    account: Account,
    *,
    known: Callable[[set[UUID]], Collection[UUID]],
    show: str = "all",
    before: str = "",
    only: Narrowing | None = None,
    types: Collection[str] = (),
) -> Page[Item]:
    """The newest things around an account, or those before a cursor; raises `BadCursor`.

    With `only`, what was said of a kind, with a person or within a span of time; with `types`, what
    is told of records of these types and nothing else.

    What people said and bought makes the page; changes are woven between, so they never push it
    away. Three range reads on indexes, however long the history is. `known` answers which records
    beside the account the actor may know of.
    """
    start = _place(before)
    human: list[Item] = []
    if show in ("all", "talks"):
        human += _talks(actor, account, start, only)
    if show in ("all", "purchases") and account.purchases_count:
        human += _bought(actor, account, start)
    human.sort(key=lambda item: item.place, reverse=True)
    has_more = len(human) > PAGE
    human = human[:PAGE]
    if types or show in ("all", "system"):
        horizon = human[-1].place if has_more else None
        events = told_between(
            actor, account.pk, known=known, before=start, after=horizon, limit=_MOST_EVENTS,
            types=types,
        )  # fmt: skip
        if len(events) == _MOST_EVENTS:
            horizon, has_more = (events[-1].occurred_at, events[-1].pk), True
            human = [item for item in human if item.place > horizon]
        human += [Item(event.occurred_at, event.pk, "event", event) for event in events]
        human.sort(key=lambda item: item.place, reverse=True)
    return Page(human, next_cursor=cursors.encode(human[-1].place) if has_more and human else None)


def _place(before: str) -> Place | None:
    if not before:
        return None
    values = cursors.decode(before)
    if len(values) != 2 or not isinstance(values[0], datetime) or not isinstance(values[1], UUID):
        raise cursors.BadCursor
    return values[0], values[1]


def _older(rows: QuerySet[Any], column: str, start: Place | None) -> QuerySet[Any]:
    if start is not None:
        at, pk = start
        # the first condition is implied; it lets both databases begin in the middle of the index
        rows = rows.filter(
            Q(**{f"{column}__lte": at}) & (Q(**{f"{column}__lt": at}) | Q(pk__lt=pk))
        )
    return rows.order_by(f"-{column}", "-pk")


def _talks(
    actor: Actor, account: Account, start: Place | None, only: Narrowing | None = None
) -> list[Item]:
    found: Iterable[Interaction]
    if only is not None:
        talks = narrowed(actor, _told_talks(actor.workspace_id, account.pk), only)
        found = _older(talks, "occurred_at", start)[: PAGE + 1]
    elif start is None:
        given = {"workspace_id": actor.workspace_id, "account_id": account.pk}
        found = _newest_talks.objects(Interaction, **given)
    else:
        talks = _told_talks(actor.workspace_id, account.pk)
        found = _older(talks, "occurred_at", start)[: PAGE + 1]
    return [Item(talk.occurred_at, talk.pk, "talk", talk) for talk in found]


def _talks_of(workspace_id: UUID, account_id: UUID) -> Any:
    rows = Interaction.objects.in_workspace(workspace_id)
    return rows.filter(account_id=account_id, trashed_at=None)


def _told_talks(workspace_id: UUID, account_id: UUID) -> Any:
    return _told(workspace_id, _talks_of(workspace_id, account_id))


def _told(workspace_id: UUID, talks: Any) -> Any:
    """Talks as timelines tell them: each with the door that it was noted through."""
    return talks.annotate(door=made_through(workspace_id, "interaction.created"))


def _meetings_of(workspace_id: UUID, account_id: UUID) -> Any:
    # as the index of them says it: of a list SQLite would not see that it is the same
    is_meeting = Q(kind=Interaction.Kind.MEETING) | Q(kind=Interaction.Kind.VISIT)
    return _talks_of(workspace_id, account_id).filter(is_meeting)


def _next_meeting_of(workspace_id: UUID, account_id: UUID, now: datetime) -> Any:
    coming = _meetings_of(workspace_id, account_id).filter(occurred_at__gt=now)
    return coming.order_by("occurred_at", "pk")[:1]


def _last_meeting_of(workspace_id: UUID, account_id: UUID, now: datetime) -> Any:
    held = _meetings_of(workspace_id, account_id).filter(occurred_at__lte=now)
    return held.order_by("-occurred_at", "-pk")[:1]


def _open_steps_of(workspace_id: UUID, account_id: UUID) -> Any:
    talks = _talks_of(workspace_id, account_id).filter(is_step_done=False)
    urgent = (F("next_step_on").asc(nulls_last=True), "-pk")
    return talks.filter(~Q(next_step="")).order_by(*urgent)[:_MOST_STEPS]


_OF_AN_ACCOUNT = {"workspace_id": UUID(int=1), "account_id": UUID(int=2)}
# What every account page asks is put together once.
_newest_talks = Prepared(
    lambda workspace_id, account_id: _older(
        _told_talks(workspace_id, account_id), "occurred_at", None
    )[: PAGE + 1],
    **_OF_AN_ACCOUNT,
)


def _ahead_of(workspace_id: UUID, account_id: UUID, now: datetime) -> Any:
    """The meetings around now, and what was agreed to happen next: small reads in one statement.

    The outer rows are found by their keys alone: narrowed to the account as well, SQLite would walk
    all that was ever noted with it.
    """
    rows = Interaction.objects.in_workspace(workspace_id).filter(
        Q(pk__in=_next_meeting_of(workspace_id, account_id, now).values("pk"))
        | Q(pk__in=_last_meeting_of(workspace_id, account_id, now).values("pk"))
        | Q(pk__in=_open_steps_of(workspace_id, account_id).values("pk"))
    )
    rows.query.by_key = True
    return rows.order_by("-occurred_at", "-pk")


_ahead = Prepared(_ahead_of, **_OF_AN_ACCOUNT, now=datetime(2000, 1, 1, tzinfo=UTC))
_agreements = Prepared(
    lambda workspace_id, account_id: (
        Agreement.objects.in_workspace(workspace_id)
        .filter(account_id=account_id, trashed_at=None)
        .order_by("-starts_on", "-pk")[:_MOST_AGREEMENTS]
    ),
    **_OF_AN_ACCOUNT,
)
_profile = Prepared(
    lambda workspace_id, account_id: RelationshipProfile.objects.in_workspace(workspace_id).filter(
        account_id=account_id
    ),
    **_OF_AN_ACCOUNT,
)
_people = Prepared(
    lambda workspace_id, account_id: (
        Contact.objects.in_workspace(workspace_id)
        .filter(account_id=account_id, trashed_at=None)
        .order_by("-is_decision_maker", "name_key")[:_MOST_PEOPLE]
    ),
    **_OF_AN_ACCOUNT,
)


def purchases_of(actor: Actor, account: Account) -> QuerySet[Any]:
    """What an account bought; the caller has found the account visible."""
    return Purchase.objects.in_workspace(actor.workspace_id).filter(
        account_id=account.pk, trashed_at=None
    )


def _bought(actor: Actor, account: Account, start: Place | None) -> list[Item]:
    found = _older(purchases_of(actor, account), "bought_at", start)[: PAGE + 1]
    return [Item(one.bought_at, one.pk, "purchase", one) for one in found]


def purchase_page(actor: Actor, account: Account, before: str = "") -> Page[Item]:
    """The newest purchases, or those before a cursor; raises `BadCursor`."""
    found = _bought(actor, account, _place(before))
    more = len(found) > PAGE
    found = found[:PAGE]
    return Page(found, next_cursor=cursors.encode(found[-1].place) if more else None)


def talks_with(actor: Actor, contact: Contact, before: str = "") -> Page[Item]:
    """The newest interactions with a person, or those before a cursor; raises `BadCursor`.

    Also those from when the person belonged to another account, as far as the actor sees it.
    """
    theirs = TakingPart.objects.in_workspace(actor.workspace_id).filter(contact_id=contact.pk)
    talks = Interaction.objects.visible_to(actor).filter(pk__in=theirs.values("record_id"))
    talks = _told(actor.workspace_id, talks)
    found = [
        Item(talk.occurred_at, talk.pk, "talk", talk)
        for talk in _older(talks, "occurred_at", _place(before))[: PAGE + 1]
    ]
    more = len(found) > PAGE
    found = found[:PAGE]
    return Page(found, next_cursor=cursors.encode(found[-1].place) if more else None)


def talks_about(actor: Actor, account: Account) -> int:
    """How many interactions with an account were noted."""
    return int(_talks_of(actor.workspace_id, account.pk).count())


def lines_of(actor: Actor, purchases: Sequence[UUID]) -> dict[UUID, list[PurchaseLine]]:
    """The lines of purchases by purchase, in order; one read."""
    if not purchases:
        return {}
    rows = PurchaseLine.objects.in_workspace(actor.workspace_id).filter(purchase_id__in=purchases)
    lines: dict[UUID, list[PurchaseLine]] = {}
    for line in rows.order_by("purchase_id", "place"):
        lines.setdefault(line.purchase_id, []).append(line)
    return lines


def people_of(actor: Actor, account: Account) -> list[Contact]:
    """The contacts of an account, who decides first; at most fifty."""
    return _people.objects(Contact, workspace_id=actor.workspace_id, account_id=account.pk)


def agreements_with(actor: Actor, account: Account) -> list[Agreement]:
    """The agreements with an account, the last begun first; at most twenty."""
    return _agreements.objects(Agreement, workspace_id=actor.workspace_id, account_id=account.pk)


def profile_of_account(actor: Actor, account: Account) -> RelationshipProfile | None:
    """Where an account stands between client and customer; None while there is nothing to say."""
    given = {"workspace_id": actor.workspace_id, "account_id": account.pk}
    return next(iter(_profile.objects(RelationshipProfile, **given)), None)


def ahead_of(actor: Actor, account: Account) -> Ahead:
    """The meeting nearest to now and the next steps of an account, in one read."""
    now = clock.now()
    given = {"workspace_id": actor.workspace_id, "account_id": account.pk, "now": now}
    found = _ahead.objects(Interaction, **given)
    steps = [one for one in found if one.next_step and not one.is_step_done]
    steps.sort(key=lambda one: (one.next_step_on is None, one.next_step_on or date.min))
    meetings = [one for one in found if one.kind in _MEETINGS]
    coming = [one for one in meetings if one.occurred_at > now]
    near = coming[-1] if coming else next(iter(meetings), None)
    return Ahead(near, steps[:_MOST_STEPS])


def segment_run(actor: Actor) -> SegmentRun | None:
    """When the workspace's buyers were last sorted into segments."""
    found: SegmentRun | None = SegmentRun.objects.in_workspace(actor.workspace_id).first()
    return found


def is_day_of_ended_log(run: SegmentRun | None) -> date | None:
    """The last day of a log that has ended, None while there are purchases."""
    return run.as_of if run is not None and run.has_ended else None
