"""From what a firm said of a field to the field: the kinds on offer, and the fields by type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.records.conditions import from_json
from klientel.records.fields.base import Field, Text
from klientel.records.fields.choice import ChoiceField, Option
from klientel.records.models import FieldDefinition
from klientel.records.own_fields import (
    address,
    asked,
    files,
    formula,
    kinds,
    lookup,
    progress,
    progress_of_parts,
    relation,
    rollup,
    serial,
)
from klientel.records.own_fields.choices import told_by_lines
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.kept_inside import keep_inside
from klientel.records.own_fields.labels import as_text
from klientel.records.own_fields.offered import Options, OwnKind, Saying
from klientel.records.types import record_types
from klientel.workspaces.rows import known_as

if TYPE_CHECKING:
    from klientel.workspaces.models import Workspace


def _places(options: Options) -> dict[str, Any]:
    return {"places": int(options.get("places", 0))}


def _stars(options: Options) -> dict[str, Any]:
    return {"stars": int(options.get("stars", 5))}


def _choices(options: Options) -> dict[str, Any]:
    listed = options.get("choices", ())
    made = {
        is_gone: [
            Option(one["value"], as_text(one["label"]), one.get("colour", "grey"))
            for one in listed
            if bool(one.get("is_gone")) is is_gone
        ]
        for is_gone in (False, True)
    }
    return {"options": made[False], "gone": made[True]}


def _choices_kept(saying: Saying, _kind: OwnKind) -> dict[str, Any]:
    """New options of their lines; those that are there are changed by an action of their own."""
    if saying.field.options:
        return dict(saying.field.options)
    return {"choices": told_by_lines(saying.said["choices"])}


def _to(options: Options) -> dict[str, Any]:
    return {"to": tuple(options.get("to", ()))}


def _to_kept(saying: Saying, _kind: OwnKind) -> dict[str, Any]:
    if "to" not in saying.said:
        return dict(saying.field.options)
    name = saying.said["to"]
    if name not in record_types or not record_types.get(name).in_lists:
        raise Refused("Choose the list whose records it leads to.", "to")
    return {"to": [name]}


def _to_form() -> Sequence[Field]:
    """The lists whose records a link can lead to."""
    listed = [Option(one.name, one.label_plural) for one in record_types if one.in_lists]
    return [ChoiceField(name="to", label=asked.TO.label, options=listed, required=True,
                        lasting=True)]  # fmt: skip


def _kind(name: str, label: Text, icon: str, own: Any, **more: Any) -> OwnKind:
    return OwnKind(name, label, icon, lambda _options: own, **more)


_OF_CHOICES: dict[str, Any] = {
    "told": _choices, "inputs": (asked.CHOICES,), "kept": _choices_kept, "has_choices": True,
}  # fmt: skip
_OF_PLACES: dict[str, Any] = {"told": _places, "inputs": (asked.PLACES,)}

OWN_KINDS: dict[str, OwnKind] = {
    one.name: one
    for one in (
        _kind("text", _("Text"), "file-text", kinds.OwnText, is_searched=True),
        _kind("long_text", _("Long text"), "sticky-note", kinds.OwnLongText, is_searched=True),
        _kind("number", _("Number"), "hash", kinds.OwnNumber, **_OF_PLACES),
        _kind("money", _("Amount of money"), "euro", kinds.OwnMoney),
        _kind("percent", _("Percent"), "chart-column", kinds.OwnPercent, **_OF_PLACES),
        _kind("day", _("Date"), "calendar", kinds.OwnDay),
        _kind("instant", _("Date and time"), "calendar-clock", kinds.OwnInstant),
        _kind("truth", _("Yes or no"), "check", kinds.OwnTruth, is_missed=False),
        _kind("choice", _("Choice"), "circle-dot", kinds.OwnChoice, **_OF_CHOICES),
        _kind("choices", _("Several choices"), "list-checks", kinds.OwnChoices, **_OF_CHOICES),
        _kind("rating", _("Stars"), "star", kinds.OwnRating, told=_stars, inputs=(asked.STARS,)),
        _kind("member", _("Person of the firm"), "user", kinds.OwnMember),
        _kind("record", _("Link to a record"), "link", kinds.OwnLink, told=_to, kept=_to_kept,
              inputs=(asked.TO,), form=_to_form),
        _kind("email", _("E-mail address"), "mail", kinds.OwnEmail, is_searched=True),
        _kind("phone", _("Telephone number"), "phone", kinds.OwnPhone, is_searched=True),
        _kind("url", _("Web address"), "external-link", kinds.OwnUrl, is_searched=True),
        address.KIND,
        progress.KIND,
        progress_of_parts.KIND,
        serial.KIND,
        relation.KIND,
        rollup.KIND,
        lookup.KIND,
        formula.KIND,
        files.KIND,
    )
}  # fmt: skip


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
