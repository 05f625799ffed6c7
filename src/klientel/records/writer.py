"""Keeps a record's row, its spine, its search row and its side rows together.

Only `records.actions` calls this; everything here runs inside the transaction of an action.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from klientel.kit.refused import Refused
from klientel.records.duplicates.keys import keep_at_once
from klientel.records.fields import Field
from klientel.records.models import Counter, Record, RecordRef, Responsibility, SearchDoc
from klientel.records.models.search_doc import WHOLE, mark_of
from klientel.records.own_fields.field import COLUMN
from klientel.records.own_fields.numbered import give_to_new
from klientel.records.own_fields.reckoning import reckon_written
from klientel.records.own_fields.rolling import roll_written, rolled_again, stirred
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved, update_rows
from klientel.workspaces.prepared import Prepared

#: rows per INSERT: SQLite takes at most 32,766 variables in one statement
BATCH = 1_000
#: what a search row says of its record
SEARCHED = ("mark", "has_parts", "title", "body", "digits")
_INHERITED = ("owner_id", "team_id", "privacy", "sphere")
_OF_PARENT = ("pk", "trashed_at", *_INHERITED)


def insert(actor: Actor, record_type: RecordType, records: Sequence[Any]) -> None:
    """Write new records with everything that belongs to them.

    The accounts of inheriting ones are held by the caller (`holding.hold_accounts_of`), as they are
    for `update`: their visibility is read here and must not change meanwhile.
    """
    give_refs(actor, record_type, records)
    give_to_new(record_type, records)
    roll_written(actor, record_type, records)
    reckon_written(actor, record_type, records)
    insert_rows(record_type.model, records)
    accounts = parents(actor.workspace_id, record_type, records)
    insert_rows(RecordRef, [spine_of(record_type, record, accounts) for record in records])
    _insert_docs(record_type, records)
    if record_type.owned:
        insert_rows(Responsibility, _answers(record_type, records))
    _insert_side_rows(record_type, records, side_models(record_type))
    keep_at_once(record_type, records, None)


def update(
    actor: Actor, record_type: RecordType, records: Sequence[Any], columns: Iterable[str]
) -> None:
    """Write the changed `columns` (attribute names) of loaded records, and what follows."""
    changed = frozenset(columns)
    if roll_written(actor, record_type, records, changed):
        changed |= {COLUMN}
    if reckon_written(actor, record_type, records, changed):
        changed |= {COLUMN}
    written = [*changed, "version", "updated_at"]
    summed = stirred(actor, record_type, records, changed)
    if len(records) == 1 and records[0].loaded_values():
        records[0].save()
    else:
        update_rows(record_type.model, records, written)
    is_handed_over = record_type.owned and "owner_id" in changed
    if is_handed_over:
        _release(actor, records)
    _update_spine(actor.workspace_id, record_type, records)
    if _touches_search(record_type, changed):
        reindex(record_type, records)
    if is_handed_over:
        _take_charge(record_type, records)
    if record_type.owned and record_type.due_of is not None:
        _tell_when_due(actor, records)
    rewrite_side_rows(actor, record_type, records, side_models(record_type, changed))
    if record_type.account == "pk" and changed & {*_INHERITED}:
        pass_on(actor, records)
    keep_at_once(record_type, records, changed)
    for type_name, ids in sorted(summed.items()):
        near, differing = rolled_again(actor, type_name, ids)
        if differing:
            update(actor, near, differing, {COLUMN})


def give_refs(actor: Actor, record_type: RecordType, records: Sequence[Any]) -> None:
    """Give numbers to new records of a type that has them, from the workspace's counter."""
    if not record_type.has_refs:
        return
    waiting: dict[str, list[Any]] = {}
    for record in records:
        if not record.ref:
            waiting.setdefault(record_type.prefix_of(record), []).append(record)
    # in one order, so that two writers never wait for each other's counters
    for prefix, some in sorted(waiting.items()):
        numbers = Counter.take(actor.workspace_id, f"{record_type.name}:{prefix}", len(some))
        for record, number in zip(some, numbers, strict=True):
            record.ref = f"{prefix}{number}"


def spine_of(record_type: RecordType, record: Record, accounts: dict[UUID, Any]) -> RecordRef:
    """The spine row of a record; an inheriting one takes its account's visibility."""
    account_id = record_type.account_of(record)
    follows = record_type.follows_account(record)
    source: Any = accounts[account_id] if follows and account_id is not None else record
    due_at, is_day = record_type.due(record)
    ref: RecordRef = unsaved(
        RecordRef,
        id=record.pk,
        workspace_id=record.workspace_id,
        type=record_type.name,
        ref=record.ref,
        title=record_type.named(record),
        account_id=account_id,
        inherits=follows,
        owner_id=source.owner_id,
        team_id=source.team_id,
        privacy=source.privacy,
        sphere=source.sphere,
        due_at=due_at,
        due_is_day=is_day,
        trashed_at=record.trashed_at or source.trashed_at,
        updated_at=record.updated_at,
    )
    return ref


