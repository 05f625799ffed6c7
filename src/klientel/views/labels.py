"""The labels of a type's fields in the reader's words, worked out once per language and firm."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import get_language

from klientel.records.fields.base import Reading
from klientel.records.types import RecordType

_KEPT = 2_000
_labels: dict[tuple[str, str | None, UUID, int], dict[str, str]] = {}


def labels_of(record_type: RecordType, reading: Reading) -> dict[str, str]:
    """Labels by field name. A firm that renames a noun has another directory version after it."""
    workspace = reading.workspace
    key = (record_type.name, get_language(), workspace.pk, workspace.directory_version)
    found = _labels.get(key)
    if found is None or len(found) != len(record_type.fields):
        if len(_labels) > _KEPT:
            _labels.clear()
        found = _labels[key] = {one.name: reading.say(one.label) for one in record_type.fields}
    return found
