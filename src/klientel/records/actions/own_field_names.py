"""What own fields are called: by people, once among the fields of a type, and by us, for ever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from klientel.kit.refused import Refused
from klientel.kit.text import fold, slug
from klientel.records.actions.catalogue import current_reading
from klientel.records.models import FieldDefinition
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

#: fields that a firm can add to one type, those in the trash not counted
MOST_FIELDS = 100
#: what begins the name of every own field, so that none is ever taken for one of the program's
PREFIX = "own_"


def live(actor: Actor) -> Any:
    """The fields that do not lie in the trash."""
    return FieldDefinition.objects.visible_to(actor).filter(trashed_at__isnull=True)


def place(
    field: FieldDefinition, label: str, there: Sequence[FieldDefinition], taken: str = ""
) -> None:
    """Give a new field its lasting name, which is not `taken`, and its place behind those there.

    Raises `Refused` beyond `MOST_FIELDS`.
    """
    if sum(one.trashed_at is None for one in there) >= MOST_FIELDS:
        raise too_many()
    field.name = _free_name(label, {taken, *(one.name for one in there)})
    field.place = max((one.place for one in there), default=0) + 1


def too_many() -> Refused:
    """The refusal of one more field."""
    return Refused("A list can have {most} fields of its own. Delete one first.", most=MOST_FIELDS)


def must_be_free(actor: Actor, field: FieldDefinition) -> None:
    """Refuse a name that another field of the type has, the program's own included."""
    record_type = record_types.get(field.type)
    wanted = fold(field.label)
    reading = current_reading(actor)
    others = live(actor).filter(type=field.type).exclude(pk=field.pk)
    taken = {fold(reading.say(one.label)) for one in record_type.fields}
    taken |= {fold(label) for label in others.values_list("label", flat=True)}
    if wanted in taken:
        raise Refused("There is a field “{name}” already.", "label", name=field.label)


def _free_name(label: str, taken: set[str]) -> str:
    """A name for ever, from what the field is called first."""
    stem = PREFIX + (slug(label, 40).replace("-", "_") or "field")
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name
