"""Keeps a record's row, its spine, its search row and its side rows together.

Only `records.actions` calls this; everything here runs inside the transaction of an action.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.kit.text import fold
from klientel.records.fields import RecordLinkField, TagsField
from klientel.records.models import (
    Counter,
    Record,
    RecordRef,
    Responsibility,
    SearchDoc,
    Tag,
    Tagging,
)
from klientel.records.models.search_doc import mark_of
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved
from klientel.workspaces.models import Workspace

#: rows per INSERT: SQLite takes at most 32,766 variables in one statement
BATCH = 1_000
#: what a search row says of its record
SEARCHED = ("mark", "has_parts", "title", "body", "digits")
_INHERITED = ("owner_id", "team_id", "privacy", "sphere")


def insert(actor: Actor, kind: RecordType, records: Sequence[Any]) -> None:
    """Write new records with everything that belongs to them."""
    give_refs(actor, kind, records)
    insert_rows(kind.model, records)
    accounts = parents(actor.workspace_id, kind, records)
    insert_rows(RecordRef, [spine_of(kind, record, accounts) for record in records])
    insert_rows(SearchDoc, [search_doc(kind, record) for record in records])
    if kind.owned:
        insert_rows(Responsibility, _answers(kind, records))
    _insert_tags(kind, records)
    kind.settle(actor, records, frozenset())


def update(actor: Actor, kind: RecordType, records: Sequence[Any], columns: Iterable[str]) -> None:
    """Write the changed `columns` (attribute names) of loaded records, and what follows."""
    changed = frozenset(columns)
    written = [*changed, "version", "updated_at"]
    if len(records) == 1:
        records[0].save()
    else:
        names = {f.attname: f.name for f in kind.model._meta.concrete_fields}
        kind.model.objects.in_workspace(actor.workspace_id).bulk_update(
            records, sorted({names[column] for column in written}), batch_size=BATCH // 4
        )
    _update_spine(actor, kind, records)
    if _touches_search(kind, changed):
        reindex(actor, kind, records)
    # who answers carries the due date, too: a day is then one index read
    if kind.owned and ("owner_id" in changed or kind.due_of is not None):
        _answer(actor, kind, records)
    if "tags" in changed:
        ids = [record.pk for record in records]
        Tagging.objects.in_workspace(actor.workspace_id).filter(record_id__in=ids).delete()
        _insert_tags(kind, records)
    if kind.account == "pk" and changed & {*_INHERITED}:
        _pass_on(actor, records)
    kind.settle(actor, records, changed)


def give_refs(actor: Actor, kind: RecordType, records: Sequence[Any]) -> None:
    """Give numbers to new records of a type that has them, from the workspace's counter."""
    if kind.ref_prefix is None:
        return
    waiting = [record for record in records if not record.ref]
    if not waiting:
        return
    numbers = Counter.take(actor.workspace_id, f"{kind.name}:{kind.ref_prefix}", len(waiting))
    for record, number in zip(waiting, numbers, strict=True):
        record.ref = f"{kind.ref_prefix}{number}"