def parents(workspace_id: UUID, record_type: RecordType, records: Iterable[Any]) -> dict[UUID, Any]:
    """What inheriting records take from the spine rows of the accounts that they hang on."""
    if not record_type.inherits:
        return {}
    ids = {pk for record in records if (pk := record_type.account_of(record)) is not None}
    if len(ids) == 1:
        found: Iterable[Any] = _parent.rows(workspace_id=workspace_id, account_id=next(iter(ids)))
    else:
        spine = RecordRef.objects.in_workspace(workspace_id).filter(pk__in=ids)
        found = spine.values_list(*_OF_PARENT)
    return {row[0]: _Parent(*row) for row in found}


class _Parent(NamedTuple):
    """What is inherited from an account: the columns `_OF_PARENT` of its spine row."""

    pk: UUID
    trashed_at: datetime | None
    owner_id: UUID | None
    team_id: UUID | None
    privacy: str
    sphere: str


_parent = Prepared(
    lambda workspace_id, account_id: (
        RecordRef.objects.in_workspace(workspace_id).filter(pk=account_id).values_list(*_OF_PARENT)
    ),
    workspace_id=UUID(int=1),
    account_id=UUID(int=2),
)


def _update_spine(workspace_id: UUID, record_type: RecordType, records: Sequence[Any]) -> None:
    accounts = parents(workspace_id, record_type, records)
    rows = [spine_of(record_type, record, accounts) for record in records]
    columns = [
        "type", "ref", "title", "account_id", "inherits", "due_at", "due_is_day", "trashed_at",
        "updated_at",
    ]  # fmt: skip
    update_rows(RecordRef, rows, [*columns, *_INHERITED])


def hide_inherited(actor: Actor, accounts: Iterable[tuple[Any, Any]]) -> None:
    """Let the spine of what hangs on accounts follow them into the trash, or out of it.

    `accounts` are pairs of an account and the instant it lay in the trash since, None when it is
    on its way there. What was deleted by itself before stays deleted.
    """
    spine = RecordRef.objects.in_workspace(actor.workspace_id).filter(inherits=True)
    moves = [(str(since), account, since) for account, since in accounts]
    for _text, some in groupby(sorted(moves, key=lambda move: move[0]), key=lambda move: move[0]):
        together = list(some)
        _when, account, since = together[0]
        mine = spine.filter(account_id__in=[one.pk for _t, one, _s in together], trashed_at=since)
        mine.update(trashed_at=account.trashed_at)


def pass_on(actor: Actor, accounts: Iterable[Any]) -> None:
    """Let what inherits from accounts follow their visibility on the spine."""
    spine = RecordRef.objects.in_workspace(actor.workspace_id)
    account = spine.filter(pk=OuterRef("account_id"))
    mine = spine.filter(account_id__in=[one.pk for one in accounts], inherits=True)
    mine.update(**{name: Subquery(account.values(name)) for name in _INHERITED})


def _touches_search(record_type: RecordType, changed: frozenset[str]) -> bool:
    if record_type.title_of is not None or record_type.search_extra is not None:
        return True
    searched = {
        one.column for one in record_type.fields if one.searchable or one.name == record_type.title
    }
    return bool(changed & searched) or "ref" in changed


def search_doc(record_type: RecordType, record: Any) -> SearchDoc:
    """The search row of a record, as it must stand beside it."""
    found = record_type.searched(record)
    doc: SearchDoc = unsaved(
        SearchDoc,
        workspace_id=record.workspace_id,
        record_id=record.pk,
        type=record_type.name,
        mark=mark_of(record.workspace_id, record_type.name),
        has_parts=not record_type.is_titled_by_text,
        title=found.title,
        body=found.body,
        digits=found.digits,
    )
    return doc


def _insert_docs(record_type: RecordType, records: Iterable[Any]) -> None:
    docs = [search_doc(record_type, record) for record in records]
    insert_rows(SearchDoc, docs, at_once=True)


def reindex(record_type: RecordType, records: Sequence[Any]) -> None:
    """Write the search rows of records anew, in place."""
    if len(records) > 1:
        # One statement: the text index works once for each, not once for each row.
        SearchDoc.objects.bulk_create(
            [search_doc(record_type, record) for record in records],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["workspace", "record", "part"],
            update_fields=SEARCHED,
        )
        return
    docs = [search_doc(record_type, record) for record in records]
    update_rows(SearchDoc, docs, SEARCHED, by=("record", "part"))


def index(record_type: RecordType, records: Sequence[Any]) -> None:
    """Write what is derived beside records that came without it: search rows, own values."""
    _insert_docs(record_type, records)
    derived = [model for model in side_models(record_type) if model.is_derived]
    _insert_side_rows(record_type, records, derived)


