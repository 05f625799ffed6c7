"""From what a firm said of a field to the field: the kinds on offer, and the fields by type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from klientel.kit.refused import Refused
from klientel.records.conditions import from_json
from klientel.records.fields.base import Field
from klientel.records.models import FieldDefinition
from klientel.records.own_fields import kinds
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.kept_inside import keep_inside
from klientel.records.own_fields.labels import as_text
from klientel.workspaces.rows import known_as

if TYPE_CHECKING:
    from klientel.workspaces.models import Workspace


OWN_KINDS = kinds.found()


def field_of(said: FieldDefinition) -> OwnField:
    """The field that a firm described."""
    kind = OWN_KINDS[said.kind]
    told, made_of = kind.told(said.options), kind.own(said.options)
    own = made_of(
        name=said.name,
        label=as_text(said.label),
        help=as_text(said.description),
        section=as_text(said.section),
        required=said.is_required,
        searchable=int(kind.is_searched),
        **told,
    )
    own.workspace, own.definition = said.workspace_id, said.pk
    own.is_internal = said.is_internal
    if far := said.options.get("reads_far"):
        own.reads_far = (tuple(far),)
    own.conditions = {name: from_json(kept) for name, kept in said.conditions.items()}
    known = {one.name for one in dataclass_fields(made_of.of)}
    told = {name: value for name, value in told.items() if name in known}
    own.plain = made_of.of(name=said.name, label=own.label, column=own.slot or own.name, **told)
    if said.preset is not None:
        own.default = own.read(said.preset)
    return known_as(OwnField, own)


def in_sections(ordered: Iterable[FieldDefinition]) -> list[FieldDefinition]:
    """Fields in their order: those of no section first, then those of each together."""
    listed = list(ordered)
    first: dict[tuple[str, str], int] = {}
    for place, one in enumerate(listed):
        first.setdefault((one.type, one.section), place)
    return sorted(listed, key=lambda one: (bool(one.section), first[one.type, one.section]))


@contextmanager
def added_together(workspace: Workspace) -> Iterator[None]:
    """Let what adds fields on its way be written whole or not at all; `Refused` takes all back."""
    try:
        with transaction.atomic():
            yield
    except Refused:
        # what was read inside is kept under a version that another change will get
        _added.pop(workspace.pk, None)
        raise


_added: dict[UUID, tuple[int, Mapping[str, Sequence[Field]]]] = {}


def added_fields(workspace: Workspace) -> Mapping[str, Sequence[Field]]:
    """The fields that a firm added, by type, in order; kept under its directory version."""
    kept = _added.get(workspace.pk)
    if kept and kept[0] == workspace.directory_version:
        return kept[1]
    found: dict[str, list[OwnField]] = {}
    rows = FieldDefinition.objects.in_workspace(workspace.pk).filter(trashed_at__isnull=True)
    for said in in_sections(rows.order_by("type", "place", "id")):
        if said.kind in OWN_KINDS:
            found.setdefault(said.type, []).append(field_of(said))
    keep_inside(found)
    _added[workspace.pk] = (workspace.directory_version, {**found})
    return _added[workspace.pk][1]