def spine_of(kind: RecordType, record: Record, accounts: dict[UUID, RecordRef]) -> RecordRef:
    """The spine row of a record; an inheriting one takes its account's visibility."""
    account_id = kind.account_of(record)
    source: Any = record
    if kind.inherits and account_id is not None:
        source = accounts[account_id]
    due_at, is_day = kind.due(record)
    ref: RecordRef = unsaved(
        RecordRef,
        id=record.pk,
        workspace_id=record.workspace_id,
        type=kind.name,
        ref=record.ref,
        title=kind.named(record),
        account_id=account_id,
        inherits=kind.inherits,
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


def parents(workspace_id: UUID, kind: RecordType, records: Iterable[Any]) -> dict[UUID, RecordRef]:
    """The spine rows of the accounts that inheriting records hang on."""
    if not kind.inherits:
        return {}
    ids = {kind.account_of(record) for record in records}
    return {row.pk: row for row in RecordRef.objects.in_workspace(workspace_id).filter(pk__in=ids)}


def _update_spine(actor: Actor, kind: RecordType, records: Sequence[Any]) -> None:
    accounts = parents(actor.workspace_id, kind, records)
    rows = [spine_of(kind, record, accounts) for record in records]
    columns = ["ref", "title", "account_id", "due_at", "due_is_day", "trashed_at", "updated_at"]
    spine = RecordRef.objects.in_workspace(actor.workspace_id)
    if len(rows) == 1:
        row = rows[0]
        values = {name: getattr(row, name) for name in [*columns, *_INHERITED]}
        spine.filter(pk=row.pk).update(**values)
        return
    spine.bulk_update(rows, [*columns, "owner", "team", "privacy", "sphere"], batch_size=BATCH // 4)


def hide_inherited(actor: Actor, accounts: Iterable[tuple[Any, Any]]) -> None:
    """Let the spine of what hangs on accounts follow them into the trash, or out of it.

    `accounts` are pairs of an account and the instant it lay in the trash since, None when it is
    on its way there. What was deleted by itself before stays deleted.
    """
    spine = RecordRef.objects.in_workspace(actor.workspace_id).filter(inherits=True)
    for account, since in accounts:
        mine = spine.filter(account_id=account.pk, trashed_at=since)
        mine.update(trashed_at=account.trashed_at)


def _pass_on(actor: Actor, accounts: Iterable[Any]) -> None:
    """Let what inherits from an account follow its visibility on the spine."""
    spine = RecordRef.objects.in_workspace(actor.workspace_id)
    for account in accounts:
        values = {name: getattr(account, name) for name in _INHERITED}
        spine.filter(account_id=account.pk, inherits=True).update(**values)


def _touches_search(kind: RecordType, changed: frozenset[str]) -> bool:
    if kind.title_of is not None or kind.search_extra is not None:
        return True
    searched = {one.column for one in kind.fields if one.searchable or one.name == kind.title}
    return bool(changed & searched) or "ref" in changed


def search_doc(kind: RecordType, record: Any) -> SearchDoc:
    """The search row of a record, as it must stand beside it."""
    found = kind.searched(record)
    doc: SearchDoc = unsaved(
        SearchDoc,
        workspace_id=record.workspace_id,
        record_id=record.pk,
        type=kind.name,
        mark=mark_of(record.workspace_id, kind.name),
        has_parts=not kind.is_titled_by_text,
        title=found.title,
        body=found.body,
        digits=found.digits,
    )
    return doc


def reindex(actor: Actor, kind: RecordType, records: Sequence[Any]) -> None:
    """Write the search rows of records anew, in place."""
    if len(records) > 1:
        # One statement: the text index works once for each, not once for each row.
        SearchDoc.objects.bulk_create(
            [search_doc(kind, record) for record in records],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["workspace", "record"],
            update_fields=SEARCHED,
        )
        return
    docs = SearchDoc.objects.in_workspace(actor.workspace_id)
    for record in records:
        doc = search_doc(kind, record)
        docs.filter(record_id=record.pk).update(**{name: getattr(doc, name) for name in SEARCHED})


def _answer(actor: Actor, kind: RecordType, records: Sequence[Any]) -> None:
    """Let the owners answer for their records, and nobody who did before."""
    ids = [record.pk for record in records]
    Responsibility.objects.in_workspace(actor.workspace_id).filter(record_id__in=ids).delete()
    insert_rows(Responsibility, _answers(kind, records))


def _answers(kind: RecordType, records: Iterable[Any]) -> list[Responsibility]:
    return [
        Responsibility(
            workspace_id=record.workspace_id,
            record_id=record.pk,
            member_id=record.owner_id,
            due_at=kind.due(record)[0],
        )
        for record in records
        if record.owner_id
    ]


def rebuild(actor: Actor, kind: RecordType, records: Sequence[Any]) -> None:
    """Write the spine and search rows of records anew, whatever stands there."""
    ids = [record.pk for record in records]
    spine = RecordRef.objects.in_workspace(actor.workspace_id)
    there = set(spine.filter(pk__in=ids).values_list("pk", flat=True))
    accounts = parents(actor.workspace_id, kind, records)
    missing = [spine_of(kind, one, accounts) for one in records if one.pk not in there]
    insert_rows(RecordRef, missing)
    _update_spine(actor, kind, [one for one in records if one.pk in there])
    SearchDoc.objects.in_workspace(actor.workspace_id).filter(record_id__in=ids).delete()
    insert_rows(SearchDoc, [search_doc(kind, one) for one in records])


def _insert_tags(kind: RecordType, records: Iterable[Any]) -> None:
    if not any(isinstance(one, TagsField) for one in kind.fields):
        return
    rows = [
        Tagging(workspace_id=record.workspace_id, record_id=record.pk, tag_id=UUID(key))
        for record in records
        for key in record.tags
    ]
    insert_rows(Tagging, rows)


def tag_ids(actor: Actor, names: Iterable[str]) -> dict[str, str]:
    """The ids of tags by name as typed; tags nobody used before are made."""
    wanted = {fold(name) or name.lower(): name for name in names}
    tags = Tag.objects.in_workspace(actor.workspace_id)
    known = dict(tags.filter(folded__in=wanted).values_list("folded", "id"))
    missing = [
        Tag(workspace_id=actor.workspace_id, name=name, folded=folded)
        for folded, name in wanted.items()
        if folded not in known
    ]
    if missing:
        # somebody else may add the same tag this moment: theirs or ours, it is one
        Tag.objects.bulk_create(missing, ignore_conflicts=True)
        known = dict(tags.filter(folded__in=wanted).values_list("folded", "id"))
        Workspace.objects.get(pk=actor.workspace_id).touch_directory()
    return {name: str(known[folded]) for folded, name in wanted.items()}


def check_links(actor: Actor, kind: RecordType, values: Iterable[dict[str, Any]]) -> None:
    """Refuse links to records the actor cannot see or of a wrong type; one query for all."""
    fields = [one for one in kind.fields if isinstance(one, RecordLinkField)]
    wanted: dict[UUID, RecordLinkField] = {}
    for row in values:
        for one in fields:
            if row.get(one.name):
                wanted[row[one.name]] = one
    if not wanted:
        return
    seen = dict(RecordRef.objects.visible_to(actor).filter(pk__in=wanted).values_list("id", "type"))
    for key, one in wanted.items():
        if key not in seen or (one.to and seen[key] not in one.to):
            raise Refused("This record does not exist, or not for you.", one.name)


def settle_tags(actor: Actor, kind: RecordType, values: Iterable[dict[str, Any]]) -> None:
    """Replace the names of tags in cleaned values by their ids; one read for all."""
    rows = list(values)
    for name in [one.name for one in kind.fields if isinstance(one, TagsField)]:
        typed = {tag for row in rows for tag in row.get(name, ())}
        if typed:
            ids = tag_ids(actor, typed)
            for row in rows:
                if row.get(name):
                    row[name] = list(dict.fromkeys(ids[tag] for tag in row[name]))
