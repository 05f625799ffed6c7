"""Links with two ends: whoever writes one end writes the other, in the same transaction.

Which of the types' fields have two ends is told by the fields themselves (`OwnRelation`). The other
end gets an event of its own, so that both histories tell of it; what an undo takes back is the
event of the end that somebody changed, and the other follows it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from klientel.events.log import Line
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import writer
from klientel.records.actions.together import tell
from klientel.records.fields.base import Field
from klientel.records.holding import hold_accounts_of
from klientel.records.one_reading import in_force
from klientel.records.own_fields.field import COLUMN
from klientel.records.own_fields.kinds.relation import OwnRelation, in_order
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor

#: what a write changed of a record, `{field: [before, after]}` in `api` form
Changes = Mapping[str, Sequence[Any]]


def agreed(
    actor: Actor, record_type: RecordType, pairs: Sequence[tuple[Any, Mapping[str, Any]]]
) -> Sequence[tuple[Any, Mapping[str, Any]]]:
    """The pairs of a record and its values, these as its fields let them be (`Field.agree`)."""
    asked = [one for one in record_type.fields if type(one).agree is not Field.agree]
    if not any(one.name in values for one in asked for _record, values in pairs):
        return pairs
    copies = [(record, dict(values)) for record, values in pairs]
    for one in asked:
        one.agree(actor, copies)
    return copies


@dataclass
class _Move:
    """What becomes of one record at the other end."""

    added: list[str] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)


def follow(
    actor: Actor,
    record_type: RecordType,
    written: Iterable[tuple[Any, Changes]],
    *,
    batch: UUID | None = None,
    is_strict: bool = True,
) -> None:
    """Let the other ends say what was written at these; a few statements, however many records.

    Raises `Refused` where a record at the other end would be linked with more than it can be,
    unless the write only puts back what was there (`is_strict` is false then).
    """
    mine = [one for one in record_type.added if isinstance(one, OwnRelation)]
    if not mine:
        return
    moves: dict[tuple[str, str], dict[UUID, _Move]] = {}
    names: dict[tuple[str, str], str] = {}
    for record, changes in written:
        for one in mine:
            if one.name not in changes:
                continue
            before, after = (list(keys or ()) for keys in changes[one.name])
            end = (one.to[0], one.back)
            names[end] = one.name
            ends = moves.setdefault(end, {})
            for key in set(after) - set(before):
                ends.setdefault(UUID(key), _Move()).added.append(str(record.pk))
            for key in set(before) - set(after):
                ends.setdefault(UUID(key), _Move()).removed.add(str(record.pk))
    for (to, back), ends in sorted(moves.items()):
        if to in record_types and ends:
            blamed = names[to, back] if is_strict else ""
            _write(actor, record_types.get(to), back, ends, batch, blamed)


def follow_new(
    actor: Actor,
    record_type: RecordType,
    records: Sequence[Any],
    *,
    batch: UUID | None = None,
    is_strict: bool = True,
) -> None:
    """Link the other ends with records that are there now, or there again (as in `follow`)."""
    held = _held(record_type, records, gone=False)
    follow(actor, record_type, held, batch=batch, is_strict=is_strict)


def let_go(
    actor: Actor, record_type: RecordType, records: Sequence[Any], *, batch: UUID | None = None
) -> None:
    """Take records from the other ends of their links; they themselves go on saying them."""
    held = _held(record_type, records, gone=True)
    follow(actor, record_type, held, batch=batch, is_strict=False)


def forget(actor: Actor, record_type: RecordType, ids: Sequence[UUID]) -> None:
    """Take records that are removed for good from all other ends, what lies in the trash too."""
    for one in (one for one in record_type.added if isinstance(one, OwnRelation)):
        far = in_force(actor, record_types.get(one.to[0])).by_name.get(one.back)
        if not isinstance(far, OwnRelation):
            continue
        ends: dict[UUID, _Move] = {}
        rows = far.filled_rows().filter(key__in=ids).values_list("record_id", "key")
        for pk, key in rows:
            ends.setdefault(pk, _Move()).removed.add(str(key))
        if ends:
            _write(actor, record_types.get(one.to[0]), one.back, ends, None, "")


def _held(
    record_type: RecordType, records: Sequence[Any], *, gone: bool
) -> list[tuple[Any, Changes]]:
    """All that records are linked with, as what they have just lost or got."""
    relations = [one for one in record_type.added if isinstance(one, OwnRelation)]
    return [(one, _ends(relations, one, gone=gone)) for one in records] if relations else []


def _ends(relations: Sequence[OwnRelation], record: Any, *, gone: bool) -> Changes:
    held = {one.name: one.value(record) for one in relations}
    return {name: (value, []) if gone else ([], value) for name, value in held.items() if value}


def _write(
    actor: Actor,
    declared: RecordType,
    back: str,
    ends: Mapping[UUID, _Move],
    batch: UUID | None,
    blamed: str,
) -> None:
    record_type = in_force(actor, declared)
    one = record_type.by_name.get(back)
    if not isinstance(one, OwnRelation):
        return
    now = clock.now()
    touched, lines = [], []
    for record in _locked(actor, record_type, ends):
        before, move = one.value(record), ends[record.pk]
        kept = [key for key in before if key not in move.removed]
        after = in_order(kept, [*kept, *move.added])
        if blamed and len(after) > max(one.most, len(before)):
            raise _too_many(one, record_type.named(record), blamed)
        if after == before:
            continue
        one.put(record, after)
        record.version += 1
        record.updated_at = now
        touched.append(record)
        told = {"changes": {back: [one.api(before), one.api(after)]}}
        account = record_type.account_of(record)
        lines.append(Line(record_type.verb("linked"), record_type.name, record.pk, account, told))
    if touched:
        writer.update(actor, record_type, touched, {COLUMN})
        tell(actor, record_type, touched, lines, columns=frozenset({COLUMN}), batch=batch)


def _locked(actor: Actor, record_type: RecordType, ids: Iterable[UUID]) -> list[Any]:
    """The records at the other end, seen by the actor or not: who links them has seen them."""
    wanted = list(ids)
    rows = record_type.model.objects.in_workspace(actor.workspace_id).filter(pk__in=wanted)
    if connection.vendor == "postgresql":
        hold_accounts_of(actor, record_type, wanted)
        rows = rows.select_for_update(of=("self",))
    return list(rows.order_by("pk"))


def _too_many(one: OwnRelation, title: str, name: str) -> Refused:
    if one.most == 1:
        return Refused("“{title}” is linked with another record already.", name, title=title)
    return Refused("“{title}” is linked with {most} records already.", name, title=title,
                   most=one.most)  # fmt: skip
