"""Purchases into the trash, out of it and for good; undoing what was recorded or deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from klientel.crm.actions.figures import refresh_figures
from klientel.crm.actions.holding import hold_accounts
from klientel.crm.models import Account, Purchase, PurchaseLine
from klientel.crm.source_queries import guards
from klientel.events.log import Line, record_many
from klientel.kit import clock
from klientel.kit.refused import NotFound
from klientel.records.actions.catalogue import current_reading, found
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

_CHUNK = 5_000
#: purchases removed for good in one transaction
_REMOVED_AT_ONCE = 1_000


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


def trash_purchases_from(actor: Actor, source: UUID, *, batch: UUID) -> list[UUID]:
    """Delete what follows from a record, such as an order; returns the ids of those purchases.

    Runs inside the caller's transaction; the caller has found the record. Raises `Forbidden`.
    """
    actor.must("purchase.trash")
    return _named(_move(actor, Q(source_id=source), into=True, batch=batch))


def restore_purchases(actor: Actor, ids: Collection[UUID], *, batch: UUID) -> list[UUID]:
    """Take these purchases out of the trash, as far as they lie there; returns which.

    Runs inside the caller's transaction, which has found what they follow from. Raises `Refused`
    where more would follow from it than may.
    """
    actor.must("purchase.trash")
    return _named(_move(actor, Q(pk__in=list(ids)), into=False, batch=batch))


def _named(events: Iterable[Event]) -> list[UUID]:
    return [UUID(key) for event in events for key in event.facts["purchases"]]


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


def purge_under(actor: Actor, account_ids: Sequence[UUID]) -> None:
    """Remove all purchases of accounts that are about to be removed themselves."""
    theirs = Purchase.objects.in_workspace(actor.workspace_id).filter(account_id__in=account_ids)
    ids = list(theirs.values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        _remove(actor.workspace_id, ids[start : start + _CHUNK])


def purge_trashed(workspace_id: UUID) -> None:
    """Remove for good the purchases that lay in the trash too long, some in each transaction.

    No figure follows, since none counts them.
    """
    actor = Actor.system(workspace_id, "the trash is kept for thirty days")
    limit = clock.now() - timedelta(days=TRASH_DAYS)
    old = Purchase.objects.in_workspace(workspace_id).filter(trashed_at__lt=limit).order_by("pk")
    if connection.vendor == "postgresql":
        # one that is just being restored is waited for, and then no longer old
        old = old.select_for_update()
    while True:
        with transaction.atomic():
            rows = list(old.values_list("pk", "account_id", "amount")[:_REMOVED_AT_ONCE])
            _remove(workspace_id, [row[0] for row in rows])
            _tell(actor, "purchase.purged", rows)
        if len(rows) < _REMOVED_AT_ONCE:
            return


def _remove(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    lines = PurchaseLine.objects.in_workspace(workspace_id).filter(purchase_id__in=ids)
    lines._raw_delete(lines.db)
    purchases = Purchase.objects.in_workspace(workspace_id).filter(pk__in=ids)
    purchases._raw_delete(purchases.db)


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

    One whose row was imported again meanwhile stays in the trash, or it would count twice. The
    figures of their accounts follow; one event per account tells of it. Raises `Refused` for what
    may not come back beside that which was bought since.
    """
    rows = Purchase.objects.in_workspace(actor.workspace_id).filter(trashed_at__isnull=into)
    meant_rows = rows.filter(meant).order_by("pk")
    if connection.vendor == "postgresql":
        meant_rows = meant_rows.select_for_update()
    found = list(meant_rows.values_list("pk", "account_id", "amount", "source_id", "import_key"))
    moved = [row[:3] for row in (found if into else _not_there_again(actor, found))]
    if not moved:
        return []
    ids = [row[0] for row in moved]
    for start in range(0, len(ids), _CHUNK):
        some = rows.filter(pk__in=ids[start : start + _CHUNK])
        some.update(trashed_at=clock.now() if into else None)
    sources = {row[3] for row in found if row[3]}
    for guard in guards if sources and not into else ():
        guard(actor, sources)
    accounts = {row[1] for row in moved}
    refresh_figures(actor.workspace_id, accounts, current_reading(actor).today)
    return _tell(actor, "purchase.trashed" if into else "purchase.restored", moved, batch=batch)


def _tell(
    actor: Actor,
    verb: str,
    rows: Iterable[tuple[UUID, UUID, Decimal]],
    *,
    batch: UUID | None = None,
) -> list[Event]:
    """One event per account of purchases, given as id, account and amount."""
    by_account: dict[UUID, list[tuple[UUID, Decimal]]] = {}
    for pk, account_id, amount in rows:
        by_account.setdefault(account_id, []).append((pk, amount))
    lines = [
        Line(verb, "account", account_id, account_id, _facts(purchases))
        for account_id, purchases in by_account.items()
    ]
    return record_many(actor, lines, batch=batch)


def _not_there_again(actor: Actor, rows: Sequence[Any]) -> list[Any]:
    """Those rows whose import key no purchase outside the trash has, and none twice."""
    taken = _living(actor, [key for *_more, key in rows if key])
    kept = []
    for row in rows:
        key = row[-1]
        if key and key in taken:
            continue
        taken.add(key)
        kept.append(row)
    return kept


def _living(actor: Actor, keys: Sequence[str]) -> set[str | None]:
    """Those of the import keys that a purchase outside the trash has."""
    rows = Purchase.objects.in_workspace(actor.workspace_id).filter(trashed_at=None)
    living: set[str | None] = set()
    for start in range(0, len(keys), _CHUNK):
        some = rows.filter(import_key__in=keys[start : start + _CHUNK])
        living.update(some.values_list("import_key", flat=True))
    return living


def _facts(purchases: Sequence[tuple[UUID, Decimal]]) -> dict[str, Any]:
    amount = sum((amount for _pk, amount in purchases), Decimal(0))
    return {"purchases": [str(pk) for pk, _amount in purchases], "amount": str(amount)}
