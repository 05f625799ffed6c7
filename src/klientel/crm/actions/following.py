"""What follows from a write inside its transaction: derived columns, last contact, duties."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from klientel.crm.account_names import order_key
from klientel.crm.actions.answers import note_answers
from klientel.crm.actions.hierarchy import must_stay_a_tree
from klientel.crm.actions.holding import hold_accounts
from klientel.crm.actions.next_steps import settle_steps
from klientel.crm.actions.taking_part import (
    follow_the_time,
    leave_out_the_main_ones,
    must_belong,
    takers_must_see,
)
from klientel.crm.choices import CONTACT_KINDS, RELATIONSHIPS
from klientel.crm.duties import DUTIES, Duty, belonging_beside, mark_holders
from klientel.crm.models import Account, Affiliation, Contact, Interaction
from klientel.crm.stages import stages_of
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.kit.text import clip, sort_key
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.change import write_changes
from klientel.records.fields.base import Reading
from klientel.records.own_fields.reckoning import reckon_kept
from klientel.records.types import Named, Told, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.prepared import Prepared

#: accounts written in one transaction of the nightly work
_CHUNK = 1_000
#: what ended before has been seen in one of so many nights
_LATELY = timedelta(days=31)
_SPHERES = {one.value: one.sphere for one in RELATIONSHIPS}


def derive_account(account: Account, changed: frozenset[str], actor: Actor) -> None:
    """Order key, sphere, and the days since when it is what it is."""
    account.name_key = order_key(account.name, account.kind)
    account.sphere = _SPHERES[account.relationship]
    is_new = account._state.adding
    if not account.stage:
        account.stage = stages_of(current_reading(actor).workspace).first()
    if account.stage_since is None or ("stage" in changed and "stage_since" not in changed):
        account.stage_since = account.acquired_on if is_new else None
        account.stage_since = account.stage_since or current_reading(actor).today
    if account.relationship == "prospect":
        return
    if account.customer_since is None:
        account.customer_since = (
            account.acquired_on or account.client_since or current_reading(actor).today
        )
    if account.is_client and account.client_since is None:
        account.client_since = account.acquired_on if is_new else None
        account.client_since = account.client_since or current_reading(actor).today


def derive_contact(contact: Contact, changed: frozenset[str], actor: Actor) -> None:
    """Order key: the family name first."""
    contact.name_key = sort_key(f"{contact.last_name} {contact.first_name}")[:260]


def derive_interaction(talk: Interaction, changed: frozenset[str], actor: Actor) -> None:
    """A note is internal; who writes it down took part unless somebody else is named."""
    if talk.kind == Interaction.Kind.NOTE:
        talk.is_internal = True
    elif talk.kind in (Interaction.Kind.MAIL, Interaction.Kind.MESSAGE):
        # what was sent can never pass for a note of the team, nor the other way round
        talk.is_internal = False
    if "next_step" in changed and "is_step_done" not in changed:
        talk.is_step_done = False
    if "next_step" in changed and not talk.next_step:
        talk.next_step_by_id = None
    leave_out_the_main_ones(talk)
    talk.occurred_at = talk.occurred_at or clock.now()
    if talk._state.adding:
        talk.owner_id = talk.owner_id or actor.member_id
    elif "account" in changed:
        talk.moved_from = talk.loaded_values()["account_id"]


def check_interaction(actor: Actor, talks: Sequence[Interaction]) -> None:
    """Refuse contact that has not happened yet, and a person of another account.

    Only meetings and visits are noted before. A person who left for another account stays with
    what passed before.
    """
    now = clock.now()
    planned = (Interaction.Kind.MEETING, Interaction.Kind.VISIT)
    related: list[Interaction] = []
    for talk in talks:
        changed = set(talk.changed_columns())
        is_ahead = talk.occurred_at > now and talk.kind not in planned
        if is_ahead and changed & {"occurred_at", "kind"}:
            raise Refused("This has not happened yet.", "occurred_at")
        if changed & {"contact_id", "account_id", "people"}:
            related.append(talk)
    must_belong(actor, related)
    takers_must_see(actor, talks)


def title_of_interaction(talk: Interaction) -> str:
    """The first line of what was noted, or the kind of contact."""
    first = talk.body.strip().partition("\n")[0]
    if first:
        return clip(first, 120)
    return next((str(one.label) for one in CONTACT_KINDS if one.value == talk.kind), _("Contact"))


def check_account(actor: Actor, accounts: Sequence[Account]) -> None:
    """Refuse new clients of whoever could not make an account one, and what is part of itself."""
    must_stay_a_tree(actor, accounts)
    if any(account._state.adding and account.is_client for account in accounts):
        actor.must("account.promote")
    staged = [one for one in accounts if one._state.adding or "stage" in one.changed_columns()]
    if staged:
        _must_be_used(actor, {one.stage for one in staged})


def _must_be_used(actor: Actor, keys: Collection[str]) -> None:
    """Refuse stages that the firm has not, or uses no more; an undo may lead back to the latter."""
    stages = stages_of(current_reading(actor).workspace)
    for key in keys:
        found = stages.get(key)
        if found is None:
            raise Refused("This stage is not there any more.", "stage")
        if found.is_retired and actor.cause is None:
            raise Refused("The stage “{stage}” is not used any more.", "stage", stage=found.label)


def meaning_of_account(
    account: Account, changes: Mapping[str, Any], reading: Reading
) -> Named | None:
    """Another stage is told as such, with its day, and another person in charge if nothing else."""
    if "stage" in changes:
        since = account.stage_since
        return "account.stage_changed", {"since": since.isoformat() if since else None}
    return ("account.assigned", {}) if set(changes) == {"owner"} else None


def settle_account(
    actor: Actor, accounts: Sequence[Any], changed: frozenset[str], told: Told
) -> None:
    """Mark the contacts that decide and get the bills, and nobody else at the account."""
    written = [duty for duty in DUTIES if duty.column in changed]
    if written:
        mark_holders(actor.workspace_id, [account.pk for account in accounts], written)


def settle_contact(
    actor: Actor, contacts: Sequence[Any], changed: frozenset[str], told: Told
) -> None:
    """Who is deleted, or moves to another account, has no duty at the former one any longer, unless
    they stay there beside their new home.

    Taken back with what it follows from: it is of the same batch, or of one named by the event.
    """
    if not changed & {"account_id", "trashed_at"}:
        return
    now_at = {one.pk: None if one.trashed_at else one.account_id for one in contacts}
    had_one = Q()
    for duty in DUTIES:
        had_one |= Q(**{f"{duty.column}__in": list(now_at)})
    accounts = Account.objects.in_workspace(actor.workspace_id).filter(had_one)
    hold_accounts(actor.workspace_id, set(accounts.values_list("pk", flat=True)))
    held = list(accounts)
    beside = _beside(actor, [pk for pk, home in now_at.items() if home], bool(held))
    for duty in DUTIES:
        left = [
            account
            for account in held
            if (holder := duty.holder(account)) in now_at
            and now_at[holder] != account.pk
            and (holder, account.pk) not in beside
        ]
        if left:
            _release(actor, duty, left, told)
    # whoever comes home again, or comes back, may be named there already
    mark_holders(actor.workspace_id, {home for home in now_at.values() if home})


def _beside(actor: Actor, contacts: Sequence[UUID], is_asked: bool) -> set[tuple[UUID, UUID]]:
    if not is_asked:
        return set()
    return belonging_beside(actor.workspace_id, contacts, current_reading(actor).today)


def _release(actor: Actor, duty: Duty, accounts: Sequence[Account], told: Told) -> None:
    """Let accounts name nobody for a duty, since whoever had it left."""
    gone = [duty.holder(account) for account in accounts]
    # the program concludes it from what the person did: no edit that stands in an undo's way
    program = replace(actor, kind="system", reason="whoever had the duty left")
    together: dict[UUID, list[tuple[Account, dict[str, Any]]]] = {}
    for account, holder in zip(accounts, gone, strict=True):
        event = told[holder]  # type: ignore[index]
        together.setdefault(event.batch or event.pk, []).append((account, {duty.field: None}))
    record_type = record_types.get("account")
    for batch, pairs in together.items():
        write_changes(program, record_type, pairs, verb=duty.verb, batch=batch)


def release_at(actor: Actor, contact: Contact, account_id: UUID, batch: UUID) -> None:
    """Let an account where somebody is no longer beside their home name them for nothing more.

    It is told in the batch of what it follows from, and so taken back with it.
    """
    if contact.account_id == account_id:
        return
    hold_accounts(actor.workspace_id, {account_id})
    account = Account.objects.in_workspace(actor.workspace_id).get(pk=account_id)
    program = replace(actor, kind="system", reason="whoever had the duty left")
    for duty in DUTIES:
        if duty.holder(account) == contact.pk:
            change = [(account, {duty.field: None})]
            write_changes(program, record_types.get("account"), change, verb=duty.verb, batch=batch)


def release_who_left(workspace_id: UUID, today: date) -> None:
    """Let accounts name nobody whose last day there beside their home has passed of late."""
    actor = Actor.system(workspace_id, "their last day there has passed")
    named = Q()
    for duty in DUTIES:
        named |= Q(**{f"account__{duty.column}": F("contact_id")})
    rows = Affiliation.objects.in_workspace(workspace_id).filter(
        named, until__lt=today, until__gte=today - _LATELY
    )
    for row in rows.select_related("contact").order_by("pk"):
        with transaction.atomic():
            release_at(actor, row.contact, row.account_id, uuid7())


def settle_interaction(
    actor: Actor, talks: Sequence[Any], changed: frozenset[str], told: Told
) -> None:
    """Keep the last contact of the accounts right (the latest that is no note and not deleted) and
    their next step; and mark what was answered."""
    if "occurred_at" in changed:
        follow_the_time(actor, talks)
    note_answers(actor, talks, changed)
    settle_steps(actor.workspace_id, talks, changed)
    if changed and not changed & {"occurred_at", "kind", "trashed_at", "account_id"}:
        return
    ids = {talk.account_id for talk in talks}
    ids |= {talk.moved_from for talk in talks if talk.moved_from}
    keep_last_contact(actor.workspace_id, ids)


def keep_last_contact(workspace_id: UUID, ids: Collection[UUID]) -> None:
    """Write the last contact of accounts anew; a meeting to come is none yet.

    Runs inside the caller's transaction and holds the accounts from before the contacts are read.
    """
    hold_accounts(workspace_id, ids)
    now = clock.now()
    accounts = Account.objects.in_workspace(workspace_id)
    if len(ids) == 1:
        given = {"workspace_id": workspace_id, "account_id": next(iter(ids)), "now": now}
        read: Iterable[Any] = _of_one.rows(**given)
    else:
        read = _last_contacts(accounts.filter(pk__in=ids), workspace_id, now)
    moved = [(pk, latest) for pk, kept, latest in read if kept != latest]
    for pk, latest in moved:
        accounts.filter(pk=pk).update(last_contact_at=latest)
    reckon_kept(workspace_id, "account", [pk for pk, _latest in moved])


def _last_contacts(accounts: Any, workspace_id: UUID, now: datetime) -> Any:
    """Of accounts the last contact that is kept, and that there was: the first in the order of
    their timelines, however much was noted with them."""
    contacts = Interaction.objects.in_workspace(workspace_id).filter(
        ~Q(kind=Interaction.Kind.NOTE),
        account_id=OuterRef("pk"),
        trashed_at=None,
        occurred_at__lte=now,
    )
    newest = contacts.order_by("-occurred_at", "-pk").values("occurred_at")[:1]
    told = accounts.annotate(latest=Subquery(newest))
    return told.values_list("pk", "last_contact_at", "latest")


_of_one = Prepared(
    lambda workspace_id, account_id, now: _last_contacts(
        Account.objects.in_workspace(workspace_id).filter(pk=account_id), workspace_id, now
    ),
    workspace_id=UUID(int=1),
    account_id=UUID(int=2),
    now=datetime(2000, 1, 1, tzinfo=UTC),
)


def count_talks_now_past(workspace_id: UUID) -> None:
    """Count the meetings that have taken place since they were planned, however long ago."""
    newer = Q(account__last_contact_at__lt=F("occurred_at"))
    held = Interaction.objects.in_workspace(workspace_id).filter(
        newer | Q(account__last_contact_at__isnull=True),
        ~Q(kind=Interaction.Kind.NOTE),
        trashed_at=None,
        occurred_at__lte=clock.now(),
    )
    ids = sorted(set(held.values_list("account_id", flat=True)))
    for start in range(0, len(ids), _CHUNK):
        with transaction.atomic():
            keep_last_contact(workspace_id, ids[start : start + _CHUNK])
