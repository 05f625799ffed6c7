"""What a formula would give for a record, before anybody keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klientel.kit.ids import uuid7
from klientel.records.fields.base import Field, Reading
from klientel.records.models import FieldDefinition
from klientel.records.own_fields.asked import AS_PERCENT, FORMULA, PLACES
from klientel.records.own_fields.defined import field_of
from klientel.records.own_fields.kinds import formula
from klientel.records.own_fields.offered import Saying
from klientel.records.own_fields.reckoning import reckoned_alone
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor


def tried(
    actor: Actor,
    record_type: RecordType,
    before: FieldDefinition | None,
    text: str,
    typed: Mapping[str, str],
    record: Any,
    reading: Reading,
) -> tuple[Field, Any]:
    """The field that a formula would make, and its value for a record; writes nothing.

    `before` is the field that gets the formula, `typed` what else its settings say. Raises
    `Mistake`, which points into the text, or another `Refused`.
    """
    field = FieldDefinition(
        id=before.pk if before is not None else uuid7(),
        workspace_id=actor.workspace_id,
        type=record_type.name,
        name=before.name if before is not None else "",
        kind=formula.KIND.name,
        label=before.label if before is not None else typed.get("label", ""),
        options=dict(before.options) if before is not None else {},
    )
    said = {
        FORMULA.name: FORMULA.clean(text, reading),
        PLACES.name: PLACES.clean(typed.get(PLACES.name), reading) or 0,
        AS_PERCENT.name: AS_PERCENT.clean(typed.get(AS_PERCENT.name), reading),
    }
    field.options = formula.KIND.kept(Saying(record_type, field, reading, said), formula.KIND)
    made = field_of(field)
    return made, reckoned_alone(record_type, made, record, reading.workspace)