def _release(actor: Actor, records: Iterable[Any]) -> None:
    """Let the former owners, whom the spine still names, answer no longer; others go on."""
    rows = Responsibility.objects.in_workspace(actor.workspace_id)
    mine = rows.filter(record_id__in=[record.pk for record in records])
    mine.filter(member_id=F("record__owner_id")).delete()


def _take_charge(record_type: RecordType, records: Sequence[Any]) -> None:
    """Let the owners answer for their records, whether or not they did so beside others."""
    Responsibility.objects.bulk_create(_answers(record_type, records), ignore_conflicts=True)


def _tell_when_due(actor: Actor, records: Iterable[Any]) -> None:
    """Write the due date beside everybody who answers: a day is then one index read."""
    ref = RecordRef.objects.in_workspace(actor.workspace_id).filter(pk=OuterRef("record_id"))
    rows = Responsibility.objects.in_workspace(actor.workspace_id)
    mine = rows.filter(record_id__in=[record.pk for record in records])
    mine.update(due_at=Subquery(ref.values("due_at")))


def _answers(record_type: RecordType, records: Iterable[Any]) -> list[Responsibility]:
    return [
        Responsibility(
            workspace_id=record.workspace_id,
            record_id=record.pk,
            member_id=record.owner_id,
            due_at=record_type.due(record)[0],
        )
        for record in records
        if record.owner_id
    ]


def rebuild(actor: Actor, record_type: RecordType, records: Sequence[Any]) -> None:
    """Write everything beside records anew, whatever stands there."""
    ids = [record.pk for record in records]
    spine = RecordRef.objects.in_workspace(actor.workspace_id)
    there = set(spine.filter(pk__in=ids).values_list("pk", flat=True))
    accounts = parents(actor.workspace_id, record_type, records)
    missing = [spine_of(record_type, one, accounts) for one in records if one.pk not in there]
    insert_rows(RecordRef, missing)
    known = [one for one in records if one.pk in there]
    if known:
        _update_spine(actor.workspace_id, record_type, known)
    docs = SearchDoc.objects.in_workspace(actor.workspace_id)
    docs.filter(record_id__in=ids, part=WHOLE).delete()
    merged = spine.filter(pk__in=ids, merged_into__isnull=False)
    gone = set(merged.values_list("pk", flat=True))
    _insert_docs(record_type, [one for one in records if one.pk not in gone])
    if record_type.owned:
        _take_charge(record_type, records)
        _tell_when_due(actor, records)
    rewrite_side_rows(actor, record_type, records, side_models(record_type))


def side_models(record_type: RecordType, changed: frozenset[str] | None = None) -> list[Any]:
    """The tables that fields of a type keep rows in; with `changed` those of such columns."""
    fields = [one for one in record_type.fields if changed is None or one.column in changed]
    models = [one.side_model() for one in fields]
    return list(dict.fromkeys(model for model in models if model is not None))


def side_rows(record_type: RecordType, record: Any, model: Any) -> list[Any]:
    """The rows of a table that all fields of a type keep there beside a record."""
    return [row for one in _beside(record_type, model) for row in one.side_rows(record)]


def _beside(record_type: RecordType, model: Any) -> list[Field]:
    """The fields of a type that keep rows in a table."""
    return [one for one in record_type.fields if one.side_model() is model]


def rewrite_side_rows(
    actor: Actor, record_type: RecordType, records: Sequence[Any], models: Iterable[Any]
) -> None:
    """Write anew what stands in these tables beside records."""
    ids = [record.pk for record in records]
    for model in models:
        model.objects.in_workspace(actor.workspace_id).filter(record_id__in=ids).delete()
        _insert_side_rows(record_type, records, [model])


def _insert_side_rows(
    record_type: RecordType, records: Iterable[Any], models: Iterable[Any]
) -> None:
    for model in models:
        fields = _beside(record_type, model)
        insert_rows(model, [row for one in records for f in fields for row in f.side_rows(one)])


def check_links(actor: Actor, record_type: RecordType, values: Iterable[dict[str, Any]]) -> None:
    """Refuse links to records the actor cannot see or of a wrong type; one query for all."""
    linking = [one for one in record_type.fields if type(one).links is not Field.links]
    wanted: set[tuple[UUID, str]] = set()
    for row in values:
        for one in linking:
            wanted.update((key, one.name) for key in one.links(row.get(one.name)))
    if not wanted:
        return
    ids = {key for key, _name in wanted}
    seen = dict(RecordRef.objects.visible_to(actor).filter(pk__in=ids).values_list("id", "type"))
    for key, name in wanted:
        if key not in seen or not record_type.by_name[name].accepts(seen[key]):
            raise Refused("This record does not exist, or you have no access to it.", name)


def settle_values(actor: Actor, record_type: RecordType, rows: Sequence[dict[str, Any]]) -> None:
    """Let every field put what only the database knows into cleaned values; for all rows once."""
    for one in record_type.fields:
        one.settle(actor, rows)
