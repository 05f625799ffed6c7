"""Fields that a firm adds to its records: added, described, ordered, deleted and restored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit import clock
from klientel.kit.refused import NotFound, Refused
from klientel.records import tasks
from klientel.records.actions.catalogue import action, current_reading
from klientel.records.actions.once import form_key
from klientel.records.actions.own_field_ends import ends_of, other_end
from klientel.records.actions.own_field_names import (
    MOST_FIELDS,
    live,
    must_be_free,
    place,
    too_many,
)
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.fields import ChoiceField, LongTextField, Option, TextField
from klientel.records.models import FieldDefinition
from klientel.records.own_fields import asked, terms
from klientel.records.own_fields.choices import choices_in, offered_preset
from klientel.records.own_fields.defined import OWN_KINDS, field_of
from klientel.records.own_fields.kinds.rollup import reads_far
from klientel.records.own_fields.offered import Saying
from klientel.records.own_fields.standing import PURPOSES, SHOWN
from klientel.records.types import RecordType, record_types
from klientel.workspaces import policy
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace
from klientel.workspaces.rows import known_as

MANAGE = policy.permission("field.manage", _("Add fields and change them"), policy.MANAGERS)

FIELD = TextField(name="field", label=_("Field"), required=True, max_length=40)
_TYPE = TextField(name="type", label=_("List"), required=True, max_length=40)
_KEY = TextField(name="key", label=_("Form"), max_length=40)
_SHOWN = LongTextField(name="shown", label=PURPOSES[SHOWN], max_length=8_000)
KIND = ChoiceField(
    name="kind",
    label=_("Kind"),
    options=[Option(one.name, one.label) for one in OWN_KINDS.values()],
    required=True,
)
_EVERY = LongTextField(name="every", label=_("Options"), max_length=40_000)
_ORDER = LongTextField(name="order", label=_("Order of the fields"), max_length=8_000)

_SAID = (
    asked.LABEL, asked.SECTION, asked.DESCRIPTION, asked.IS_REQUIRED, asked.IS_INTERNAL,
    asked.PRESET,
)  # fmt: skip
#: what is asked of some kinds only
_OPTIONS = tuple({one.name: one for kind in OWN_KINDS.values() for one in kind.inputs}.values())


@action(
    "field.add",
    label=_("Add field"),
    permission=MANAGE,
    on="",
    inputs=[_TYPE, KIND, *_SAID, *_OPTIONS, _SHOWN, _KEY],
    technical=["key"],
)
def add_field(
    actor: Actor,
    *,
    type: str,  # noqa: A002 - the input's name
    kind: str,
    shown: str,
    key: str,
    **said: Any,
) -> FieldDefinition:
    """Add a field to the records of a type; a form sent twice (`key`) adds one.

    `shown` says when it is shown, in the form of `where=`; empty for always. Raises `Refused` for
    conditions that cannot be, for a name that is taken and beyond `MOST_FIELDS`.
    """
    record_type = taking_fields(type)
    workspace = locked(actor)
    sent = form_key(key)
    fields = FieldDefinition.objects.in_workspace(workspace.pk).filter(type=record_type.name)
    known: FieldDefinition | None = fields.filter(pk=sent).first()
    if known is not None:
        return known
    field = FieldDefinition(id=sent, workspace_id=workspace.pk, type=record_type.name, kind=kind)
    place(field, said["label"], list(fields))
    _describe(actor, record_type.in_workspace(workspace), field, said)
    _show_when(actor, record_type.in_workspace(workspace), field, shown)
    other = other_end(actor, field, said)
    field.save(force_insert=True)
    if other is not None:
        other.save(force_insert=True)
    _tell(actor, "field.added", field)
    if OWN_KINDS[kind].is_made:
        reckon_later(actor, field.type)
    return field


def _show_when(actor: Actor, record_type: RecordType, field: FieldDefinition, shown: str) -> None:
    """Let a new field be shown only when `shown` holds; nothing to do where that is empty."""
    kept = terms.kept(record_type, field, SHOWN, shown, current_reading(actor))
    if kept:
        field.conditions = {SHOWN: kept}


@action(
    "field.change",
    label=_("Change field"),
    permission=MANAGE,
    on="",
    inputs=[FIELD, *_SAID, *(one for one in _OPTIONS if not one.lasting)],
)
def change_field(actor: Actor, *, field: str, **said: Any) -> FieldDefinition:
    """Say something else of a field; no record is written for it, but for what is reckoned anew."""
    workspace = locked(actor)
    found = found_field(actor, field)
    before = described(found)
    _describe(actor, record_types.get(found.type).in_workspace(workspace), found, said)
    return put_anew(actor, found, before)


@action(
    "field.set_choices",
    label=_("Change options"),
    permission=MANAGE,
    on="",
    inputs=[FIELD, _EVERY],
)
def set_choices(actor: Actor, *, field: str, every: str) -> FieldDefinition:
    """Set the options of a choice in their order, as JSON: `value`, `label`, `colour`, `is_gone`.

    An option without a value is new. One that is left out is no longer offered, nor given to new
    records, but stays readable where it was chosen.
    """
    locked(actor)
    found = found_field(actor, field)
    if not OWN_KINDS[found.kind].has_choices:
        raise Refused("This field has no options.")
    before = described(found)
    found.options = {**found.options, "choices": choices_in(every, found.options["choices"])}
    found.preset = offered_preset(found.preset, found.options["choices"])
    return put_anew(actor, found, before)


@action("field.order", label=_("Order fields"), permission=MANAGE, on="", inputs=[_TYPE, _ORDER])
def order_fields(actor: Actor, *, type: str, order: str) -> None:  # noqa: A002 - the input's name
    """Put the fields of a type into an order, by their names with commas; others come behind."""
    locked(actor)
    put_in_order(actor, taking_fields(type).name, order.split(","))


@action("field.trash", label=_("Delete field"), permission=MANAGE, on="", inputs=[FIELD])
def trash_field(actor: Actor, *, field: str) -> FieldDefinition:
    """Take a field away from its records; its values are kept for thirty days."""
    locked(actor)
    return put_away(actor, field)


@action("field.restore", label=_("Restore field"), permission=MANAGE, on="", inputs=[FIELD])
def restore_field(actor: Actor, *, field: str) -> FieldDefinition:
    """Give a deleted field back to its records, with its values; raises `Refused` after 30 days."""
    locked(actor)
    return give_back(actor, field)


def put_in_order(
    actor: Actor, type_name: str, wanted: Sequence[str], batch: UUID | None = None
) -> None:
    """Order fields as `order_fields` does; what an undo writes is of its `batch`."""
    fields = list(live(actor).filter(type=type_name).order_by("place", "id"))
    before = [one.name for one in fields]
    places = {name: place for place, name in enumerate(wanted)}
    after = sorted(before, key=lambda name: places.get(name, len(places)))
    if after == before:
        return
    for one in fields:
        one.place = after.index(one.name) + 1
        one.save()
    told = {"type": type_name, "before": before, "after": after}
    log.record(actor, "field.ordered", record_type="field", facts=told, batch=batch)
    _touch(actor)


def put_away(actor: Actor, key: str, batch: UUID | None = None) -> FieldDefinition:
    """Take a field away as `trash_field` does; what an undo writes is of its `batch`."""
    found = found_field(actor, key)
    now = clock.now()
    ends = ends_of(actor, found)
    for one in ends:
        _refuse_read(actor, one)
    for one in ends:
        one.trashed_at = now
        one.save()
    _tell(actor, "field.trashed", found, batch=batch)
    for one in ends:
        _settle_later(actor, one)
    return found


def give_back(actor: Actor, key: str, batch: UUID | None = None) -> FieldDefinition:
    """Give a field back as `restore_field` does; what an undo writes is of its `batch`."""
    found = found_field(actor, key, trashed=True)
    # what is about to be removed for good may have lost a part of its values already
    limit = clock.now() - timedelta(days=TRASH_DAYS)
    if found.trashed_at is not None and found.trashed_at < limit:
        raise Refused("A deleted field can be restored for {days} days.", days=TRASH_DAYS)
    ends = ends_of(actor, found)
    workspace = Workspace.objects.get(pk=actor.workspace_id)
    for one in ends:
        if live(actor).filter(type=one.type).count() >= MOST_FIELDS:
            raise too_many()
        must_be_free(actor, one)
        record_type = record_types.get(one.type).in_workspace(workspace)
        terms.must_lead_somewhere(record_type, one, current_reading(actor))
    for one in ends:
        one.trashed_at = None
        one.save()
    _tell(actor, "field.restored", found, batch=batch)
    for one in ends:
        _settle_later(actor, one)
    return found


def taking_fields(name: str) -> RecordType:
    """The type of that name, to which fields can be added; raises `NotFound`."""
    record_type = record_types.get(name)
    if not record_type.in_lists:
        raise NotFound()
    return record_type


def locked(actor: Actor) -> Workspace:
    """The workspace; whoever changes its fields does so one after the other."""
    workspaces = Workspace.objects.select_for_update(of=("self",))
    return workspaces.get(pk=actor.workspace_id)


def found_field(actor: Actor, key: str, *, trashed: bool = False) -> FieldDefinition:
    """The field of that id, in the trash or not, locked; raises `NotFound`."""
    rows = FieldDefinition.objects.visible_to(actor).filter(trashed_at__isnull=not trashed)
    found = None
    with suppress(ValueError):
        found = rows.filter(pk=UUID(key)).select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound()
    return known_as(FieldDefinition, found)


def described(field: FieldDefinition) -> dict[str, Any]:
    """What is said of a field, as the log keeps it."""
    names = ("label", "section", "description", "is_required", "is_internal", "preset", "options",
             "conditions")  # fmt: skip
    return {name: getattr(field, name) for name in names}


def describe_again(
    actor: Actor, field: FieldDefinition, said: Mapping[str, Any], batch: UUID
) -> None:
    """Say of a field what was said of it before; raises `Refused` for a name taken meanwhile."""
    before = described(field)
    for name, value in said.items():
        setattr(field, name, value)
    if "choices" in field.options:
        field.preset = offered_preset(field.preset, field.options["choices"])
    kind = OWN_KINDS[field.kind]
    workspace = Workspace.objects.get(pk=actor.workspace_id)
    record_type = record_types.get(field.type).in_workspace(workspace)
    terms.must_lead_somewhere(record_type, field, current_reading(actor))
    if kind.fits is not None:
        kind.fits(record_type, field, before["options"], current_reading(actor))
    must_be_free(actor, field)
    put_anew(actor, field, before, batch)


def _describe(
    actor: Actor, record_type: RecordType, field: FieldDefinition, said: Mapping[str, Any]
) -> None:
    kind = OWN_KINDS[field.kind]
    field.label, field.section = said["label"], said["section"]
    field.description = said["description"]
    field.is_required = said["is_required"] and not kind.is_made
    field.is_internal = said["is_internal"]
    reading = current_reading(actor)
    field.options = kind.kept(Saying(record_type, field, reading, said), kind)
    must_be_free(actor, field)
    field.preset = None
    described_field = field_of(field)
    if kind.is_made or not kind.takes_preset or not said["preset"].strip():
        return
    try:
        preset = described_field.parse(said["preset"], reading)
    except Refused as refusal:
        raise refusal.at("preset") from None
    if not described_field.is_empty(preset):
        field.preset = described_field.stored(preset)  # type: ignore[attr-defined]


def _refuse_read(actor: Actor, field: FieldDefinition) -> None:
    """Refuse to take away what a formula, a sum or a condition reads; they are told which."""
    others = list(live(actor).exclude(pk=field.pk))
    mine = [one for one in others if one.type == field.type]
    asking = [one for one in mine if field.name in terms.fields_asked(one)]
    if asking:
        raise Refused(
            "The conditions of “{name}” ask for this field. Change them first.",
            name=asking[0].label,
        )
    readers = [one for one in mine if _reads(one, field.name)]
    readers += [one for one in others if reads_far(one, field)]
    if readers:
        raise Refused(
            "“{name}” uses this field. Change or delete that field first.",
            name=readers[0].label,
        )


def _reads(one: FieldDefinition, name: str) -> bool:
    return name in one.options.get("reads", ())


def put_anew(
    actor: Actor, field: FieldDefinition, before: dict[str, Any], batch: UUID | None = None
) -> FieldDefinition:
    """Write what was said anew of a field, and tell the log what was said before."""
    after = described(field)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return field
    field.version += 1
    field.save()
    told = {"before": {one: before[one] for one in changed},
            "after": {one: after[one] for one in changed}}  # fmt: skip
    _tell(actor, "field.changed", field, batch=batch, **told)
    if "options" in changed and (
        OWN_KINDS[field.kind].is_made
        or any(_reads(one, field.name) for one in live(actor).filter(type=field.type))
    ):
        reckon_later(actor, field.type)
    if "options" in changed:
        # the words of an option stand in what other types take over of it
        for type_name in sorted({one.type for one in live(actor) if reads_far(one, field)}):
            reckon_later(actor, type_name)
    return field


def _tell(
    actor: Actor, verb: str, field: FieldDefinition, *, batch: UUID | None = None, **facts: Any
) -> None:
    told = {"field": str(field.pk), "name": field.label, "type": field.type, **facts}
    log.record(actor, verb, record_type="field", facts=told, batch=batch)
    _touch(actor)


def _touch(actor: Actor) -> None:
    Workspace.objects.get(pk=actor.workspace_id).touch_directory()


def _settle_later(actor: Actor, field: FieldDefinition) -> None:
    tasks.settle_later(actor, field)
    if any(_reads(one, field.name) for one in live(actor).filter(type=field.type)):
        reckon_later(actor, field.type)


def reckon_later(actor: Actor, type_name: str) -> None:
    """Have the formulas of all records of a type reckoned anew."""
    tasks.reckon_later(actor, type_name)
