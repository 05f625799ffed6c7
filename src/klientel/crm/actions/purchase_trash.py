"""Deleting purchases into the trash, and undoing what was recorded, deleted or restored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from klientel.crm.actions.figures import refresh_figures
from klientel.crm.actions.holding import hold_accounts
from klientel.crm.models import Account, Purchase
from klientel.events.log import Line, record_many
from klientel.kit import clock
from klientel.kit.refused import NotFound
from klientel.records.actions.catalogue import current_reading, found
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

_CHUNK = 5_000


def trash_purchase(actor: Actor, account: Any, purchase_id: UUID) -> UUID:
    """Delete one purchase of an account; returns the id of the event, by which it is undone.

    Raises `Forbidden`, or `NotFound` when the account is not the actor's to see, the purchase is
    another account's, or it was deleted already.
    """
    actor.must("purchase.trash")
    with transaction.atomic():
        theirs = found(actor, record_types.get("account"), account)
        events = _move(actor, Q(pk=purchase_id, account_id=theirs.pk), into=True)
        if not events:
            raise NotFound()
        return events[0].pk


def take_back(actor: Actor, events: Sequence[Event], batch: UUID) -> list[Event]:
    """Undo events of one verb: recorded purchases go to the trash, deleted ones come back."""
    actor.must("purchase.trash")
    ids = {event.record_id for event in events if event.record_id}
    seen = Account.objects.visible_to(actor, trashed=None).filter(pk__in=ids)
    accounts = set(seen.values_list("pk", flat=True))
    mine = [event for event in events if event.record_id in accounts]
    if mine:
        hold_accounts(actor.workspace_id, accounts)
        into = mine[0].verb != "purchase.trashed"
        _move(actor, _meant_by(mine), into=into, batch=batch)
    return mine


def _meant_by(events: Iterable[Event]) -> Q:
    """The purchases that events tell of: by name, or recorded together for an account."""
    named: set[UUID] = set()
    together: dict[UUID, set[UUID]] = {}
    for event in events:
        if event.facts.get("purchases"):
            named.update(map(UUID, event.facts["purchases"]))
        elif event.record_id is not None:
            together.setdefault(UUID(event.facts["batch"]), set()).add(event.record_id)
    meant = Q(pk__in=named)
    for batch, accounts in together.items():
        meant |= Q(batch=batch, account_id__in=accounts)
    return meant


def _move(actor: Actor, meant: Q, *, into: bool, batch: UUID | None = None) -> list[Event]:
    """Put those purchases into the trash that are not there, or take out those that are.

    The figures of their accounts follow; one event per account tells of it.
    """
    rows = Purchase.objects.in_workspace(actor.workspace_id).filter(trashed_at__isnull=into)
    meant_rows = rows.filter(meant).order_by("pk")
    if connection.vendor == "postgresql":
        meant_rows = meant_rows.select_for_update()
    by_account: dict[UUID, list[tuple[UUID, Decimal]]] = {}
    for pk, account_id, amount in meant_rows.values_list("pk", "account_id", "amount"):
        by_account.setdefault(account_id, []).append((pk, amount))
    if not by_account:
        return []
    ids = [pk for purchases in by_account.values() for pk, _amount in purchases]
    for start in range(0, len(ids), _CHUNK):
        some = rows.filter(pk__in=ids[start : start + _CHUNK])
        some.update(trashed_at=clock.now() if into else None)
    refresh_figures(actor.workspace_id, set(by_account), current_reading(actor).today)
    verb = "purchase.trashed" if into else "purchase.restored"
    lines = [
        Line(verb, "account", account_id, account_id, _facts(purchases))
        for account_id, purchases in by_account.items()
    ]
    return record_many(actor, lines, batch=batch)


def _facts(purchases: Sequence[tuple[UUID, Decimal]]) -> dict[str, Any]:
    amount = sum((amount for _pk, amount in purchases), Decimal(0))
    return {"purchases": [str(pk) for pk, _amount in purchases], "amount": str(amount)}
