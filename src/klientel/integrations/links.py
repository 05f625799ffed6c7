"""Finding, or making, the records that cells of a chunk name: “Nord GmbH” in the column account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from klientel.integrations.matching import comparable
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.fields import RecordLinkField
from klientel.records.models import RecordRef
from klientel.records.recipes import CleanRow, Options, Outcome
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor

Errors = dict[int, Refused]


def resolve(
    actor: Actor,
    kind: RecordType,
    rows: Sequence[CleanRow],
    options: Options,
    outcome: Outcome,
    *,
    dry: bool,
) -> tuple[dict[int, dict[str, Any]], Errors]:
    """The values of each row by line with ids for names, and the rows whose names mean nothing."""
    values = {row.line: dict(row.values) for row in rows}
    errors: Errors = {}
    for field in kind.fields:
        if not isinstance(field, RecordLinkField):
            continue
        typed = {str(row.values[field.name]) for row in rows if row.values.get(field.name)}
        if not typed:
            continue
        known = _find(actor, field, typed)
        _make_missing(actor, field, typed, known, options, outcome, dry=dry)
        for line, row in values.items():
            if row.get(field.name):
                found = known.get(comparable(str(row[field.name])))
                if isinstance(found, Refused):
                    errors[line] = found
                else:
                    row[field.name] = found
    return values, errors


def _find(actor: Actor, field: RecordLinkField, typed: set[str]) -> dict[str, Any]:
    """Ids by comparable name, and refusals for names of several records."""
    spine = RecordRef.objects.visible_to(actor).filter(type__in=field.to)
    ids = {text: UUID(text) for text in typed if _is_uuid(text)}
    known: dict[str, Any] = {}
    by_id = set(spine.filter(pk__in=list(ids.values())).values_list("id", flat=True))
    known |= {comparable(text): key for text, key in ids.items() if key in by_id}
    for ref, key in spine.filter(ref__in=typed).values_list("ref", "id"):
        known[comparable(ref)] = key
    for name in field.to:
        linked = record_types.get(name)
        for asked in dict.fromkeys((*linked.key_fields, linked.title)):
            rest = {text for text in typed if comparable(text) not in known}
            if rest and asked in linked.by_name:
                known |= _by_field(actor, linked, asked, rest)
    return known


def _by_field(actor: Actor, linked: RecordType, asked: str, typed: set[str]) -> dict[str, Any]:
    one = linked.field(asked)
    if not one.is_text:
        return {}
    spelled = {s for text in typed for s in (text, text.lower(), text.upper(), text.title())}
    rows = linked.model.objects.visible_to(actor).filter(**{f"{one.column}__in": spelled})
    found: dict[str, Any] = {}
    for key, value in rows.values_list("id", one.column):
        name = comparable(value)
        if name in found:
            found[name] = Refused("“{text}” is the name of several records.", text=value[:80])
        else:
            found[name] = key
    return found


def _make_missing(
    actor: Actor,
    field: RecordLinkField,
    typed: set[str],
    known: dict[str, Any],
    options: Options,
    outcome: Outcome,
    *,
    dry: bool,
) -> None:
    """Add records for names nobody knows, where their type needs no more than a name."""
    missing = {comparable(text): text for text in sorted(typed) if comparable(text) not in known}
    if not missing:
        return
    linked = record_types.get(field.to[0]) if len(field.to) == 1 else None
    if (
        linked is None
        or not _is_made_of_a_name(linked)
        or not actor.may(linked.permission("create"))
    ):
        for name, text in missing.items():
            known[name] = Refused("“{text}” is not known here.", text=text[:80])
        return
    if dry:
        counted: set[Any] = options.scratch.setdefault(f"linked:{field.name}", set())
        outcome.count(outcome.created, linked.name, len(missing.keys() - counted))
        counted |= missing.keys()
        return
    drafts = [Draft({linked.title: text}) for text in missing.values()]
    made = actions.create_many(actor, linked.name, drafts, batch=options.batch)
    outcome.count(outcome.created, linked.name, len(made))
    known |= {name: record.pk for name, record in zip(missing, made, strict=True)}


def _is_made_of_a_name(kind: RecordType) -> bool:
    needed = {one.name for one in kind.fields if one.required and one.default is None}
    return kind.title in kind.by_name and needed <= {kind.title}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
